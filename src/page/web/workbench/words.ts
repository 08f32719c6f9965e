// The words of the workbench. Numbers come from runs; here they only get words.

import type { ControlFacts, Facts, Happenings } from "../protocol";
import { count, hours, list, sentence, sizeSaid } from "../words";
import type { Changed, Outcome, Pair, Range } from "./difference";
import { direction, range } from "./difference";
import { said } from "./stops";

export const TITLE = "Workbench";
export const INTRO = "Change something. The engine in this page computes it here and now.";
export const FIXES = "The fixes";
export const CONTROLS = "Move these";
export const ALL_VALUES = "Every other value";
export const SEARCH = "Search the values";
export const USE = "Use";
export const UNDO = "Undo";
export const REDO = "Redo";
export const RESET = "Reset everything";
export const TAKE_BACK = "Back to the original";
export const NOTHING_CHANGED = "Nothing is changed: this is the scenario as the file has it.";
export const CHANGED = "Changed";
export const otherText = (title: string): string => `Another text stands in the workbench${title ? `: ${title}` : ""}.`;
export const PLAY = "Play";
export const HALT = "Halt";
export const NEXT_EVENT = "Next event";
export const LAST_EVENT = "Event before";
export const TIME = "Moment shown";
export const SPEED = "A second shows";
export const SIZE = "Size";
export const SEED = "Seed";
export const WINDOW = "Charts show";
export const REFUSED = "This cannot be run. The last picture that could be stays.";
export const EDIT = "Edit as a file";
export const EDIT_INTRO = "The scenario as it stands, every default written out. Nothing of it leaves this page.";
export const EDITOR = "The scenario as TOML";
export const RUN_THIS = "Run this";
export const AS_IT_STANDS = "Fill in what stands in the workbench";
export const BEGIN_FROM = "Begin from";
export const CHOOSE = "choose …";
export const OWN_SERVICE = "your own service";
export const LOADED = "It runs. The workbench above follows this text now.";
export const SHARE = "Take it along";
export const COPY_LINK = "Copy the link";
export const COPY_COMMAND = "Copy the command";
export const COPIED = "Copied.";
export const NOT_COPIED = "The browser did not let it be copied: it is marked, copy it by hand.";
export const LINK = "A link that holds everything";
export const COMMAND = "The same as a command";
export const TOML = "Scenario (TOML)";
export const CSV = "Time series (CSV)";
export const NO_CSV = "The time series is there when the whole run is.";
export const svgName = (title: string): string => `Chart “${title}” (SVG)`;
export const commandNeeds = (file: string): string => `The command needs the scenario file: save it as ${file} first.`;
export const GLOSSARY = "Words used here";
export const MARKS: Record<string, string> = { fact: "fact", inferred: "inferred", assumption: "assumption" };
export const NO_MARK = "nothing speaks for it";
export const SHIPPED = "as shipped";
export const HOLDS = "Does it hold elsewhere?";
export const WELL = (since: string): string => `well again, after ${since}`;
export const WORLD = "size and seed";
export const SIDEWAYS = "The table goes on to the right: push it sideways.";

export const WINDOWS = (storm: number, horizon: number): [string, string] => [`the first ${hours(storm)}`, `all ${hours(horizon)}`];
export const perSecond = (each: number): string => hours(each);

/** Words before and after a term that is explained. */
export const WHAT_IS: [string, string] = ["What is a ", "?"];
export const AT_MOMENT: [string, string, string] = ["The ", " at this moment, and its ", ""];
export const SERVICES_AT_MOMENT = "The services at this moment, and what they ask of each other";
export const LAG = "A mark changes with the next try or wish of its client: for some minutes after something is done it still shows what was before.";
export const COUNTED: [string, string, string, string] = ["Counted is every ", "; “tries again” is every ", ". How many times the normal that is: ", "."];
export const NOT_ELSEWHERE = "Not all of it could be computed:";
export const LOAD_TITLE = "How often they ask";
export const PEOPLE_TITLE = "Without service";
export const size = sizeSaid;
/** Clients of a class that are simulated at a size. */
export function simulated(population: string, scale: number): string {
  const many = Number(population.replace(/_/g, "")) * scale;
  return Number.isFinite(many) ? `(${count(Math.round(many))} at this size)` : "";
}
const written = said;
export const found = (many: number, all: number): string => (many === all ? `${all} values` : `${many} of ${all} values`);
export const more = (many: number): string => `${many} more: search for something narrower.`;

/** What a path is called: as the sliders and the switches call it. */
export function called(path: string, facts: Facts): string {
  const fix = facts.fixes.find((one) => one.sets.length === 1 && one.sets[0]!.path === path && path.endsWith(".on"));
  return fix?.words ?? facts.controls.find((one) => one.path === path)?.words ?? path;
}

function told(path: string, value: string): string {
  return path.endsWith(".on") && (value === "true" || value === "false") ? (value === "true" ? "on" : "off") : written(value);
}

const unquoted = (value: string): string => value.replace(/^"(.*)"$/, "$1");

