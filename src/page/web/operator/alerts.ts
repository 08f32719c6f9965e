// What monitoring would call out: from what it shows, not from what is known.

import { load } from "../chart/run";
import type { Facts, Seen } from "../protocol";

/** 0: well; 1: some are without service; 2: most are. */
export interface Alert { what: string; level: 0 | 1 | 2; share: number }

/** Shares of a class without service at which an alert comes. */
export const LEVELS = [0.02, 0.5] as const;
export const levelOf = (share: number): Alert["level"] => (share > LEVELS[1] ? 2 : share > LEVELS[0] ? 1 : 0);

export const lastOf = <T,>(values: readonly T[]): T | undefined => values[values.length - 1];

export function alerts(facts: Facts, seen: Seen): Alert[] {
  const { film } = seen;
  return facts.classes.map((one, at) => {
    const share = lastOf(film.classes[at]!.without) ?? 0;
    return { what: one.name, share, level: levelOf(share) };
  });
}

/** Attempts per second in the last interval: those that reach the cell, all, and what the cell can serve. */
export function loadNow(seen: Seen): { inside: number; all: number; capacity: number | null } {
  const now = load(seen.film);
  const inside = (lastOf(now.first) ?? 0) + (lastOf(now.retries) ?? 0);
  return { inside, all: lastOf(now.all) ?? 0, capacity: seen.film.capacity ?? null };
}

/** What a class asks for when all is well: its mean before the onset. */
export function usual(facts: Facts, seen: Seen, at: number): number {
  const one = seen.film.classes[at]!;
  const until = Math.min(facts.onset, one.first.length);
  let all = 0;
  for (let n = 0; n < until; n++) all += one.first[n]! + one.retries[n]!;
  return until ? all / until : 0;
}

/** When monitoring first showed that something is wrong: at the end of the interval in which a class that is let in is without service
 * all the same. Who is kept out by what was done here is no such sign. */
export function firstSign(facts: Facts, seen: Seen): number | null {
  const { time_h, classes } = seen.film;
  for (let n = facts.onset; n < time_h.length; n++) {
    if (classes.some((one) => (one.admitted[n] ?? 1) >= 1 && (one.without[n] ?? 0) > LEVELS[0])) return time_h[n + 1] ?? seen.film.end_h;
  }
  return null;
}
