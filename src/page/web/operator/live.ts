// The run that somebody operates: an engine of its own, a clock, orders that are due later, and a copy of the run from
// before each thing that was done. Everything that touches the run stands in one line, so that nothing overtakes.

import { batch } from "@preact/signals";
import { Engine, Refused } from "../engine";
import type { Answer, Request } from "../protocol";
import { acts, seed } from "../state";
import { joined } from "./film";
import { BANDWIDTH_H, entries, inHours, seatOf } from "./seat";
import { firstSign } from "./alerts";
import { done, failed, busy, foreseen, guess, log, moves, now, orders, PACES, pacing, phase, running, said, say, seat, seen, slow, tell, wishes, type Order } from "./shift";
import { news, presses, watched, type Watched } from "./watch";
import * as words from "./words";

export * from "./shift";

const engine = new Engine();
/** Intervals whose counts may still change when they are looked at again. */
const OPEN = 24;

/** The acts of the link as they were written here. */
let ours: unknown = null;
let run = 0;
let line: Promise<unknown> = Promise.resolve();
/** How it stood when it was looked at last. */
export let last: Watched | null = null;

export function inLine<T>(what: () => Promise<T>): Promise<T> {
  const result = line.then(what);
  line = result.catch((why: Error) => {
    running.value = false;
    failed.value = why instanceof Refused ? why.message : words.broke(why.message);
  });
  return result;
}

/** Something that was decided: while the run goes on by itself it is noted, the run stops, and then it is done. */
function decided(text: string, what: () => Promise<void>): Promise<void> {
  if (!busy.value) return inLine(what);
  wishes.value = [...wishes.value, text];
  say(words.noted(text));
  pacing.halt = true;
  return inLine(async () => {
    wishes.value = wishes.value.filter((one) => one !== text);
    await what();
  });
}

type Of<K extends string> = Extract<Answer, Record<K, unknown>>;
async function ask<K extends string>(request: Request, key: K): Promise<Of<K>[K & keyof Of<K>]> {
  const answer = (await engine.ask(request)) as Record<string, unknown>;
  if (!(key in answer)) throw new Error(`no ${key}`);
  return answer[key] as Of<K>[K & keyof Of<K>];
}

export async function look(): Promise<void> {
  const from = Math.max((seen.value?.film.time_h.length ?? 0) - OPEN, 0);
  const fresh = await ask({ look: { run, from } }, "seen");
  seen.value = joined(seen.value, fresh);
}

/** Goes on to a time, an interval at a time where something may happen; true if it is at its end. */
export async function stepTo(until: number): Promise<boolean> {
  const due = Math.min(...orders.value.map((one) => one.due), Infinity);
  const stepped = await ask({ step: { run, until_h: Math.min(until, due, 1e9), events: 1e15 } }, "stepped");
  now.value = stepped.now_h;
  for (const order of orders.value.filter((one) => one.due <= now.value + 1e-9)) await arrives(order);
  return stepped.ended || now.value >= seat.value!.facts.horizon_h - 1e-9;
}

async function arrives(order: Order): Promise<void> {
  orders.value = orders.value.filter((one) => one !== order);
  for (const entry of order.entries) await put(entry, order.move);
  tell(order.kind === "repair" ? words.repaired : words.widened(seat.value!.factor ?? 1));
}

