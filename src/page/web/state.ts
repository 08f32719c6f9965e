// What the page knows: which part is shown, what is changed, and the clock that everything follows.

import { batch, computed, signal } from "@preact/signals";
import { data } from "./data";
import { read, written, type Linked, type View } from "./link";
import type { Wanted } from "./protocol";

export const view = signal<View>(data.told ? "story" : "workbench");
/** Step of the story that is opened by a link. */
export const step = signal<number | null>(null);
/** Changes of the scenario, path by path, in the order in which they were made first. */
export const changes = signal<ReadonlyMap<string, string>>(new Map());
export const scale = signal(data.wanted.scale ?? 1);
export const seed = signal(data.facts.seed);
/** The text of another scenario. */
export const text = signal<string | null>(null);
export const acts = signal<Array<[number, string, string]>>([]);
/** A sentence about the link with which the page was opened. */
export const notice = signal("");

/** Everything that moves stands still. */
export const paused = signal(false);
export const calm = signal(matchMedia("(prefers-reduced-motion: reduce)").matches);
matchMedia("(prefers-reduced-motion: reduce)").addEventListener("change", (event) => (calm.value = event.matches));

/** The changes as `path = value`. */
export const set = computed(() => [...changes.value].map(([path, value]) => `${path}=${value}`));

/** What is to be run, at a size and with a seed. */
export function wanted(size: number, world: number, more: readonly string[] = set.value): Wanted {
  return {
    scenario: data.wanted.scenario,
    ...(text.value ?? data.wanted.text ? { text: text.value ?? data.wanted.text! } : {}),
    set: [...data.wanted.set!, ...more, ...(world === data.facts.seed ? [] : [`run.seed=${world}`])],
    scale: size,
  };
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
    ...(scale.value !== data.wanted.scale ? { scale: scale.value } : {}),
    ...(seed.value !== data.facts.seed ? { seed: seed.value } : {}),
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
    step.value = found.step ?? null;
    changes.value = new Map(found.set.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]));
    if (found.scale !== undefined) scale.value = found.scale;
    if (found.seed !== undefined) seed.value = found.seed;
    if (found.text !== undefined) text.value = found.text;
    acts.value = found.acts ?? [];
  });
}

addEventListener("hashchange", () => void open());
