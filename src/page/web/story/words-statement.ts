// What is said of the public statement, point by point. Verdicts come from the claims run; here they only get words.

import type { Counted, Found, Verdicts } from "../data";
import { count, hours, percent, sentence, sizeSaid } from "../words";

export const TITLE = "What was said in public, and what the model says";
export const SAID = "What the texts say";
export const UNSAID = "What they do not say, asked all the same";
export const UNSAID_INTRO = "Nobody claimed these. We asked them to see how far the explanation reaches: what does not hold here contradicts nobody.";
export type Kind = "supported" | "depends" | "contradicted" | "untested";
/** Heads of the points with the same verdict, in the order in which they stand. `claimed`: by one of the texts. */
export const KINDS: Record<Kind, (claimed: boolean) => string> = {
  supported: (claimed) => (claimed ? "Supported" : "So it is in the model"),
  depends: () => "Depends on what is not public, or on when",
  contradicted: (claimed) => (claimed ? "Contradicted" : "Not so in the model"),
  untested: () => "Cannot be tested",
};
export const kindOf = (verdict: string): Kind => (verdict === "supported" || verdict === "contradicted" ? verdict : verdict === "not testable" ? "untested" : "depends");
export const HOW_ASKED = "How they were asked";
/** What a square is: a world, or a run of one world. */
export const worldsSaid = (asked: string): string => `A square is a ${asked === "seeds" ? "run" : "world"}:`;
export const SQUARE = { holds: "so it is there", seen: "seen, but not for this reason", not: "not so", unasked: "not asked there" } as const;
/** What a point needs. */
export const NEEDS = "A point holds in a world if what it says is seen there, and, where a cause is named, is gone when that is taken away: for that, the same world is played a second time.";

/** Worlds that were chosen say nothing of what they were chosen by. */
export const CHOSEN = "The worlds were kept because they meet the public timeline. So a point that says no more than when somebody was back can hardly fail in them: that it holds is no finding.";

/** What came out, before every point by itself. */
export function inShort(verdicts: readonly string[], asked: string): string {
  const many = (kind: Kind): number => verdicts.filter((one) => kindOf(one) === kind).length;
  const worlds = asked === "seeds" ? "runs" : "worlds";
  const says = (kind: Kind, one: string, some: string): string[] => (many(kind) ? [`${count(many(kind))} ${many(kind) === 1 ? one : some}`] : []);
  const parts = [
    ...says("supported", `holds in most of these ${worlds}`, `hold in most of these ${worlds}`),
    ...says("depends", "is left open: it holds in some and not in others, or for a part of the time", "are left open: they hold in some and not in others, or for a part of the time"),
    ...says("contradicted", "holds in few or none", "hold in few or none"),
    ...says("untested", "cannot be tested here", "cannot be tested here"),
  ];
  const open = many("depends") > 0 && asked !== "seeds" ? " What is open is a possible explanation, and others fit what is public as well." : "";
  return parts.length ? `In short, of ${verdicts.length} points: ${parts.join("; ")}.${open}` : "";
}

export const WHO = "Who said so, and why";
export const WHY = "Why";

const SOME = ["", "One public text tells", "Two public texts tell", "Three public texts tell"];
const textsSaid = (texts: number): string => (texts ? `${SOME[texts] ?? `${count(texts)} public texts tell`} what had happened. ` : "");

/** What stands above the points: in short, and in full. `repair`: hours after which the cache is repaired in the runs; null if that
 * differs. */
export function intro({ texts, worlds: many, asked, scale, drawn, ran }: Verdicts, repair: number | null): [string, string] {
  const where = asked === "seeds" ? `${many} runs of one world, each with a seed of its own` : `${many} simulated worlds that each could have been the real one`;
  const when = repair === null ? "" : ` In them the cache is repaired after ${hours(repair)}.`;
  const kept = asked === "seeds" ? "" : ` ${WORLD} ${count(drawn)} were drawn, ${count(ran)} of these fit the public order of events and were played, and ${count(many)} of those met the public timeline.`;
  return [
    `${textsSaid(texts)}Each point, in our own words, was asked of ${where}.${many < 20 ? " So few say little about how sure it is." : ""}`,
    `Played at ${sizeSaid(Number(scale))}.${when}${kept} ${asked === "seeds" ? "" : "Where a question does not arise in a world, it was asked of fewer. "}To run it again:`,
  ];
}
export const WORLD = "A world is a cell like that of the scenario with other numbers, each within what is public or usual.";

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
  return `${own.kept} of the ${many} are made as the scenario is: ${own.what}.${rest.length ? ` The others are made otherwise, and meet the public timeline as well: ${rest.join("; ")}. Which it was is not public.` : ""}`;
}

