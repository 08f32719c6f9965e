// What one decision would have changed: the same timeline with it earlier, later, or not made at all. Whole runs of the
// same world, played in the background.

import { signal } from "@preact/signals";
import { background, front, Refused, Stopped } from "../engine";
import type { Seen, Wanted } from "../protocol";
import type { Done, Move } from "./live";
import { ranked, scored, type Score } from "./score";
import type { Seat } from "./seat";

/** Hours by which a decision is moved. */
const SHIFT_H = 40 / 60;
export const MOST = 8;
const MINUTE = 1 / 60;

/** Decisions from which on it is tried what leaving it alone would have brought, after a loss. */
const WAITS = 4;

/** `rest`: neither this decision nor any after it. */
export type Change = "earlier" | "later" | "absent" | "rest";
export interface Fork {
  move: number;
  change: Change;
  /** Hours by which it was moved; less than wanted if the onset is nearer. */
  by: number;
  /** Whether other acts are gone, too, because they are not possible without it. */
  also?: boolean;
  /** The acts as they then are. */
  acts: Done[];
  score: Score | null;
  failed: string;
}

/** Changes of a scenario that make these acts. */
export function sets(all: readonly Done[]): string[] {
  return all.flatMap((one) => [`timeline.${key(one.name)}=${one.entry}`, `timeline.${key(one.name)}.at=${span(one.at)}`]);
}

const key = (name: string): string => (/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name));
/** A moment as a scenario has it, to the nanosecond: `1 h 20 min 1 ns`. */
function span(at: number): string {
  let left = Math.max(Math.round(at * 3.6e12), 1);
  return [["h", 3.6e12], ["min", 6e10], ["s", 1e9], ["ns", 1]].flatMap(([unit, size]) => {
    const many = Math.floor(left / (size as number));
    left -= many * (size as number);
    return many ? [`${many} ${unit}`] : [];
  }).join(" ");
}

/** The class that an entry concerns, as it is written. */
const ofClass = (one: Done): string => /class = ("(?:[^"\\]|\\.)*")/.exec(one.entry)?.[1] ?? "";

/** By how much a decision moves: nothing at the edge passes another thing done to the same class, and nothing is done before
 * `first`, when it was first seen that something is wrong. */
function shift(all: readonly Done[], mine: readonly Done[], sign: 1 | -1, move: Move, first: number): number {
  let most = sign < 0 ? Math.min(SHIFT_H, move.at - first) : SHIFT_H;
  for (const one of mine) {
    for (const other of all) {
      const way = (other.at - one.at) * sign;
      if (other.move !== one.move && ofClass(one) && ofClass(other) === ofClass(one) && way >= 0) most = Math.min(most, way - MINUTE);
    }
  }
  return sign * Math.max(most, 0);
}

/** Moves later than the end do not happen. */
function moved(all: readonly Done[], move: Move, number: number, change: Change, horizon: number, first: number): { by: number; acts: Done[] } | null {
  const mine = all.filter((one) => one.move === number);
  if (!mine.length) return null;
  if (change === "rest") return { by: 0, acts: all.filter((one) => one.move < number) };
  if (change === "absent") return { by: 0, acts: all.filter((one) => one.move !== number) };
  const by = shift(all, mine, change === "later" ? 1 : -1, move, first);
  if (Math.abs(by) < MINUTE) return null;
  const acts = all.map((one) => (one.move === number ? { ...one, at: one.at + by } : one));
  return acts.some((one) => one.at >= horizon - 1e-6) ? null : { by: Math.abs(by), acts };
}

/** At most so many: after a loss from when on nothing more should have been done, then everything earlier, absent, later. */
function planned(seat: Seat, all: readonly Done[], moves: readonly Move[], lost: boolean, first: number): Fork[] {
  const forks: Fork[] = [];
  const kinds: Change[] = ["earlier", "absent", "later"];
  for (const change of lost ? ["rest" as const, ...kinds] : kinds) {
    moves.forEach((move, number) => {
      // Without the last one only is the same as without it and all after it.
      const again = change === "rest" ? number < moves.length - WAITS : lost && change === "absent" && number === moves.length - 1;
      if (again) return;
      const other = moved(all, move, number, change, seat.facts.horizon_h, first);
      if (other) forks.push({ move: number, change, ...other, score: null, failed: "" });
    });
  }
  return forks.slice(0, MOST);
}

export const forks = signal<Fork[]>([]);
let stop: AbortController | null = null;

/** The run whose forks these are: who comes back to its result finds them as they were. */
let of: Seen | null = null;

