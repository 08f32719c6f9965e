// The run goes on by itself: to what is worth deciding, or to its end. It can be stopped after every interval.

import { end, inLine, last, log, look, now, stepTo, watch } from "./live";
import { calm, paused } from "../state";
import { everybody, outcome, settle, shares } from "./guess";
import { scored } from "./score";
import { busy, done, doneLast, moves, orders, pacing, phase, say, seat, seen, tell, wishes } from "./shift";
import { asWanted, patience } from "./watch";
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

/** Hours in which what gets worse is gathered, once it is known that something is wrong: one fault reaches the classes one
 * after the other, and there is one thing to decide. */
const GATHER_H = 0.25;
/** Stops in a row at which nothing had changed, and how many decisions there were before them. */
const still = { stops: 0, moves: 0 };

/** Hours for which trouble may last: twice as long after each stop that brought nothing new, and for as long as it takes where
 * those who are kept out only wait for what was ordered, or for their return. */
function bears(from: number): number {
  const { facts } = seat.value!;
  const waits = orders.value.length > 0 || facts.classes.some((one, at) => last!.kept[at] && doneLast(done.value, one.name) === "ramp");
  return asWanted(last!) && waits ? Infinity : patience(from, last!) * 2 ** still.stops;
}

/** To what is worth deciding: something worse, something that was due, or trouble that lasts. Where all is well it goes on. */
export function turn(): Promise<void> {
  const { facts } = seat.value!;
  const [before, from, old] = [log.value.length, now.value, seen.value!];
  const [all, each, lost] = [everybody(facts, old), shares(facts, old), scored(old).hours];
  const wasWell = last!.alerts.every((one) => one.level === 0);
  let pressing = false;
  if (still.moves !== moves.value.length || from === 0) Object.assign(still, { stops: 0, moves: moves.value.length });
  return goingOn(async () => {
    // Slowly enough to be watched; who wants nothing to move only wants what comes of it.
    if (!calm.peek() && !paused.peek()) await new Promise((resolve) => setTimeout(resolve, WATCHED_MS));
    const due = orders.value.length;
    if (await stepTo(now.value + facts.sample_s / 3600)) { await end(); settle(all, everybody(facts, seen.value!)); return true; }
    await look();
    pressing = watch() || pressing;
    const passed = now.value - from;
    const arrived = orders.value.length < due;
    const lasts = passed >= bears(from) - 1e-6;
    if (!arrived && !lasts && !(pressing && (wasWell || passed >= GATHER_H - 1e-6))) return false;
    const news = log.value.length > before;
    const isSame = each.every((one, at) => outcome(one, shares(facts, seen.value!)[at]!) === "same");
    still.stops = !news && isSame ? still.stops + 1 : 0;
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
