// What a fix does, read from what it sets: several of them may be readings of one and the same thing.

import type { Facts, Fix } from "../protocol";
import { sentence } from "../words";
import { ERROR_HANDLING, reading, READS, widened } from "./words-fixes";

/** Changed error handling, as a scenario has it. */
export interface Reading { hold: boolean; early: boolean; retryAfter: string | null; base: string | null; cap: string | null }

const table = (text: string): Reading => ({
  hold: /\bhold = true/.test(text), early: /\bearly = true/.test(text),
  retryAfter: /\bretry_after = "([^"]+)"/.exec(text)?.[1] ?? null,
  base: /\bbackoff = \{[^}]*\bbase = "([^"]+)"/.exec(text)?.[1] ?? null, cap: /\bbackoff = \{[^}]*\bcap = "([^"]+)"/.exec(text)?.[1] ?? null,
});

/** What a switch called only `on` turns on: the values beside it. */
function beside(facts: Facts): string {
  const root = `${ERROR_HANDLING}.`;
  return facts.values.filter((one) => one.path.startsWith(root)).map((one) => {
    const key = one.path.slice(root.length).split(".");
    return key.length === 1 ? `${key[0]} = ${one.value}` : `backoff = { ${key.at(-1)} = ${one.value} }`;
  }).join(", ");
}

function of(fix: Fix, facts: Facts): Reading | null {
  const set = fix.sets.find((one) => one.path === ERROR_HANDLING || one.path === `${ERROR_HANDLING}.on`);
  return set ? table(set.path === ERROR_HANDLING ? set.value : beside(facts)) : null;
}

/** Fixes of which only one can be on, and the others. */
export function grouped(facts: Facts): { readings: Fix[]; others: Fix[] } {
  const read = facts.fixes.filter((one) => of(one, facts) !== null);
  // Two names of one thing are one switch: the first.
  const readings = read.filter((one, n) => !read.slice(0, n).some((other) => alike(one, other, facts)));
  return readings.length > 1 ? { readings, others: facts.fixes.filter((one) => !read.includes(one)) } : { readings: [], others: facts.fixes.filter((one) => !read.includes(one) || readings.includes(one)) };
}

/** Whether two fixes do the same. */
export const alike = (one: Fix, other: Fix, facts: Facts): boolean => JSON.stringify(of(one, facts)) === JSON.stringify(of(other, facts));

/** A fix under all its names: one that has no switch of its own may be on by a link. */
export const names = (fix: Fix, facts: Facts): Fix[] => (of(fix, facts) ? facts.fixes.filter((one) => alike(one, fix, facts)) : [fix]);

/** One line on what a fix does; nothing where its name says it. */
export function meaning(fix: Fix, facts: Facts): string {
  const own = of(fix, facts);
  if (own) {
    const first = fix.sets[0]?.path.endsWith(".on") ?? false;
    return first ? `${READS}${reading(own)}` : sentence(reading(own));
  }
  const factor = Number(facts.values.find((one) => one.path === "fixes.bandwidth.factor")?.value);
  return fix.sets.some((one) => one.path === "fixes.bandwidth.on") && factor > 0 ? widened(factor) : "";
}
