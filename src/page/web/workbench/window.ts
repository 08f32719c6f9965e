// What of the run the charts show: the storm, or all of it.

import { computed, signal } from "@preact/signals";
import { shown, STORM_H } from "./compute";

export const whichWindow = signal<"storm" | "all">("storm");
/** A little of what was before, for comparison. */
const EARLIER_H = 0.25;

export const chartWindow = computed<[number, number]>(() => {
  const { horizon_h } = shown.value.facts;
  const begins = shown.value.seen.film.time_h[0] ?? 0;
  return whichWindow.value === "storm" && horizon_h > STORM_H ? [Math.max(-EARLIER_H, begins), STORM_H] : [begins, horizon_h];
});
