// What is worth stopping for: an alert that comes or goes, load that passes what can be served, a return that is complete, a
// goal that is lost. Nothing is told that flickers around its limit.

import type { Facts, Seen } from "../protocol";
import { lastOf, LEVELS, levelOf, loadNow, type Alert } from "./alerts";
import { goals, scored } from "./score";
import { doneLast, type Done } from "./shift";
import * as words from "./words";

export interface Watched { alerts: Alert[]; over: boolean; kept: boolean[]; lost: string[] }

/** A limit that was passed counts as passed until it is left behind by so much. */
const CLEAR = { alert: 0.5, load: 0.9 } as const;

/** How it stands, told like `before` where it has hardly moved. */
export function watched(facts: Facts, seen: Seen, before: Watched | null): Watched {
  const { classes } = seen.film;
  const load = loadNow(seen);
  const limit = load.capacity === null ? Infinity : load.capacity * (before?.over ? CLEAR.load : 1);
  return {
    alerts: facts.classes.map((one, at) => {
      const share = lastOf(classes[at]!.without) ?? 0;
      const was = before?.alerts[at]?.level ?? 0;
      const level = levelOf(share);
      return { what: one.name, share, level: level < was && share > LEVELS[was - 1]! * CLEAR.alert ? was : level };
    }),
    over: load.inside > limit,
    kept: classes.map((one) => (lastOf(one.admitted) ?? 1) < 1),
    lost: goals(facts, { ...scored(seen), well: true, relapsed: false }).filter((one) => !one.met).map((one) => one.id),
  };
}

/** What is new, in sentences; nothing if nothing is. */
export function news(facts: Facts, seen: Seen, done: readonly Done[], before: Watched, now: Watched): string {
  const load = loadNow(seen);
  const back = facts.classes.filter((one, at) => before.kept[at] && !now.kept[at] && doneLast(done, one.name) === "ramp");
  const lost = goals(facts, { ...scored(seen), well: true, relapsed: false }).filter((one) => !one.met && !before.lost.includes(one.id));
  return [
    words.changed(before.alerts, now.alerts),
    before.over !== now.over && load.capacity !== null ? words.passes(now.over, load.inside, load.capacity) : "",
    ...back.map((one) => words.allBack(one.name)),
    ...lost.map(words.goalLost),
  ].filter(Boolean).join(" ");
}

/** Whether what is new has to be decided on at once: something is worse, and not because it was wanted, or all is well. What
 * only gets better, or hurts whom the reader keeps out, is told at the next stop. */
export function presses(before: Watched, now: Watched): boolean {
  const isWell = (one: Watched): boolean => one.alerts.every((alert) => alert.level === 0);
  const worse = now.alerts.some((one, at) => one.level > (before.alerts[at]?.level ?? 0) && !now.kept[at]);
  return worse || (now.over && !before.over) || now.lost.some((one) => !before.lost.includes(one)) || (isWell(now) && !isWell(before));
}

/** Whether all trouble is with those who are kept out: no surprise to whoever did that. */
export const asWanted = (at: Watched): boolean => at.alerts.every((one, n) => one.level === 0 || at.kept[n] === true);

/** Hours for which trouble may last until that itself is worth deciding on: the later, the longer. Where all is well, nothing is. */
export function patience(now: number, at: Watched): number {
  return at.alerts.every((one) => one.level === 0) ? Infinity : now < 2 ? 1 : now < 12 ? 2 : 6;
}
