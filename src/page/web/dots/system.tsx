// Services and the calls between them at a moment: boxes in layers, and arrows that are the thicker the more goes along them.

import type { JSX } from "preact";
import { COLOURS } from "../chart/colours";
import { useWidth } from "../chart/time";
import type { CallFacts, CallFilm, Facts, Film, Places, ServiceFacts, SystemFacts, SystemFilm } from "../protocol";
import { number } from "../words";
import { arrows, brief, BUSY, CACHE, call as callSaid, DOWN, FIRST_TRIES, FOUND, found as foundWords, link, LOOK_UPS, rate, RETRIES, rotation as rotationWords, service as serviceSaid, there as thereWords, TRIES, waiting, WAITING } from "./words";

type Spot = readonly [number, number];
/** Below this width of its place the picture goes from top to bottom. */
const NARROW = 760;
/** Of the thickest arrow, and of what is left to see of one along which nothing goes. */
const THICK = 15;
const THIN = 2;

interface Moment { facts: SystemFacts; film: SystemFilm; cell: Film["cell"]; classes: Facts["classes"]; asks: readonly number[]; interval: number; most: number }

/** The most tries per second of any call: of a film that is drawn, added up once. */
const known = new WeakMap<SystemFilm, number>();
function most(film: SystemFilm): number {
  const found = known.get(film) ?? Math.max(1e-9, ...film.calls.map((one) => one.first.reduce((top, first, n) => Math.max(top, first + one.retries[n]!), 0)));
  known.set(film, found);
  return found;
}

const path = (spots: readonly Spot[]): string => spots.map(([x, y], n) => `${n ? "L" : "M"}${x} ${y}`).join("");

/** A way that ends before its head, and the head. */
function arrow(spots: readonly Spot[], width: number): { shaft: string; head: string } {
  const [end, before] = [spots.at(-1)!, spots.at(-2)!];
  const length = Math.hypot(end[0] - before[0], end[1] - before[1]) || 1;
  const [x, y] = [(end[0] - before[0]) / length, (end[1] - before[1]) / length];
  const head = Math.min(width * 0.6 + 7, length);
  const half = width / 2 + 4;
  const back = (by: number, side: number): Spot => [end[0] - x * by - y * side, end[1] - y * by + x * side];
  return { shaft: path([...spots.slice(0, -1), back(head * 0.9, 0)]), head: `${path([end, back(head, half), back(head, -half)])}Z` };
}

function Flow(props: { way: Places["flows"][number]; of: Moment }): JSX.Element {
  const { way, of } = props;
  const film: CallFilm = of.film.calls[way.call]!;
  const facts: CallFacts = of.facts.calls[way.call]!;
  const [first, again] = [film.first[of.interval]!, film.retries[of.interval]!];
  const all = first + again;
  const width = Math.max((all / of.most) * THICK, THIN);
  const { shaft, head } = arrow(way.path as unknown as Spot[], width);
  const still = "var(--quiet)";
  const point = all === 0 ? still : again > first ? COLOURS.retries : COLOURS.first;
  return (
    <g class="flow" data-call={facts.name}>
      <title>{callSaid([...facts.classes, ...facts.services], of.facts.services[facts.to]!.name, first, again, film.failed[of.interval]!)}</title>
      {way.legs.map((leg, n) => <path key={n} d={path(leg as unknown as Spot[])} stroke={still} stroke-width={1.6} />)}
      <path d={shaft} stroke={again > 0 ? COLOURS.retries : point} stroke-width={width} />
      {again > 0 && first > 0 && <path d={shaft} stroke={COLOURS.first} stroke-width={(width * first) / all} />}
      <path d={head} fill={point} stroke="none" />
    </g>
  );
}

/** `cache`: none for what is no cache; of several caches the state of each is not known. */
interface Told { facts: ServiceFacts; tries: number; busy: number; share: number; there: number | null; waiting: number; full: number; cache: number | null; found: number | null; rotation: readonly unknown[] | null }
const UNTOLD = -1;

function told(of: Moment, at: number): Told {
  const [facts, film, n] = [of.facts.services[at]!, of.film.services[at]!, of.interval];
  const calls = of.facts.calls.flatMap((one, call) => (one.to === at ? [of.film.calls[call]!.first[n]! + of.film.calls[call]!.retries[n]!] : []));
  const [busy, there] = [film.busy[n]!, film.there[n] ?? null];
  return {
    facts, busy, there, waiting: film.waiting[n]!, found: film.found[n] ?? null, rotation: film.rotation[n] ?? null,
    tries: facts.cache ? film.look_ups[n]! : calls.reduce((sum, one) => sum + one, 0),
    share: there === null ? 0 : there > 0 ? Math.min(busy / there, 1) : busy > 0 ? 1 : 0,
    full: facts.places || Math.max(1, ...film.waiting),
    cache: !facts.cache ? null : of.facts.services.filter((other) => other.cache).length === 1 ? of.cell.cache[n]! : UNTOLD,
  };
}

const busyWords = (one: Told): string => (one.there === null ? number(one.busy < 0.1 ? 0 : one.busy) : one.there <= 0 ? DOWN : brief(one.share));
function sizeWords(one: Told): string {
  const { workers, size, cache } = one.facts;
  const [used, all] = (one.rotation ?? [0, 0]) as [number, number];
  if (used < all - 0.05) return rotationWords(used, all);
  return !cache && workers != null && one.there !== null && Math.abs(one.there - workers) > 0.5 ? thereWords(one.there, workers) : size;
}

/** Words in a room, cut where they would leave it: a letter takes about this part of its size. */
const LETTER = 0.58;
const cut = (text: string, room: number, em: number): string => (text.length * LETTER * em <= room ? text : `${text.slice(0, Math.max(Math.floor(room / (LETTER * em)) - 1, 1))}…`);

