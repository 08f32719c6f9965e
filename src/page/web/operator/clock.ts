// The clock of a shift: simulated time passes with real time, as long as nobody stops it.

import { paused, view } from "../state";
import { advance } from "./live";
import { now, PACES, pacing, phase, running, seat, slow } from "./shift";

/** Milliseconds between two looks at the real clock. */
const BEAT = 50;
/** Real time that counts at most between two of them: a thread that stood still is not made up for. */
const LEAP = 500;
/** Advances in a row that were late before it is said. */
const LATE = 8;

const pace = (): number => (performance.now() < pacing.calmUntil ? PACES.after : now.value < PACES.firstHours ? PACES.first : PACES.later);
const MS = 3.6e6;

export async function play(): Promise<void> {
  if (running.value || phase.value !== "running") return;
  running.value = true;
  let clock = now.value;
  let before = performance.now();
  let late = 0;
  while (running.value && phase.value === "running") {
    await new Promise((resolve) => setTimeout(resolve, BEAT));
    const time = performance.now();
    const passed = Math.min(time - before, LEAP);
    before = time;
    if (paused.value || view.value !== "operator" || document.hidden) continue;
    clock += (passed / MS) * pace();
    const sample = seat.value!.facts.sample_s / 3600;
    const intervals = Math.floor((clock - now.value) / sample + 1e-6);
    if (intervals < 1) continue;
    const due = ((intervals * sample) / pace()) * MS;
    await advance(now.value + intervals * sample).catch(() => undefined);
    late = performance.now() - time > due * 1.5 ? late + 1 : 0;
    if (late > LATE) slow.value = true;
    clock = Math.max(clock, now.value);
  }
  running.value = false;
}
