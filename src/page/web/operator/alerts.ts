// What monitoring would call out: from what it shows, not from what is known.

import { load } from "../chart/run";
import type { Facts, Seen } from "../protocol";

/** 0: well; 1: some are without service; 2: most are. */
export interface Alert { what: string; level: 0 | 1 | 2; share: number }

/** Shares of a class without service at which an alert comes. */
const LEVELS = [0.02, 0.5] as const;

export const lastOf = <T,>(values: readonly T[]): T | undefined => values[values.length - 1];

export function alerts(facts: Facts, seen: Seen): Alert[] {
  const { film } = seen;
  return facts.classes.map((one, at) => {
    const share = lastOf(film.classes[at]!.without) ?? 0;
    return { what: one.name, share, level: share > LEVELS[1] ? 2 : share > LEVELS[0] ? 1 : 0 };
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
