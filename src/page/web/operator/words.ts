// Every sentence of the operator's seat.

import type { Facts } from "../protocol";
import { count, hours, list, moment, number, percent, sentence, sized, sizeSaid } from "../words";
import type { Alert } from "./alerts";
import type { Fork } from "./forks";
import { rate } from "../dots/words";
import { ranked, type Goal, type Rival, type Score } from "./score";

export const title = "You are the operator";
export const idea = (facts: Facts): string =>
  `The next ${hours(facts.horizon_h)} are yours. You see what monitoring shows, not the cause. Block, limit, repair, let back: it happens in the run itself, and at the end you hear what it cost and what one other decision would have changed.`;
export const score = "The score is the hours of full outage per person, over everybody: an hour in which half of the people are without service counts 30 min. A run that is not well at its end ranks behind every one that is.";

/** Why the same history has other numbers here. */
export const otherSize = (mine: number, first: number): string =>
  `Your cell is played at ${sizeSaid(mine)}, the first picture at ${sizeSaid(first)}. Chance falls otherwise at another size, so the same history comes to slightly different numbers here.`;

export const clockMode = "By the clock";
export const turnMode = "Step by step";
export const clockSays = (first: number, firstHours: number, later: number): string =>
  `The first ${firstHours} hours pass ${count(first)} times as fast as real time, the rest ${count(later)} times. Pausing is free.`;
export const turnSays = "The run waits for you, and goes on to what is worth deciding: an alert, load beyond what can be served, something that is due. Everything works by keyboard.";
export const training = "Training";
export const daily = "Today’s world";
export const classroom = "A world by its number";
export const classroomSays = "The same number is the same world for everybody: for a class, or to play against somebody.";
export const classroomNumber = "Number of the world";
export const trainingSays = (seed: number, changed: number): string =>
  `Seed ${seed}, that of the scenario: the same every time.${changed === 0 ? "" : changed === 1 ? " One change of the workbench holds here, too." : ` ${changed} changes of the workbench hold here, too.`}`;
export const dailySays = "A seed made from the date, the same for everybody. Worlds in which doing nothing, or what was done then, meets the goals are left out.";
export const seeking = (seed: number): string => `Looking whether there is something to be won in world ${seed} …`;
export const noWorld = "In none of the worlds tried is there more to be won than by leaving it alone or doing what was done then.";
export const timeChoice = "How time passes";
export const worldChoice = "Which world";
export const begin = "Take the seat";
export const again = "Begin anew";
export const otherWorld = "Choose another world";
export const loading = "The run is brought to the onset …";
export const begins = "All is well. Your shift begins.";
export const ending = "The end is being counted …";
export const over = "Your shift is over.";
export const slowSays = "This machine does not keep up with the clock: time passes more slowly than promised. The numbers are not touched by it.";
export const smaller = (scale: number): string => `Play at ${sizeSaid(scale)} instead`;

export const goOn = "Go on";
export const goOnSays = "until something is worth deciding";
export const stop = "Stop here";
export const stopSays = "time passes …";
export const play = "Let time pass";
export const pause = "Pause";
export const toEnd = "Leave it as it is, to the end";
export const clock = (now: number, horizon: number): string => `${moment(now) === "0" ? "0\u00a0h" : moment(now)} of ${hours(horizon)}`;
export const at = (time: number): string => (time < 1e-6 ? "0\u00a0h" : moment(time));
export const noted = (text: string): string => `Noted: ${text}. The run stops, and it is done.`;
export const stopped = (now: number, wishes: readonly string[]): string => (wishes.length ? `Stopped at ${at(now)} for what you decided.` : `Stopped at ${at(now)}, because you wanted it.`);
/** Trouble that lasts although nothing is new. `lost`: hours per person so far. */
export const lasts = (passed: number, all: readonly Alert[], lost: number): string =>
  `It lasts: ${hours(passed)} later ${troubles(all)} are still without service. So far that is ${hours(lost)} lost per person. Act, or go on?`;
