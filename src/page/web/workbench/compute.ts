// What is computed when: while something moves, the storm; when it rests, everything; then other worlds and larger sizes.

import { batch, effect, signal, untracked } from "@preact/signals";
import { data } from "../data";
import { beside, front, Refused, Stopped } from "../engine";
import type { Answer, Facts, Finished, Seen, Wanted } from "../protocol";
import { asked, changes, facts, scale, seed, text } from "../state";
import { outcome, type Outcome } from "./difference";
import { factsOf, question, rested } from "./history";
import { measured, quickly } from "./quick";

/** Hours of the storm, which are computed first. */
export const STORM_H = 8;
/** How long something must stand still before it rests. */
const REST_MS = 250;
const LATER_MS = 500;
/** Looks at a long run on its way: each costs a part of what it shows. */
const PARTS_MS = 250;
/** Larger sizes that are tried, as factors, and worlds beside the one shown. */
const LARGER = [2, 4];
const WORLDS = [1, 2, 3, 4, 5];
const KEPT = 24;

export interface Shown {
  key: string;
  seen: Seen;
  facts: Facts;
  /** Whether it is the whole run. */
  whole: boolean;
  changes: ReadonlyMap<string, string>;
  text: string | null;
  scale: number;
  seed: number;
  finished: Finished | null;
}

interface World { seed: number; scale: number; after: Outcome | null; before: Outcome | null }

export const shown = signal<Shown>({
  key: JSON.stringify(asked(null, [], data.wanted.scale ?? 1, data.facts.seed)), seen: data.opening, facts: data.facts, whole: true,
  changes: new Map(), text: null, scale: data.wanted.scale ?? 1, seed: data.facts.seed, finished: null,
});
/** The same a task later: where a picture has to be drawn at once, what stands below it comes after it. */
export const shownNext = signal(shown.value);
/** The original, at the size and in the world of what is shown: the same text without the changes. None if nothing is changed. */
export const before = signal<Shown | null>(null);
export const refused = signal("");
export const worlds = signal<readonly World[]>([]);
/** Why other worlds or sizes could not be computed. */
export const unknown = signal("");
/** What is still computed. */
export const busy = signal<"" | "storm" | "whole" | "before" | "worlds">("");

/** Whole runs, the last ones with their films. */
const kept = new Map<string, Shown>([[shown.value.key, shown.value]]);
/** What came of runs. */
const known = new Map<string, Outcome>();
let stop = new AbortController();
/** A storm of which nothing has been shown yet goes on, so that a slider that never rests is followed all the same. */
let unseen = false;
let again = false;
let since = 0;
/** Longer than this nothing old is waited for. */
const PATIENCE_MS = 300;

