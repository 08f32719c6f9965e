// The outlines of a chart over time: what holds of an interval is drawn from its beginning to its end.

import type { Scale } from "./scale";
import type { Area, Series } from "./time";

/** The path along the tops of steps, from left to right. */
export function steps(values: Series, time: readonly number[], end: number, x: Scale, y: Scale, first: number, last: number): string {
  let path = "";
  let open = false;
  for (let at = first; at < last; at++) {
    const value = values[at];
    if (value === null || value === undefined) {
      open = false;
      continue;
    }
    const left = x(time[at]!).toFixed(1);
    const right = x(time[at + 1] ?? end).toFixed(1);
    const top = y(value).toFixed(1);
    path += `${open ? "L" : "M"}${left} ${top}L${right} ${top}`;
    open = true;
  }
  return path;
}

export function area(low: number[], high: number[], time: readonly number[], end: number, x: Scale, y: Scale, first: number, last: number): string {
  if (last <= first) return "";
  let forth = "";
  let back = "";
  for (let at = first; at < last; at++) {
    const left = x(time[at]!).toFixed(1);
    const right = x(time[at + 1] ?? end).toFixed(1);
    forth += `${at > first ? "L" : "M"}${left} ${y(high[at]!).toFixed(1)}L${right} ${y(high[at]!).toFixed(1)}`;
    back = `L${right} ${y(low[at]!).toFixed(1)}L${left} ${y(low[at]!).toFixed(1)}${back}`;
  }
  return `${forth}${back}Z`;
}

export function stacked(areas: Area[], length: number): number[][] {
  const edges = [new Array<number>(length).fill(0)];
  for (const one of areas) {
    const below = edges.at(-1)!;
    edges.push(below.map((value, at) => value + Math.max(one.values[at] ?? 0, 0)));
  }
  return edges;
}

/** The intervals that a window shows: the first one, and the one after the last. */
export function within(time: readonly number[], end: number, from: number, to: number): [number, number] {
  const after = time.findIndex((at) => at >= to);
  return [Math.max(time.findIndex((_, n) => (time[n + 1] ?? end) > from), 0), after < 0 ? time.length : after];
}
