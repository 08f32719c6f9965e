// Runs that the story needs: each is played once and kept. What the reader looks at comes first, the rest when there is time;
// what nobody looks at any more is stopped.

import { background, front, Stopped, type Engine } from "../engine";
import type { Seen, Wanted } from "../protocol";

/** Later than the end of any run: all of it is shown. */
const TO_THE_END = 1e6;

/** In this order: what decides a bet that was placed, what is looked at, what decides a bet that comes next, what may be. */
const URGENCIES = ["bet", "shown", "soon", "later"] as const;
export type Urgency = (typeof URGENCIES)[number];

interface Job {
  wanted: Wanted;
  /** How many wish for it. */
  wishes: Record<Urgency, number>;
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

/** A thread works until nothing is left for it. */
async function work(engine: Engine): Promise<void> {
  if (busy.has(engine)) return;
  busy.add(engine);
  for (let found = next(engine); found; found = next(engine)) {
    const [key, job] = found;
    const stop = new AbortController();
    job.playing = { engine, stop };
    try {
      const seen = lean(await engine.glance(job.wanted, TO_THE_END, stop.signal));
      kept.set(key, seen);
      jobs.delete(key);
      job.done(seen);
    } catch (why) {
      job.playing = null;
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
  const job = { wanted, wishes: { bet: 0, shown: 0, soon: 0, later: 0 }, playing: null, seen, done, failed };
  jobs.set(key, job);
  return job;
}

/** A wish for a run, which has to be given up in the end. */
export function ask(wanted: Wanted, kind: Urgency): { seen: Promise<Seen>; leave: () => void } {
  const key = named(wanted);
  const found = kept.get(key);
  if (found) return { seen: Promise.resolve(found), leave: () => undefined };
  const job = jobs.get(key) ?? queued(key, wanted);
  const { wishes, seen } = job;
  wishes[kind]++;
  // All wishes of a moment come before the first run begins: what is shown is often asked last.
  queueMicrotask(begin);
  // A wish that is only replaced by another one stops nothing: that comes in the same moment.
  return { seen, leave: () => { wishes[kind]--; queueMicrotask(() => left(key)); } };
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