function keep(run: Shown): void {
  kept.delete(run.key);
  kept.set(run.key, run);
  while (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  known.set(run.key, outcome(run.seen, run.facts));
}

interface Spec { key: string; wanted: Wanted; changes: ReadonlyMap<string, string>; text: string | null; scale: number; seed: number }

function spec(): Spec {
  const wanted = question();
  return { key: JSON.stringify(wanted), wanted, changes: changes.value, text: text.value, scale: scale.value, seed: seed.value };
}

const list = (of: ReadonlyMap<string, string>): string[] => [...of].map(([path, value]) => `${path}=${value}`);
const other = (run: { text: string | null; changes: ReadonlyMap<string, string> }, size: number, world: number): Wanted => asked(run.text, list(run.changes), size, world);
function original(of: Spec): Spec {
  const none = new Map<string, string>();
  const wanted = other({ text: of.text, changes: none }, of.scale, of.seed);
  return { ...of, key: JSON.stringify(wanted), wanted, changes: none };
}
const alike = (one: Facts, two: Facts): boolean =>
  one.sample_s === two.sample_s && one.onset === two.onset && one.classes.map((each) => each.name).join() === two.classes.map((each) => each.name).join();

function failed(error: unknown): void {
  if (error instanceof Stopped) return;
  batch(() => {
    refused.value = error instanceof Refused ? error.message : String(error);
    busy.value = "";
  });
}

/** A whole run, from what is kept or from the engine. */
async function whole(of: Spec, signal: AbortSignal, part?: (seen: Seen, facts: Facts) => void): Promise<Shown> {
  const found = kept.get(of.key);
  if (found?.finished) return found;
  let read = facts.peek();
  const answer = await front.play({ wanted: of.wanted, partsMs: PARTS_MS }, signal, (one: Answer) => {
    if ("opened" in one) read = one.opened.facts;
    else if ("seen" in one) part?.(one.seen, read);
  });
  if (!("finished" in answer)) throw new Error("the run has no end");
  const run = answer.finished;
  const done: Shown = { ...of, seen: run.seen, facts: read, whole: true, finished: run };
  keep(done);
  return done;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => new Promise((done, gone) => {
  const timer = setTimeout(done, Math.max(ms, 0));
  signal.addEventListener("abort", () => { clearTimeout(timer); gone(new Stopped()); }, { once: true });
});

async function follow(of: Spec, signal: AbortSignal): Promise<void> {
  const began = performance.now();
  // What is changed is compared with what it was at first, and not with the step before: that is one and the same all along.
  const first = of.changes.size ? original(of) : null;
  const there = first && kept.get(first.key);
  // What everything is compared with is not the first to be forgotten.
  if (there) keep(there);
  before.value = there ?? null;
  const show = (seen: Seen, read: Facts, size = of.scale): void => {
    unseen = false;
    shown.value = { ...of, seen, facts: read, whole: false, scale: size, finished: null };
    if (again) begin();
  };
  worlds.value = [];
  refused.value = unknown.value = "";
  const found = kept.get(of.key);
  if (found) shown.value = found;
  else {
    busy.value = "storm";
    unseen = true;
    since = began;
    let read = facts.peek();
    const small = new AbortController();
    signal.addEventListener("abort", () => small.abort(), { once: true });
    quickly(of.wanted, of.text, STORM_H, small.signal, (seen, few, size) => show(seen, few, size));
    let first = true;
    const come = (seen: Seen): void => {
      if (first) measured(of.text, of.scale, performance.now() - began);
      first = false;
      small.abort();
      show(seen, read);
    };
    try {
      come(await front.glance(of.wanted, STORM_H, signal, (answer) => {
        if ("opened" in answer) read = answer.opened.facts;
        else if ("seen" in answer && answer.seen.film.end_h > 0) come(answer.seen);
      }));
    } finally {
      small.abort();
    }
    if (signal.aborted) return;
  }
  await pause(REST_MS - (performance.now() - began), signal);
  rested();
  busy.value = "whole";
  const done = await whole(of, signal, (seen, read) => { if (!found && seen.film.end_h > STORM_H) shown.value = { ...of, seen, facts: read, whole: false, finished: null }; });
  shown.value = done;
  if (first && !before.peek()) {
    busy.value = "before";
    before.value = await whole(first, signal);
  }
  if (before.peek() && !alike(before.peek()!.facts, done.facts)) before.value = null;
  busy.value = "worlds";
  // Who tries one stop after the other wants the next one, not other worlds of this one.
  await pause(LATER_MS, signal);
  await elsewhere(of, signal);
  busy.value = "";
}

/** The same change in other worlds, and at larger sizes. */
async function elsewhere(of: Spec, signal: AbortSignal): Promise<void> {
  const ghost = before.peek();
  const read = shown.peek().facts;
  const all = [
    ...[of.seed, ...WORLDS.filter((one) => one !== of.seed)].slice(0, 5).map((world) => ({ seed: world, scale: of.scale })),
    ...LARGER.map((factor) => ({ seed: of.seed, scale: Number((of.scale * factor).toPrecision(6)) })).filter((one) => one.scale <= 1),
  ];
  const questions = all.flatMap((one) => [other(of, one.scale, one.seed), ...(ghost ? [other(ghost, one.scale, one.seed)] : [])]);
  const missing = questions.filter((one) => !known.has(JSON.stringify(one)));
  const tell = (): void => {
    worlds.value = all.map((one) => ({
      ...one,
      after: known.get(JSON.stringify(other(of, one.scale, one.seed))) ?? null,
      before: ghost ? known.get(JSON.stringify(other(ghost, one.scale, one.seed))) ?? null : null,
    }));
  };
  tell();
  try {
    await beside(missing, signal, (at, run) => {
      known.set(JSON.stringify(missing[at]!), outcome(run.seen, read));
      tell();
    });
  } catch (error) {
    // What is shown could be run; only another size or world could not.
    if (!(error instanceof Stopped)) unknown.value = (error as Error).message;
  }
}

function begin(): void {
  again = false;
  stop.abort();
  stop = new AbortController();
  const { signal: own } = stop;
  follow(spec(), own).catch((error: unknown) => {
    if (own.aborted) return;
    unseen = false;
    failed(error);
    if (again) begin();
  });
}

/** Follows what is changed, as long as the workbench is open. */
export function following(): () => void {
  const texts = effect(() => {
    const now = text.value;
    factsOf(front, now).then((read) => { if (text.peek() === now) facts.value = read; }, failed);
  });
  const runs = effect(() => {
    void JSON.stringify(question());
    untracked(() => { if (unseen && performance.now() - since < PATIENCE_MS) again = true; else begin(); });
  });
  const next = effect(() => {
    const now = shown.value;
    const timer = setTimeout(() => (shownNext.value = now));
    return () => clearTimeout(timer);
  });
  return () => {
    texts();
    runs();
    next();
    stop.abort();
    unseen = again = false;
    busy.value = "";
  };
}
