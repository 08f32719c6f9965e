// What monitoring shows: load against capacity, availability and who is without service, gauges. Not the cause.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { LoadChart, PeopleChart } from "../chart/run";
import { CellPicture } from "../dots/cell";
import type { Facts, Seen } from "../protocol";
import { alerts, lastOf } from "./alerts";
import { monitored } from "./film";
import { Standings } from "./goals";
import { done, moves, now, phase, PACES, seat, seen } from "./live";
import * as words from "./words";

/** Without a diagnosis nobody sees what is wrong with the cache. */
function shownFacts(facts: Facts, diagnosed: boolean): Facts {
  if (diagnosed) return facts;
  const { system } = facts;
  const blind = system ? { system: { ...system, services: system.services.map((one) => ({ ...one, cache: false })) } } : {};
  return { ...facts, ...blind, stations: facts.stations.map((one) => ({ ...one, cache: false })) };
}

const HEIGHT = 190;

/** What of the run is shown, and how much of it. */
function shown(): { facts: Facts; all: Seen; seen: Seen; over: boolean; diagnosed: boolean; near: [number, number]; far: [number, number]; cursor: number | null } {
  const { facts } = seat.value!;
  const over = phase.value === "ended";
  const all = seen.value!;
  const early = now.value <= PACES.firstHours && !over;
  const before = Math.max(-0.25, all.film.time_h[0] ?? 0);
  const close = Math.min(PACES.firstHours, facts.horizon_h);
  const near: [number, number] = over ? [before, facts.horizon_h] : early ? [before, close] : [now.value - close, now.value];
  return {
    facts, all, over, near, far: [before, early ? close : facts.horizon_h], cursor: over ? null : now.value,
    seen: over ? all : monitored(all, new Set(done.value.map((one) => one.name))),
    diagnosed: over || moves.value.some((one) => one.said === words.repairMove),
  };
}

/** What is to be seen at once: each class, and load against capacity. */
export function Dashboard(props: { narrow: boolean }): JSX.Element {
  const { facts, all, seen: run, near, cursor, over } = shown();
  return (
    <section class="op-dash" aria-label={words.dashboard}>
      {over && <h3>{words.howItWent}</h3>}
      {!over && <Standings facts={facts} seen={all} />}
      {!over && <ul class="op-tiles">
        {alerts(facts, all).map((one, at) => {
          const classFilm = all.film.classes[at]!;
          return (
            <li key={one.what} class={`op-tile level-${one.level}`}>
              <b>{one.what}</b> <span class="op-lamp">{words.LAMPS[one.level]}</span>
              <span class="op-big">{words.without(one.share)}</span>
              <span class="op-small">{words.available(lastOf(classFilm.availability) ?? null)}</span>
              <span class="op-small">{words.edge(lastOf(classFilm.admitted) ?? 1, lastOf(classFilm.refused) ?? 0)}</span>
            </li>
          );
        })}
      </ul>}
      <LoadChart apart seen={run} facts={facts} window={near} height={props.narrow ? 140 : HEIGHT} cursor={cursor} title={words.loadTitle} />
    </section>
  );
}

/** What is looked at next: who is without service, and the gauges. */
export function Gauges(props: { narrow: boolean }): JSX.Element {
  const { facts, seen: run, far, cursor, diagnosed, over } = shown();
  const [open, setOpen] = useState(!props.narrow);
  return (
    <section class="op-more" aria-label={words.cell}>
      <PeopleChart seen={run} facts={facts} window={far} height={props.narrow ? 120 : 150} cursor={cursor} title={words.peopleTitle} />
      {!over && <details class="op-cell" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{words.cell}</summary>
        {open && <CellPicture facts={shownFacts(facts, diagnosed)} film={run.film} interval={run.film.time_h.length - 1} />}
      </details>}
      <p class="note">{words.aboutRun(over, seat.value!.size, seat.value!.seed)}</p>
    </section>
  );
}
