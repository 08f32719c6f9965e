// What steps 5 to 8 of the story say.

import { hours, list, multiple, number, percent, sentence, sizeSaid } from "../words";
import type { Recovery } from "./roles";

/** Size, length and seeds of a picture. */
export const about = (seeds: readonly number[], length: number, scale: number): string =>
  `A model, no measured data: the cell at ${sizeSaid(scale)}, ${hours(length)} simulated. Chance is drawn from ${seeds.length === 1 ? `seed ${seeds[0]}` : `a seed for each run: ${list(seeds.map(String))}`}.`;

/** Tries, beside others that are in the tens: hardly any is not none. `healthy`: whether there is a healthy load, of which they are
 * multiples; where there is none they are tries a second. */
const rate = (value: number, healthy: boolean): string => `${value > 0 && value < 0.05 ? "under 0.05" : healthy ? multiple(value) : number(value)}${healthy ? "\u00a0×" : "/s"}`;
/** The same in a sentence. */
const load = (value: number, healthy: boolean): string => (healthy ? `${multiple(value)} times the healthy load` : `${number(value)} requests a second`);

export const REPAIR = {
  title: "Does the damage outlive its cause?",
  idea: (same: boolean): string => `The cache, a fast memory of the servers, failed, and phones got errors. Suppose that somebody repairs it${same ? " when it was repaired in the first picture, too," : ""} and does nothing else. From then on nothing is broken.`,
  question: (after: number): string => `The cache is repaired ${hours(after)} after it failed. Is it over then?`,
  options: ["Yes, within half an hour", "Yes, but it takes longer", "Not within this run"],
  control: "The repair, after the failure",
  hides: "how often all of them ask, before the repair and after it.",
  strip: "Repaired → well again, both counted from the failure",
  again: "Play again",
  short: "What had the cell run out of?",
};

/** How full servers and road out were in a span of time before the repair. */
export function ranOut(servers: number, road: number, span: number): string {
  const [full, most] = [Math.min(servers, road) > 0.95, Math.max(servers, road) > 0.95];
  const what = full ? "It had run out of both." : !most ? "It had run out of neither." : servers > road ? "It had run out of servers, and not of road." : "It had run out of road, and not of servers.";
  return `In the ${Math.abs(span - 1) < 1e-9 ? "hour" : hours(span)} before the repair the servers (step 3) were ${percent(servers)} busy and the road out (step 4) ${percent(road)} full. ${what} Which it was in 2013 is not public.`;
}

/** The answer to the bet. `again`: the share of later tries in all tries of the half hour after the repair. */
export function outlived(after: number, how: Recovery, length: number, again: number): { right: string; wrong: string } {
  const took = how.recovered_h === null ? `it still was not well ${hours(length)} after the failure` : how.recovered_h <= after ? "it was well by then" : `it was well ${hours(how.recovered_h - after)} after the repair`;
  const fact = `Repaired after ${hours(after)}, ${took}.`;
  const why = again > 0.5 && (how.recovered_h === null || how.recovered_h - after > 0.5) ? ` In the half hour after the repair ${percent(again)} of all requests were repeats: the load keeps itself up.` : "";
  return { right: `${fact}${why}`, wrong: `${fact}${why}` };
}

/** What a class asks, in few letters: as a multiple of what everybody asks when all is well, if that is known. */
export const asksTimes = (healthy: boolean) => (name: string, multiple: number): string => `${name} · ${rate(multiple, healthy)}`;

export function momentSaid(at: number, works: boolean, all: number, capacity: number | null, healthy: boolean): string {
  const when = at < -1e-6 ? `${hours(-at)} before the failure` : `${hours(at)} after the failure`;
  return `${sentence(when)}: the cache ${works ? "works" : "does not work"}. ${sentence(load(all, healthy))} ${healthy ? "reaches" : "reach"} the cell${capacity === null ? "" : `; it can serve ${number(capacity)}`}.`;
}

/** What was full, by the shares that were used. */
const fullOf = (servers: number, road: number): string =>
  Math.max(servers, road) <= 0.95 ? ""
    : Math.min(servers, road) > 0.95 ? " Both the road out and the servers are full."
      : road > servers ? ` Full is the road out; the servers are ${percent(servers)} busy.` : ` Full are the servers; the road out is ${percent(road)} full.`;

