// The moment that is shown, and how it goes on: smoothly, or from event to event.

import { computed, effect, signal } from "@preact/signals";
import { intervalAt } from "../dots/cell";
import { calm, paused } from "../state";
import { shownNext } from "./compute";

/** Hours since the onset. */
export const at = signal(1);
export const playing = signal(false);
/** Hours of the run in a second of the reader. */
export const pace = signal(1);
export const PACES = [1 / 6, 0.5, 1, 4, 12];
/** How long an event stays before the next one comes. */
const STAY_MS = 2500;

export const film = computed(() => shownNext.value.seen.film);
export const begins = computed(() => film.value.time_h[0] ?? 0);
/** What is not computed yet cannot be shown. */
export const moment = computed(() => Math.min(Math.max(at.value, begins.value), film.value.end_h));
export const interval = computed(() => intervalAt(film.value, moment.value));

/** Moments at which something happens, each with what it is. */
export const events = computed(() => {
  const all = [...film.value.log.map((one) => ({ at: one.time_h, what: one.what })), ...film.value.phases.map((one) => ({ at: one.from_h, what: one.phase }))];
  const moments = new Map<number, string[]>();
  for (const one of all.sort((a, b) => a.at - b.at)) moments.set(one.at, [...(moments.get(one.at) ?? []), one.what]);
  // What was done says it already: “phones blocked” needs no “blocked”.
  return [...moments].map(([when, what]) => ({ at: when, what: [...new Set(what)].filter((one) => !what.some((other) => other !== one && other.includes(one))) }));
});

export const nextEvent = (): number | null => events.value.find((one) => one.at > moment.peek() + 1e-6)?.at ?? null;
export const lastEvent = (): number | null => events.value.findLast((one) => one.at < moment.peek() - 1e-6)?.at ?? null;

/** Lets time pass while it is wanted: otherwise there is neither a timer nor a frame. */
export const passing = (): (() => void) => effect(() => {
  if (!playing.value || paused.value) return;
  if (calm.value) {
    const timer = setInterval(() => {
      const next = nextEvent();
      if (next === null) playing.value = false;
      else at.value = next;
    }, STAY_MS);
    return () => clearInterval(timer);
  }
  let last = performance.now();
  let frame = requestAnimationFrame(function draw(now) {
    const end = film.peek().end_h;
    const next = moment.peek() + (Math.min(now - last, 100) / 1000) * pace.peek();
    last = now;
    at.value = Math.min(next, end);
    if (next >= end) playing.value = false;
    else frame = requestAnimationFrame(draw);
  });
  return () => cancelAnimationFrame(frame);
});
