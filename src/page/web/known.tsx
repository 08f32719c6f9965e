// What of the model is known, and what is assumed: every value says who says so, and this is the short of it.

import type { JSX } from "preact";
import { data } from "./data";
import type { ValueFacts } from "./protocol";
import { named } from "./workbench/words-fixes";
import { KNOWN, moment } from "./words";

/** Sources with their addresses as links. */
function Source(props: { text: string }): JSX.Element {
  const parts = props.text.split(/(https?:\/\/[^\s)]+)/);
  return <>{parts.map((part, n) => (n % 2 ? <a key={part} href={part} rel="noopener noreferrer">{new URL(part).hostname}</a> : part))}</>;
}

interface Row { label: string; value: string; said: Array<[mark: string, source: string]> }

function Rows(props: { head: string; rows: Row[] }): JSX.Element | null {
  if (!props.rows.length) return null;
  return (
    <>
      <h3>{props.head}</h3>
      <div class="table" tabIndex={0} role="region" aria-label={props.head}><table class="known">
        <tbody>{props.rows.map((one) => (
          <tr key={one.label + one.value}><th scope="row">{one.label} <b>{one.value}</b></th><td>{one.said.map(([mark, source]) => <p key={source}><b class={`evidence ${mark}`}>{KNOWN.marks[mark] ?? mark}</b> <Source text={KNOWN.source(source)} /></p>)}</td></tr>
        ))}</tbody>
      </table></div>
    </>
  );
}

const said = (values: ValueFacts[]): Row["said"] => [...new Map(values.map((one) => [one.source ?? "", one.mark ?? ""])).entries()].map(([source, mark]) => [mark, source]);

/** What was done, in the words of the log, with everything that is said of it. */
function moments(marked: ValueFacts[]): Row[] {
  return data.opening.film.log.flatMap((line): Row[] => {
    const own = marked.filter((one) => line.entry && one.path.startsWith(`timeline.${line.entry}.`));
    return own.length ? [{ label: `${line.what},`, value: moment(line.time_h), said: said(own) }] : [];
  });
}

/** Values with the same source are one row, by the first of them. */
function values(facts: ValueFacts[]): Row[] {
  const first = facts.filter((one, n) => !one.path.startsWith("timeline.") && facts.findIndex((other) => other.source === one.source) === n);
  return first.map((one) => ({ label: `${named(one.path)}:`, value: one.value.replace(/"/g, ""), said: said([one]) }));
}

export function Known(): JSX.Element | null {
  const marked = data.facts.values.filter((one) => one.mark && one.source);
  const of = (mark: string): ValueFacts[] => marked.filter((one) => one.mark === mark);
  const [facts, inferred, assumed] = [of("fact"), of("inferred"), of("assumption")];
  if (!facts.length || !assumed.length) return null;
  return (
    <details class="known">
      <summary>{KNOWN.head}</summary>
      <p class="prose">{KNOWN.counted(facts.length, inferred.length, assumed.length)}</p>
      <Rows head={KNOWN.moments} rows={moments(marked)} />
      <Rows head={KNOWN.facts} rows={values(facts)} />
      <p class="note">{KNOWN.rest}</p>
    </details>
  );
}
