// Where the names in a chart stand: those of moments in rows above it, those of areas and lines beside it. A line without a
// name tells nothing, so what has no room for its name is not drawn.

import { times } from "../words";
import type { Scale } from "./scale";
import type { Mark } from "./time";

/** Rows of names above a chart at most: as many as what is done within the first hours of days may need. */
const ROWS = 6;

export interface Placed {
  /** Moments that have this name. */
  at: number[];
  label: string;
  row: number;
  /** Where its name begins or ends. */
  x: number;
  anchor: "start" | "end";
}

/** The same thing several times within the width of its name is one name. */
function joined(marks: Mark[], x: Scale, wide: (label: string) => number): Array<{ at: number[]; label: string }> {
  const all: Array<{ at: number[]; label: string }> = [];
  for (const mark of marks) {
    const last = all.at(-1);
    if (last?.label === mark.label && x(mark.at) - x(last.at[0]!) < wide(mark.label)) last.at.push(mark.at);
    else all.push({ at: [mark.at], label: mark.label });
  }
  return all.map(({ at, label }) => ({ at, label: at.length > 1 ? times(label, at.length) : label }));
}

/** `right`: where the last name has to end. */
export function placed(marks: Mark[], x: Scale, right: number, size: number): Placed[] {
  const wide = (label: string): number => label.length * size * 0.53 + 8;
  const inside = marks.filter((mark) => mark.at >= x.from - 1e-9 && mark.at <= x.to + 1e-9).sort((a, b) => a.at - b.at);
  const free = new Array<number>(ROWS).fill(-Infinity);
  return joined(inside, x, wide).flatMap(({ at, label }): Placed[] => {
    const [begins, length] = [x(at[0]!) + 4, wide(label)];
    for (let row = 0; row < ROWS; row++) {
      if (begins + length <= right && begins >= free[row]!) {
        free[row] = begins + length;
        return [{ at, label, row, x: begins, anchor: "start" }];
      }
      const ends = x(at.at(-1)!) - 4;
      if (begins + length > right && ends - length >= Math.max(free[row]!, 0)) {
        free[row] = right + 1;
        return [{ at, label, row, x: ends, anchor: "end" }];
      }
    }
    return [];
  });
}

/** Names beside a chart, moved apart where they would meet. */
export function apart<T extends { at: number }>(names: T[], gap: number, top: number, bottom: number): T[] {
  const sorted = [...names].sort((a, b) => a.at - b.at);
  let lowest = top - gap;
  const all = sorted.map((name) => {
    lowest = Math.max(lowest + gap, name.at);
    return { ...name, at: lowest };
  });
  let highest = bottom + gap * 0.3;
  for (let at = all.length - 1; at >= 0; at--) {
    all[at]!.at = Math.min(all[at]!.at, highest);
    highest = all[at]!.at - gap;
  }
  return all;
}
