// The cell at a moment: who asks, what stands between them and their mail, and how full it is.

import type { JSX } from "preact";
import type { Facts, Film } from "../protocol";
import { count, hours, number, percent } from "../words";
import { Crowd, STATES } from "./crowd";
import { System } from "./system";
import { asks as asksSaid, brief, cacheSaid, edge, waiting } from "./words";

/** Dots of the largest class at most. */
const MOST_DOTS = 150;

/** Clients that a dot stands for: the smallest of 1, 2, 5, 10, ... with which no crowd has too many. */
export function perDot(facts: Facts): number {
  const most = Math.max(...facts.classes.map((one) => one.population ?? 1)) / MOST_DOTS;
  for (let power = 1; ; power *= 10) for (const factor of [1, 2, 5]) if (factor * power >= most) return factor * power;
}

/** Shares of the states of [STATES] of a class in an interval. */
function shares(facts: Facts, film: Film, at: number, interval: number): number[] {
  const one = film.classes[at]!;
  if (facts.classes[at]!.phones) return [...one.states[interval]!, 0];
  const lost = one.without[interval] ?? 0;
  return [1 - lost, 0, 0, 0, 0, lost];
}

/** `plain`: full is no trouble, as of a door. */
function Gauge(props: { label: string; share: number; value: string; plain?: boolean }): JSX.Element {
  const full = Math.min(Math.max(props.share, 0), 1);
  return (
    <div class={`gauge ${full > 0.95 && !props.plain ? "full" : ""}`}>
      <span>{props.label}</span>
      <span class="bar"><i style={{ width: `${full * 100}%` }} /></span>
      <span class="value">{props.value}</span>
    </div>
  );
}

function Stations(props: { facts: Facts; film: Film; interval: number }): JSX.Element {
  const { film, interval: n } = props;
  const { cell } = film;
  const share = (value: number, there: number | null | undefined): number => (there === null || there === undefined ? 0 : there > 0 ? value / there : value > 0 ? 1 : 0);
  // A cache fills as somebody asks for what is not in it.
  const filled = props.facts.classes.some((one, at) => one.uses_cache && film.classes[at]!.admitted[n]! > 0);
  const box = (id: string, heading: string, queue: number | null | undefined, cache: boolean): JSX.Element => (
    <div class={`station ${id}`} key={id}>
      <b>{heading}</b>
      {id === "edge" && props.facts.classes.map((one, at) => {
        const admitted = film.classes[at]!.admitted[n]!;
        const refused = film.classes[at]!.refused[n]!;
        return <Gauge key={one.name} plain label={one.name} share={admitted} value={edge(admitted, refused)} />;
      })}
      {id === "network" && <><Gauge label="in" share={cell.link_in[n]!} value={brief(cell.link_in[n]!)} /><Gauge label="out" share={cell.link_out[n]!} value={brief(cell.link_out[n]!)} /></>}
      {id === "servers" && <>
        <Gauge label="busy" share={share(cell.workers[n]!, cell.workers_there[n])} value={cell.workers_there[n] === 0 ? "down" : cell.workers_there[n] == null ? number(cell.workers[n]!) : brief(share(cell.workers[n]!, cell.workers_there[n]))} />
        <Gauge label="waiting" share={queue ? cell.queue[n]! / queue : Math.min(cell.queue[n]! / 100, 1)} value={waiting(cell.queue[n]!)} />
      </>}
      {id === "store" && <>
        <Gauge label="busy" share={share(cell.store[n]!, cell.store_there[n])} value={cell.store_there[n] === 0 ? "down" : cell.store_there[n] == null ? number(cell.store[n]!) : brief(share(cell.store[n]!, cell.store_there[n]))} />
        <Gauge label="waiting" share={queue ? cell.store_queue[n]! / queue : Math.min(cell.store_queue[n]! / 100, 1)} value={waiting(cell.store_queue[n]!)} />
      </>}
      {cache && <p class={`lamp lamp-${cell.cache[n]}`}>cache {cacheSaid(cell.cache[n]!, filled)}</p>}
    </div>
  );
  return <div class="stations">{props.facts.stations.map((one) => box(one.id, one.heading, one.queue, one.cache))}</div>;
}

/** The number of the interval that holds a time. */
export function intervalAt(film: Film, time: number): number {
  let low = 0;
  let high = film.time_h.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (film.time_h[middle]! <= time + 1e-9) low = middle;
    else high = middle - 1;
  }
  return Math.max(low, 0);
}

/** `asks`: how it is said how often a class asks. */
export function CellPicture(props: { facts: Facts; film: Film; interval: number; asks?: (name: string, rate: number) => string }): JSX.Element {
  const { facts, film, asks: told = asksSaid } = props;
  const interval = Math.min(props.interval, film.time_h.length - 1);
  const per = perDot(facts);
  const shown = facts.classes.map((one, at) => ({ one, at })).sort((a, b) => Number(b.one.phones) - Number(a.one.phones) || (b.one.population ?? 0) - (a.one.population ?? 0)).slice(0, 5);
  const used = new Set(shown.flatMap(({ at, one }) => (one.phones ? [0, 1, 2, 3, film.classes[at]!.states.some((all) => all[4]! > 0) ? 4 : 0] : [0, 5])));
  const system = facts.system && film.system ? <System facts={facts} system={facts.system} film={film} moving={film.system} interval={interval} /> : null;
  const stations = facts.stations.length > 0 && <Stations facts={facts} film={film} interval={interval} />;
  return (
    <div class={`cell-picture ${system ? "of-services" : ""}`}>
      <div class="crowds">
        {shown.map(({ one, at }) => {
          const states = shares(facts, film, at, interval);
          const asks = film.classes[at]!.first[interval]! + film.classes[at]!.retries[interval]!;
          const said = `${one.name}: ${states.map((part, n) => (part > 0 ? `${percent(part)} ${STATES[n]!.word}` : "")).filter(Boolean).join(", ")}`;
          const many = one.population ?? 100;
          return <Crowd key={one.name} shares={states} many={many} perDot={one.population ? per : 1} label={told(one.name, asks)} said={said} />;
        })}
        <p class="legend small">
          {[...used].sort().map((n) => <span key={n}><i class={`swatch shape-${n}`} style={{ background: STATES[n]!.colour }} /> {STATES[n]!.word}</span>)}
          <span>1 mark = {count(per)}</span>
        </p>
      </div>
      {stations}
      {system}
    </div>
  );
}

/** When the picture is, in words. `since`: what moments count from. */
export const clock = (time: number, since: string): string => (time < -1e-6 ? `${hours(-time)} before ${since}` : time < 1e-6 ? since : `${hours(time)} after ${since}`);
