// A moment that moves through a run by itself, so that a picture can follow it.

import { signal, type ReadonlySignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { calm, paused } from "../state";

/** Hours that pass in a second. */
const PACE = 0.5;

interface Moving {
  at: ReadonlySignal<number>;
  /** The reader looks at a moment of their own: nothing moves any more. */
  pick: (hours: number) => void;
  again: () => void;
}

/** From one moment to another, as soon as it may go; where nothing is to move it stands at `still`. */
export function useMoving(from: number, to: number, still: number, go: boolean): Moving {
  const [at] = useState(() => signal(still));
  const [round, start] = useState(0);
  const [held, hold] = useState(false);
  const stands = !go || held || calm.value;
  useEffect(() => { hold(false); at.value = stands ? still : from; }, [from, to, still, go, calm.value, round]);
  useEffect(() => {
    if (stands || paused.value) return;
    let last = performance.now();
    let frame = requestAnimationFrame(function next(now: number): void {
      at.value = Math.min(at.value + ((now - last) / 1000) * PACE, to);
      last = now;
      // At its end nothing is drawn any more.
      if (at.value < to) frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [stands, paused.value, from, to, round]);
  return { at, pick: (hours) => { hold(true); at.value = hours; }, again: () => start((many) => many + 1) };
}