/** Who is without service, as `80 % of phones`. */
const troubles = (all: readonly Alert[]): string => list(all.filter((one) => one.level > 0).map((one) => `${percent(one.share)} of ${one.what}`));
/** How it stands, as the headline: always of the last interval. */
export function headline(all: readonly Alert[], inside: number, capacity: number | null): string {
  const most = Math.max(0, ...all.map((one) => one.level));
  const state = most === 0 ? "All is well." : `${sentence(LAMPS[most as Alert["level"]])}: ${troubles(all)} are without service.`;
  return `${state} ${loadNow(inside, capacity)}`;
}
export const passes = (over: boolean, inside: number, capacity: number): string =>
  over ? `More comes than can be served: ${number(inside)}/s, of which ${number(capacity)}/s can.` : `What comes can be served again: ${number(inside)}/s, where ${number(capacity)}/s can.`;
export const allBack = (name: string): string => `The return of ${name} is complete: all of them are let in.`;
export const goalLost = (one: Goal): string => `A goal is out of reach: ${goalNow(one)}`;
export const goalsTitle = "Your goals";
export const actions = "What you can do";
export const dashboard = "Monitoring";
export const diary = "Log";
export const diaryEarlier = (many: number): string => `Earlier: ${count(many)} ${many === 1 ? "line" : "lines"}`;

export const block = (name: string): string => `Block ${name}`;
export const open = (name: string): string => `Let all ${name} in at once`;
/** What tells it from a return. */
export const openSays = "Nothing slows them: whoever asks gets in.";
export const limitMore = (name: string): string => `Limit ${name} …`;
export const limitLabel = "at most";
export const limit = "Limit";
export const perSecond = (rate: number, times: number): string => `${number(rate)}/s (${factor(times)} × their load when all is well)`;
export const back = (time: number): string => `Back at ${at(time)}. Everything after it is undone.`;
export const returnLabel = "over";
export const letBack = (name: string): string => `Let ${name} back`;
export const halt = (name: string): string => `Halt the return of ${name}`;
export const repairOffer = "Order a diagnosis and repair";
export const nothingBroken = "Nothing is known to be broken, so there is nothing to repair yet.";
export const repairSays = (between: [number, number]): string => `The engineers promise: ${range(between)}.`;
export const bandwidthOffer = (times: number): string => `Order ${factor(times)} × bandwidth`;
export const bandwidthSays = (after: number): string => `There ${hours(after)} after the order.`;
export const underWay = (since: number): string => `Ordered at ${at(since)}; under way.`;

export const blocked = (name: string): string => `${name} blocked`;
export const opened = (name: string): string => `all ${name} let in`;
export const limited = (name: string, rate: number): string => `${name} limited to ${number(rate)}/s`;
export const returning = (name: string, over: number): string => `${name} let back over ${hours(over)}`;
export const halted = (name: string): string => `return of ${name} halted, they are blocked`;
export const repairMove = "repair ordered";
export const bandwidthMove = "bandwidth ordered";
export const did = (text: string): string => `You: ${text}.`;
/** What an entry does, for one that came with a link. */
export function ofEntry(entry: string, size: number): string {
  const kind = /do = \{ (\w+)/.exec(entry)?.[1] ?? "";
  const name = /class = "([^"]*)"/.exec(entry)?.[1] ?? "";
  const rate = Number(/rate = "([\d.]+) \/s"/.exec(entry)?.[1]);
  const over = Number(/over = "([\d.]+) h"/.exec(entry)?.[1]);
  if (kind === "block") return blocked(name);
  if (kind === "open") return opened(name);
  if (kind === "limit" && rate > 0) return limited(name, rate * size);
  if (kind === "ramp" && over > 0) return returning(name, over);
  return kind.replace(/_/g, " ");
}
export const ordered = (between: [number, number]): string => `You: repair ordered. The engineers say it takes ${range(between)}.`;
export const repaired = "The engineers: what was broken is repaired.";
export const bandwidthOrdered = (times: number, after: number): string => `You: ${factor(times)} × bandwidth ordered. It is there in ${hours(after)}.`;
export const widened = (times: number): string => `The network now carries ${factor(times)} times as much.`;
export const notPossible = (why: string): string => `Not possible: ${why.split("\n").slice(0, 4).join(" ").replace(/\s+/g, " ")}`;
export const broke = (why: string): string => `${why} Begin anew to go on.`;
const range = ([from, to]: [number, number]): string => (hours(from) === hours(to) ? hours(from) : `${hours(from)} to ${hours(to)}`);

