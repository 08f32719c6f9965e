// What the reader takes along: a link, a command, files. Nothing is sent anywhere.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { data } from "../data";
import { link, OTHER, scale, seed, set, state, text } from "../state";
import { shown } from "./compute";
import { standing } from "./picture";
import { COMMAND, commandNeeds, COPIED, COPY_COMMAND, COPY_LINK, CSV, LINK, LOAD_TITLE, NO_CSV, NOT_COPIED, PEOPLE_TITLE, SHARE, svgName, TOML } from "./words";

const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`);
const FILE = `${OTHER}.toml`;

/** The command that computes the same. */
export function command(): string {
  const other = text.value !== null;
  const file = other || data.wanted.text ? FILE : data.wanted.scenario;
  const changes = [...(other ? [] : data.wanted.set ?? []), ...set.value];
  return ["syncstorm run", quoted(file), ...changes.map((one) => `--set ${quoted(one)}`), ...(scale.value === 1 ? [] : [`--scale ${scale.value}`]), `--seed ${seed.value}`].join(" ");
}

export function download(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  // Not at once: the browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function Copied(props: { label: string; button: string; value: string }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const [said, say] = useState("");
  useEffect(() => say(""), [props.value]);
  const copy = async (): Promise<void> => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(props.value);
      say(COPIED);
    } catch {
      say(NOT_COPIED);
    }
  };
  return (
    <p class="copied"><label>{props.label} <input ref={field} type="text" readOnly value={props.value} /></label>
      <button type="button" onClick={() => void copy()}>{props.button}</button> <span role="status">{said}</span></p>
  );
}

export function Share(): JSX.Element {
  const [address, write] = useState("");
  const key = JSON.stringify(state());
  useEffect(() => {
    let gone = false;
    void link().then((found) => { if (!gone) write(found); });
    return () => { gone = true; };
  }, [key]);
  const own = text.value !== null || Boolean(data.wanted.text);
  const { finished, facts, scale: size, seed: world } = shown.value;
  const name = `${facts.scenario.replace(/[^\w-]+/g, "-")}-${size}-${world}`;
  const chart = (id: string, title: string): JSX.Element => (
    <button type="button" key={id} onClick={() => { const svg = document.querySelector<SVGSVGElement>(`#${id} svg`); if (svg) download(`${name}-${id}.svg`, standing(svg), "image/svg+xml"); }}>{svgName(title)}</button>
  );
  return (
    <details class="share" open>
      <summary>{SHARE}</summary>
      <Copied label={LINK} button={COPY_LINK} value={address} />
      <Copied label={COMMAND} button={COPY_COMMAND} value={command()} />
      {own && <p class="note">{commandNeeds(FILE)}</p>}
      <p class="row">
        <button type="button" disabled={!facts.resolved} onClick={() => download(own ? FILE : `${name}.toml`, facts.resolved, "application/toml")}>{TOML}</button>
        <button type="button" aria-disabled={!finished} onClick={() => finished && download(`${name}.csv`, finished.timeseries, "text/csv")}>{CSV}</button>
        {chart("chart-load", LOAD_TITLE)}{chart("chart-people", PEOPLE_TITLE)}
      </p>
      {!finished && <p class="note">{NO_CSV}</p>}
    </details>
  );
}
