// The cell before anything is drawn over time: who asks, the way of a request, and where this run was broken.

import type { JSX } from "preact";
import type { Facts } from "./protocol";
import "./cell.css";
import { at, ASK, CACHE, cacheDoes, CELL, CELL_DOES, crowd, DOES, ELSEWHERE, SAID } from "./words-cell";

/** Crowds that have a line of their own; more would be longer than what they ask. */
const MOST_CROWDS = 4;

/** Where a fault strikes, by its kind: nothing is taken from names. */
const STRIKES: Record<string, string> = {
  fail_cache: "cache", crash_servers: "servers", slow_servers: "servers", fail_requests: "servers",
  stop_store: "store", slow_store: "store", cut_network: "network", scale_network: "network",
  surge: "clients", restart_clients: "clients",
};

interface Fault { where: string; what: string; at: number }

/** Whether it makes anything worse: the same kinds end trouble, too, with a factor of 1 or no chance. */
function harms(facts: Facts, name: string, action: string): boolean {
  const of = (key: string): number => Number(facts.values.find((one) => one.path.replace(/"/g, "") === `timeline.${name}.do.${action}.${key}`)?.value);
  if (action === "scale_network") return of("factor") < 1;
  if (action === "fail_requests") return of("probability") > 0;
  return /^(slow_|surge)/.test(action) ? of("factor") > 1 : action in STRIKES;
}

/** What goes wrong by itself: the first time of each thing. */
function faults(facts: Facts): Fault[] {
  const all = facts.timeline.filter((one) => one.enabled && one.by === "fault" && typeof one.at_h === "number" && harms(facts, one.name, one.action));
  const found = all.map((one): Fault => ({ where: STRIKES[one.action]!, what: one.what, at: one.at_h! })).sort((a, b) => a.at - b.at);
  return found.filter((one, n) => found.findIndex((other) => other.what === one.what) === n);
}

/** Of a graph of services there is a picture of its own; without an edge, a network and the like there is no way to be drawn. */
export const hasCell = (facts: Facts): boolean => !facts.system && facts.stations.some((one) => one.id === "servers") && facts.stations.every((one) => DOES[one.id]);

export function Cell(props: { facts: Facts; since: string }): JSX.Element {
  const { facts, since } = props;
  const all = faults(facts);
  const broken = (where: string): JSX.Element[] => all.filter((one) => one.where === where).map((one) => <b key={one.what} class="fault"><span aria-hidden="true">✕ </span>{one.what}<span class="hidden"> {at(one.at, since)}</span></b>);
  const struck = (where: string): string => (all.some((one) => one.where === where) ? "struck" : "");
  const crowds = [...facts.classes].sort((a, b) => Number(b.phones) - Number(a.phones) || (b.population ?? 0) - (a.population ?? 0));
  const has = (id: string): boolean => facts.stations.some((one) => one.id === id);
  const [edge, inside] = [facts.stations.filter((one) => one.id === "edge"), facts.stations.filter((one) => one.id !== "edge")];
  const users = facts.classes.filter((one) => one.uses_cache).map((one) => one.name);
  const rest = all.filter((one) => one.where === "cache" ? !facts.stations.some((station) => station.cache) : one.where !== "clients" && !has(one.where));
  // The cache stands in the box of the servers that look it up: whoever does not need it goes past it.
  const cache = <div class={`way-cache ${struck("cache")}`}><b>{CACHE}</b> <span>{cacheDoes(users)}</span> {broken("cache")}</div>;
  const box = (one: Facts["stations"][number]): JSX.Element => (
    <li key={one.id} class={`way-${one.id} ${one.cache ? "with-cache" : ""} ${struck(one.id)}`}><div><b>{one.heading}</b> <span>{DOES[one.id]}</span> {broken(one.id)}</div>{one.cache && cache}</li>
  );
  return (
    <section class="way" aria-label={SAID}>
      <ol>
        <li class={`way-clients ${struck("clients")}`}>
          <b>{ASK}</b>
          {crowds.slice(0, MOST_CROWDS).map((one) => <span key={one.name}>{crowd(one.name, typeof one.population === "number" ? one.population / facts.scale : null)}</span>)}
          {broken("clients")}
        </li>
        {edge.map(box)}
        <li class="way-cell"><b>{CELL}</b> <span>{CELL_DOES}</span><ol>{inside.map(box)}</ol></li>
      </ol>
      {rest.length > 0 && <p class="note">{ELSEWHERE} {rest.map((one) => `${one.what} (${at(one.at, since)})`).join(", ")}</p>}
    </section>
  );
}