/** A factor as it is said: 4, 0.5, 2.5. */
const factor = (value: number): string => (Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(3))));

const LEVELS = ["well again", "some are without service", "most are without service"] as const;
export const LAMPS = ["well", "alert", "outage"] as const;

/** Alerts that came or went. */
export function changed(before: readonly Alert[], now: readonly Alert[]): string {
  const news = now.filter((one, at) => before[at] && before[at]!.level !== one.level);
  return news.length ? `${sentence(news.map((one) => `${one.what}: ${LEVELS[one.level]} (${percent(one.share)})`).join("; "))}.` : "";
}

/** What became of a stretch of time: who is without service now and before it, and what it cost. */
export const since = (passed: number, changes: ReadonlyArray<{ name: string; from: number; to: number }>, lost: number): string => {
  const moved = changes.filter((one) => percent(one.from) !== percent(one.to)).map((one) => `${one.name} ${percent(one.from)} → ${percent(one.to)}`);
  return `In these ${hours(passed)}: ${moved.length ? `without service ${list(moved)}` : "as many without service as before"}; ${hours(lost)} lost per person.`;
};
export const guessAsk = "Your guess for the next stop, without service:";
export const GUESSES = { fewer: "fewer", same: "about as many", more: "more" } as const;
export const guessed = (what: keyof typeof GUESSES, right: boolean, from: number, to: number): string =>
  `You expected ${GUESSES[what]}: ${right ? "so it came" : "it came otherwise"} (everybody together: ${percent(from)} → ${percent(to)}).`;
export const foresaw = (right: number, all: number): string => `You guessed how ${count(all)} ${all === 1 ? "stretch" : "stretches"} would go, and were right ${right === 0 ? "never" : right === 1 ? "once" : `${count(right)} times`}.`;

export const without = (share: number): string => `${percent(share)} without service`;
export const available = (share: number | null): string => (share === null ? "nobody asked for anything" : `${percent(share)} served in time`);
export const edge = (admitted: number, refused: number): string =>
  admitted >= 1 && refused <= 0 ? "edge: all are let in" : admitted <= 0 ? `edge: shut, ${rate(refused)} refused` : admitted < 1 ? `edge: ${percent(admitted)} of them let in` : `edge: limited, ${rate(refused)} refused`;
export const loadNow = (inside: number, capacity: number | null): string =>
  capacity === null ? `${rate(inside)} reach the servers.` : `${rate(inside)} reach the cell, which can serve ${rate(capacity)}.`;
export const loadTitle = "Load against capacity";
export const peopleTitle = "Without service";
export const cell = "Gauges of the cell";
export const aboutRun = (over: boolean, scale: number, seed: number): string => `${sized(scale, [seed], true)}${over ? "" : " What was met in the last minutes is provisional."}`;
export const more = (well: boolean): string => (well ? "" : "≥\u00a0");
export const cost = (one: Score): string => `${more(one.well)}${hours(one.hours)}`;

