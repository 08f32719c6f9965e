// The edge as a door at a moment: who knocks outside, who gets in, and how many of the web are served behind it.

import { computed, type ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { COLOURS } from "../chart/colours";
import { hasHealthy } from "../chart/run";
import { roundedUp } from "../chart/scale";
import { letterSize, useWidth } from "../chart/time";
import { apportion } from "../dots/crowd";
import { intervalAt } from "../dots/cell";
import type { Seen } from "../protocol";
import { PHONES, WEB } from "./roles";
import { DOOR, doorSaid } from "./words-after";

const HEIGHT = 114;
/** Marks of tries at most, readers of the web, and how many of either stand above each other. */
const MARKS = 40;
const READERS = 20;
const ROWS = 4;
const GAP = 13;

/** Places of so many, in columns away from a wall. */
const places = (many: number, from: number, way: 1 | -1): Array<[number, number]> =>
  Array.from({ length: many }, (_, n) => [from + way * GAP * (Math.floor(n / ROWS) + 1), 36 + (n % ROWS) * GAP]);

export function Door(props: { run: Seen; at: ReadonlySignal<number> }): JSX.Element {
  const [box, width] = useWidth(640);
  const { film } = props.run;
  const [phones, web] = [film.classes[PHONES]!, film.classes[WEB]!];
  // Drawn anew only when the moment passes into the next interval.
  const place = useMemo(() => computed(() => intervalAt(film, props.at.value)), [film, props.at]);
  const per = useMemo(() => roundedUp(Math.max(...phones.first.map((one, n) => one + phones.retries[n]!)) / MARKS), [film]);
  const n = Math.min(place.value, film.time_h.length - 1);
  const knocks = phones.refused[n]!;
  const inside = Math.max(phones.first[n]! + phones.retries[n]! - knocks, 0);
  const served = 1 - (web.without[n] ?? 0);
  const shut = phones.admitted[n]! <= 0;
  const [size, healthy] = [letterSize(width), hasHealthy(film)];
  // As far from the edge as the most knocks need.
  const wall = Math.min(width * 0.46, GAP * (MARKS / ROWS + 1) + 36);
  const readers = apportion([served, 1 - served], READERS)[0]!;
  const said = doorSaid(film.time_h[n]!, shut, knocks, inside, served, healthy);
  const diamond = ([x, y]: [number, number], r: number): string => `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`;
  const right = width - GAP * (READERS / ROWS + 1.5);
  return (
    <figure class="chart door" ref={box as never}>
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={said} style={{ fontSize: `${size}px` }}>
        <text x={wall - 12} y={size} text-anchor="end">{DOOR.outside(knocks, healthy)}</text>
        <path d={places(Math.round(knocks / per), wall - 8, -1).map((one) => diamond(one, 5)).join("")} fill={COLOURS.refused} />
        <path d={`M${wall} 22V34M${wall} ${HEIGHT - 30}V${HEIGHT - 18}`} class="wall" />
        {shut ? <path d={`M${wall} 34V${HEIGHT - 30}`} class="leaf shut" /> : <path d={`M${wall} 34L${wall + 26} 44V${HEIGHT - 40}L${wall} ${HEIGHT - 30}`} class="leaf" />}
        <text x={wall} y={HEIGHT - 3} text-anchor="middle">{shut ? DOOR.shut : DOOR.open}</text>
        <text x={width < 520 ? width : wall + 34} y={size} text-anchor={width < 520 ? "end" : "start"}>{DOOR.inside(inside, healthy)}</text>
        {places(Math.round(inside / per), wall + 22, 1).map(([x, y]) => <rect key={`${x} ${y}`} x={x - 4} y={y - 4} width={8} height={8} fill={COLOURS.retries} />)}
        <text x={width} y={width < 520 ? HEIGHT - 20 : size} text-anchor="end">{DOOR.web(served)}</text>
        {places(READERS, right, 1).map((one, at) => (at < readers
          ? <circle key={at} cx={one[0]} cy={one[1]} r={5} fill={COLOURS.rest} />
          : <path key={at} d={diamond(one, 6)} fill={COLOURS.unserved} />))}
        <text x={0} y={HEIGHT - 3} class="limit-label">{DOOR.mark(per, healthy)}</text>
      </svg>
    </figure>
  );
}
