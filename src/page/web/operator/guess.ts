// What the reader expects of the next stretch, and whether it came so.

import type { Facts, Seen } from "../protocol";
import { lastOf } from "./alerts";
import { foreseen, guess, type Guess } from "./shift";
import * as words from "./words";

/** A share that is as good as none, of everybody. */
const HARDLY = 0.02;

/** Share of each class without service now. */
export const shares = (facts: Facts, seen: Seen): number[] => facts.classes.map((_, at) => lastOf(seen.film.classes[at]!.without) ?? 0);

/** Of everybody together; where nobody counts people, each class counts alike. */
export function everybody(facts: Facts, seen: Seen): number {
  const counted = facts.classes.some((one) => one.population);
  const weights = facts.classes.map((one) => (counted ? one.population ?? 0 : 1));
  const all = weights.reduce((sum, one) => sum + one, 0);
  return all > 0 ? shares(facts, seen).reduce((sum, share, at) => sum + share * weights[at]!, 0) / all : 0;
}

export const outcome = (from: number, to: number): Guess => (to > from + HARDLY ? "more" : to < from - HARDLY ? "fewer" : "same");

/** Says whether it came as it was expected; nothing if nothing was. */
export function settle(from: number, to: number): string {
  const mine = guess.value;
  if (!mine) return "";
  const right = outcome(from, to) === mine;
  foreseen.value = [...foreseen.value, right];
  guess.value = null;
  return words.guessed(mine, right, from, to);
}
