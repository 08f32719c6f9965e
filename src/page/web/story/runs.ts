// Runs that the story needs: each is played once and kept, as a promise that components can wait for.

import { useEffect, useState } from "preact/hooks";
import { background, front, Stopped, type Engine } from "../engine";
import type { Finished, Wanted } from "../protocol";

const known = new Map<string, Promise<Finished>>();

/** A run, played once: the same question is not computed twice. */
export function once(wanted: Wanted, engine: Engine = front): Promise<Finished> {
  const key = JSON.stringify(wanted);
  let run = known.get(key);
  if (!run) {
    run = engine.finish(wanted);
    known.set(key, run);
    // What failed may be asked for again.
    run.catch(() => known.delete(key));
  }
  return run;
}

/** The same, on a thread beside the one that the reader waits for. */
let turn = 0;
export function ahead(wanted: Wanted): Promise<Finished> {
  const all = background();
  return once(wanted, all[turn++ % all.length]!);
}

/** A run for a component: the last one until the next is there, and whether that is still the last one. */
export function useRun(wanted: Wanted): { run: Finished | null; waiting: boolean; failed: string } {
  const key = JSON.stringify(wanted);
  const [state, set] = useState<{ run: Finished | null; key: string; failed: string }>({ run: null, key: "", failed: "" });
  useEffect(() => {
    let gone = false;
    once(wanted).then(
      (run) => !gone && set({ run, key, failed: "" }),
      (why: Error) => !gone && !(why instanceof Stopped) && set((last) => ({ ...last, key, failed: why.message })),
    );
    return () => { gone = true; };
  }, [key]);
  return { run: state.run, waiting: state.key !== key, failed: state.failed };
}
