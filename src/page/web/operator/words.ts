// Every sentence of the operator's seat.

import type { Facts, Seen } from "../protocol";
import { count, hours, list, moment, number, percent, sentence, sized } from "../words";
import type { Alert } from "./alerts";
import type { Fork } from "./forks";
import type { Goal, Rival, Score } from "./score";

export const title = "You are the operator";
export const idea = (facts: Facts): string =>
  `The next ${hours(facts.horizon_h)} are yours. You see what monitoring shows, not the cause. What you do happens in the run itself, and at the end it is told what it cost.`;
export const score = "The score is the hours of full outage per person, over everybody; a run that is not well at its end ranks behind every one that is.";

export const clockMode = "By the clock";
export const turnMode = "Step by step";
export const clockSays = (first: number, firstHours: number, later: number): string =>
  `The first ${firstHours} hours pass ${count(first)} times as fast as real time, the rest ${count(later)} times. Pausing is free.`;
export const turnSays = "The run waits for you, and goes on to the next event: an alert, something that is due, an hour at most. Everything works by keyboard.";
export const training = "Training";
export const daily = "Today’s world";
export const classroom = "Number from your teacher";
export const trainingSays = (seed: number): string => `Seed ${seed}, that of the scenario: the same every time.`;
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
export const smaller = (scale: number): string => `Play at ${number(scale)} of full size instead`;

export const goOn = "Go on";
export const goOnSays = "to the next event, an hour at most";
export const play = "Let time pass";
export const pause = "Pause";
export const toEnd = "Leave it as it is, to the end";
export const clock = (now: number, horizon: number): string => `${moment(now) === "0" ? "0\u00a0h" : moment(now)} of ${hours(horizon)}`;
export const at = (time: number): string => (time < 1e-6 ? "0\u00a0h" : moment(time));
export const actions = "What you can do";
export const dashboard = "Monitoring";
export const diary = "Log";

export const block = (name: string): string => `Block ${name}`;
export const open = (name: string): string => `Let all ${name} in`;
export const limitMore = (name: string): string => `Limit ${name} …`;
export const limitLabel = "at most";
export const limit = "Limit";
export const perSecond = (rate: number, times: number): string => `${number(rate)}/s (${number(times)} × usual)`;
export const back = (at: number): string => `Back at ${moment(at)}. Everything after it is undone.`;
export const returnLabel = "over";
export const letBack = (name: string): string => `Let ${name} back`;
export const halt = (name: string): string => `Halt the return of ${name}`;
export const repairOffer = "Order a diagnosis and repair";
export const repairSays = (between: [number, number]): string => `The engineers promise: ${range(between)}.`;
export const bandwidthOffer = (factor: number): string => `Order ${number(factor)} × bandwidth`;
export const bandwidthSays = (after: number): string => `There ${hours(after)} after the order.`;
export const underWay = (since: number): string => `Ordered at ${moment(since)}; under way.`;

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
export const bandwidthOrdered = (factor: number, after: number): string => `You: ${number(factor)} × bandwidth ordered. It is there in ${hours(after)}.`;
export const widened = (factor: number): string => `The network now carries ${number(factor)} times as much.`;
export const notPossible = (why: string): string => `Not possible: ${why.split("\n").slice(0, 4).join(" ").replace(/\s+/g, " ")}`;
export const broke = (why: string): string => `${why} Begin anew to go on.`;
const range = ([from, to]: [number, number]): string => (hours(from) === hours(to) ? hours(from) : `${hours(from)} to ${hours(to)}`);

const LEVELS = ["is well", "is in part without service", "is mostly without service"] as const;
export const LAMPS = ["well", "alert", "outage"] as const;

/** Alerts that came or went. */
export function changed(before: readonly Alert[], now: readonly Alert[]): string {
  const news = now.filter((one, at) => before[at] && before[at]!.level !== one.level);
  return news.length ? `${sentence(list(news.map((one) => `${one.what} ${one.level === 0 ? "is well again" : LEVELS[one.level]} (${percent(one.share)} without)`)))}.` : "";
}

/** Where it stands, for somebody who does not see the picture. */
export function stands(now: number, facts: Facts, seen: Seen): string {
  const lost = facts.classes.map((one, at) => `${one.name} ${percent(seen.film.classes[at]!.without.at(-1) ?? 0)}`);
  return `${moment(now)}: without service: ${list(lost)}.`;
}

export const without = (share: number): string => `${percent(share)} without`;
export const available = (share: number | null): string => (share === null ? "no wishes to count" : `${percent(share)} met in time`);
export const edge = (admitted: number, refused: number): string =>
  admitted >= 1 && refused <= 0 ? "let in" : admitted <= 0 ? `shut: ${number(refused)}/s refused` : admitted < 1 ? `${percent(admitted)} let in` : `limited: ${number(refused)}/s refused`;