function Box(props: { at: number; frame: readonly number[]; em: number; of: Moment }): JSX.Element {
  const { frame, em } = props;
  const one = told(props.of, props.at);
  const [left, top, right, bottom] = frame as [number, number, number, number];
  const [from, to] = [left + em * 0.5, right - em * 0.5];
  const begin = top + Math.max(bottom - top - 7.8 * em, 0) / 2;
  const row = (label: string, value: string, at: number, share: number | null, full = false): JSX.Element => (
    <>
      <text x={from} y={begin + at} font-size={em} class="label">{label}</text>
      <text x={to} y={begin + at} font-size={em} class="value" text-anchor="end">{value}</text>
      {share !== null && <>
        <rect x={from} y={begin + at + em * 0.28} width={to - from} height={em * 0.4} class="trough" />
        <rect x={from} y={begin + at + em * 0.28} width={(to - from) * Math.min(share, 1)} height={em * 0.4} class={full ? "level full" : "level"} />
      </>}
    </>
  );
  return (
    <g class={`service ${one.there === 0 && one.cache === null ? "down" : ""}`} data-service={one.facts.name}>
      <rect x={left} y={top} width={right - left} height={bottom - top} rx={8} class="box" />
      <text x={from} y={begin + em * 1.3} font-size={em * 1.1} class="name">{cut(one.facts.name, to - from, em * 1.2)}</text>
      <text x={from} y={begin + em * 2.45} font-size={em * 0.85} class="label">{cut(sizeWords(one), to - from, em * 0.85)}</text>
      {one.cache === null ? <>
        {row(TRIES, rate(one.tries), em * 3.75, null)}
        {row(BUSY, busyWords(one), em * 5.1, one.there === null ? null : one.share, one.share > 0.95)}
        {row(WAITING, waiting(one.waiting), em * 6.85, one.waiting / one.full, one.waiting / one.full > 0.95)}
      </> : <>
        {row(LOOK_UPS, rate(one.tries), em * 3.75, null)}
        {row(FOUND, foundWords(one.found), em * 5.1, one.found ?? 0)}
        {one.cache !== UNTOLD && <text x={from} y={begin + em * 7.1} font-size={em} class={`name cache-${one.cache}`}>{cut(`${one.cache < 2 ? "●" : "▲"} ${CACHE[one.cache]!}`, to - from, em)}</text>}
      </>}
    </g>
  );
}

/** Where the requests come from. */
function Clients(props: { places: Places; narrow: boolean; of: Moment }): JSX.Element {
  const { places, narrow, of } = props;
  const em = narrow ? places.type_size : Math.min(places.type_size * 1.1, 19);
  const room = narrow ? places.width / Math.max(of.classes.length, 1) - 6 : places.classes[0] ? places.classes[0][0] - 8 : 0;
  return (
    <g class="clients">
      {places.classes.map((spot, at) => {
        const [x, y] = spot as unknown as Spot;
        const name = cut(of.classes[at]!.name, room, em * 1.05);
        const asks = rate(of.asks[at]!);
        return narrow
          ? <g key={at}><text x={x} y={y - em * 1.5} font-size={em} text-anchor="middle" class="name">{name}</text><text x={x} y={y - em * 0.35} font-size={em} text-anchor="middle" class="value">{asks}</text></g>
          : <g key={at}><text x={x - 8} y={y - em * 0.15} font-size={em} text-anchor="end" class="name">{name}</text><text x={x - 8} y={y + em * 1.05} font-size={em} text-anchor="end" class="value">{asks}</text></g>;
      })}
    </g>
  );
}

export function System(props: { facts: Facts; system: SystemFacts; film: Film; moving: SystemFilm; interval: number }): JSX.Element {
  const { facts, system, film, moving, interval } = props;
  const [place, width] = useWidth(NARROW);
  const narrow = width < NARROW;
  const places = narrow ? system.tall : system.wide;
  const asks = film.classes.map((one) => one.first[interval]! + one.retries[interval]!);
  const of: Moment = { facts: system, film: moving, cell: film.cell, classes: facts.classes, asks, interval, most: most(moving) };
  const said = places.boxes.map(([at]) => told(of, at as number));
  const spoken = said.map((one) => serviceSaid({ name: one.facts.name, size: sizeWords(one), tries: one.tries, busy: busyWords(one), waiting: one.waiting, found: foundWords(one.found), cache: one.cache === null ? null : CACHE[one.cache] ?? "" })).join("; ");
  return (
    <div class="system" ref={place as never}>
      <svg viewBox={`0 0 ${places.width} ${places.height}`} role="img" aria-label={spoken}>
        {places.flows.map((way) => <Flow key={way.call} way={way} of={of} />)}
        <Clients places={places} narrow={narrow} of={of} />
        {places.boxes.map(([at, frame]) => <Box key={at as number} at={at as number} frame={frame as number[]} em={Math.min(places.type_size, boxType(frame as number[]))} of={of} />)}
      </svg>
      <p class="legend">
        <span><i class="swatch" style={{ background: COLOURS.first }} /> {FIRST_TRIES}</span>
        <span><i class="swatch" style={{ background: COLOURS.retries }} /> {RETRIES}</span>
        <span>{arrows(of.most, system.left_out)}</span>
        {moving.links.map((one, at) => <span key={at}>{link(system.links[at]!, one.up[interval]!, one.down[interval]!)}</span>)}
      </p>
    </div>
  );
}

/** The size of the words that fit into a box. */
const boxType = ([left, top, right, bottom]: readonly number[]): number => Math.min((right! - left!) / 9, (bottom! - top!) / 7.8);