/** A name that says what it is, and that nothing else has. */
function named(entry: string): string {
  const kind = /do = \{ (\w+)/.exec(entry)?.[1] ?? "act";
  const taken = new Set([...seat.value!.facts.timeline.map((one) => one.name), ...done.value.map((one) => one.name)]);
  let number = done.value.length + 1;
  while (taken.has(`you_${number}_${kind}`)) number++;
  return `you_${number}_${kind}`;
}

async function put(entry: string, move: number, name = named(entry)): Promise<void> {
  const acted = await ask({ act: { run, name, entry } }, "acted");
  done.value = [...done.value, { at: acted.at_h, name, entry, move }];
  acts.value = done.value.map((one) => [one.at, one.name, one.entry]);
  ours = acts.value;
}

async function remember(text: string): Promise<number> {
  const copy = await ask({ clone: { run } }, "cloned");
  const before = { run: copy.run, done: done.value, orders: orders.value, moves: moves.value, log: log.value };
  moves.value = [...moves.value, { at: now.value, said: text, before }];
  pacing.calmUntil = performance.now() + PACES.afterSeconds * 1000;
  return moves.value.length - 1;
}

/** Does something now. What is not possible is said, and nothing is done. */
export const act = (entry: string, text: string): Promise<void> => decided(text, async () => {
  if (phase.value !== "running") return;
  const move = await remember(text);
  try {
    await put(entry, move);
    tell(words.did(text));
  } catch (why) {
    moves.value = moves.value.slice(0, -1);
    if (!(why instanceof Refused)) throw why;
    tell(words.notPossible(why.message));
  }
});

export const orderRepair = (): Promise<void> => decided(words.repairMove, async () => {
  const { promise, seed: world, remedies } = seat.value!;
  if (phase.value !== "running" || orders.value.some((one) => one.kind === "repair")) return;
  // What nobody has noticed cannot be repaired.
  if (firstSign(seat.value!.facts, seen.value!) === null) return say(words.nothingBroken);
  const many = moves.value.filter((one) => one.said === words.repairMove).length;
  const drawn = await ask({ draw: { values: promise, seed: world, purpose: many ? `repair ${many + 1}` : "repair" } }, "drawn");
  const move = await remember(words.repairMove);
  orders.value = [...orders.value, { kind: "repair", due: now.value + inHours(drawn.value), entries: remedies.map(entries.remedy), move }];
  tell(words.ordered(drawn.between.map(inHours) as [number, number]));
});

export const orderBandwidth = (): Promise<void> => decided(words.bandwidthMove, async () => {
  const { factor } = seat.value!;
  if (phase.value !== "running" || !factor) return;
  const move = await remember(words.bandwidthMove);
  orders.value = [...orders.value, { kind: "bandwidth", due: now.value + BANDWIDTH_H, entries: [entries.bandwidth(factor)], move }];
  tell(words.bandwidthOrdered(factor, BANDWIDTH_H));
});

export async function end(): Promise<void> {
  running.value = false;
  phase.value = "ending";
  const finished = await ask({ finish: { run } }, "finished");
  batch(() => { seen.value = finished.seen; phase.value = "ended"; now.value = seat.value!.facts.horizon_h; });
  tell(words.over);
}

/** Tells what is new; true if that has to be decided on. */
export function watch(): boolean {
  const { facts } = seat.value!;
  const now = watched(facts, seen.value!, last);
  const text = last ? news(facts, seen.value!, done.value, last, now) : "";
  const pressing = last !== null && text !== "" && presses(last, now);
  last = now;
  if (text) tell(text);
  return pressing;
}

/** Goes on to a time, and looks. */
export const advance = (until: number): Promise<void> => inLine(async () => {
  if (phase.value !== "running") return;
  if (await stepTo(until)) return end();
  await look();
  watch();
});

function reset(): void {
  for (const move of moves.value) void engine.ask({ close: { run: move.before.run } }).catch(() => undefined);
  batch(() => { done.value = []; orders.value = []; moves.value = []; log.value = []; seen.value = null; slow.value = false; failed.value = ""; said.value = ""; wishes.value = []; guess.value = null; foreseen.value = []; });
  last = null;
}

/** Opens a world; with acts of a link: plays them again, to the end. */
export const start = (world: number, smaller = false, again: Array<[number, string, string]> = []): Promise<void> => inLine(async () => {
  running.value = false;
  phase.value = "loading";
  if (run) await engine.ask({ close: { run } }).catch(() => undefined);
  reset();
  try {
    seat.value = await seatOf(engine, world, smaller);
    run = (await ask({ open: seat.value.wanted }, "opened")).run;
    await ask({ step: { run, until_h: 0, events: 1e15 } }, "stepped");
    now.value = 0;
    await look();
    last = watched(seat.value.facts, seen.value!, null);
    batch(() => { phase.value = "running"; seed.value = world; acts.value = []; ours = acts.value; });
    tell(words.begins);
    for (const [at, name, entry] of [...again].sort((a, b) => a[0] - b[0])) {
      if (at > now.value + 1e-6) await stepTo(Math.min(at, seat.value.facts.horizon_h));
      const text = words.ofEntry(entry, seat.value.size);
      await put(entry, await remember(text), name);
      tell(words.did(text));
    }
    if (again.length) { while (!(await stepTo(Infinity))); await end(); }
  } catch (why) {
    phase.value = "before";
    throw why;
  }
});

/** Whether the link holds acts that were not done here. */
export const foreign = (): boolean => acts.value.length > 0 && acts.value !== ours;

/** Goes on from before a move, with everything after it undone. */
export const tryAgain = (at: number): Promise<void> => inLine(async () => {
  const move = moves.value[at];
  if (!move) return;
  running.value = false;
  const copy = await ask({ clone: { run: move.before.run } }, "cloned");
  const gone = [...(phase.value === "ended" ? [] : [run]), ...moves.value.slice(at).map((one) => one.before.run)];
  for (const one of gone) await engine.ask({ close: { run: one } });
  run = copy.run;
  batch(() => {
    done.value = move.before.done; orders.value = move.before.orders; moves.value = move.before.moves; log.value = move.before.log;
    now.value = move.at; phase.value = "running"; seen.value = null;
    acts.value = done.value.map((one) => [one.at, one.name, one.entry]);
    ours = acts.value;
  });
  await look();
  last = watched(seat.value!.facts, seen.value!, null);
  tell(words.back(move.at));
});
