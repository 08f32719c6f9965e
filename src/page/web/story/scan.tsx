// Several runs of one question, computed in the background, and a strip that fills as they come.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { canRun } from "../engine";
import type { Finished, Wanted } from "../protocol";
import { ask, have, noHurry } from "./runs";

export interface Scan {
  /** In the order in which they were asked; null where one is not there yet. What was computed before is there at once. */
  runs: Array<Finished | null>;
  /** Why one of them could not be played; empty if none failed. */
  failed: string;
}

/** `go` is when to begin, `shown` whether the reader waits for them. */
export function useScan(all: Wanted[], go: boolean, shown = false): Scan {
  const key = JSON.stringify(all);
  const [, count] = useState(0);
  const [failed, fail] = useState("");
  useEffect(() => {
    if (!go || !canRun()) return;
    let gone = false;
    fail("");
    for (const one of all) {
      if (have(one)) continue;
      ask(one, shown).then(() => !gone && count((many) => many + 1), (why: Error) => !gone && fail(why.message));
    }
    return () => {
      gone = true;
      if (shown) all.forEach(noHurry);
    };
  }, [key, go, shown]);
  return { runs: all.map(have), failed };
}

export interface Bar {
  label: string;
  /** Hours; null: more than the run is long. Undefined: not computed yet. */
  value: number | null | undefined;
}

/** One bar for each run; what has no end within the run goes to the edge and says so. */
export function Strip(props: { title: string; bars: Bar[]; most: number; chosen: number; shown: (value: number) => string; never: string; onPick: (at: number) => void }): JSX.Element {
  return (
    <div class="strip" role="group" aria-label={props.title}>
      <p class="strip-title"><b>{props.title}</b></p>
      {props.bars.map((bar, at) => (
        <button key={bar.label} type="button" class="strip-row" aria-pressed={at === props.chosen} onClick={() => props.onPick(at)}>
          <span>{bar.label}</span>
          <span class="strip-bar"><i class={bar.value === null ? "never" : ""} style={{ width: bar.value === undefined ? 0 : `${bar.value === null ? 100 : Math.min((bar.value / props.most) * 100, 100)}%` }} /></span>
          <span class="value">{bar.value === undefined ? "…" : bar.value === null ? props.never : props.shown(bar.value)}</span>
        </button>
      ))}
    </div>
  );
}
