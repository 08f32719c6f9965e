// The cell at a moment, small, of a run whose rates are multiples of the healthy load: phones, web, and the servers with their cache.

import { computed, type ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { hasHealthy, load } from "../chart/run";
import { data } from "../data";
import { CellPicture, intervalAt } from "../dots/cell";
import type { Seen } from "../protocol";
import { PHONES, WEB } from "./roles";
import { asksTimes, momentSaid } from "./words-after";

export function SmallCell(props: { run: Seen; at: ReadonlySignal<number> }): JSX.Element {
  const { film, losses } = props.run;
  // Drawn anew only when the moment passes into the next interval.
  const place = useMemo(() => computed(() => intervalAt(film, props.at.value)), [film, props.at]);
  const n = Math.min(place.value, film.time_h.length - 1);
  // As many people as this run has: the file may be of another size.
  const classes = [PHONES, WEB].map((one) => ({ ...data.facts.classes[one]!, population: losses[one]!.population ?? null }));
  const facts = { ...data.facts, classes, stations: data.facts.stations.filter((one) => one.cache) };
  const [all, healthy] = [load(film), hasHealthy(film)];
  return (
    <div class="small-cell">
      <p class="note">{momentSaid(film.time_h[n]!, film.cell.cache[n] === 0 || film.cell.cache[n] === 1, all.first[n]! + all.retries[n]!, film.capacity ?? null, healthy)}</p>
      <CellPicture facts={facts} film={{ ...film, classes: [film.classes[PHONES]!, film.classes[WEB]!] }} interval={n} asks={asksTimes(healthy)} />
    </div>
  );
}
