// What monitoring shows: load against capacity, availability and who is without service, gauges. Not the cause.

import type { JSX } from "preact";
import { LoadChart, PeopleChart } from "../chart/run";
import { CellPicture } from "../dots/cell";
import type { Facts } from "../protocol";
import { alerts, lastOf, loadNow } from "./alerts";
import { monitored } from "./film";
import { done, moves, now, phase, PACES, seat, seen } from "./live";
import * as words from "./words";

/** Without a diagnosis nobody sees what is wrong with the cache. */
function shownFacts(facts: Facts, diagnosed: boolean): Facts {
  return diagnosed ? facts : { ...facts, stations: facts.stations.map((one) => ({ ...one, cache: false })) };
}

const HEIGHT = 190;

export function Dashboard(props: { narrow: boolean }): JSX.Element {
  const { facts } = seat.value!;
  const over = phase.value === "ended";
  const all = seen.value!;
  const shown = over ? all : monitored(all, new Set(done.value.map((one) => one.name)));
  const { film } = shown;
  const diagnosed = over || moves.value.some((one) => one.said === words.repairMove);
  const early = now.value <= PACES.firstHours;
  const before = Math.max(-0.25, film.time_h[0] ?? 0);
  const close = Math.min(PACES.firstHours, facts.horizon_h);
  const near: [number, number] = over ? [before, facts.horizon_h] : early ? [before, close] : [now.value - close, now.value];
  const far: [number, number] = [before, early && !over ? close : facts.horizon_h];
  const load = loadNow(all);
  const cursor = over ? null : now.value;
  return (
    <section class="op-dash" aria-label={words.dashboard}>
      <ul class="op-tiles">
        {alerts(facts, all).map((one, at) => {
          const classFilm = film.classes[at]!;
          return (
            <li key={one.what} class={`op-tile level-${one.level}`}>
              <b>{one.what}</b> <span class="op-lamp">{words.LAMPS[one.level]}</span>
              <span class="op-big">{words.without(one.share)}</span>
              <span class="op-small">{words.available(lastOf(classFilm.availability) ?? null)}</span>
              <span class="op-small">{words.edge(lastOf(classFilm.admitted) ?? 1, lastOf(classFilm.refused) ?? 0)}</span>
            </li>
          );
        })}
      </ul>
      <p class="note op-load">{words.loadNow(load.inside, load.capacity)}</p>
      <LoadChart seen={shown} facts={facts} window={near} height={props.narrow ? 150 : HEIGHT} cursor={cursor} title={words.loadTitle} />
      <PeopleChart seen={shown} facts={facts} window={far} height={props.narrow ? 120 : 150} cursor={cursor} title={words.peopleTitle} />
      <details class="op-cell" open={!props.narrow}>
        <summary>{words.cell}</summary>
        <CellPicture facts={shownFacts(facts, diagnosed)} film={film} interval={film.time_h.length - 1} />
      </details>
      <p class="note">{words.aboutRun(seat.value!.size, seat.value!.seed)}</p>
    </section>
  );
}
