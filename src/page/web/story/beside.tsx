// Phones on the road of the pages: for each number of them how full the road is, and how much of the web comes. Each pair is a run.

import type { JSX } from "preact";
import { COLOURS } from "../chart/colours";
import { linear } from "../chart/scale";
import { letterSize, useWidth } from "../chart/time";
import type { Facts, Seen } from "../protocol";
import { count } from "../words";
import { between, people, served } from "./reading";
import { beside as say } from "./words";

/** What a run shows, from a time on when all is settled: shares of the road and of the web. */
export interface Crowded { many: number; road: number; web: number }

/** Nothing if nobody on the web asked. */
export function crowded(seen: Seen, facts: Facts, many: number, from: number): Crowded | null {
  const { film } = seen;
  const [web, all] = [served(seen, facts, "web", from), between(film, from, film.end_h)];
  if (web === null || !all.length) return null;
  return { many, web, road: Math.min(all.reduce((sum, at) => sum + film.cell.link_out[at]!, 0) / all.length, 1) };
}

const HEIGHT = 118;

export function Beside(props: { points: Array<Crowded | null>; stops: readonly number[]; facts: Facts | null }): JSX.Element {
  const [place, width] = useWidth(640);
  const size = letterSize(width);
  const [left, right, top, bottom] = [size * 3.4, width, size * 0.7, HEIGHT - size * 1.5];
  const y = linear(0, 1, bottom, top);
  const each = (right - left) / props.stops.length;
  const wide = Math.min(each * 0.3, 26);
  const there = props.points.filter((one): one is Crowded => one !== null);
  return (
    <figure class="chart beside" ref={place as never}>
      <figcaption><b>{say.title}</b> <span class="quiet">{props.facts ? say.about(people(props.facts, "web")) : ""}</span></figcaption>
      <p class="legend">
        <span><i class="swatch hatched" /> {say.road}</span>
        <span><i class="swatch shape-0" style={{ background: COLOURS.answered }} /> {say.web}</span>
      </p>
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={there.length ? say.said(there) : say.title} style={{ fontSize: `${size}px` }}>
        <defs><pattern id="beside-road" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill={COLOURS.retries} fill-opacity="0.35" /><path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke={COLOURS.retries} stroke-width="1.6" /></pattern></defs>
        {[0, 0.5, 1].map((share) => (
          <g key={share}><line x1={left} x2={right} y1={y(share)} y2={y(share)} class="grid" /><text x={left - 6} y={y(share)} dy="0.35em" text-anchor="end">{share * 100} %</text></g>
        ))}
        {props.stops.map((many, n) => {
          const [middle, one] = [left + each * (n + 0.5), props.points[n]];
          return (
            <g key={many}>
              {one && <rect x={middle - wide - 1} width={wide} y={y(one.road)} height={bottom - y(one.road)} fill="url(#beside-road)" stroke={COLOURS.retries} />}
              {one && <rect x={middle + 1} width={wide} y={y(one.web)} height={bottom - y(one.web)} fill={COLOURS.answered} />}
              <text x={middle} y={HEIGHT - 3} text-anchor="middle">{count(many)}{n === props.stops.length - 1 && width > 520 ? say.phones : ""}</text>
            </g>
          );
        })}
        <line x1={left} x2={right} y1={bottom} y2={bottom} class="axis" />
      </svg>
    </figure>
  );
}
