// What a step of the story sees of its runs, and when it asks for them.

import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { canRun, front, Stopped } from "../engine";
import type { Facts, Seen, Wanted } from "../protocol";
import type { Playing } from "./playing";
import { ask, have, reached, type Urgency } from "./runs";

interface Scan {
  /** In the order in which they were asked; null where one is not there yet. What was computed before is there at once. */
  runs: Array<Seen | null>;
  /** Why one of them could not be played; empty if none failed. */
  failed: string;
}

/** `go` is when to begin, `kind` whether the reader waits for them. */
export function useScan(all: readonly Wanted[], go: boolean, kind: Urgency = "later"): Scan {
  const key = JSON.stringify(all);
  const [, count] = useState(0);
  const [failed, fail] = useState("");
  useEffect(() => {
    if (!go || !canRun()) return;
    let gone = false;
    fail("");
    const wishes = all.filter((one) => !have(one)).map((one) => ask(one, kind, kind === "bet" ? () => !gone && count((many) => many + 1) : undefined));
    for (const wish of wishes) wish.seen.then(() => !gone && count((many) => many + 1), (why: Error) => !gone && !(why instanceof Stopped) && fail(why.message));
    return () => {
      gone = true;
      for (const wish of wishes) wish.leave();
    };
  }, [key, go, kind]);
  return { runs: all.map(have), failed };
}

interface Look {
  /** The last run that was there. */
  seen: Seen | null;
  /** Whether it is that of an earlier wish. */
  waiting: boolean;
  failed: string;
}

/** The run that the reader looks at; nothing is played as long as nothing is wanted. */
export function useLook(wanted: Wanted | null): Look {
  const { runs: [now], failed } = useScan(wanted ? [wanted] : [], wanted !== null, "shown");
  const last = useRef<Seen | null>(null);
  if (now) last.current = now;
  return { seen: last.current, waiting: wanted !== null && !now, failed };
}

const read = new Map<string, Promise<Facts>>();

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

/** How far the runs are that decide a bet. `length`: hours that each is long; left out where each is done at once. */
export function progress(all: readonly Wanted[], length?: number): Playing {
  const there = all.map((one) => have(one) !== null);
  const ready = there.filter(Boolean).length;
  const sum = all.reduce((many, one, n) => many + (there[n] ? 1 : length ? Math.min(reached(one) / length, 1) : 0), 0);
  return { ready, all: all.length, share: all.length ? sum / all.length : 0 };
}

/** How far away a step is whose bet comes next: what decides it begins while the steps before it are read. */
const SOON = 2600;
/** Whether somebody has bet: whoever did reads on. */
export const reads = signal(false);

/** Whether a step has come near: what nobody reads is not computed. */
export function useNear(step: number | string, pixels = 600): boolean {
  const [near, set] = useState(false);
  useEffect(() => {
    const element = document.getElementById(`story-${step}`);
    if (!element) return;
    const watch = new IntersectionObserver((all) => all.some((one) => one.isIntersecting) && set(true), { rootMargin: `${pixels}px` });
    watch.observe(element);
    return () => watch.disconnect();
  }, [step]);
  return near;
}

/** Whether what decides the bet of a step is to be played: it is to be there before its reader. */
export function useSoon(step: number): boolean {
  return useNear(step, SOON) || reads.value;
}
