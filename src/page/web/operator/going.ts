// The run goes on by itself: to what is worth deciding, or to its end. It can be stopped after every interval.

import { end, inLine, last, log, look, now, stepTo, watch } from "./live";
import { calm, paused } from "../state";
import { everybody, settle, shares } from "./guess";
import { scored } from "./score";
import { busy, pacing, phase, say, seat, seen, tell, wishes } from "./shift";
import { patience } from "./watch";
import * as words from "./words";

/** Stops it, after the interval that is being played. */
export function stopHere(): void {
  pacing.halt = busy.value;
}

/** Goes on by itself, until `step` says that it is enough, it is stopped, or it ends. */
const goingOn = (step: () => Promise<boolean>): Promise<void> => inLine(async () => {
  if (phase.value !== "running") return;
  busy.value = true;
  pacing.halt = false;
  try {
    while (!(await step())) {
      if (!pacing.halt) continue;
      await look();
      watch();
      tell(words.stopped(now.value, wishes.value));
      break;
    }
  } finally {
    busy.value = pacing.halt = false;
  }
});

/** Milliseconds in which an interval passes. */
const WATCHED_MS = 60;

/** To what is worth deciding: something new, or trouble that lasts. Where all is well it goes on. */
export function turn(): Promise<void> {
  const { facts } = seat.value!;
  const [before, from, old] = [log.value.length, now.value, seen.value!];
  const [all, each, lost] = [everybody(facts, old), shares(facts, old), scored(old).hours];
  return goingOn(async () => {
    // Slowly enough to be watched; who wants nothing to move only wants what comes of it.
    if (!calm.peek() && !paused.peek()) await new Promise((resolve) => setTimeout(resolve, WATCHED_MS));
    if (await stepTo(now.value + facts.sample_s / 3600)) { await end(); settle(all, everybody(facts, seen.value!)); return true; }
    await look();
    watch();
    const news = log.value.length > before;
    const passed = now.value - from;
    if (!news && passed < patience(from, last!) - 1e-6) return false;
    if (!news) tell(words.lasts(passed, last!.alerts, scored(seen.value!).hours));
    const became = words.since(passed, shares(facts, seen.value!).map((to, at) => ({ name: facts.classes[at]!.name, from: each[at]!, to })), scored(seen.value!).hours - lost);
    say([...log.value.slice(before).map((one) => one.text), became, settle(all, everybody(facts, seen.value!))].filter(Boolean).join(" "));
    return true;
  });
}

/** Hours between two looks on the way to the end. */
const GLANCE_H = 2;

/** To the end of the run, as it is now. */
export function toEnd(): Promise<void> {
  let next = now.value + GLANCE_H;
  return goingOn(async () => {
    if (await stepTo(now.value + Math.max(seat.value!.facts.sample_s / 3600, 0.5))) { await end(); return true; }
    if (now.value >= next) { next += GLANCE_H; await look(); }
    return false;
  });
}
