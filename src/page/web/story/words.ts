// What steps 1 to 4 say. Numbers come in as numbers, each read off a run, off the scenario or off the reader's own taps.

import { count, number, percent } from "../words";

/** The seed of what is shown; its scenario is shipped, and anybody can run it. */
const shipped = (scenario: string, seed: number | undefined): string =>
  `${seed === undefined ? "" : `Chance is drawn from seed ${seed}. `}With the program: syncstorm run ${scenario}`;

/** A length of time as the scenario writes it, on one line. */
const whole = (span: string): string => span.replace(/ /g, "\u00a0");

/** How many times as often, in words. */
const times = (value: number): string => `${number(value)} times`;

const phones = (many: number): string => (many === 1 ? "one phone" : `${count(many)} phones`);
const pages = (many: number): string => (many === 1 ? "one page" : `${count(many)} pages`);

export const failed = (why: string): string => `This could not be computed: ${why}`;

export const first = {
  title: "Silence is cheap",
  idea: [
    "How does a phone know that there is mail? It does not ask again and again. It asks once, and the server simply does not answer: it holds the question until mail comes, or until it is time to ask anew.",
    "Phones of the time did it by a protocol called ActiveSync. Try to do better than your phone: ask yourself.",
  ],
  question: "Its question is held. How often does your phone ask in an hour?",
  /** What can be bet on: requests an hour. */
  options: [4, 60, 3600],
  option: (rate: number): string => `about ${count(rate)} times`,
  right: (rate: number): string => `It asks ${number(rate)} times an hour. Nearly all of the time, nothing travels at all.`,
  wrong: (rate: number): string => `It asks ${number(rate)} times an hour. Nearly all of the time, nothing travels at all.`,
  hides: "an hour of your phone beside an hour of you.",
  tap: "Any mail?",
  again: "Start over",
  control: "Ask as often as you like",
  phone: "your phone",
  you: "you",
  server: "server",
  held: "question held",
  no: "no",
  hour: (asked: number): string => `One hour of one phone: it asks ${asked === 1 ? "once" : `${count(asked)} times`}.`,
  hourYou: (rate: number): string => `One hour of you, at your pace: ${count(rate)} times.`,
  taps: (taps: number): string => (taps === 0 ? "You have not asked yet." : taps === 1 ? "You asked once. Go on." : taps === 2 ? "You asked twice. Go on." : `You asked ${count(taps)} times.`),
  sentence: (held: number, taps: number, rate: number | null): string => {
    const phone = `Held, your phone asks ${number(held)} times an hour.`;
    if (rate === null) return `${phone} Now you: ask at least three times, and see what your own pace would be.`;
    const much = rate / held;
    const beside = much >= 1.5 ? `${times(much)} as often` : much > 0.67 ? "about as often" : "less often than your phone";
    return `${phone} You asked ${count(taps)} times at a pace of ${count(rate)} an hour: ${beside}, and learned nothing sooner.`;
  },
  said: (held: number): string => `A phone and a server; a question of the phone is held. It asks ${number(held)} times an hour.`,
  about: (many: number, length: number, seed: number | undefined): string =>
    `Mean of ${phones(many)} over ${count(length)} h; below, one such phone. ${shipped("story/silence", seed)}`,
};

export const second = {
  title: "An error comes at once",
  idea: [
    "One morning the machine behind the server breaks. Now it cannot hold a question. It answers at once: error.",
    "The phone means well. It waits a little and tries again. How long it waits is a line in its program that nobody ever looks at.",
  ],
  question: (many: number, wait: string): string => `${count(many)} phones get errors, and each waits ${whole(wait)} before its next try. How much more do they ask than on a healthy day?`,
  /** What can be bet on: times the healthy load. */
  options: [3, 10, 90],
  option: (factor: number): string => `about ${count(factor)} times as much`,
  right: (factor: number): string => `It is ${times(factor)} as much. Nobody is attacking; they are only asking again.`,
  wrong: (factor: number): string => `It is ${times(factor)} as much. Nobody is attacking; they are only asking again.`,
  hides: "a row for each phone, with a tick whenever it asks.",
  control: "Each phone waits",
  waits: (wait: string): string => `${whole(wait)} between tries`,
  /** Who asks seldom is said by how long it takes. */
  sentence: (wait: string, many: number, rate: number, healthy: number): string => {
    const factor = rate / healthy;
    const beside = factor >= 1.2 ? `That is ${times(factor)} as much, from the same phones.` : "That is hardly more than on a healthy day: with such a wait, an error is no worse than silence.";
    return `Waiting ${whole(wait)}, ${count(many)} phones ask ${number(rate)} times a second; healthy, they ask once in ${number(1 / healthy)}\u00a0s. ${beside}`;
  },
  /** `all`: the largest load of the first picture, as a multiple of the healthy one. */
  cell: (all: number): string =>
    `This is an example: phones alone, and all with the same wait. In the cell of the first picture phones wait in several ways, and people on the web ask beside them: all together come to ${times(all)} the healthy load there. From step 5 on that is the measure of load: 1 is what all of them ask when all is well.`,
  rows: (rows: number, many: number): string => `${count(rows)} of the ${count(many)} phones, a row each`,
  unit: "a tick is a second in which it asked",
  breaks: "it breaks",
  first: "asks",
  retry: "asks again after an error",
  said: (rows: number, before: number, after: number): string =>
    `${count(rows)} phones: ${count(before)} requests in the minute before the failure, ${count(after)} in the minute after it.`,
  about: (seed: number | undefined): string => `Rates are taken once all is settled. No mail comes in these minutes, so a healthy phone asks a little less often than in step 1. ${shipped("story/errors", seed)}`,
};

