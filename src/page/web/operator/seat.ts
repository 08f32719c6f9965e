// What the seat of the operator is in a scenario: the same faults, without what its own operators did; and what can be
// done there. Nothing is taken from names: what can be repaired follows from the kind of the fault.

import type { Engine } from "../engine";
import type { Facts, Wanted } from "../protocol";
import { data } from "../data";
import { facts as origin, set, wanted } from "../state";

/** The scenario of the seat is as many times as large as what the page plays first. */
const LARGER = 5;
/** Hours from the order of more bandwidth until it is there. */
export const BANDWIDTH_H = 1;
/** Hours over which a class can be let back. */
export const RETURNS_H = [0.1, 1, 2, 6, 12, 24, 60] as const;
/** Limits that are offered, as multiples of what a class asks for when all is well. */
export const LIMITS = [0.5, 1, 2, 5] as const;

export interface Seat {
  facts: Facts;
  wanted: Wanted;
  /** The scenario with what its operators did. */
  asItWas: Wanted;
  /** Whether its operators did anything. */
  wasOperated: boolean;
  size: number;
  seed: number;
  /** What is switched off, as changes. */
  off: string[];
  /** Actions that end the faults which somebody can end. */
  remedies: string[];
  /** Lengths that a repair may have, as those of a prior. */
  promise: string;
  /** Factor on the capacity of the network; none if it has no limit. */
  factor: number | null;
}

export const size = (): number => Math.min((data.wanted.scale ?? 1) * LARGER, 1);

const OPPOSITES: Record<string, [string, string]> = {
  fail_cache: ["repair_cache", "{ warm = false }"],
  crash_servers: ["restart_servers", "{}"],
  slow_servers: ["slow_servers", "{ factor = 1.0 }"],
  stop_store: ["start_store", "{}"],
  slow_store: ["slow_store", "{ factor = 1.0 }"],
  cut_network: ["join_network", "{}"],
};

const value = (facts: Facts, path: string): string | null => facts.values.find((one) => one.path === path)?.value ?? null;

/** Entries that the seat is without: those of operators, and what would wait for one of these for ever. */
function without(facts: Facts): Set<string> {
  const gone = new Set(facts.timeline.filter((one) => one.by === "operator" && one.enabled).map((one) => one.name));
  for (let more = true; more;) {
    const waits = facts.timeline.find((one) => {
      const after = value(facts, `timeline.${one.name}.after`);
      return one.enabled && !gone.has(one.name) && after !== null && gone.has(after.replace(/"/g, ""));
    });
    more = waits !== undefined;
    if (waits) gone.add(waits.name);
  }
  return gone;
}

/** A fault that ends by itself needs nobody. */
function remedies(facts: Facts, gone: Set<string>): Map<string, string> {
  const faults = facts.timeline.filter((one) => one.enabled && !gone.has(one.name) && one.by === "fault" && value(facts, `timeline.${one.name}.lasts`) === null);
  const all = new Map<string, string>();
  for (const one of faults) {
    const opposite = OPPOSITES[one.action];
    // Slow by a factor of 1 is the end of being slow.
    const ends = opposite?.[0] === one.action && Number(value(facts, `timeline.${one.name}.do.${one.action}.factor`)) === 1;
    if (opposite && !ends) all.set(opposite[0], `{ ${opposite[0]} = ${opposite[1]} }`);
  }
  return all;
}

function promise(facts: Facts, remedies: Map<string, string>): string {
  const own = facts.timeline.filter((one) => one.by === "operator" && remedies.has(one.action));
  const prior = own.map((one) => facts.values.find((known) => known.path === `timeline.${one.name}.at`)?.prior).find(Boolean);
  // Where nobody says how long a repair takes it is a part of the run.
  const part = (of: number): string => (facts.horizon_h / of).toFixed(2);
  return prior ?? `${part(40)}..${part(7)} h`;
}

/** What was changed in the workbench and holds here, too: not when its operators act, which is for the seat to say. */
export function kept(): string[] {
  const own = origin.value.timeline.filter((one) => one.by === "operator").flatMap((one) => [`timeline.${one.name}.`, `timeline.${JSON.stringify(one.name)}.`]);
  return set.value.filter((one) => !own.some((path) => one.startsWith(path)));
}

export async function seatOf(engine: Engine, world: number, smaller = false): Promise<Seat> {
  const scale = smaller ? (data.wanted.scale ?? 1) : size();
  const asItWas = wanted(scale, world, kept());
  const facts = await engine.read(asItWas);
  const gone = without(facts);
  const off = [...gone].map((name) => `timeline.${/^[A-Za-z0-9_-]+$/.test(name) ? name : JSON.stringify(name)}.enabled=false`);
  const ends = remedies(facts, gone);
  const factor = Number(value(facts, "fixes.bandwidth.factor"));
  const limited = /\d/.test(value(facts, "network.capacity") ?? "");
  const mine = wanted(scale, world, [...kept(), ...off]);
  return {
    facts: await engine.read(mine), wanted: mine, asItWas, wasOperated: facts.timeline.some((one) => one.by === "operator" && one.enabled),
    size: scale, seed: world, off, remedies: [...ends.values()], promise: promise(facts, ends), factor: limited && factor > 1 ? factor : null,
  };
}

const UNITS: Record<string, number> = { ns: 1 / 3.6e12, us: 1 / 3.6e9, ms: 1 / 3.6e6, s: 1 / 3600, min: 1 / 60, h: 1, d: 24 };

/** A span as it is written in a scenario, in hours. */
export function inHours(span: string): number {
  let all = 0;
  for (const [, many, unit] of span.matchAll(/([\d._]+)\s*(ns|us|ms|s|min|h|d)\b/g)) all += Number(many!.replace(/_/g, "")) * UNITS[unit!]!;
  return all;
}

/** Entries as the engine wants them, by whoever sits here. Rates are those of full size. */
export const entries = {
  block: (name: string): string => `{ do = { block = { class = ${JSON.stringify(name)}, reply = "503" } }, by = "operator" }`,
  open: (name: string): string => `{ do = { open = { class = ${JSON.stringify(name)} } }, by = "operator" }`,
  limit: (name: string, perSecond: number): string => `{ do = { limit = { class = ${JSON.stringify(name)}, rate = "${perSecond} /s", reply = "503" } }, by = "operator" }`,
  ramp: (name: string, over: number): string => `{ do = { ramp = { class = ${JSON.stringify(name)}, over = "${over} h" } }, by = "operator" }`,
  remedy: (action: string): string => `{ do = ${action}, by = "operator" }`,
  bandwidth: (factor: number): string => `{ do = { scale_network = { factor = ${factor.toFixed(3)} } }, by = "operator" }`,
};