/** How it ended, of a run in which the cache was repaired. `full`: how full servers and road out were in the last hour. */
export function repaired(after: number, how: Recovery, length: number, last: number, capacity: number | null, healthy: boolean, full: readonly [number, number] | null): string {
  const begin = `Repaired ${hours(after)} after the failure, `;
  const crowded = capacity !== null && last > capacity;
  const why = crowded
    ? ` In the last hour ${load(last, healthy)} came, and it can serve ${number(capacity)}: those who get no answer try again, and keep it full.${full ? fullOf(...full) : ""}`
    : how.unwell_because.length ? ` Not well: ${list(how.unwell_because)}.` : "";
  switch (how.verdict) {
    case "recovered": return how.recovered_h === null ? `${begin}it was well again.` : `Repaired after ${hours(after)}, it is well after ${hours(how.recovered_h)}, both counted from the failure: the damage outlives its cause by ${hours(Math.max(how.recovered_h - after, 0))}.`;
    case "stuck": return `${begin}it is never well within the ${hours(length)} simulated, though nothing is broken any more.${why}`;
    case "relapsed": return `${begin}it was well for a while, and is not at the end, ${hours(length)} after the failure.${why}`;
    case "down": return `${begin}it is not well ${hours(length)} after the failure, and a cause is still there${how.down_because.length ? `: ${list(how.down_because)}` : ""}.`;
    case "healthy": return `${begin}nothing crossed its limits.`;
    case "undecided": return `${begin}and whether it was well at the end cannot be said${how.undecided_because ? `: ${how.undecided_because}` : ""}.`;
  }
}

/** What the other positions of the slider say, of those that are computed. */
export function tipping(never: number[], well: number[], length: number): string {
  if (!never.length || !well.length || Math.max(...well) > Math.min(...never)) return "";
  return ` Of the repairs tried, those up to ${hours(Math.max(...well))} after the failure ended well; the one at ${hours(Math.min(...never))} did not within ${hours(length)}.`;
}

export const BLOCK = {
  title: "The block",
  idea: "The operators turn the phones away at the edge, a gate in front of everything. A refusal there costs the servers nothing. It also comes at once.",
  question: (at: number): string => `All phones are refused from ${hours(at)} after the failure on. What do their knocks do?`,
  options: ["They stop", "They stay as they were", "They rise"],
  control: "The block, after the failure",
  hides: "who knocks at the shut gate, and how web mail is behind it.",
  strip: "Blocked, after the failure → web lost, in hours of full outage",
};

export const DOOR = {
  outside: (knocks: number, healthy: boolean): string => (knocks > 0 ? `refused: ${rate(knocks, healthy)}` : "nobody is refused"),
  inside: (inside: number, healthy: boolean): string => `phones inside: ${rate(inside, healthy)}`,
  web: (served: number): string => `web: ${percent(served)} served`,
  open: "the edge, open",
  shut: "the edge, shut",
  mark: (per: number, healthy: boolean): string => `1 mark = ${rate(per, healthy)}`,
};

/** The door at a moment, for those who do not see it. */
export const doorSaid = (at: number, shut: boolean, knocks: number, inside: number, served: number, healthy: boolean): string =>
  `${sentence(at < -1e-6 ? `${hours(-at)} before the failure` : `${hours(at)} after the failure`)}: the edge is ${shut ? "shut" : "open"} to phones. Refused: ${load(knocks, healthy)}; let in: ${load(inside, healthy)}. ${percent(served)} of web is served.`;

/** Tries of the phones, as multiples of the healthy load of everybody, if there is one. */
export interface Knocks {
  healthy: boolean;
  /** In the ten minutes before the block. */
  before: number;
  /** The most in five minutes after it. */
  after: number;
  /** In the last hour. */
  last: number;
  /** Shares of the phones that wait for an answer, in the ten minutes before the block and in the half hour after it. */
  waited: [number, number];
}

/** Whether tries became more: within a tenth they are as many. */
export function turned(knocks: Knocks): "rose" | "fell" | "stayed" {
  return knocks.after > knocks.before * 1.1 ? "rose" : knocks.after < knocks.before * 0.9 ? "fell" : "stayed";
}

