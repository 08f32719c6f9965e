// Why everybody was out though one node failed first; and what can be said at the end of the story. Numbers come in as numbers
// that were read off runs; what a run does not show is said otherwise.

import { hours, number, percent, sentence } from "../words";
import { kindOf, type Kind } from "./words-statement";

/** How sure a sentence is beyond the cell of which it is read off. */
const SURE: Record<Kind, string> = { supported: "as a rule", depends: "open", contradicted: "rather not", untested: "not testable" };

/** What the runs show of a failure of a part of the cache, followed by the rest. Means of the half hour before the repair. */
export interface Spread {
  /** Of one node without the others: shares of phones and of web without service; how full servers and road were; the share of
   * later tries in all. */
  alone: { phones: number; web: number; servers: number; road: number; again: number } | null;
  /** Share of nodes that failed first, and hours between the two failures. */
  part: number;
  delay: number;
  /** Hours after the first failure from which on nearly all phones were out; null if that never was. */
  allOut: number | null;
}

export const SPREAD = {
  head: (some: number, all: number): string => `${some} of ${all} cache nodes failed first. Why are all phones out?`,
  computing: "The same without the second failure is being played …",
};

export function spreadSaid(spread: Spread): string[] {
  const { alone, part, delay, allOut } = spread;
  const then = allOut === null
    ? `${hours(delay)} later the rest failed, too.`
    : `Because the rest failed ${hours(delay)} later. Then no phone had a server left whose cache worked: ${hours(allOut)} after the first failure nearly every phone was out.`;
  const open = "Which nodes failed in 2013, and when, is not public.";
  if (!alone) return [then, open];
  const own = Math.abs(alone.phones - part) < 0.08 ? ", which is the share that asks the server with the broken node" : "";
  const first = `Played with the first failure alone, ${percent(alone.phones)} of phones are out${own}.`;
  const web = alone.web < 0.5 ? `Of web ${percent(alone.web)} are.`
    : `But even then ${percent(alone.web)} of web is out, which needs no cache.${alone.road > 0.95 ? ` All share one road: it is ${percent(alone.road)} full, and ${percent(alone.again)} of what comes in are repeats.` : alone.servers > 0.95 ? ` The servers are ${percent(alone.servers)} busy, and ${percent(alone.again)} of what comes in are repeats.` : ""}`;
  return [then, first, web, open];
}

export const SAID = {
  title: "What you can say now",
  intro: "The outage in five sentences. Each is read off runs of this page, and is true of this one cell, of which much is assumed.",
  /** What stands behind a sentence: in how many other cells it was found. */
  others: (many: number): string => `After each: in how many of ${many} other cells that fit what is public the same was found.`,
  found: (verdict: string, holds: string, part?: string): string => `${part ? `${part}: ` : ""}${SURE[kindOf(verdict)]}, ${holds}`,
  /** What the words mean that stand first there, of those that do. */
  meaning: (verdicts: readonly string[]): string =>
    verdicts.some((one) => kindOf(one) === "depends") ? ` “${sentence(SURE.depends)}”: so in some of those cells and not in others, so that it is a possible explanation and no proven one.` : "",
  block: "block",
  back: "return at once",
  step: (number: number): string => `step ${number}`,
  opening: "the first picture",
  missing: (ready: number, all: number): string => `Still being played: ${ready} of ${all} runs are there.`,
  failed: (why: string): string => `Left out, for its runs could not be played: ${why}`,
};

/** `factor`: the largest load that reached the cell, as a multiple of the healthy one. */
export const asked = (factor: number): string =>
  factor >= 1.5
    ? `A cache failed, phones got errors and asked again and again: up to ${number(factor)} times the load of a healthy day reached the cell.`
    : `A cache failed, and at most ${number(factor)} times the load of a healthy day reached the cell: that was no flood.`;

/** What the flood did to web: shares of road and servers that were used, and of web without service. */
export function beside(road: number, servers: number, web: number): string {
  if (web < 0.1) return `Web mail was not broken, and it went on beside them: ${percent(web)} of it had no service.`;
  const full = road > 0.95 && servers > 0.95 ? `the road out was ${percent(road)} full and the servers ${percent(servers)} busy` : road > 0.95 ? `the road out was ${percent(road)} full` : servers > 0.95 ? `the servers were ${percent(servers)} busy` : "";
  return full
    ? `Web mail was not broken, but it shares servers and road with them: ${full}, and ${percent(web)} of web had no service.`
    : `Web mail was not broken, but ${percent(web)} of it had no service; road and servers were not full.`;
}

/** Nobody acts but to repair. `later`: hours from the repair until it was well; null if it was not; `again`: share of later tries. */
export function outlasts(after: number, later: number | null, length: number, again: number): string {
  const begin = `With the cache repaired after ${hours(after)} and nothing else done,`;
  const why = again > 0.5 ? `: ${percent(again)} of what came in the half hour after the repair were repeats, and so the flood kept itself up` : "";
  if (later === null) return `${begin} it was still not well ${hours(length)} after the failure${why}.`;
  return later <= 0.5 ? `${begin} it was well soon: ${hours(Math.max(later, 0))} after the repair.` : `${begin} it was well only ${hours(later)} after the repair${why}.`;
}

/** `web`: hours from the block until web was served; `fell`: runs in which it fell when phones came back within `over`; `safe`:
 * runs in which it did not when they came back over `slow`. */
export function gate(web: number | null, length: number, over: string, fell: number, slow: string, safe: number, of: number): string {
  const served = web === null ? `Turned away at the edge, phones did not give web its service back within ${hours(length)}` : web <= 0 ? "Web was served before phones were turned away at the edge" : `Turning phones away at the edge gave web its service back, ${hours(web)} later`;
  const back = fell > of / 2
    ? safe > of / 2 ? `let back within ${over} they drowned web in ${fell} of ${of} runs, over ${slow} in ${safe === of ? "none" : of - safe}. The operator says that this is why the return was slow` : `let back within ${over} they drowned web in ${fell} of ${of} runs, and over ${slow} in ${of - safe}`
    : `let back within ${over} they drowned web in ${fell} of ${of} runs only`;
  return `${served}. But ${back}.`;
}

/** `over`: the shortest return that was safe in all runs. */
export const enough = (over: string): string => ` Here ${over} would have been slow enough.`;

/** What a class lost, and whether it was served again. */
export const lostThen = (lost: number, back: number | null): string => `${lost < 1 / 60 ? "less than a minute" : hours(lost)}${back === null ? " (and was not back)" : ""}`;

/** What web lost within a time with neither fix, with either, and with both, in words. */
export const helped = (lost: readonly string[], length: number): string =>
  `In ${hours(length)} without a block, web lost ${lost[0]!} with neither fix, ${lost[1]!} with errors handled otherwise, ${lost[2]!} with more bandwidth, and ${lost[3]!} with both.`;