/** The word for what was found. `claimed`: by one of the texts. */
export function verdict({ verdict: found, otherwise }: Found, claimed: boolean): string {
  // It holds, and holds as well without what is said to cause it.
  if (otherwise) return "not for this reason";
  // Each half says for itself what it found.
  if (found.includes(" while it failed")) return "that depends on when";
  if (found === "depends") return "so in some of these worlds, not in others";
  if (claimed) return found;
  return { supported: "so it is in the model", contradicted: "not so in the model" }[found] ?? found;
}

const same = (one: Counted, other: Counted): boolean => one.some === other.some && one.all === other.all;

/** In how many runs or worlds, in words. `seen`: in how many it was seen at all; `asked`: what was asked, nothing where it is said before. */
export function holds(found: Counted | null, seen: Counted | null, asked = ""): string {
  if (!found) return "";
  // Where it is seen it is for this reason: then once is enough.
  return seen && !same(seen, found) ? `seen ${within(seen, asked)}, and for this reason ${within(found, "")}` : within(found, asked);
}

/** A square for each of so many worlds; nothing if it was not counted. */
export function squares(own: Counted | null, seen: Counted | null, worlds: number): Array<keyof typeof SQUARE> | null {
  if (!own) return null;
  const { some, all } = own;
  // Who was seen elsewhere than where the reason was asked for cannot be told apart here.
  const only = seen?.all === all ? Math.max(seen.some - some, 0) : 0;
  return Array.from({ length: Math.max(worlds, all) }, (_, n) => (n < some ? "holds" : n < some + only ? "seen" : n < all ? "not" : "unasked"));
}

const within = ({ some, all }: Counted, asked: string): string =>
  `${some === all ? `in all ${count(all)} of` : some === 0 ? "in none of" : `in ${count(some)} of`} ${count(all)} ${asked}`.trim();

const range = ({ low, high }: { low: number; high: number }): string => `${percent(low)} to ${percent(high)} (95 % interval)`;

/** The share of all such runs in which it might be true, behind the count. */
export const atMost = ({ share }: Found): string => (share ? `; of all such, ${range(share)}` : "");

/** What so few runs leave open; for what cannot be tested, why. */
export const sure = ({ share, why }: Found, asked: string): string =>
  share ? `Of all such ${asked === "seeds" ? "runs" : "worlds"} it might be true in ${range(share)}.` : why.replace(/^Not testable: (.)/, (_, first: string) => first.toUpperCase());

/** What was measured and what follows, without what points to other parts of a report and without the names of values in files. */
export const found = (more: readonly string[]): string[] =>
  more.map((one) => plain(one.replace(/ \((?:[^()]*\s)?below\)/g, ""))).filter((one) => !/\btold below\b|\bcomes next\b/.test(one));

const plain = (text: string): string => text.replace(/ \(`[^`]*`(?:, ([^()]*))?\)/g, (_, mark?: string) => (mark ? ` (${mark})` : ""));

/** Who said something, and what. */
export function sourceOf(text: string): [string, string] {
  const at = text.indexOf(": ");
  return at < 0 ? ["", text] : [sentence(text.slice(0, at)), `${sentence(text.slice(at + 2)).replace(/\.$/, "")}.`];
}

/** One fact in a sentence. */
export function shortly(text: string): string[] {
  const [, most, some, what, others] = /^(What decides most is .+?): it holds in (\d+ of \d+) worlds with (.+), and in (\d+ of \d+) worlds without\.$/.exec(text) ?? [];
  return most ? [`${most}.`, `With ${what}: it holds in ${some} worlds.`, `Without: in ${others}.`] : [text];
}

const AS_IT_IS = "With nothing taken away";

/** How a number over the worlds is to be read. */
export const ofWorlds = (asked: string): string => {
  const one = asked === "seeds" ? "run" : "world";
  return `Each number is that of the ${one} in the middle. In brackets: a tenth of the ${one}s lies below, a tenth above.`;
};

/** What was measured, and what came out in each case: "case: measure is value; case: value." Nothing of any other sentence. */
export function measured(text: string): Array<{ what: string; cases: Array<[string, string]> }> | null {
  if (!/\([^()]* … [^()]*\)/.test(text)) return null;
  const all: Array<{ what: string; cases: Array<[string, string]> }> = [];
  for (const part of text.replace(/\.$/, "").split(/; (?![^(]*\))/)) {
    const [, name, rest] = /^(.+): ([^:]+)$/.exec(part) ?? [];
    const [, what, value] = /^(.+) is (.+)$/.exec(rest ?? "") ?? [];
    if (!name || (!what && !all.length)) return null;
    if (what) all.push({ what: sentence(what), cases: [] });
    // Nobody has measured what happened: it is the world as it is, with nothing taken away.
    all.at(-1)!.cases.push([name === "As it happened" ? AS_IT_IS : sentence(name), value ?? rest!]);
  }
  return all;
}
