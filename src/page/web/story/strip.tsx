// Several runs of one question as a strip of bars that fills as they come.

import type { JSX } from "preact";

interface Bar {
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
