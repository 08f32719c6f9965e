// Several runs of one question, computed in the background, and a strip that fills as they come.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Finished, Wanted } from "../protocol";
import { ahead } from "./runs";

/** The runs, in the order in which they were asked; null where one is not there yet. `go` is when to begin. */
export function useScan(all: Wanted[], go: boolean): Array<Finished | null> {
  const key = JSON.stringify(all);
  const [found, set] = useState<{ key: string; runs: Array<Finished | null> }>({ key, runs: all.map(() => null) });
  useEffect(() => {
    if (!go) return;
    let gone = false;
    const runs: Array<Finished | null> = all.map(() => null);
    all.forEach((one, at) => {
      ahead(one).then((run) => {
        if (gone) return;
        runs[at] = run;
        set({ key, runs: [...runs] });
      }, (why: Error) => console.error(why.message));
    });
    return () => { gone = true; };
  }, [key, go]);
  return found.key === key ? found.runs : all.map(() => null);
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
