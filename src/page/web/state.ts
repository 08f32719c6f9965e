// What the page knows: which part is shown, what is changed, and the clock that everything follows.

import { batch, computed, signal, type Signal } from "@preact/signals";
import { data } from "./data";
import { read, written, type Linked, type View } from "./link";
import { toParts } from "./places";
import type { Facts, Wanted } from "./protocol";

export const view = signal<View>(data.told ? "story" : "workbench");
/** Whether somebody has said which part to show, by hand or by a link: until then what happened comes first. */
export const chosen = signal(false);
/** Step of the story that is opened by a link. */
export const step = signal<number | null>(null);
/** Changes of the scenario, path by path, in the order in which they were made first. */
export const changes = signal<ReadonlyMap<string, string>>(new Map());
export const scale = signal(data.wanted.scale ?? 1);
export const seed = signal(data.facts.seed);
/** The text of another scenario. */
export const text = signal<string | null>(null);
/** What the scenario says that is in the workbench, without the changes: the one of the file, or the other text. */
export const facts = signal<Facts>(data.facts);
/** What moments are counted from, in words: 0 on every axis of time. Of the outage that is told it is the failure. */
export const since = computed(() => (data.told && text.value === null ? "the failure" : "the onset"));
export const acts = signal<Array<[number, string, string]>>([]);
/** A sentence about the link with which the page was opened. */
export const notice = signal("");

/** Everything that moves stands still. */
export const paused = signal(false);
/** A wish that the browser is told, followed as it changes. */
function wish(query: string): Signal<boolean> {
  const media = matchMedia(query);
  const now = signal(media.matches);
  media.addEventListener("change", (event) => (now.value = event.matches));
  return now;
}
export const calm = wish("(prefers-reduced-motion: reduce)");
export const dark = wish("screen and (prefers-color-scheme: dark)");

/** The changes as `path = value`. */
export const set = computed(() => [...changes.value].map(([path, value]) => `${path}=${value}`));

/** The name under which another text runs. */
export const OTHER = "edited";

/** What is to be run of any text: the changes of the command line belong to the scenario of the file only. */
export function asked(other: string | null, more: readonly string[], size: number, world: number): Wanted {
  const own = other ?? data.wanted.text;
  return {
    scenario: other === null ? data.wanted.scenario : OTHER,
    ...(own ? { text: own } : {}),
    set: [...(other === null ? data.wanted.set ?? [] : []), ...more, ...(other === null && world === data.facts.seed ? [] : [`run.seed=${world}`])],
    scale: size,
  };
}

/** What is to be run, at a size and with a seed. */
export function wanted(size: number, world: number, more: readonly string[] = set.value): Wanted {
  return asked(text.value, more, size, world);
}

export function change(path: string, value: string | null): void {
  const next = new Map(changes.value);
  if (value === null) next.delete(path);
  else next.set(path, value);
  changes.value = next;
}

/** Everything in one link. */
export function state(): Linked {
  return {
    view: view.value,
    set: set.value,
    ...(step.value !== null ? { step: step.value } : {}),
    ...(text.value !== null || scale.value !== data.wanted.scale ? { scale: scale.value } : {}),
    ...(text.value !== null || seed.value !== data.facts.seed ? { seed: seed.value } : {}),
    ...(text.value !== null ? { text: text.value } : {}),
    ...(acts.value.length ? { acts: acts.value } : {}),
  };
}

export async function link(): Promise<string> {
  return `${location.href.replace(/#.*$/, "")}#${await written(state())}`;
}

/** Opens what the fragment says. */
export async function open(): Promise<void> {
  const found = await read(location.hash);
  if (found === null) return;
  if ("why" in found) {
    notice.value = found.why;
    return;
  }
  batch(() => {
    view.value = data.told || found.view !== "story" ? found.view : "workbench";
    chosen.value = data.told || found.view !== "story";
    step.value = found.step ?? null;
    changes.value = new Map(found.set.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]));
    scale.value = found.scale ?? data.wanted.scale ?? 1;
    seed.value = found.seed ?? data.facts.seed;
    text.value = found.text ?? null;
    acts.value = found.acts ?? [];
  });
  if (view.value !== "story") arrive();
}

/** A link opens where it was made: not above the part of the page that it is about. */
function arrive(): void {
  if (document.documentElement.dataset["ready"]) toParts();
  else setTimeout(arrive, 50);
}

addEventListener("hashchange", () => void open());
