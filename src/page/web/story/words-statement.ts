// What is said of the public statement, point by point. Verdicts come from the claims run; here they only get words.

import { hours, sizeSaid } from "../words";

export const TITLE = "What was said in public, and what the model says";
export const SAID = "What the texts say";
export const UNSAID = "What they do not say, asked all the same";
export const UNSAID_INTRO = "Nobody claimed these. We asked them to see how far the explanation reaches: a ✗ here contradicts nobody.";
export const MARKS: Record<string, string> = { supported: "✓", contradicted: "✗" };
export const WHO = "Who said so, and why";
export const WHY = "Why";

/** What stands above the points. `repair`: hours after which the cache is repaired in the runs; null if that differs. */
export function intro(many: number, asked: string, scale: string, repair: number | null): string {
  const where = asked === "seeds" ? `${many} runs of one world, each with a seed of its own` : `${many} simulated worlds that each could have been the real one`;
  const when = repair === null ? "" : ` In them the cache is repaired after ${hours(repair)}.`;
  return `Two public texts told what had happened. Each point of them, in our own words, was asked of ${where}, at ${sizeSaid(Number(scale))}.${when} ${many < 20 ? "So few say little about how sure it is; the" : "The"} command asks again:`;
}

/** The word for what was found. `claimed`: by one of the texts. */
export function verdict(found: string, why: string, claimed: boolean): string {
  // It holds, and holds as well without what is said to cause it.
  const cause = why.includes("(the cause)");
  if (found === "contradicted" && cause) return "not for this reason";
  // Each half says for itself what it found.
  if (found.includes(" while it failed")) return "one thing while it failed, another after the repair";
  if (found === "depends") return "so in some of these worlds, not in others";
  if (claimed) return found;
  return { supported: "so it is in the model", contradicted: "not so in the model" }[found] ?? found;
}

/** In how many runs, in words. */
export function holds(text: string): string {
  const found = /(\d+) of (\d+) (\w+)/.exec(text);
  if (!found) return text;
  const [, some, all, what] = found;
  return some === all ? `in all ${all} of ${all} ${what}` : some === "0" ? `in none of ${all} ${what}` : `in ${some} of ${all} ${what}`;
}

/** The share of all such runs in which it might be true, behind the count. */
export function atMost(why: string): string {
  const found = /95 % interval (.+?) … ([^)]+)\)/.exec(why);
  return found ? `; of all such, ${found[1]} to ${found[2]} (95 % interval)` : "";
}

/** What so few runs leave open; for what cannot be tested, why. */
export function sure(why: string): string {
  const found = /95 % interval (.+?) … ([^)]+)\)/.exec(why);
  if (!found) return why.replace(/^Not testable: (.)/, (_, first: string) => first.toUpperCase());
  return `Of all such worlds it might be true in ${found[1]} to ${found[2]} (95 % interval).`;
}

/** What was measured and what follows, without what points to other parts of a report. */
export const found = (more: readonly string[]): string[] =>
  more.map((one) => one.replace(/ \((?:[^()]*\s)?below\)/g, "")).filter((one) => !/\btold below\b|\bcomes next\b/.test(one));