export const third = {
  title: "A few phones suffice",
  idea: (many: number, needs: string, capacity: number | null): string[] => [
    `A cell serves a part of all people. This one is small: ${count(many)} people read mail in a browser, and every request takes it ${whole(needs)}, an error no less than an answer.`,
    `That is a limit: ${capacity === null ? "so many" : `about ${number(capacity)}`} requests a second, and no more. What comes beyond it waits, or is turned away.`,
  ],
  question: (wait: string): string => `Phones that get errors try again every ${whole(wait)}. How many of them ask for more than the cell can serve?`,
  options: [60, 250, 1000],
  option: (many: number): string => `about ${count(many)}`,
  right: (many: number, people: number): string => `${count(many)} phones suffice, in a cell for ${count(people)} people.`,
  wrong: (many: number, people: number): string => `${count(many)} are enough, in a cell for ${count(people)} people.`,
  hides: "the load for each number of phones, against all that the cell can serve.",
  none: "None of these many was enough.",
  control: "Phones that try again",
  shown: (many: string): string => count(Number(many)),
  sentence: (from: number | null, capacity: number, most: number): string =>
    from === null
      ? `Up to ${phones(most)}, the load stays below the ${number(capacity)} requests a second that the cell can serve.`
      : `From ${phones(from)} on, the load passes the ${number(capacity)} requests a second that the cell can serve.`,
  now: (many: number, load: number, web: number | null): string =>
    `With ${phones(many)} it is asked ${number(load)} times a second${web === null ? "." : `, and ${percent(web)} of the requests of people in the browser are answered.`}`,
  computing: "Looking for the first number that is too much …",
  from: (many: number): string => `from ${phones(many)}: too much`,
  load: "Load",
  unit: "requests a second",
  axis: "phones that try again",
  limit: "all that the cell can serve",
  here: (load: number): string => `${number(load)}/s`,
  said: (many: number, load: number, capacity: number): string => `Load over the number of phones. With ${phones(many)}: ${number(load)} a second, of ${number(capacity)} that can be served.`,
  about: (points: number, seed: number | undefined): string => `${points === 1 ? "One run" : `${count(points)} runs`}, each a point. ${shipped("story/few", seed)}`,
};

export const fourth = {
  title: "Bystanders on the same road",
  idea: (patience: string): string[] => [
    "Web mail was not broken. But everything that the cell answers travels over one road, and all that travel at once share it.",
    `So each page slows down every other. And people leave a page that has not come after ${whole(patience)}: what was sent by then was sent for nothing.`,
  ],
  question: (many: number): string => `${pages(many)} are opened at the same moment. How many arrive in time?`,
  options: (many: number): string[] => [`all ${count(many)}`, "some of them", "none"],
  answer: (arrived: number, many: number, full: boolean): string => {
    const came = `${arrived === many ? "All" : arrived === 0 ? "None" : count(arrived)} of ${count(many)} arrived in time.`;
    if (arrived > 0) return came;
    return `${came} ${full ? "The road was full all the time, and carried nothing to its end:" : "The road carried nothing to its end:"} all shared alike, and all were late.`;
  },
  hides: "the pages as they race along the road.",
  control: "Pages opened at the same moment",
  sentence: (arrived: number, many: number): string =>
    arrived === many ? `${many === 1 ? "The one page arrives" : `All ${count(many)} pages arrive`} in time.` : arrived === 0 ? `Of ${pages(many)}, none arrives before its reader has left.` : `Of ${pages(many)}, ${count(arrived)} arrive in time.`,
  edge: (last: number, none: number | null): string =>
    none === null ? `Up to ${count(last)} at once, all arrive.` : none === last + 1 ? `Beyond ${count(last)} nobody is served before leaving.` : `Up to ${count(last)} at once, all arrive; from ${count(none)} on, none does.`,
  road: (many: number, wait: string, web: number): string =>
    `Phones fill such a road, too: with ${phones(many)} that try again every ${whole(wait)}, ${percent(web)} of the web comes.`,
  computing: "Looking for the largest number that arrives …",
  clock: (seconds: number): string => `${seconds.toFixed(1)}\u00a0s`,
  leave: "page complete",
  patience: (patience: string): string => `readers leave at ${whole(patience)}`,
  arrived: "arrived",
  left: "left before it came",
  under: "on its way",
  again: "Play again",
  share: (share: number): string => `${percent(share)} of a page`,
  said: (arrived: number, many: number): string => `${pages(many)} as bars that fill as they arrive: ${count(arrived)} are complete in time, ${count(many - arrived)} are not.`,
  about: (seed: number | undefined): string => `Pages: story/road; phones: story/bystanders. ${shipped("story/road", seed)}`,
};

/** Phones on the road of the pages. */
export const beside = {
  title: "Phones on such a road",
  about: (people: number): string => `a second example, with ${count(people)} people on the web`,
  road: "how full the road is",
  web: "web requests answered in time",
  phones: " phones",
  said: (all: ReadonlyArray<{ many: number; road: number; web: number }>): string =>
    `${all.map((one) => `${phones(one.many)}: the road ${percent(one.road)} full, ${percent(one.web)} of the web answered in time`).join("; ")}.`,
};