export const loadNow = (inside: number, capacity: number | null): string =>
  capacity === null ? `${number(inside)}/s reach the cell` : `${number(inside)}/s reach the cell, which can serve ${number(capacity)}/s`;
export const loadTitle = "Load against capacity";
export const peopleTitle = "Without service";
export const cell = "Gauges of the cell";
export const aboutRun = (scale: number, seed: number): string => `${sized(scale, [seed], true)} Availability of the last minutes is provisional.`;
export const more = (well: boolean): string => (well ? "" : "≥\u00a0");
export const cost = (one: Score): string => `${more(one.well)}${hours(one.hours)}`;

export const resultTitle = "What it cost";
export function result(facts: Facts, one: Score): string {
  const end = one.well ? "it was well at the end" : `it was not well at the end (${hours(facts.horizon_h)}), so it would have cost more`;
  return `${sentence(cost(one))} of full outage per person; ${end}.`;
}
export const mine = "You";
export const rival = (kind: Rival["kind"], told: boolean): string => (kind === "nothing" ? "Nothing done" : told ? "As it was then" : "As the scenario has it");
export const computing = "computing …";
export const failed = "could not be computed";
export const goal = (one: Goal): string => {
  if (one.id === "relapse") return one.met ? "Well at the end, and no relapse" : one.value ? "No relapse: there was one" : "Well at the end, and no relapse: it was not well at the end";
  const what = one.id === "people" ? "Each person" : sentence(one.name);
  return `${what} less than ${hours(one.limit)}: ${hours(one.value)}`;
};
export const met = "met";
export const notMet = "not met";
export function standing(mine: Score, rivals: readonly Rival[], told: boolean): string {
  const known = rivals.filter((one) => one.score);
  if (known.length < rivals.length || !known.length) return "";
  const beaten = known.filter((one) => mine.well !== one.score!.well ? mine.well : mine.hours < one.score!.hours);
  const names = (all: readonly Rival[]): string => list(all.map((one) => `“${rival(one.kind, told).toLowerCase()}”`));
  if (beaten.length === known.length) return `Better than ${names(beaten)}.`;
  const rest = known.filter((one) => !beaten.includes(one));
  return beaten.length ? `Better than ${names(beaten)}, not better than ${names(rest)}.` : `Not better than ${names(rest)}.`;
}

export const forksTitle = "What one decision would have changed";
export const forksSay = (done: number, all: number): string => (done < all ? `${done} of ${all} other runs computed …` : `${all} other runs of the same world, each with one decision changed.`);
export const noForks = "You changed nothing, so there is no decision to move.";
const SAID = { earlier: "earlier", later: "later" } as const;
/** From when on it was too late to leave it alone. */
export const lastChance = (tried: number, move: { said: string; at: number } | null): string =>
  move ? `Left alone from just before “${move.said}” (${moment(move.at)}) on, it would still have become well; left alone from any later moment on, not.`
    : `Left alone from just before ${tried === 1 ? "your last decision" : `any of your last ${tried} decisions`} on, it would not have become well within this run, either.`;
export const fork = (text: string, one: Fork): string => (one.change === "rest" ? `nothing from “${text}” on` : one.change === "absent" ? `without “${text}”${one.also ? " and what followed from it" : ""}` : `“${text}” ${hours(one.by)} ${SAID[one.change]}`);
export function gain(text: string, one: Fork, own: Score, most: { name: string; from: number; to: number } | null): string {
  const people = `per person ${cost(own)} → ${cost(one.score!)}`;
  const of = most && hours(most.from) !== hours(most.to) ? `${most.name} ${hours(most.from)} → ${hours(most.to)}, ` : "";
  return `${sentence(fork(text, one))}: ${of}${people}. Of the changes tried this one would have gained most.`;
}
export const noGain = (all: number, well: boolean): string =>
  well ? `None of the ${all} changes tried would have been better.` : `None of the ${all} changes tried would have made it well at the end.`;
export const noFork = "not possible without it";
export const tryAgain = (text: string, at: number): string => `Try again from before “${text}” (${moment(at)})`;

export const takeTitle = "Take it with you";
export const takeSays = "What you did, as a timeline that the program takes; the numbers are the same.";
export const download = "Download the scenario file";
export const copyLink = "Copy the link to this shift";
export const copied = "Copied.";
export const fileHead = (scenario: string, cost: string): string => `# A shift in the operator's seat of ${scenario}: ${cost} of full outage per person.`;
