// What is changed, each with a way back, and the steps back and forth.

import type { JSX } from "preact";
import { changes, facts, text } from "../state";
import { edit, future, past, redo, reset, touched, undo } from "./history";
import { CHANGED, changedWords, NOTHING_CHANGED, otherText, REDO, RESET, TAKE_BACK, UNDO } from "./words";

export function Changed(): JSX.Element {
  const all = [...changes.value];
  return (
    <section class="changed" aria-label={CHANGED}>
      <p class="row">
        <button type="button" disabled={!past.value.length} onClick={undo}>{UNDO}</button>
        <button type="button" disabled={!future.value.length} onClick={redo}>{REDO}</button>
        <button type="button" disabled={!touched.value} onClick={reset}>{RESET}</button>
      </p>
      {!all.length && text.value === null && <p class="note">{NOTHING_CHANGED}</p>}
      {text.value !== null && <p class="note">{otherText(facts.value.title)}</p>}
      <ul>
        {all.map(([path, value]) => {
          const words = changedWords({ path, from: null, to: value }, facts.value);
          return <li key={path}><span title={path}>{words}</span> <button type="button" class="plain" aria-label={`${TAKE_BACK}: ${words}`} onClick={() => edit(path, null)}>{TAKE_BACK}</button></li>;
        })}
      </ul>
    </section>
  );
}
