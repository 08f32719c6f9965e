// What was done in the workbench, to be taken back and done again.

import { batch, computed, signal } from "@preact/signals";
import { data } from "../data";
import type { Engine } from "../engine";
import type { Facts } from "../protocol";
import { asked, change, changes, facts, OTHER, scale, seed, text } from "../state";

interface Point {
  changes: ReadonlyMap<string, string>;
  text: string | null;
  scale: number;
  seed: number;
}

export const past = signal<readonly Point[]>([]);
export const future = signal<readonly Point[]>([]);
/** What is being moved: its way is one thing to be taken back, not fifty. */
let moving: string | null = null;

const now = (): Point => ({ changes: changes.value, text: text.value, scale: scale.value, seed: seed.value });

function keep(): void {
  past.value = [...past.value.slice(-199), now()];
  future.value = [];
}

function go(point: Point, all = false): void {
  batch(() => {
    changes.value = point.changes;
    // Size and seed are chosen, not changed: only another text brings its own along.
    if (text.value !== point.text || all) [scale.value, seed.value] = [point.scale, point.seed];
    text.value = point.text;
  });
}

/** What moved has come to rest: the next move is another one. */
export const rested = (): void => void (moving = null);

/** Changes a value; nothing takes the change back. A slider says what it is, so that its way is one step. */
export function edit(path: string, value: string | null, slider = false): void {
  batch(() => {
    if (!slider || moving !== path) keep();
    moving = slider ? path : null;
    if (path === "run.seed") seed.value = value === null ? facts.value.seed : Number(value);
    else change(path, value);
  });
}

/** Changes several values in one step. */
export function editAll(all: ReadonlyArray<readonly [string, string | null]>): void {
  batch(() => {
    keep();
    moving = null;
    all.forEach(([path, value]) => change(path, value));
  });
}

export function undo(): void {
  const last = past.value.at(-1);
  if (!last) return;
  moving = null;
  batch(() => {
    future.value = [...future.value, now()];
    past.value = past.value.slice(0, -1);
    go(last);
  });
}

export function redo(): void {
  const next = future.value.at(-1);
  if (!next) return;
  moving = null;
  batch(() => {
    past.value = [...past.value, now()];
    future.value = future.value.slice(0, -1);
    go(next);
  });
}

/** Whether anything differs from what the file has. */
export const touched = computed(() => changes.value.size > 0 || text.value !== null || scale.value !== (data.wanted.scale ?? 1) || seed.value !== data.facts.seed);

/** Everything as the file has it. */
export function reset(): void {
  moving = null;
  batch(() => {
    keep();
    go({ changes: new Map(), text: null, scale: data.wanted.scale ?? 1, seed: data.facts.seed }, true);
  });
}

/** People with whom a scenario answers fast enough to be moved by hand. */
const HANDY = 3000;

/** The size at which a scenario is played first: its own, or one of 1, 2, 5 parts of a power of ten. */
export function pageScale(of: Facts): number {
  if (of === data.facts) return data.wanted.scale ?? 1;
  if (of.page_scale < 1) return of.page_scale;
  const people = of.classes.reduce((all, one) => all + (one.population ?? 0), 0);
  if (people <= HANDY) return 1;
  const steps = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
  const far = (size: number): number => Math.abs(Math.log((size * people) / HANDY));
  return steps.reduce((best, one) => (far(one) < far(best) ? one : best));
}

/** What texts say, each read once: going back to one must not wait. */
const known = new Map<string, Facts>();

export async function factsOf(engine: Engine, other: string | null): Promise<Facts> {
  if (other === null) return data.facts;
  const found = known.get(other);
  if (found) return found;
  const read = await engine.read({ scenario: OTHER, text: other, set: [], scale: 1 });
  known.set(other, read);
  return read;
}

/** Puts another text into the workbench, if it is a scenario; everything that was changed was changed in the old one. */
export async function load(engine: Engine, other: string): Promise<void> {
  const read = await factsOf(engine, other);
  moving = null;
  batch(() => {
    keep();
    facts.value = read;
    go({ changes: new Map(), text: other, scale: pageScale(read), seed: read.seed }, true);
  });
}

/** What stands in the workbench, as a question to the engine. */
export const question = (size = scale.value, world = seed.value) => asked(text.value, [...changes.value].map(([path, value]) => `${path}=${value}`), size, world);
