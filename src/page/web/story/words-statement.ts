// What is said of the public statement, point by point. Verdicts come from the claims run; here they only get words.

import { count, hours, list, sizeSaid } from "../words";

export const TITLE = "What was said in public, and what the model says";
export const SAID = "What the texts say";
export const UNSAID = "What they do not say, asked all the same";
export const UNSAID_INTRO = "Nobody claimed these. We asked them to see how far the explanation reaches: a ✗ here contradicts nobody.";
export const MARKS: Record<string, string> = { supported: "✓", contradicted: "✗", "not testable": "–" };
/** What a point needs. */
export const NEEDS = "A point holds in a world if what it says is seen there, and, where a cause is named, is gone when that is taken away: for that, the same world is played a second time.";

/** How many points came out how. */
export function counted(verdicts: readonly string[]): string {
  const kinds: Array<[string, (found: string) => boolean]> = [
    ["supported", (found) => found === "supported"], ["contradicted", (found) => found === "contradicted"], ["cannot be tested", (found) => found === "not testable"],
  ];
  const parts = kinds.map(([word, is]) => [word, verdicts.filter(is).length] as const).filter(([, many]) => many > 0);
  const rest = verdicts.length - parts.reduce((sum, [, many]) => sum + many, 0);
  const said = [...parts.map(([word, many]) => `${many} ${word}`), ...(rest ? [`${rest} depend on what is not public, or on when`] : [])];
  return `Of ${verdicts.length} points: ${list(said)}.`;
}
export const WHO = "Who said so, and why";
export const WHY = "Why";

/** What stands above the points. `repair`: hours after which the cache is repaired in the runs; null if that differs; `drawn`,
 * `ran`: worlds that were drawn, and that were played whole. */
export function intro(many: number, asked: string, scale: string, repair: number | null, drawn: number | undefined, ran: number | undefined): string {
  const where = asked === "seeds" ? `${many} runs of one world, each with a seed of its own` : `${many} simulated worlds that each could have been the real one`;
  const when = repair === null ? "" : ` In them the cache is repaired after ${hours(repair)}.`;
  const kept = asked === "seeds" || !drawn || !ran ? "" : ` ${WORLD} ${count(drawn)} were drawn, ${count(ran)} of these fit the public order of events and were played, and ${count(many)} of those met the public timeline. Where a question does not arise in a world, it was asked of fewer.`;
  return `Two public texts told what had happened. Each point of them, in our own words, was asked of ${where}, at ${sizeSaid(Number(scale))}.${when}${kept} ${many < 20 ? "So few say little about how sure it is. " : ""}To run it again:`;
}
export const WORLD = "A world is a cell like that of the story with other numbers, each within what is public or usual.";

/** The same in short. */
export function rivalsShort(rivals: ReadonlyArray<{ what: string; kept: number }>): string {
  const [own, ...others] = rivals;
  const rest = others.reduce((sum, one) => sum + one.kept, 0);
  return own && rest ? `${own.kept} of them are made as this one, with ${own.what}; ${rest} otherwise, and meet the public timeline as well.` : "";
}

/** In how many worlds it came about as in the story, and how in the others. */
export function rivalsSaid(rivals: ReadonlyArray<{ what: string; kept: number }>, many: number): string {
  const [own, ...others] = rivals;
  if (!own || !others.length) return "";
  const rest = others.filter((one) => one.kept > 0).map((one) => `${one.what} (${one.kept})`);
  return `${own.kept} of the ${many} are made as the story tells it: ${own.what}.${rest.length ? ` The others are made otherwise, and meet the public timeline as well: ${rest.join("; ")}. Which it was in 2013 is not public.` : ""}`;
}

/** The word for what was found. `claimed`: by one of the texts. */
export function verdict(found: string, why: string, claimed: boolean): string {
  // It holds, and holds as well without what is said to cause it.
  const cause = why.includes("(the cause)");
  if (found === "contradicted" && cause) return "not for this reason";
  // Each half says for itself what it found.
  if (found.includes(" while it failed")) return "that depends on when";
  if (found === "depends") return "so in some of these worlds, not in others";
  if (claimed) return found;
  return { supported: "so it is in the model", contradicted: "not so in the model" }[found] ?? found;
}

/** In how many runs, in words. `seen`: in how many it was seen at all. */
export function holds(text: string, seen = ""): string {
  const found = counts(text);
  if (!found) return text;
  const there = counts(seen);
  // Where it is seen it is for this reason: then once is enough.
  const same = there && there[0] === found[0] && there[1] === found[1];
  return there && !same ? `seen ${within(there)}, and for this reason ${within([found[0], found[1], ""])}` : within(found);
}

const counts = (text: string): [string, string, string] | null => {
  const [, some, all, what] = /(\d+) of (\d+) (\w+)/.exec(text) ?? [];
  return some && all && what ? [some, all, what] : null;
};
const within = ([some, all, what]: [string, string, string]): string => `${some === all ? `in all ${all} of` : some === "0" ? "in none of" : `in ${some} of`} ${all} ${what}`.trim();

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

/** What was measured and what follows, without what points to other parts of a report and without the names of values in files. */
export const found = (more: readonly string[]): string[] =>
  more.map((one) => plain(one.replace(/ \((?:[^()]*\s)?below\)/g, ""))).filter((one) => !/\btold below\b|\bcomes next\b/.test(one));

const plain = (text: string): string => text.replace(/ \(`[^`]*`(?:, ([^()]*))?\)/g, (_, mark?: string) => (mark ? ` (${mark})` : ""));
