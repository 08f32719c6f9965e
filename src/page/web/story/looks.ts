// What small runs show, for the steps of the story: each run is played once, and a slider that moves on stops the run of the
// place that it has left.

import { useEffect, useState } from "preact/hooks";
import { background, canRun, front, Stopped, type Engine } from "../engine";
import type { Facts, Seen, Wanted } from "../protocol";

/** Later than the end of any run: all of it is shown. */
const TO_THE_END = 1e6;

const known = new Map<string, Promise<Seen>>();
const read = new Map<string, Promise<Facts>>();

function look(wanted: Wanted, engine: Engine, signal?: AbortSignal): Promise<Seen> {
  const key = JSON.stringify(wanted);
  let seen = known.get(key);
  if (!seen) {
    seen = engine.glance(wanted, TO_THE_END, signal);
    known.set(key, seen);
    // What was stopped or failed may be asked for again.
    seen.catch(() => known.delete(key));
  }
  return seen;
}

export interface Look {
  /** The last run that is there. */
  seen: Seen | null;
  /** Whether it is that of an earlier wish. */
  waiting: boolean;
  failed: string;
}

/** A run for a component; nothing is played as long as nothing is wanted. */
export function useLook(wanted: Wanted | null): Look {
  const key = wanted && JSON.stringify(wanted);
  const [state, set] = useState<{ seen: Seen | null; key: string | null; failed: string }>({ seen: null, key: null, failed: "" });
  useEffect(() => {
    if (!wanted || !canRun()) return;
    const stop = new AbortController();
    let gone = false;
    look(wanted, front, stop.signal).then(
      (seen) => !gone && set({ seen, key, failed: "" }),
      (why: Error) => !gone && !(why instanceof Stopped) && set((last) => ({ ...last, key, failed: why.message })),
    );
    return () => { gone = true; stop.abort(); };
  }, [key]);
  return { seen: state.seen, waiting: state.key !== key, failed: state.failed };
}

/** Many runs, one after the other on threads in the background, in the order in which they are listed; none where none is yet. */
export function useScan(all: readonly Wanted[], begin: boolean): ReadonlyArray<Seen | null> {
  const [found, set] = useState<ReadonlyArray<Seen | null>>(() => all.map(() => null));
  const key = JSON.stringify(all);
  useEffect(() => {
    if (!begin || !canRun()) return;
    let gone = false;
    let next = 0;
    const results: Array<Seen | null> = all.map(() => null);
    const work = async (engine: Engine): Promise<void> => {
      while (!gone && next < all.length) {
        const at = next++;
        results[at] = await look(all[at]!, engine).catch(() => null);
        if (!gone) set([...results]);
      }
    };
    for (const engine of background()) void work(engine);
    return () => { gone = true; };
  }, [key, begin]);
  return found;
}

/** What a scenario says of itself. */
export function useFacts(wanted: Wanted, begin: boolean): Facts | null {
  const [facts, set] = useState<Facts | null>(null);
  useEffect(() => {
    if (!begin || !canRun()) return;
    const key = JSON.stringify(wanted);
    let answer = read.get(key);
    if (!answer) read.set(key, (answer = front.read(wanted)));
    answer.then(set, () => read.delete(key));
  }, [begin]);
  return facts;
}

/** Whether a step has come near: what nobody reads is not computed. */
export function useNear(step: number): boolean {
  const [near, set] = useState(false);
  useEffect(() => {
    const element = document.getElementById(`story-${step}`);
    if (!element) return;
    const watch = new IntersectionObserver((all) => all.some((one) => one.isIntersecting) && set(true), { rootMargin: "600px" });
    watch.observe(element);
    return () => watch.disconnect();
  }, [step]);
  return near;
}
