// Every value of the scenario, to be searched and to be written anew. What is written is read by the parser of the engine.

import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { front } from "../engine";
import type { ValueFacts } from "../protocol";
import { asked, changes, facts, scale, seed, set, text } from "../state";
import { edit } from "./history";
import { same } from "./stops";
import { ALL_VALUES, called, found, MARKS, more, NO_MARK, original, SEARCH, TAKE_BACK, USE } from "./words";
import { GUESSES, named, NONE_FOUND, origin, plausible, TRY } from "./words-fixes";

const MOST = 25;

/** What a value is called: as its slider, or by its place. */
const title = (path: string): string => {
  const own = called(path, facts.value);
  return own === path ? named(path) : own;
};

function Value(props: { value: ValueFacts }): JSX.Element {
  const { path, mark, source } = props.value;
  const own = original(path, facts.value) ?? "";
  const now = path === "run.seed" ? String(seed.value) : changes.value.get(path) ?? own;
  const [typed, type] = useState<string | null>(null);
  const [why, say] = useState("");
  const id = useId();
  const use = async (): Promise<void> => {
    const value = (typed ?? now).trim();
    const others = set.value.filter((one) => !one.startsWith(`${path}=`));
    try {
      if (path !== "run.seed" || !/^\d+$/.test(value)) await front.read(asked(text.value, [...others, `${path}=${value}`], scale.value, seed.value));
      say("");
      type(null);
      edit(path, same(value, own) ? null : value);
    } catch (error) {
      say((error as Error).message);
    }
  };
  return (
    <li class="one-value">
      <form onSubmit={(event) => { event.preventDefault(); void use(); }}>
        <label for={id}>{title(path)}</label>
        <input id={id} type="text" spellcheck={false} autocomplete="off" value={typed ?? now} aria-invalid={why !== ""} aria-describedby={why ? `${id}-why` : undefined}
          onInput={(event) => type(event.currentTarget.value)} />
        <button type="submit">{USE}</button>
        {now !== own && <button type="button" class="plain" onClick={() => { type(null); say(""); edit(path, null); }}>{TAKE_BACK}</button>}
      </form>
      {why && <pre id={`${id}-why`} role="alert">{why}</pre>}
      <p class="note">
        <b class={`evidence ${mark ?? "none"}`}>{mark ? MARKS[mark] ?? mark : NO_MARK}</b>{[source, plausible(props.value, own), origin(props.value.origin)].filter(Boolean).map((one) => ` · ${one}`)} · <code>{path}</code>
      </p>
    </li>
  );
}

export function Values(): JSX.Element {
  const [query, search] = useState("");
  const [open, turn] = useState(false);
  const { values } = facts.value;
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = !open ? [] : values.filter((one) => words.every((word) => `${one.path} ${title(one.path)} ${one.value} ${one.mark ?? ""} ${one.source ?? ""}`.toLowerCase().includes(word)));
  const shown = words.length ? hits.slice(0, MOST) : [];
  const guesses = hits.length ? [] : GUESSES.filter((word) => values.some((one) => one.path.includes(word)));
  const tables = [...new Set(values.map((one) => one.path.split(".")[0]!))];
  return (
    <details class="values" open={open} onToggle={(event) => turn(event.currentTarget.open)}>
      <summary>{ALL_VALUES}</summary>
      <label class="search">{SEARCH} <input type="search" value={query} onInput={(event) => search(event.currentTarget.value)} /></label>
      <p class="chips">{tables.map((one) => <button key={one} type="button" class="plain" onClick={() => search(`${one}.`)}>{one}</button>)}</p>
      <p class="note" role="status">{found(hits.length, values.length)}</p>
      {open && words.length > 0 && !hits.length && <p>{NONE_FOUND} {TRY} {guesses.map((one) => <button key={one} type="button" class="plain" onClick={() => search(one)}>{one}</button>)}</p>}
      <ul>{shown.map((one) => <Value key={one.path} value={one} />)}</ul>
      {words.length > 0 && hits.length > MOST && <p class="note">{more(hits.length - MOST)}</p>}
    </details>
  );
}
