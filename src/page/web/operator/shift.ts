// What is known of a shift: the run as it stands, what was done, what is under way.

import { batch, signal } from "@preact/signals";
import type { Seen } from "../protocol";
import type { Seat } from "./seat";

export interface Done { at: number; name: string; entry: string; move: number }
export interface Order { kind: "repair" | "bandwidth"; due: number; entries: string[]; move: number }
/** Something that was decided, with what there was before it. */
export interface Move { at: number; said: string; before: { run: number; done: Done[]; orders: Order[]; moves: Move[]; log: Line[] } }
export interface Line { at: number; text: string }

/** Simulated time against real time: at first, later, and just after something was done. */
export const PACES = { first: 400, later: 3600, after: 60, firstHours: 8, afterSeconds: 3 } as const;

export const seat = signal<Seat | null>(null);
export const seen = signal<Seen | null>(null);
export const now = signal(0);
export const phase = signal<"before" | "loading" | "running" | "ending" | "ended">("before");
export const running = signal(false);
export const turns = signal(false);
export const busy = signal(false);
export const done = signal<Done[]>([]);
export const orders = signal<Order[]>([]);
export const moves = signal<Move[]>([]);
export const log = signal<Line[]>([]);
/** What was said last, and when: read aloud. */
export const said = signal("");
export const saidAt = signal(0);
export const failed = signal("");
/** What was asked for while the run goes on by itself: it is done as soon as that has stopped. */
export const wishes = signal<readonly string[]>([]);
export const slow = signal(false);
/** What the reader expects until the next stop, and of what was expected so far, whether it came so. */
export type Guess = "fewer" | "same" | "more";
export const guess = signal<Guess | null>(null);
export const foreseen = signal<readonly boolean[]>([]);

export const say = (text: string): void => batch(() => { said.value = text; saidAt.value = now.value; });

export function tell(text: string): void {
  batch(() => { log.value = [...log.value, { at: now.value, text }]; say(text); });
}

export function pause(): void {
  running.value = false;
}

/** Until when time passes slowly, because something was just done; whether what goes on by itself is to stand still. */
export const pacing = { calmUntil: 0, halt: false };

/** What was done last at the edge of a class. */
export function doneLast(all: readonly Done[], name: string): string | null {
  const mine = all.filter((one) => /do = \{ (block|open|limit|ramp) =/.test(one.entry) && one.entry.includes(`class = ${JSON.stringify(name)}`));
  return /do = \{ (\w+)/.exec(mine.at(-1)?.entry ?? "")?.[1] ?? null;
}