export function blockedAnswer(knocks: Knocks): { right: string; wrong: string } {
  const fact = knocks.healthy
    ? `The phones ask ${multiple(knocks.before)} times as much as everybody together on a healthy day, and ${multiple(knocks.after)} times after the block.`
    : `The phones ask ${number(knocks.before)} times a second, and ${number(knocks.after)} times after the block.`;
  const [before, after] = knocks.waited;
  const why = turned(knocks) === "rose" && after < before / 2
    ? ` Before it, ${percent(before)} of the phones stood waiting for an answer at any moment; after it, ${percent(after)}. A refusal at the edge comes at once, and the wait for the next try begins.` : "";
  return { right: `${fact}${why}`, wrong: `${fact}${why}` };
}

export function blocked(knocks: Knocks, web: number | null, at: number, length: number): string {
  const how = turned(knocks);
  const said = knocks.healthy ? multiple : number;
  const tries = how === "stayed" ? `The phones’ tries stayed near ${load(knocks.after, knocks.healthy)}` : `The phones’ tries ${how} from ${said(knocks.before)} to ${load(knocks.after, knocks.healthy)}`;
  const tired = knocks.last > knocks.after * 0.9 ? ", and they do not tire." : `; in the last hour of ${hours(length)} they were ${said(knocks.last)}.`;
  const back = web === null ? ` Nine in ten on the web were not served again within ${hours(length)}.`
    : web === 0 ? " Nine in ten on the web were served all the time."
    : web <= at ? ` Nine in ten on the web were served again before the block.`
    : ` Nine in ten on the web were served again ${hours(web - at)} after the block.`;
  return tries + tired + back;
}

/** Web's loss per hour of delay, where it is about the same all along; else that of the run that is shown. */
export function delay(perHour: number | null, lost: number, length: number): string {
  return ` In these ${hours(length)} web lost ${hours(lost)} of full outage${perHour === null ? "." : `; each hour of delay cost it about ${hours(perHour)} more.`}`;
}

export const RETURN = {
  title: "The return",
  idea: (runs: number): string => `The cache works again, but it is empty, and mail has piled up for every phone. All of them are outside. How fast may they come back? Chance has a part in it, so we play it ${runs} times, and each time chance falls otherwise.`,
  question: (over: string): string => `All phones are let back within ${over}. What does web mail notice?`,
  options: ["Nothing", "It falls for a while", "It falls, and stays down"],
  control: "Phones are let back over",
  hides: (runs: number): string => `web, phones and the mail that waits, in each of ${runs} runs.`,
  web: "Web, without service",
  phones: "Phones, without service",
  backlog: "Mail that waits for phones",
  messages: "messages",
  unit: (runs: number): string => (runs === 1 ? "one run" : `a line for each of ${runs} runs`),
  begins: "the return begins",
  table: "What each return cost in hours of full outage, in the middle one of the runs",
  head: ["let back over", "safe in", "web lost meanwhile", "phones lost in all"],
  /** Why the same queue weighs more on one of two classes. `web`, `phones`: how long each waits. */
  patience: (web: string, phones: string, between: string): string =>
    `Both wait in the same queues. Who reads mail on the web is without service after ${web} without an answer, a phone after ${phones}. So a wait of ${between} is too long for every reader, and for no phone.`,
  safeHead: "What “safe” and “lost” mean here",
  patienceHead: "Why web can lose more than the phones",
  safe: (share: number, interval: number, example: string): string => `Safe means: from the beginning of the return on, never more than ${percent(share)} of web without service in any ${hours(interval)}.${example} What web lost is counted from there, too; what phones lost, from the failure. The middle one is that of the runs sorted by what was lost.`,
  /** One run for an example. `worst`: its largest share of web without service. */
  example: (over: string, seed: number, worst: number, safe: boolean): string => ` So ${over} with seed ${seed} was ${safe ? "safe" : "not safe"}: ${percent(worst)} at its worst.`,
};

/** What came of the fastest return: in how many runs web fell, and in how many it was down at the end. */
export function returnAnswer(over: string, fell: number, stayed: number, of: number): { right: string; wrong: string } {
  const fact = `Let back within ${over}, web fell in ${fell} of ${of} runs, and was still down at the end in ${stayed}.`;
  return { right: fact, wrong: fact };
}

