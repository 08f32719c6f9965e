// Who is who in the story, and what it reads off a run. The numbers are those of the engine.

import { load } from "../chart/run";
import { roundedUp } from "../chart/scale";
import { data } from "../data";
import type { Film, Loss, Seen, Wanted } from "../protocol";
import { between } from "./reading";

const classes = data.facts.classes;
const index = (found: number): number => Math.max(found, 0);
export const PHONES = index(classes.findIndex((one) => one.phones));
export const WEB = index(classes.reduce((best, one, n) => (!one.phones && (best < 0 || (one.population ?? 0) > (classes[best]!.population ?? 0)) ? n : best), -1));

/** What the fields of `summary.json` under `recovery` are, as far as the story needs them. */
export interface Recovery {
  verdict: "healthy" | "recovered" | "relapsed" | "stuck" | "down" | "undecided";
  recovered_h: number | null;
  cause_gone_h: number | null;
  /** What was not well at the end, and which cause was still there, and why that cannot be said. */
  unwell_because: string[];
  down_because: string[];
  undecided_because: string | null;
}

export const recovery = (run: Seen): Recovery => run.recovery as unknown as Recovery;
export const loss = (run: Seen, at: number): Loss => run.losses[at]!;

/** How full servers and road out were on the mean from one time to another; null if there is nothing to be filled. */
export function fullness(film: Film, from: number, to: number): [number, number] | null {
  const all = between(film, from, to);
  if (!all.length || all.some((n) => film.cell.workers_there[n] == null)) return null;
  const mean = (of: (n: number) => number): number => Math.min(all.reduce((sum, n) => sum + of(n), 0) / all.length, 1);
  return [mean((n) => film.cell.workers[n]! / (film.cell.workers_there[n] || 1)), mean((n) => film.cell.link_out[n]!)];
}

/** The share of later tries in all tries that reach the cell, from one time to another. */
export function againShare(film: Film, from: number, to: number): number {
  const [passed, span] = [load(film), between(film, from, to)];
  const sum = (of: readonly number[]): number => span.reduce((all, n) => all + of[n]!, 0);
  const [first, again] = [sum(passed.first), sum(passed.retries)];
  return first + again > 0 ? again / (first + again) : 0;
}

/** Mean share of a class without service, from one time to another. */
export function shareWithout(film: Film, at: number, from: number, to: number): number | null {
  const all = between(film, from, to);
  return all.length ? all.reduce((sum, n) => sum + (film.classes[at]!.without[n] ?? 0), 0) / all.length : null;
}

/** Requests per second that reach the cell, all classes together. */
export function reaching(film: Film): number[] {
  const all = load(film);
  return all.first.map((one, n) => one + all.retries[n]!);
}

/** The top of an axis that holds what is tried in all of these runs, so that they can be compared. */
export function top(runs: ReadonlyArray<Seen | null>): number {
  return roundedUp(Math.max(0, ...runs.flatMap((one) => (one ? load(one.film).all : []))));
}

/** The same of what gets past the edge. */
export const topInside = (runs: ReadonlyArray<Seen | null>): number => roundedUp(Math.max(0, ...runs.flatMap((one) => (one ? reaching(one.film) : []))));

/** Mean of the last hour. */
export function lastHour(film: Film, values: readonly number[]): number {
  const last = values.filter((_, n) => film.time_h[n]! >= film.end_h - 1 - 1e-9);
  return last.reduce((sum, one) => sum + one, 0) / Math.max(last.length, 1);
}

/** From when on at most a tenth of a class was without service, for good: a few people more or less do not move it. */
export function servedFrom(film: Film, at: number): number | null {
  const without = film.classes[at]!.without;
  let last = -1;
  without.forEach((share, n) => { if ((share ?? 0) > 0.1) last = n; });
  if (last < 0) return 0;
  return last + 1 < without.length ? film.time_h[last + 1]! : null;
}

/** Class-hours without service from a moment on, as hours of full outage. */
export function lostSince(film: Film, at: number, from: number): number {
  return film.time_h.reduce((all, time, n) => (time >= from - 1e-9 ? all + (film.classes[at]!.without[n] ?? 0) * ((film.time_h[n + 1] ?? film.end_h) - time) : all), 0);
}

/** A run of the scenario of the story at a size, with changes of its own. */
export function run(set: readonly string[], scale: number, seed = data.facts.seed): Wanted {
  // Always written out: the seed that the file was made with need not be that of the scenario.
  return { scenario: data.wanted.scenario, set: [...set, `run.seed=${seed}`], scale };
}

/** Nobody acts at the edge. */
export const NOBODY_ACTS: readonly string[] = data.facts.timeline.filter((entry) => entry.at_edge).map((entry) => `timeline.${entry.name}.enabled=false`);