export function stopForks(): void {
  pauseForks();
  of = null;
  forks.value = [];
}

/** Leaves the threads to others; what is computed stays. */
export function pauseForks(): void {
  stop?.abort();
  stop = null;
}

export function playForks(seen: Seen, seat: Seat, all: readonly Done[], moves: readonly Move[], lost: boolean, first: number): void {
  pauseForks();
  stop = new AbortController();
  const { signal: ended } = stop;
  if (of !== seen) forks.value = planned(seat, all, moves, lost, first);
  of = seen;
  const open = forks.value.flatMap((one, at) => (one.score || one.failed ? [] : [at]));
  const put = (at: number, part: Partial<Fork>): void => {
    if (!ended.aborted) forks.value = forks.value.map((one, n) => (n === at ? { ...one, ...part } : one));
  };
  // The thread of the workbench has nothing to do meanwhile.
  for (const engine of [front, ...background()]) {
    void (async () => {
      while (open.length && !ended.aborted) {
        const at = open.shift()!;
        const fork = forks.value[at]!;
        const play = async (acts: Done[]): Promise<Score> => scored((await engine.finish(withActs(seat, acts), ended)).seen);
        try {
          put(at, { score: await play(fork.acts) });
        } catch (why) {
          if (why instanceof Stopped) return;
          // Some things are not possible without what came before them: then these are left out, too.
          const rest = alone(all, fork);
          const refused = why instanceof Refused ? "refused" : (why as Error).message;
          await (why instanceof Refused && rest.length < fork.acts.length ? play(rest) : Promise.reject(why)).then(
            (score) => put(at, { score, acts: rest, also: true }), () => put(at, { failed: refused }));
        }
      }
    })();
  }
}


/** The acts of a fork without the next ones that concern the same class. */
function alone(all: readonly Done[], fork: Fork): Done[] {
  const gone = all.find((one) => one.move === fork.move);
  return fork.change === "absent" && gone && ofClass(gone) ? fork.acts.filter((one) => one.at < gone.at || ofClass(one) !== ofClass(gone)) : fork.acts;
}

const withActs = (seat: Seat, all: readonly Done[]): Wanted => ({ ...seat.wanted, set: [...seat.wanted.set!, ...sets(all)] });

/** The fork that would have been best, if one would have been better; what is not well at the end has no cost to compare. */
export function best(mine: Score, all: readonly Fork[]): Fork | null {
  const good = all.filter((one) => one.score?.well && ranked(one.score, mine) < 0).sort((a, b) => ranked(a.score!, b.score!));
  return good[0] ?? null;
}

/** The best of what is computed so far, be it better or not. */
export const leading = (all: readonly Fork[]): Fork | null => all.filter((one) => one.score).sort((a, b) => ranked(a.score!, b.score!))[0] ?? null;

/** After a loss: the last decision before which leaving it alone would have made it well. Between two decisions waiting is
 * one and the same run, so the moment is that of the decision. `null`: not before any of those that were tried. */
export function lastChance(all: readonly Fork[]): { move: number | null; tried: number } | null {
  const waits = all.filter((one) => one.change === "rest").sort((a, b) => b.move - a.move);
  return waits.length && waits.every((one) => one.score) ? { move: waits.find((one) => one.score!.well)?.move ?? null, tried: waits.length } : null;
}

/** The class for which a fork changes most, by hours of outage. */
export function mostChanged(mine: Score, other: Score): { name: string; from: number; to: number } | null {
  const all = mine.losses.map((loss, at) => ({ name: loss.name, from: loss.outage_h, to: other.losses[at]?.outage_h ?? loss.outage_h }));
  return all.sort((a, b) => Math.abs(b.from - b.to) - Math.abs(a.from - a.to))[0] ?? null;
}

/** The acts as lines of a scenario file, on top of the one that was played. */
export function asFile(all: readonly Done[]): string {
  const lines = all.map((one) => `timeline.${key(one.name)} = { at = "${span(one.at)}",${one.entry.replace(/^\{/, "")}`);
  return lines.length ? `${lines.join("\n")}\n` : "";
}

/** `set` as lines of a file: a value that is no TOML is a text. */
export function asLine(set: string): string {
  const at = set.indexOf("=");
  const value = set.slice(at + 1).trim();
  const bare = /^(true|false|[+-]?[\d._]+(e[+-]?\d+)?|["'[{].*)$/i.test(value);
  return `${set.slice(0, at).trim()} = ${bare ? value : JSON.stringify(value)}`;
}

