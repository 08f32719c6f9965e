// The words of the picture of services. Numbers come from runs; here they only get words.

import { fixed, list, number } from "../words";

export const BUSY = "busy";
export const WAITING = "waiting";
export const TRIES = "tries";
export const LOOK_UPS = "look-ups";
export const FOUND = "found";
export const DOWN = "down";
export const CACHE = ["works", "empty, fills", "partly down", "bypassed", "down"] as const;
/** Empty, and nobody who would fill it is let in. */
export const CACHE_IDLE = "empty; nobody fills it";
export const cacheSaid = (state: number, asked: boolean): string => (state === 1 && !asked ? CACHE_IDLE : CACHE[state] ?? "");
export const asks = (name: string, perSecond: number): string => `${name} · ${rate(perSecond)}`;
export const edge = (admitted: number, refused: number): string => (admitted >= 1 ? "open" : admitted <= 0 ? `shut, ${rate(refused)} knock` : `${brief(admitted)} let in`);
export const FIRST_TRIES = "first tries";
export const RETRIES = "retries";

/** A share in few letters: only what is all is 100 %, and only what is nothing is 0 %. */
export function brief(share: number): string {
  const value = Math.min(share, 1) * 100;
  if (value > 0 && value < 1) return "< 1 %";
  return value > 99 && value < 100 ? "> 99 %" : `${fixed(value, 0)} %`;
}

/** How often, in few letters. */
export function rate(perSecond: number): string {
  if (perSecond > 0 && perSecond < 0.005) return "< 0.01/s";
  return `${perSecond > 0 && perSecond < 0.1 ? fixed(perSecond, 2) : number(perSecond)}/s`;
}

/** Requests that wait, in few letters. */
export const waiting = (value: number): string => (value < 0.1 ? "0" : number(value));

/** What the thickest arrow is, and what there is no room for. */
export function arrows(most: number, leftOut: readonly string[]): string {
  const left = leftOut.length ? ` Not shown, for want of room: ${list([...leftOut])}.` : "";
  return `The thickest arrow of this run: ${rate(most)}.${left}`;
}

export const link = (name: string, up: number, down: number): string => `${name}: ${brief(up)} busy in, ${brief(down)} out`;
export const there = (now: number, all: number): string => `${number(now)} of ${number(all)} workers`;

export const rotation = (used: number, all: number): string => `${number(used)} of ${number(all)} in rotation`;
export const found = (share: number | null): string => (share === null ? "–" : brief(share));

/** `cache`: how a cache is, nothing if that is not known, and none for what is no cache. */
interface Said { name: string; size: string; tries: number; busy: string; waiting: number; found: string; cache: string | null }

/** A service for those who do not see it. */
export function service(of: Said): string {
  if (of.cache !== null) return `${of.name} (${of.size}): ${rate(of.tries)} ${LOOK_UPS}, ${of.found} ${FOUND}${of.cache && `, ${of.cache}`}`;
  return `${of.name} (${of.size}): ${rate(of.tries)} ${TRIES}, ${of.busy === DOWN ? DOWN : `${of.busy} ${BUSY}`}, ${waiting(of.waiting)} ${WAITING}`;
}

/** A call for those who do not see its arrow. */
export function call(callers: readonly string[], to: string, first: number, retries: number, failed: number): string {
  return `${list([...callers])} to ${to}: ${rate(first)} ${FIRST_TRIES}, ${rate(retries)} ${RETRIES}, ${rate(failed)} failed`;
}
