// Numbers that are read off a run: sums and means of what the engine counted, and nothing else.

import type { ClassFilm, Facts, Film, Seen } from "../protocol";

/** Numbers of the intervals from one time on, and before another one, in hours since the onset. */
export function between(film: Film, from: number, to: number): number[] {
  return film.time_h.flatMap((time, at) => (time >= from - 1e-9 && time < to - 1e-9 ? [at] : []));
}

export const attempts = (one: ClassFilm, at: number): number => one.first[at]! + one.retries[at]!;

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);

/** Attempts per second of all classes together, mean from one time to another. */
export function load({ film }: Seen, from: number, to: number): number {
  return mean(between(film, from, to).map((at) => film.classes.reduce((sum, one) => sum + attempts(one, at), 0)));
}

/** Share of the requests that were decided, from a time on, which were answered in time; none if none was decided. */
export function served({ film }: Seen, facts: Facts, name: string, from: number): number | null {
  const one = film.classes[facts.classes.findIndex((all) => all.name === name)];
  if (!one) return null;
  const all = between(film, from, film.end_h);
  const sum = (values: readonly number[]): number => all.reduce((total, at) => total + values[at]!, 0);
  const [well, ill] = [sum(one.answered), sum(one.failed)];
  return well + ill > 0 ? well / (well + ill) : null;
}

/** A value as the scenario writes it, without quotes. */
export const written = (facts: Facts, path: string): string =>
  (facts.values.find((one) => one.path === path)?.value ?? "").replace(/^"|"$/g, "");

export const people = (facts: Facts, name: string): number => facts.classes.find((one) => one.name === name)?.population ?? 0;

/** Which of some numbers is meant: the nearest one, if it is right within a factor of two. */
export function nearest(options: readonly number[], value: number | null): number | null {
  if (value === null || !(value > 0)) return null;
  const far = options.map((option) => Math.abs(Math.log(option / value)));
  const least = Math.min(...far);
  return least < Math.log(2) ? far.indexOf(least) : null;
}