/** `worst`: largest share of web without service in any of the runs. */
export function returned(over: string, safe: number, known: number, of: number, worst: number): string {
  const runs = `${safe} of ${known} ${known === 1 ? "run" : "runs"}${known < of ? ` (${of - known} more are being played)` : ""}`;
  return `Let back over ${over}, it was safe for web in ${runs}; at the worst moment ${known === 1 ? "" : "of any of them "}${percent(worst)} of web had no service.`;
}

/** What it costs the phones to be slower than was needed. */
export function price(shortest: string | null, longest: string, more: number | null): string {
  if (shortest === null) return "None of the times tried was safe in all runs.";
  const cost = more === null || shortest === longest ? "" : `; ${longest} cost each phone ${hours(more)} more than that (in these runs, with hindsight)`;
  return `Of the times tried, ${shortest} was the shortest that was safe in all runs${cost}.`;
}

export const FIXES = {
  title: "Two fixes, without a block",
  /** `handling`: what the first is here. */
  idea: (repair: number, handling: string | null): string => `Afterwards two things were changed. One is how errors to phones are handled${handling ? `; here: ${handling}` : ""}. The other is how much network there is. To see what each is worth, nobody blocks the phones here. The cache is repaired ${hours(repair)} after the failure, as in the first picture.`,
  question: "Which of the two does more for web mail, alone?",
  options: ["Error handling", "Bandwidth", "Neither does much"],
  hides: "the outage four times, with and without each of the two.",
  switches: ["error handling", "bandwidth"],
  arms: ["Neither", "Error handling", "Bandwidth", "Both"],
  four: "share without service",
  without: "Without service",
  webLost: (lost: string): string => `web lost ${lost}`,
  reading: "“Error handling was changed”: the public texts do not say how. It may mean:",
  none: "no fix, to compare",
  /** After the words of the reading: what nobody's help brings, and a return that is too fast. */
  head: (over: string): string[] => ["", "web lost", "phones lost", `web lost in a return over ${over}`],
  columns: (length: number, scale: number): string => `Lost is in hours of full outage, within ${hours(length)}; “≥”: not over at the end. The first two columns: without a block. The last: blocked as it was and let back far too fast (at ${sizeSaid(scale)}).`,
};

/** Of the arm with both: what is left after the repair. `share`: the largest part of web without service from then on; `waiting`: mail
 * that waits for phones then. */
export const rush = (share: number, waiting: number): string =>
  share >= 0.5 ? `Even with both, up to ${percent(share)} of web was without service after the repair${waiting >= 1 ? ", while phones fetched the mail that had piled up" : ""}: the two do not stop the rush of the return.` : "";

export const sameReading = "(the switch above)";

/** How many phones do what an error asks of them. */
export const obeying = (share: number): string => ` Retry-After is a line of an error that says how long to stay away; in this cell ${percent(share)} of the phones obey it.`;

/** What a class lost: `+` if it was not served again at the end. */
export const lostShort = (lost: number, back: number | null): string => `${back === null ? "≥\u00a0" : ""}${lost < 1 / 60 ? "under 1\u00a0min" : hours(lost)}`;

export function arm(lost: number, back: number | null, length: number): string {
  if (back === null) return `${hours(lost)}, and is not back after ${hours(length)}`;
  return lost < 1 / 60 ? "less than a minute" : hours(lost);
}

export function fixesAnswer(neither: string, handling: string, bandwidth: string): { right: string; wrong: string } {
  const fact = `With error handling alone web lost ${handling}; with bandwidth alone ${bandwidth}; with neither ${neither}.`;
  return { right: fact, wrong: fact };
}

/** The one that is switched on. */
export const chosenArm = (lost: string, chosen: number): string =>
  `${["With neither fix", "With error handling", "With bandwidth", "With both"][chosen]!}, web lost ${lost}.`;

/** The worst moment of web. `waiting`: mail that waits for phones then. */
export const worstOf = (share: number, at: number, repair: number, waiting: number): string =>
  ` At the worst moment, ${hours(at)} after the failure, ${percent(share)} of web had no service${at < repair - 1e-9 ? "" : waiting >= 1 ? `: that was after the repair, while phones fetched the mail that had piled up` : ": that was after the repair"}.`;

/** `load`: the largest load before the repair, as a multiple of the healthy one. */
export const reading = (name: string, end: string, most: number, healthy: boolean): string =>
  `${sentence(name)}, without a block: until the repair up to ${load(most, healthy)} reached the cell. ${end}`;
