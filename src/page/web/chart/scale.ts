// From numbers to places, and back; and where an axis has its ticks.

export interface Scale {
  (value: number): number;
  invert(place: number): number;
  readonly from: number;
  readonly to: number;
}

export function linear(from: number, to: number, left: number, right: number): Scale {
  const per = (right - left) / (to - from || 1);
  const place = (value: number): number => left + (value - from) * per;
  return Object.assign(place, { invert: (at: number): number => from + (at - left) / (per || 1), from, to });
}

/** A round step that gives at most so many ticks. */
function step(range: number, most: number): number {
  const rough = range / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
}

export function ticks(from: number, to: number, most: number): number[] {
  if (!(to > from)) return [from];
  const by = step(to - from, most);
  const all: number[] = [];
  for (let at = Math.ceil(from / by - 1e-9) * by; at <= to + by * 1e-6; at += by) all.push(Math.abs(at) < by * 1e-6 ? 0 : at);
  return all;
}

/** Steps of time that people count in, in hours. */
const TIMES = [1 / 60, 2 / 60, 5 / 60, 10 / 60, 15 / 60, 0.5, 1, 2, 3, 6, 12, 24, 48, 96, 168];

function timeTicks(from: number, to: number, most: number): number[] {
  const by = TIMES.find((size) => (to - from) / size <= most) ?? step(to - from, most);
  const all: number[] = [];
  for (let at = Math.ceil(from / by - 1e-9) * by; at <= to + by * 1e-6; at += by) all.push(Math.abs(at) < 1e-9 ? 0 : at);
  return all;
}

/** As many of them as have room for their labels on an axis of so many letters. */
export function timeTicksWithRoom(from: number, to: number, letters: number, label: (at: number) => string): number[] {
  for (let most = Math.max(Math.floor(letters / 4), 2); most > 2; most--) {
    const all = timeTicks(from, to, most);
    const longest = Math.max(...all.map((at) => label(at).length)) + 2;
    if (all.length * longest <= letters) return all;
  }
  return timeTicks(from, to, 2);
}

/** The end of an axis for values up to this one. */
export function roundedUp(value: number): number {
  if (!(value > 0)) return 1;
  const by = step(value, 4);
  return Math.ceil(value / by - 1e-9) * by;
}

/** The largest value of the intervals that begin within a window. */
export function mostWithin(values: ReadonlyArray<number | null>, time: readonly number[], from: number, to: number): number {
  let most = 0;
  values.forEach((value, at) => { if (time[at]! >= from - 1e-9 && time[at]! < to) most = Math.max(most, value ?? 0); });
  return most;
}
