// The words of the drawing above the charts: who asks, and what stands between them and their answers.

import { count, hours, list } from "./words";

export const SAID = "What the charts below are about: who asks, the way of a request, and what went wrong";
export const ASK = "Who asks";
export const CELL = "The cell";
export const CELL_DOES = "the machines that serve them";
/** A class and how many they are at full size; one without a population has none. */
export const crowd = (name: string, many: number | null): string => (many === null ? name : `${count(many)} ${name}`);
/** What each station does, in the words that everything after it uses. */
export const DOES: Record<string, string> = {
  edge: "lets requests in, or turns them away",
  network: "carries requests in, and answers out",
  servers: "do the work",
  store: "keeps what is asked for",
};
export const CACHE = "cache";
/** `users`: the classes whose requests look it up. */
export const cacheDoes = (users: readonly string[]): string => `fast memory${users.length ? ` for ${list([...users])}` : ""}`;
export const at = (time: number, since: string): string => (Math.abs(time) < 1e-6 ? `at ${since}` : time < 0 ? `${hours(-time)} before ${since}` : `${hours(time)} after ${since}`);
export const ELSEWHERE = "What else went wrong:";
