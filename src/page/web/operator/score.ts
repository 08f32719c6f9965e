// What a run has cost, how that compares, and which goals it meets.

import { signal } from "@preact/signals";
import { lostPerPerson } from "../chart/run";
import { background, Stopped } from "../engine";
import type { Facts, Loss, Seen, Wanted } from "../protocol";
import type { Seat } from "./seat";

export interface Score {
  /** Hours lost per person, of all classes, weighted by people. */
  hours: number;
  /** Whether it was well at the horizon: otherwise it would have cost more. */
  well: boolean;
  losses: Loss[];
  relapsed: boolean;
}

interface Recovery { verdict?: string; phases?: Array<{ phase: string; from_h: number; to_h: number }> }

export function scored(seen: Seen): Score {
  const { losses } = seen;
  const recovery = seen.recovery as Recovery;
  const people = losses.some((loss) => loss.population);
  // Without anybody to count, each class counts alike.
  const hours = people ? lostPerPerson(losses) : losses.reduce((all, loss) => all + loss.outage_h, 0) / Math.max(losses.length, 1);
  return {
    hours, losses,
    well: recovery.verdict === "recovered" || recovery.verdict === "healthy",
    relapsed: recovery.verdict === "relapsed" || (recovery.phases ?? []).some((one) => one.phase === "relapsed"),
  };
}

/** Below 0 if the first one is better: what ended comes before what did not. */
export const ranked = (one: Score, other: Score): number => Number(other.well) - Number(one.well) || one.hours - other.hours;

export interface Goal { id: "bystanders" | "relapse" | "people"; name: string; limit: number; value: number; met: boolean }

/** Limits of the goals as parts of the run: an hour and six hours of three days and a half. */
const BYSTANDERS = 84;
const PEOPLE = 14;

export function goals(facts: Facts, score: Score): Goal[] {
  const all: Goal[] = [];
  const phones = facts.classes.some((one) => one.phones);
  const others = facts.classes.filter((one) => !one.phones && one.population).sort((a, b) => b.population! - a.population!);
  const bystander = phones ? others[0] : undefined;
  if (bystander) {
    const value = score.losses.find((loss) => loss.name === bystander.name)?.outage_h ?? 0;
    const limit = facts.horizon_h / BYSTANDERS;
    all.push({ id: "bystanders", name: bystander.name, limit, value, met: value < limit });
  }
  all.push({ id: "relapse", name: "", limit: 0, value: Number(score.relapsed), met: score.well && !score.relapsed });
  const limit = facts.horizon_h / PEOPLE;
  all.push({ id: "people", name: "", limit, value: score.hours, met: score.well && score.hours < limit });
  return all;
}

/** Whether a goal is lost already, whatever comes: losses only grow. */
const lostAlready = (facts: Facts, seen: Seen): boolean => goals(facts, { ...scored(seen), well: true, relapsed: false }).some((goal) => !goal.met);

const GLANCES = [2, 8, 24];

/** Whether a run that nobody touches meets all the goals; as few hours are played as tell. */
async function wins(facts: Facts, wanted: Wanted, signal?: AbortSignal): Promise<boolean> {
  const engine = background()[0]!;
  for (const until of GLANCES) {
    if (until >= facts.horizon_h) break;
    if (lostAlready(facts, await engine.glance(wanted, until, signal))) return false;
  }
  return goals(facts, scored((await engine.finish(wanted, signal)).seen)).every((goal) => goal.met);
}

/** Whether there is something to be won in a world: neither doing nothing nor what was done then meets the goals. */
export async function offers(seat: Seat, signal?: AbortSignal): Promise<boolean> {
  return !(await wins(seat.facts, seat.wanted, signal)) && !(await wins(seat.facts, seat.asItWas, signal));
}

/** The seed of a day, the same everywhere. */
export function ofToday(today = new Date()): number {
  return today.getUTCFullYear() * 10000 + (today.getUTCMonth() + 1) * 100 + today.getUTCDate();
}

export interface Rival { kind: "nothing" | "then"; score: Score | null; failed: string }

export const rivals = signal<Rival[]>([]);
let stop: AbortController | null = null;
let of: Seat | null = null;

/** Plays in the background what a score is compared with: at the same size and with the same seed. */
export function compare(seat: Seat): void {
  if (of === seat) return;
  of = seat;
  stop?.abort();
  stop = new AbortController();
  const { signal: ended } = stop;
  const kinds: Array<[Rival["kind"], Wanted]> = [...(seat.wasOperated ? [["then", seat.asItWas] as [Rival["kind"], Wanted]] : []), ["nothing", seat.wanted]];
  rivals.value = kinds.map(([kind]) => ({ kind, score: null, failed: "" }));
  const threads = background();
  kinds.forEach(([kind, wanted], at) => {
    const put = (score: Score | null, failed: string): void => {
      if (!ended.aborted) rivals.value = rivals.value.map((one) => (one.kind === kind ? { kind, score, failed } : one));
    };
    threads[at % threads.length]!.finish(wanted, ended).then((run) => put(scored(run.seen), ""), (why: Error) => { if (!(why instanceof Stopped)) put(null, why.message); });
  });
}
