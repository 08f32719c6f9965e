// What a change does: two runs of the same size and world, side by side. Only counted here, never guessed.

import type { Facts, Seen } from "../protocol";

/** When most of what a class lost was lost while the edge let not all of it in: since when, in hours after the onset. */
export interface Kept { from: number; to: number }

export interface Outcome {
  /** Hours of full outage per person, class by class; only of those that are people. */
  lost: Array<{ name: string; hours: number; kept?: Kept | null }>;
  verdict: string;
  recovered: number | null;
  /** Largest amplification of any class. */
  peak: number | null;
}

const named = (seen: Seen, facts: Facts): Array<{ name: string; at: number }> =>
  seen.losses.map((loss, at) => ({ name: loss.name, at, people: loss.population ?? facts.classes[at]?.population })).filter((one) => one.people != null);

/** Less than this is no loss worth a word. */
const LITTLE_H = 0.25;

function keptOut(seen: Seen, at: number): Kept | null {
  const { time_h, end_h, classes } = seen.film;
  const one = classes[at];
  if (!one) return null;
  let [all, kept, from, to] = [0, 0, Infinity, 0];
  time_h.forEach((begin, n) => {
    const end = time_h[n + 1] ?? end_h;
    const loss = (one.without[n] ?? 0) * (end - begin);
    all += loss;
    if ((one.admitted[n] ?? 1) >= 1) return;
    kept += loss;
    [from, to] = [Math.min(from, begin), end];
  });
  return kept > LITTLE_H && kept > all / 2 ? { from, to } : null;
}

/** What came of a whole run. */
export function outcome(seen: Seen, facts: Facts): Outcome {
  const recovery = seen.recovery as { verdict: string; recovered_h?: number | null };
  const peaks = seen.losses.flatMap((loss) => (loss.peak ? [Number(loss.peak[0])] : []));
  return {
    lost: named(seen, facts).map(({ name, at }) => ({ name, hours: seen.losses[at]!.outage_h, kept: keptOut(seen, at) })),
    verdict: recovery.verdict,
    recovered: typeof recovery.recovered_h === "number" ? recovery.recovered_h : null,
    peak: peaks.length ? Math.max(...peaks) : null,
  };
}

/** What had been lost up to a moment: the shares without service that the engine gave, added up over their intervals. */
export function lostUntil(seen: Seen, facts: Facts, until: number): Outcome["lost"] {
  const { time_h, end_h, classes } = seen.film;
  return named(seen, facts).map(({ name, at }) => ({
    name,
    hours: time_h.reduce((all, from, n) => {
      const to = Math.min(time_h[n + 1] ?? end_h, until);
      return from >= until - 1e-9 ? all : all + (classes[at]?.without[n] ?? 0) * (to - from);
    }, 0),
  }));
}

/** A run before the change and the one after it, of the same world and size. */
export interface Pair {
  before: Outcome | null;
  after: Outcome;
}

export interface Range { least: number; most: number }

export const range = (values: number[]): Range => ({ least: Math.min(...values), most: Math.max(...values) });

/** In how many worlds a class lost less, more, or equally much: what is written equally is equal. */
export function direction(pairs: readonly Pair[], name: string, equal: (one: number, other: number) => boolean): { less: number; more: number; equal: number } {
  const of = (one: Outcome | null): number => one?.lost.find((loss) => loss.name === name)?.hours ?? 0;
  const ways = { less: 0, more: 0, equal: 0 };
  for (const pair of pairs) {
    const [now, then] = [of(pair.after), of(pair.before)];
    ways[equal(now, then) ? "equal" : now < then ? "less" : "more"]++;
  }
  return ways;
}

export interface Changed { path: string; from: string | null; to: string | null }

/** What differs between two sets of changes. */
export function changedBetween(from: ReadonlyMap<string, string>, to: ReadonlyMap<string, string>): Changed[] {
  const paths = new Set([...from.keys(), ...to.keys()]);
  return [...paths].filter((path) => from.get(path) !== to.get(path)).map((path) => ({ path, from: from.get(path) ?? null, to: to.get(path) ?? null }));
}
