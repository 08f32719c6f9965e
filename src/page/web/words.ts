// Every sentence of the page, and how it says numbers. Numbers are computed elsewhere; here they only get words.

// The words for numbers are those of the program (`src/report/words.rs`), and a test holds one against the other.

/** With so many digits after the point. As in the program, what is exactly in the middle goes to the even side. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  // Only a multiple of these can be a middle; of such numbers all that is computed here is exact.
  const isMiddle = Number.isInteger(value * 2 ** (digits + 1)) && Math.abs(value * 2 * 10 ** digits) % 2 === 1;
  const isOdd = (Number(text.at(-1)) & 1) === 1;
  return isMiddle && isOdd ? (Number(text) - Math.sign(value) * 10 ** -digits).toFixed(digits) : text;
}

/** A whole number with thin gaps between the thousands. */
export function count(value: number): string {
  const digits = fixed(Math.abs(value), 0).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return value < 0 && digits !== "0" ? `−${digits}` : digits;
}

/** A number with as many digits as it deserves. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 99.5) return count(value);
  const digits = size >= 9.95 ? 0 : size >= 0.995 ? 1 : size >= 0.0995 ? 2 : 4;
  return fixed(value, digits).replace("-", "−");
}

/** How many times as much, for what is told in several places: of two moments or sizes the third digit is chance. */
export const multiple = (value: number): string => number(value >= 99.5 ? Number(value.toPrecision(2)) : value);

/** A share. Only what is all is called 100 %, and only what is nothing is called 0 %. */
export function percent(share: number): string {
  const value = share * 100;
  if (share > 0 && value < 0.1) return "less than 0.1\u00a0%";
  if (share < 1 && value > 99.9) return "more than 99.9\u00a0%";
  if (value === 0 || value === 100 || (value >= 9.95 && value <= 90)) return `${fixed(value, 0)}\u00a0%`;
  return `${fixed(value, 1)}\u00a0%`;
}

