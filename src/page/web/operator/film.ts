// Films that are looked at piece by piece.

import type { Film, Seen } from "../protocol";

/** The run as it was known, with what was looked at again from an interval on. */
export function joined(known: Seen | null, fresh: Seen): Seen {
  const keep = fresh.film.from;
  if (!known || keep === 0) return fresh;
  const join = <T,>(before: readonly T[], after: readonly T[]): T[] => [...before.slice(0, keep), ...after];
  const each = <T extends object>(before: T, after: T): T =>
    Object.fromEntries(Object.entries(after).map(([name, values]) => [name, join((before as Record<string, unknown[]>)[name] ?? [], values as unknown[])])) as T;
  const { film } = fresh;
  const old = known.film.system;
  const parts = <T extends object>(before: readonly T[], after: readonly T[]): T[] => after.map((one, at) => each(before[at]!, one));
  const system = film.system && old
    ? { system: { services: parts(old.services, film.system.services), calls: parts(old.calls, film.system.calls), links: parts(old.links, film.system.links) } } : {};
  const whole: Film = {
    ...film, ...system, from: 0,
    time_h: join(known.film.time_h, film.time_h),
    said: [...known.film.said.filter(([at]) => Number(at) < keep), ...film.said],
    cell: each(known.film.cell, film.cell),
    classes: film.classes.map((one, at) => each(known.film.classes[at]!, one)),
  };
  return { ...fresh, film: whole };
}

/** The run as monitoring shows it: of what was done only what these entries did. */
export function monitored(seen: Seen, names: ReadonlySet<string>): Seen {
  return { ...seen, film: { ...seen.film, log: seen.film.log.filter((one) => names.has(one.entry)) } };
}
