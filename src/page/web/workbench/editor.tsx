// The whole scenario as text, and texts to begin one's own from.

import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { front } from "../engine";
import { shown } from "./compute";
import { load } from "./history";
import template from "./template.toml";
import { AS_IT_STANDS, BEGIN_FROM, CHOOSE, EDIT, EDIT_INTRO, EDITOR, LOADED, OWN_SERVICE, RUN_THIS } from "./words";

/** Shipped scenarios that are good beginnings. */
const SHIPPED = ["metastable-cell", "slack-2022", "textbook/mm1"];

export function Editor(): JSX.Element {
  const [typed, type] = useState<string | null>(null);
  const [why, say] = useState("");
  const [done, tell] = useState("");
  // While only the storm is known, the text is that of the last whole run.
  const [text, keep] = useState(shown.peek().facts.resolved);
  useSignalEffect(() => { if (shown.value.facts.resolved) keep(shown.value.facts.resolved); });
  const now = typed ?? text;
  const run = async (): Promise<void> => {
    tell("");
    try {
      await load(front, now);
      say("");
      tell(LOADED);
      type(null);
    } catch (error) {
      say((error as Error).message);
    }
  };
  const begin = async (name: string): Promise<void> => {
    if (!name) return;
    say("");
    tell("");
    try {
      type(name === OWN_SERVICE ? template : (await front.read({ scenario: name, set: [], scale: 1 })).resolved);
    } catch (error) {
      say((error as Error).message);
    }
  };
  return (
    <details class="editor">
      <summary>{EDIT}</summary>
      <p class="note">{EDIT_INTRO}</p>
      <p class="row">
        <label>{BEGIN_FROM} <select value="" onChange={(event) => { const chosen = event.currentTarget.value; event.currentTarget.value = ""; void begin(chosen); }}>
          <option value="">{CHOOSE}</option><option value={OWN_SERVICE}>{OWN_SERVICE}</option>{SHIPPED.map((name) => <option key={name} value={name}>{name}</option>)}
        </select></label>
        {typed !== null && <button type="button" onClick={() => { type(null); say(""); }}>{AS_IT_STANDS}</button>}
      </p>
      <textarea aria-label={EDITOR} spellcheck={false} rows={22} value={now} aria-invalid={why !== ""} onInput={(event) => { type(event.currentTarget.value); tell(""); }} />
      {why && <pre role="alert">{why}</pre>}
      <p class="row"><button type="button" class="main" onClick={() => void run()}>{RUN_THIS}</button> <span role="status">{done}</span></p>
    </details>
  );
}