/** A length of time, given in hours: `4 h 05 min`, `40 min`, `20 s`. */
export function hours(value: number): string {
  if (value < 0) return `−${hours(-value)}`;
  // Below two minutes, half of one would be much.
  const seconds = Math.round(value * 36_000) / 10;
  if (seconds === 0) return "0\u00a0min";
  if (seconds < 1) return `${Math.round(seconds * 1000)}\u00a0ms`;
  if (seconds < 10) return `${seconds}\u00a0s`;
  const total = seconds < 120 ? Math.round(seconds) : Math.round(value * 60) * 60;
  const [whole, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (whole === 0 && minutes === 0) return `${rest}\u00a0s`;
  if (whole === 0) return `${minutes}\u00a0min${rest && minutes < 10 ? `\u00a0${rest}\u00a0s` : ""}`;
  // Hours up to a week, because that is how an outage is told; days beyond.
  if (whole >= 168) return `${Math.floor(whole / 24)}\u00a0d${whole % 24 ? `\u00a0${whole % 24}\u00a0h` : ""}`;
  return `${whole}\u00a0h${minutes ? `\u00a0${String(minutes).padStart(2, "0")}\u00a0min` : ""}`;
}

/** A moment on the axis: hours since the onset. */
export function moment(value: number): string {
  if (Math.abs(value) < 1e-6) return "0";
  return hours(value);
}

export function list(things: string[]): string {
  if (things.length < 2) return things[0] ?? "";
  return `${things.slice(0, -1).join(", ")} and ${things.at(-1)}`;
}

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The size and the seeds of what is shown: always said. */
export function sized(scale: number, seeds: number[], full: boolean): string {
  const size = sizeSaid(scale);
  const worlds = seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds`;
  return full ? `${sentence(size)}, ${worlds}.` : `${sentence(size)}, ${worlds}, still computing.`;
}

import type { Facts, Loss, Seen } from "./protocol";

/** A size as a fraction, if it is one. */
export const sizeSaid = (scale: number): string => (scale === 1 ? "full size" : Math.abs(1 / scale - Math.round(1 / scale)) < 1e-9 ? `1/${Math.round(1 / scale)} of full size` : `${Number(scale.toPrecision(3))} of full size`);

/** Who, what and why, before any number. */
export const LEAD = "In August 2013 a cache, a fast memory for phones, failed in a part of Outlook.com. The phones got errors and asked again, over and over; the operator says that their flood took web mail and file sharing (below: web, sharing) down, which were not broken. See how a small fault can become days of outage, what would have helped, and how far that explanation holds.";

/** Where one can go from the first screen. */
export const DOORS = {
  story: "Eight steps. Bet before you look.",
  workbench: "Change anything; this page computes it.",
  operator: "Block, repair, let back: your shift.",
} as const;

/** The size of the model beside the headline. `population`: of the largest class, as it is simulated. */
export function atSize(scale: number, name: string, population: number | null): string {
  const stands = scale === 1 || !population ? "" : `: ${count(population)} ${name} stand for ${count(population / scale)}`;
  return `A model at ${sizeSaid(scale)}${stands}.`;
}

/** The first sentences of a longer text, as many as have room, at most three. */
export function firstWords(text: string): string {
  const sentences = text.replace(/\s+/g, " ").trim().match(/[^.!?]+[.!?]+(?=\s|$)|[^.!?]+$/g) ?? [];
  let said = "";
  for (const one of sentences.slice(0, 3)) if (!said || said.length + one.length <= 320) said += one; else break;
  return said.trim();
}

/** What of the time a picture shows: the picture from close up, the one of everything, and how the first is marked in that. */
export const closeUp = (end: number): string => `the first ${hours(end)}`;
export const toTheEnd = (end: number): string => `Without service, all ${hours(end)}`;
export const ABOVE = "shown above";
/** What is known, and what is assumed. */
export const KNOWN = {
  head: "What of this is known, and what is assumed?",
  counted: (facts: number, inferred: number, assumed: number): string =>
    `Of the ${count(facts + inferred + assumed)} values that say where they come from, ${facts} ${facts === 1 ? "is" : "are"} read in a public source, ${inferred} follow${inferred === 1 ? "s" : ""} from such, and ${assumed} ${assumed === 1 ? "is an assumption" : "are assumptions"}: nobody outside knows.`,
  facts: "What else is read in a public source",
  /** A source for readers: what was set so that the timeline comes out is no shout. */
  source: (text: string): string => text.replace(/^TUNED:? /, "set so that the public timeline comes out: ").replace(": so that", ":"),
  moments: "What happened when, and what was done",
  marks: { fact: "known:", inferred: "inferred:", assumption: "assumed:" } as Record<string, string>,
  rest: "All other values, each with its source and its plausible range, are in the workbench, under “Every other value”.",
};
/** From a part back to what the page begins with. */
export const SHOW_WHOLE = "What happened ↑";
export const NO_DATA = "No measured data.";
/** The measure of load in the first picture of a story. */
export const HEALTHY_LOAD = "The healthy load is what all clients together ask when all is well.";
/** The verdict in short: its limits are those of the scenario. */
export const wellMeans = (share: number, held: number): string => `Well again: from then on, in every ${hours(held)}, at most ${percent(share)} of each class was without service, and the other limits of the scenario held.`;
export const FULL_OUTAGE = "An hour of full outage is an hour in which nobody is served, or two in which every second one is not.";
export const madeBy = (version: string): string => `Simulated by syncstorm ${version}; the same engine is in this page.`;

interface Figure { value: string; words: string }

/** Classes whose loss has a figure of its own. */
const FIGURES = 3;

/** What a run comes to, as figures that stand below its picture. `times`: the largest load that was let in, as a multiple of
 * the healthy one; `knocks`: the most attempts that were turned away at the edge, per second or as a multiple, too; `since`: what
 * moments count from. */
export function figures(facts: Facts, seen: Seen, storm: { times: number | null; at: number; knocks: number }, since: string, multiples: boolean): Figure[] {
  const recovery = seen.recovery as { verdict: string; recovered_h?: number | null };
  const lost = seen.losses.filter((loss) => loss.outage_h >= 1 / 60).sort((a, b) => b.outage_h - a.outage_h).slice(0, FIGURES);
  const all: Figure[] = lost.map((loss) => ({ value: hours(loss.outage_h), words: `lost by ${loss.name}, in hours of full outage${loss.population ? " per person" : ""}` }));
  if (storm.times !== null && storm.times >= 1.5) {
    all.push({ value: `${number(storm.times)} ×`, words: `the healthy load, all clients together, reached the ${facts.system ? "services" : "cell"} at the worst, ${hours(storm.at)} after ${since}` });
  }
  if (storm.knocks > 0) all.push({ value: multiples ? `${multiple(storm.knocks)} ×` : `${number(storm.knocks)}/s`, words: `${multiples ? "the healthy load " : ""}knocked at the edge at the worst, and ${multiples ? "was" : "were"} turned away${multiples ? "" : ` (${sizeSaid(facts.scale)})`}` });
  const well = recovery.verdict === "recovered" && typeof recovery.recovered_h === "number";
  return [well ? { value: hours(recovery.recovered_h!), words: `after ${since} it was well again${nearly(facts)}` } : { value: END[recovery.verdict] ?? "open", words: ended(recovery.verdict, null, facts.horizon_h, since) }, ...all];
}

/** What is well, so that a few who are not are no surprise. */
function nearly(facts: Facts): string {
  const share = Number(facts.values.find((one) => one.path === "verdict.without_service")?.value);
  return share > 0 ? `: from then on at most ${percent(share)} of each class without service` : "";
}

/** How a run ended, in two words. */
const END: Record<string, string> = { healthy: "all well", recovered: "well again", relapsed: "a relapse", stuck: "not well", down: "not well" };

/** How a run ended. `since`: what moments count from. */
export function ended(verdict: string, recovered: number | null | undefined, horizon: number, since: string): string {
  switch (verdict) {
    case "healthy": return "Nothing crossed its limits.";
    case "recovered": return typeof recovered === "number" ? `It was well again ${hours(recovered)} after ${since}.` : "It was well again.";
    case "relapsed": return `It was well for a while, and not at the end, ${hours(horizon)} after ${since}.`;
    case "stuck": return `The cause was gone, and ${hours(horizon)} after ${since} it still was not well.`;
    case "down": return `It was not well ${hours(horizon)} after ${since}, with a cause still in force.`;
    default: return "Whether it was well cannot be said.";
  }
}

/** What a class lost, in a few words. */
export function lost(loss: Loss): string {
  return `${loss.name}: ${hours(loss.outage_h)} of full outage`;
}

/** Before the verdict on a bet: what is played for it, and how much of it is there. */
export const playing = (all: number, ready: number, where: string): string =>
  `Now playing ${all === 1 ? "the run that decides it" : `${count(all)} runs that decide it`} (${where})${all === 1 ? " …" : ` … ${count(ready)} of ${count(all)}`}`;
export const BET = { right: "You bet right.", wrong: "It came out differently.", stands: "Your bet is taken.", yours: "your bet", borne: "so it is", show: "Just show me", closed: "Hidden until you bet:" };

export const storyTitle = "The story, in eight steps. Bet before you look";
/** Before the first step. */
export const storyIntro = "Steps 1 to 4 are small examples of their own, with a few phones each. Steps 5 to 8 are the cell of August 2013; a cell is a group of machines that serves a part of all people.";
export const FIRST_PICTURE = "in the first picture";
export const OPERATOR = "where you are the operator";
/** Why there are sizes, and where each is used. `used`: sizes, and where. */
export const storySizes = (used: Array<[number, string[]]>): string =>
  `The cell is played smaller than it is, phones, people and machines alike: a small one is computed while you wait, and in a larger one chance weighs less. So there are several sizes, and each picture names its own: ${used.map(([scale, where]) => `${sizeSaid(scale)} ${list(where)}`).join("; ")}.`;
/** Where a step plays. */
export const EXAMPLE = "a small example";
export const cellAt = (scale: number): string => `the cell of August 2013${scale < 1 ? ", in small" : ""}`;
/** What is folded below a picture: size, seeds and scenario. */
export const COMPUTED = "How this was computed";
export const WHY_SIZES = "How large is the model?";

/** What happened several times at once. */
export const times = (label: string, many: number): string => `${label}, ${many === 2 ? "twice" : `${many} times`}`;

/** The rest of the nodes of a cache, after those that failed before them. */
export const theOthers = (many: number): string => (many === 1 ? "then at the other one" : "then at the others");

export const REFUSED = "refused at the edge";
export const LET_IN = "How often they ask, and are let in";
export const TURNED_AWAY = "Turned away at the edge";
export const SERVED = "what it can serve";
export const CALLED = "what they call can serve";
export const PER_SECOND = "attempts per second";
export const OWN_SCALE = `${PER_SECOND}, on another scale`;
/** The load in a unit that is the same at any size. */
export const MULTIPLES = "as multiples of the healthy load";
export const OWN_MULTIPLES = `${MULTIPLES}, on another scale`;
/** How the most that is turned away compares with the most that is let in, where each has a scale of its own. */
export const moreThanLetIn = (factor: number): string => `; at its most ${number(factor)} times what is let in`;
/** A chart for those who do not see it. */
export const chartSaid = (title: string, unit: string, most: string): string => `${title}, ${unit}, over time; most: ${most}`;