export const resultTitle = "What it cost";
export function result(facts: Facts, one: Score): string {
  const end = one.well ? "it was well at the end" : `it was not well at the end (${hours(facts.horizon_h)}), so it would have cost more`;
  return `of full outage for each of your users, on average; ${end}.`;
}
export const mine = "You";
export const rival = (kind: Rival["kind"], told: boolean): string => (kind === "nothing" ? "Nothing done" : told ? "As it was then" : "As the scenario has it");
export const computing = "computing …";
export const failed = "could not be computed";
const ofGoal = (one: Goal): string => (one.id === "people" ? "everybody together" : one.name);
const perPerson = (one: Goal): string => (one.id === "people" ? " per person" : "");
/** What is to be reached. */
export function goalWanted(one: Goal): string {
  return one.id === "relapse" ? "Well at the end, without a relapse" : `${sentence(ofGoal(one))}: less than ${hours(one.limit)} lost${perPerson(one)}`;
}
/** How it stands before the end. */
export function goalNow(one: Goal): string {
  if (one.id === "relapse") return one.value ? "there was a relapse" : "no relapse so far";
  return `${one.id === "people" ? "" : `${one.name} `}${hours(one.value)} lost${perPerson(one)} so far, ${one.met ? `${hours(one.limit - one.value)} left` : `more than ${hours(one.limit)}`}.`;
}
/** What came of it. */
export function goal(one: Goal, well: boolean): string {
  if (one.id === "relapse") return one.met ? "It was well at the end, without a relapse." : one.value ? "There was a relapse: it was well, and then it was not." : "It was not well at the end.";
  const under = one.value < one.limit;
  const what = `${sentence(ofGoal(one))} lost ${hours(one.value)} of full outage${perPerson(one)}`;
  return under && !one.met && !well ? `${what}, less than ${hours(one.limit)}; but it was not well at the end.` : `${what}; the goal was less than ${hours(one.limit)}.`;
}
/** Decisions for which nobody could have had a reason. */
export function noReason(all: ReadonlyArray<{ said: string; at: number }>): string {
  const what = list(all.map((one) => `“${one.said}” (${at(one.at)})`));
  return `${what}: nothing was seen to be wrong then, so you had no reason for it but knowing the story. No goal counts as met in this shift.`;
}
export const notCounted = "not counted";
export const met = "met";
export const notMet = "not met";
export function standing(mine: Score, rivals: readonly Rival[], told: boolean): string {
  const known = rivals.filter((one) => one.score);
  if (!known.length) return "";
  const beaten = known.filter((one) => mine.well !== one.score!.well ? mine.well : mine.hours < one.score!.hours);
  const names = (all: readonly Rival[]): string => list(all.map((one) => `“${rival(one.kind, told).toLowerCase()}” (${cost(one.score!)})`));
  if (beaten.length === known.length) return `Better than ${names(beaten)}.`;
  const rest = known.filter((one) => !beaten.includes(one));
  return beaten.length ? `Better than ${names(beaten)}, not better than ${names(rest)}.` : `Not better than ${names(rest)}.`;
}

export const forksTitle = "What one decision would have changed";
export const howItWent = "How it went";
export const forksSay = (done: number, all: number): string => (done < all ? `${done} of ${all} other runs computed …` : `${all} other runs of the same world, each with one decision changed.`);
export const noForks = "You changed nothing, so there is no decision to move.";
const SAID = { earlier: "earlier", later: "later" } as const;
/** From when on it was too late to leave it alone. */
export const lastChance = (tried: number, move: { said: string; at: number } | null): string =>
  move ? `Left alone from just before “${move.said}” (${at(move.at)}) on, it would still have become well; left alone from any later moment on, not.`
    : `Left alone from just before ${tried === 1 ? "your last decision" : `any of your last ${tried} decisions`} on, it would not have become well within this run, either.`;
export const fork = (text: string, one: Fork): string => (one.change === "rest" ? `nothing from “${text}” on` : one.change === "absent" ? `without “${text}”${one.also ? " and what followed from it" : ""}` : `“${text}” ${hours(one.by)} ${SAID[one.change]}`);
export function gain(text: string, one: Fork, own: Score, most: { name: string; from: number; to: number } | null, counted: number, all: number): string {
  const people = `per person ${cost(own)} → ${cost(one.score!)}`;
  const of = most && hours(most.from) !== hours(most.to) ? `${most.name} ${hours(most.from)} → ${hours(most.to)}, ` : "";
  const so = counted < all ? " so far" : "";
  const gained = ranked(one.score!, own) < 0;
  const begin = gained ? `What would have gained most${so}` : `Nothing tried${so} would have been better; what comes nearest`;
  return `${begin}: ${fork(text, one)}. ${sentence(of)}${of ? people : sentence(people)}.${counted < all ? ` ${counted} of ${all} changes are computed.` : ""}`;
}
export const noGain = (all: number, well: boolean): string =>
  well ? `None of the ${all} changes tried would have been better.` : `None of the ${all} changes tried would have made it well at the end.`;
export const noFork = "not possible without it";
export const tryAgain = (text: string, time: number): string => `Try again from before “${text}” (${at(time)})`;

export const takeTitle = "Take it with you";
export const takeSays = "What you did, as a timeline that the program takes; the numbers are the same.";
export const asCommand = "As a command";
export const download = "Download the scenario file";
export const copyLink = "Copy the link to this shift";
export const copied = "Copied.";
export const fileHead = (scenario: string, cost: string): string => `# A shift in the operator's seat of ${scenario}: ${cost} of full outage per person.`;