/** What the scenario itself has at a path. */
export function original(path: string, facts: Facts): string | null {
  const control: ControlFacts | undefined = facts.controls.find((one) => one.path === path);
  const value = control?.value ?? facts.values.find((one) => one.path === path)?.value;
  return value === undefined ? null : unquoted(value);
}

export function changedWords(one: Changed, facts: Facts): string {
  const named = facts.fixes.find((fix) => fix.sets[0]?.path === one.path && fix.sets[0].value === one.to && !one.path.endsWith(".on"));
  if (named) return named.words;
  const own = original(one.path, facts);
  const [from, to] = [one.from ?? own, one.to ?? own];
  // Where the words are too short to tell them apart, they stand as they are written.
  const same = from !== null && to !== null && from !== to && told(one.path, from) === told(one.path, to);
  const say = (value: string): string => (same ? value : told(one.path, value));
  return `${called(one.path, facts)}: ${to === null ? SHIPPED : say(to)}${from === null || from === to ? "" : ` (${ORIGINAL}: ${say(from)})`}`;
}

/** How a run ended, in a few words. `since`: what moments count from; without it as few words as a table has room for. */
export function well(one: Outcome, horizon: number, since = ""): string {
  const from = since ? ` after ${since}` : "";
  switch (one.verdict) {
    case "healthy": return "never ill";
    case "recovered": return one.recovered === null ? "well again" : since ? `well again ${hours(one.recovered)}${from}` : hours(one.recovered);
    case "relapsed": return `well for a while, but not ${since ? `${hours(horizon)}${from}` : `at ${hours(horizon)}`}`;
    case "stuck": case "down": return `not well within ${hours(horizon)}`;
    default: return "whether it got well cannot be said";
  }
}

/** What is compared is always this: the scenario as it was before anything was changed. */
export const ORIGINAL = "original";
const beside = (now: string, then: string): string => (now === then ? `${now} (as in the ${ORIGINAL})` : `${now} (${ORIGINAL}: ${then})`);

function ends(before: Outcome, after: Outcome, horizon: number, horizonBefore: number, since: string): string {
  const [now, then] = [well(after, horizon, since), well(before, horizonBefore, since)];
  const both = after.verdict === "recovered" && before.verdict === "recovered" && after.recovered !== null && before.recovered !== null;
  return both && now !== then ? `${now} (${ORIGINAL}: ${hours(before.recovered!)})` : beside(now, then);
}

/** The one sentence of difference between two whole runs. */
export function difference(changed: Changed[], pair: Pair, facts: Facts, horizonBefore: number, since: string): string {
  const { before, after } = pair;
  const begin = changed.length ? `${sentence(list(changed.map((one) => changedWords(one, facts))))}. ` : "";
  if (!before) return `${begin}${result(after, facts.horizon_h, since)}`;
  const lost = after.lost.map((loss) => {
    const then = before.lost.find((one) => one.name === loss.name);
    return `${loss.name} lost ${then ? beside(hours(loss.hours), hours(then.hours)) : hours(loss.hours)}`;
  });
  const end = ends(before, after, facts.horizon_h, horizonBefore, since);
  return `${begin}${sentence([...lost, end].join("; "))}.${keptOut(after, since)}${lost.length ? " Hours are of full outage per person." : ""}`;
}

/** Who lost most while something was done at the edge: there a fix of the storm can help little. */
function keptOut(after: Outcome, since: string): string {
  return after.lost.flatMap(({ name, kept }) => (kept ? [` Most of what ${name} lost they lost while the edge kept some or all of them out, from ${hours(kept.from)} to ${hours(kept.to)} after ${since}.`] : [])).join("");
}

/** What came of a run with nothing to compare it with. */
function result(after: Outcome, horizon: number, since: string): string {
  const lost = after.lost.map((loss) => `${loss.name} lost ${hours(loss.hours)}`);
  return `${sentence([...lost, well(after, horizon, since)].join("; "))}.${keptOut(after, since)}${lost.length ? " Hours are of full outage per person." : ""}`;
}

/** What can be said while only the beginning is computed. */
export function sofar(changed: Changed[], now: Outcome["lost"], then: Outcome["lost"] | null, until: number, facts: Facts): string {
  const lost = now.map((loss) => {
    const other = then?.find((one) => one.name === loss.name);
    return `${loss.name} lost ${other ? beside(hours(loss.hours), hours(other.hours)) : hours(loss.hours)}`;
  });
  const begin = changed.length ? `${sentence(list(changed.map((one) => changedWords(one, facts))))}. ` : "";
  return `${begin}${lost.length ? `In the first ${hours(until)}: ${lost.join("; ")}. ` : ""}The rest is being computed.`;
}

const between = (one: Range): string => (hours(one.least) === hours(one.most) ? hours(one.least) : `${hours(one.least)} to ${hours(one.most)}`);

