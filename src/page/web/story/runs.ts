// Runs that the story needs: each is played once and kept. What the reader looks at comes first, the rest when there is time;
// what nobody looks at any more is stopped.

import { background, front, Stopped, type Engine } from "../engine";
import type { Answer, Seen, Wanted } from "../protocol";

/** Later than the end of any run: all of it is shown. */
const TO_THE_END = 1e6;
/** Milliseconds after which a run says how far it is: each time costs it a look. */
const PARTS_MS = 2000;

/** In this order: what decides a bet that was placed, what is looked at, what decides a bet that comes next, what may be. */
const URGENCIES = ["bet", "shown", "soon", "later"] as const;
export type Urgency = (typeof URGENCIES)[number];

interface Job {
  wanted: Wanted;
  /** How many wish for it. */
  wishes: Record<Urgency, number>;
  /** Hours since the onset that are played. */
  at: number;
  /** Who wants to know how far it is. */
  heard: Set<() => void>;
  playing: { engine: Engine; stop: AbortController } | null;
  seen: Promise<Seen>;
  done: (seen: Seen) => void;
  failed: (why: Error) => void;
}

const kept = new Map<string, Seen>();
/** What waits or plays, in the order in which it was asked. */
const jobs = new Map<string, Job>();
const busy = new Set<Engine>();

const named = (wanted: Wanted): string => JSON.stringify(wanted);

/** A run that is there already. */
export const have = (wanted: Wanted): Seen | null => kept.get(named(wanted)) ?? null;

/** Hours since the onset that are played of a run which is not there yet. */
export const reached = (wanted: Wanted): number => Math.max(jobs.get(named(wanted))?.at ?? 0, 0);

/** What the story draws of a run: nobody reads its sentences here. */
const lean = (seen: Seen): Seen => ({ ...seen, film: { ...seen.film, said: [] } });

const idle = (job: Job): boolean => URGENCIES.every((kind) => job.wishes[kind] === 0);
const isWaitedFor = (job: Job): boolean => job.wishes.bet + job.wishes.shown > 0;

/** The thread that the reader waits for takes only what is shown. */
function next(engine: Engine): [string, Job] | undefined {
  const waiting = [...jobs].filter(([, job]) => !job.playing);
  for (const kind of URGENCIES) {
    const found = waiting.find(([, job]) => job.wishes[kind] > 0 && (engine !== front || isWaitedFor(job)));
    if (found) return found;
  }
  return undefined;
}

/** A part of a run: how far it is. */
function came(job: Job, part: Answer): void {
  if (!("seen" in part)) return;
  job.at = part.seen.film.end_h;
  for (const hear of job.heard) hear();
}

/** A thread works until nothing is left for it. */
async function work(engine: Engine): Promise<void> {
  if (busy.has(engine)) return;
  busy.add(engine);
  for (let found = next(engine); found; found = next(engine)) {
    const [key, job] = found;
    const stop = new AbortController();
    job.playing = { engine, stop };
    try {
      const seen = lean(await engine.glance(job.wanted, TO_THE_END, stop.signal, (part) => came(job, part), PARTS_MS));
      kept.set(key, seen);
      jobs.delete(key);
      job.done(seen);
    } catch (why) {
      job.playing = null;
      job.at = 0;
      // What was stopped waits for its turn, if anybody may still look at it; what failed may be asked for again.
      if (why instanceof Stopped && !idle(job)) {
        queueMicrotask(begin);
        continue;
      }
      jobs.delete(key);
      job.failed(why as Error);
    }
  }
  busy.delete(engine);
}

const begin = (): void => { for (const engine of [front, ...background()]) void work(engine); };

function queued(key: string, wanted: Wanted): Job {
  let [done, failed]: [Job["done"], Job["failed"]] = [() => undefined, () => undefined];
  const seen = new Promise<Seen>((one, other) => [done, failed] = [one, other]);
  const job = { wanted, wishes: { bet: 0, shown: 0, soon: 0, later: 0 }, at: 0, heard: new Set<() => void>(), playing: null, seen, done, failed };
  jobs.set(key, job);
  return job;
}

/** A wish for a run, which has to be given up in the end; `hear` is called whenever more of it is played. */
export function ask(wanted: Wanted, kind: Urgency, hear?: () => void): { seen: Promise<Seen>; leave: () => void } {
  const key = named(wanted);
  const found = kept.get(key);
  if (found) return { seen: Promise.resolve(found), leave: () => undefined };
  const job = jobs.get(key) ?? queued(key, wanted);
  const { wishes, seen } = job;
  wishes[kind]++;
  if (hear) job.heard.add(hear);
  // All wishes of a moment come before the first run begins: what is shown is often asked last.
  queueMicrotask(begin);
  // A wish that is only replaced by another one stops nothing: that comes in the same moment.
  return { seen, leave: () => { wishes[kind]--; if (hear) job.heard.delete(hear); queueMicrotask(() => left(key)); } };
}

/** Nothing plays for nobody, and the thread of the reader plays nothing that is only for later. */
function left(key: string): void {
  const job = jobs.get(key);
  if (!job) return;
  if (job.playing) {
    if (idle(job) || (job.playing.engine === front && !isWaitedFor(job))) job.playing.stop.abort();
  } else if (idle(job)) {
    jobs.delete(key);
    job.failed(new Stopped());
  }
}
