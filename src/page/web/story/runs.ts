// Runs that the story needs: each is played once and kept. What the reader looks at comes first, the rest when there is time.

import { background, front, type Engine } from "../engine";
import type { Finished, Wanted } from "../protocol";

interface Job {
  wanted: Wanted;
  done: (run: Finished) => void;
  failed: (why: Error) => void;
}

const kept = new Map<string, Finished>();
const promised = new Map<string, Promise<Finished>>();
/** What waits: first what is shown, then what may be shown next. A map keeps the order in which they were asked. */
const urgent = new Map<string, Job>();
const later = new Map<string, Job>();
const busy = new Set<Engine>();

const named = (wanted: Wanted): string => JSON.stringify(wanted);

/** A run that is there already. */
export const have = (wanted: Wanted): Finished | null => kept.get(named(wanted)) ?? null;

/** Of a run, what the story draws: its files would be a megabyte each. */
const lean = (run: Finished): Finished => ({ ...run, summary: "", timeseries: "", story: [], seen: { ...run.seen, film: { ...run.seen.film, said: [] } } });

function take(from: Map<string, Job>): [string, Job] | null {
  const [first] = from;
  if (!first) return null;
  from.delete(first[0]);
  return first;
}

/** A thread works until nothing is left for it; the one that the reader waits for takes only what is shown. */
async function work(engine: Engine): Promise<void> {
  if (busy.has(engine)) return;
  busy.add(engine);
  try {
    for (;;) {
      const next = take(urgent) ?? (engine === front ? null : take(later));
      if (!next) return;
      const [key, job] = next;
      try {
        const run = lean(await engine.finish(job.wanted));
        kept.set(key, run);
        job.done(run);
      } catch (why) {
        // What failed may be asked for again.
        promised.delete(key);
        job.failed(why as Error);
      }
    }
  } finally {
    busy.delete(engine);
  }
}

/** A run, played once. `shown`: before all that is only for later, also if it waits there already. */
export function ask(wanted: Wanted, shown: boolean): Promise<Finished> {
  const key = named(wanted);
  let run = promised.get(key);
  if (!run) {
    run = new Promise((done, failed) => (shown ? urgent : later).set(key, { wanted, done, failed }));
    promised.set(key, run);
  } else if (shown && later.has(key)) {
    urgent.set(key, later.get(key)!);
    later.delete(key);
  }
  for (const engine of shown ? [front, ...background()] : background()) void work(engine);
  return run;
}

/** What is not shown any more has no hurry. */
export function noHurry(wanted: Wanted): void {
  const key = named(wanted);
  const job = urgent.get(key);
  if (!job) return;
  urgent.delete(key);
  later.set(key, job);
}