/** What holds in several worlds of the same size. */
export function inWorlds(pairs: Pair[], seeds: number[], wanted: number, horizon: number): string {
  const many = pairs.length;
  if (!many) return `Other seeds are being computed (0 of ${wanted}).`;
  const compared = pairs.every((pair) => pair.before);
  const lost = pairs[0]!.after.lost.map(({ name }) => {
    const of = (one: Outcome | null): number => one?.lost.find((loss) => loss.name === name)?.hours ?? 0;
    const now = between(range(pairs.map((pair) => of(pair.after))));
    if (!compared) return `${name} lost ${now}`;
    const ways = direction(pairs, name, (one, other) => hours(one) === hours(other));
    const way = ways.equal === many ? `the same as in the ${ORIGINAL} in all of them` : list([
      ...(ways.less ? [`less in ${ways.less} of ${many}`] : []), ...(ways.more ? [`more in ${ways.more} of ${many}`] : []), ...(ways.equal ? [`the same in ${ways.equal}`] : []),
    ]);
    return `${name} lost ${now} (${ORIGINAL}: ${between(range(pairs.map((pair) => of(pair.before))))}; ${way})`;
  });
  const good = (one: Outcome | null): boolean => one?.verdict === "recovered" || one?.verdict === "healthy";
  const wells = `${pairs.filter((pair) => good(pair.after)).length} of ${many}`;
  const thens = `${pairs.filter((pair) => good(pair.before)).length} of ${many}`;
  const moments = (of: (pair: Pair) => Outcome | null): number[] => pairs.flatMap((pair) => { const one = of(pair); return one?.verdict === "recovered" ? one.recovered ?? [] : []; });
  const [now, then] = [moments((pair) => pair.after), moments((pair) => pair.before)];
  // Where all got well, when they did is of more worth than that they did.
  const end = now.length === many && (!compared || then.length === many)
    ? `well again after ${compared ? beside(between(range(now)), between(range(then))) : between(range(now))}`
    : `well at the end (${hours(horizon)}) in ${compared ? beside(wells, thens) : wells}`;
  const still = many < wanted ? ` ${wanted - many} more are being computed.` : "";
  return `With ${many === 1 ? "seed" : `${many} seeds`} ${list(seeds.map(String))}: ${[...lost, end].join("; ")}.${still}`;
}

export const STILL_OLD = "Before the last move:";

/** Which run is shown, and what is not there yet. */
export function shownWords(scale: number, seed: number, whole: boolean, end: number): string {
  return `Shown: ${size(scale)}, seed ${seed}${whole ? ", the whole run" : `, up to ${hours(end)} so far`}.`;
}

export function busyWords(busy: string, done: number, all: number): string {
  switch (busy) {
    case "storm": return "Computing the storm.";
    case "whole": return "Computing the whole run.";
    case "before": return "Computing the original at this size and seed.";
    case "worlds": return !all ? "Other seeds and larger sizes come next." : `Computing other seeds and larger sizes: ${done} of ${all} are there.`;
    default: return "";
  }
}

export const FOLLOW = "Follow one client";
export const OF_CLASS = "one of";
export const CLIENT = "number";
export const FOLLOWING = "The run is played once more, and this one client is watched …";
export const FOLLOWED = "The same run, size and seed as above. Watching changes nothing in it.";
export const LANES = ["asks", "asks again", "refused", "served", "gives up", "waits"] as const;

/** What happened to one client up to a time. */
export function followed(name: string, client: number, seen: Happenings, until: number): string {
  const after = (all: readonly number[]): number => all.filter((at) => at >= 0).length;
  const times = (many: number): string => (many === 0 ? "never" : many === 1 ? "once" : `${count(many)} times`);
  const waited = seen.waited.reduce((all, [from, to]) => all + Math.max(to - Math.max(from, 0), 0), 0);
  const { asked, again, refused, served, given_up } = seen;
  return `Number ${client} of ${name}, in the first ${hours(until)}: asked ${times(after(asked))}, again ${times(after(again))}; was refused at the edge ${times(after(refused))}, served ${times(after(served))}; gave up ${times(after(given_up))}. It waited for answers for ${hours(waited)} in all.`;
}

export const EXPLAINED = {
  attempt: ["attempt", "One request as it is sent, the first try or a later one. What counts is whether an answer comes in time."],
  retry: ["retry", "Another attempt after an error or after waiting in vain. Many at once are a storm."],
  onset: ["onset", "The moment at which the trouble of a run begins: 0 on every axis of time. All moments are counted from it."],
  cell: ["cell", "A part of the service that serves its own share of the people, with everything of its own that this takes."],
  edge: ["edge", "The place through which requests come in. There they can be refused before they cost the cell anything."],
  heartbeat: ["heartbeat", "How long a phone lets its question “any mail?” be held by the server before it asks again."],
  backlog: ["backlog", "Mail that waits for phones that have been cut off. It has to be fetched when they come back."],
  amplification: ["amplification", "How many times as often clients ask as the same clients do when all is well."],
  seed: ["seed", "The number from which all chance of a run is drawn: the same seed gives the same run, another one another world."],
  availability: ["availability", "The share of the windows of service that were met: somebody who asked and was answered in time."],
  ramp: ["ramp", "Letting clients back in step by step, so that they do not all come at once."],
  cache: ["cache", "A fast memory that answers in place of something slower."],
  healthy: ["healthy load", "What all clients together ask when all is well."],
  outage: ["full outage", "Nobody is served. An hour in which every second one is not counts as half an hour of it."],
} as const;
