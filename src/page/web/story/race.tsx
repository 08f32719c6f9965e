// Pages as bars that fill while they travel. How full they are is what the road carried by then, by the run's own counts: all
// began together and share evenly, so each has had its part of it.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { COLOURS } from "../chart/colours";
import { letterSize, useWidth } from "../chart/time";
import type { Seen } from "../protocol";
import { calm, paused } from "../state";
import { arrived, used } from "./fourth";
import { fourth as say } from "./words";

/** Times as fast as it would be. */
const SPEED = 3;
const HEIGHT = 106;

interface RaceProps {
  /** Whether somebody looks: nothing runs before. */
  open: boolean;
  seen: Seen | null;
  many: number;
  /** Seconds of the whole road that a page takes. */
  onePage: number | null;
  patience: string;
}

export function Race(props: RaceProps): JSX.Element {
  const [place, width] = useWidth(640);
  const { seen, many } = props;
  const film = seen?.film;
  const road = film ? used(film) : [];
  const end = film ? film.end_h * 3600 : 0;
  const step = road.length ? end / road.length : 0;
  // The end of the race: the moment after which the road carries nothing more.
  const last = road.findIndex((all) => all >= (road.at(-1) ?? 0) - 1e-6);
  const over = last < 0 ? 0 : last * step + road[last]! - (road[last - 1] ?? 0);
  const [time, set] = useState(0);
  const [round, again] = useState(0);
  useEffect(() => {
    // Without the road's time for one page nobody can tell how full a bar is.
    if (!film || !props.open || !props.onePage) return;
    if (calm.value) return set(over);
    let frame = 0;
    let [begun, spent] = [performance.now(), 0];
    const draw = (now: number): void => {
      if (!paused.value) spent += Math.max((now - begun) / 1000, 0) * SPEED;
      begun = now;
      set(Math.min(spent, over));
      if (spent < over) frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [film, round, calm.value, props.open, props.onePage]);
  const size = letterSize(width);
  const done = time >= over - 1e-9 && film !== undefined && props.onePage !== null;
  const came = seen ? arrived(seen) : 0;
  const part = props.onePage && road.length ? Math.min(at(road, time / step) / (many * props.onePage), 1) : 0;
  const full = width - size * 1.2;
  const high = Math.min(HEIGHT / many, 22);
  const bars = { height: Math.max(high * 0.72, 1.5) };
  return (
    <figure class="chart race" ref={place as never}>
      <figcaption class="race-head"><b class="clock">{say.clock(time)}</b> <span class="quiet">{say.patience(props.patience)}</span></figcaption>
      <svg width={width} height={HEIGHT + size * 2} viewBox={`0 ${-size * 1.6} ${width} ${HEIGHT + size * 2}`} role="img" aria-label={seen ? say.said(came, many) : say.under} style={{ fontSize: `${size}px` }}>
        {Array.from({ length: many }, (_, n) => (
          <g key={n}>
            <rect x={0} y={n * high} width={full} {...bars} class="lane" />
            <rect x={0} y={n * high} {...bars} width={full * (done && n < came ? 1 : part)} fill={done ? (n < came ? COLOURS.answered : COLOURS.failed) : COLOURS.first} />
          </g>
        ))}
        <line x1={full} x2={full} y1={-4} y2={many * high} class="limit" />
        <text x={full} y={-8} text-anchor="end">{say.leave}</text>
        {!done && film && <text x={0} y={-8}>{say.share(part)}</text>}
        {done && <text x={0} y={-8} class="strong">{came > 0 && `${came} ${say.arrived}`}{came > 0 && came < many && ", "}{came < many && `${many - came} ${say.left}`}</text>}
      </svg>
      {!calm.value && <button type="button" class="quiet-button" disabled={!done} onClick={() => again(round + 1)}>{say.again}</button>}
    </figure>
  );
}

/** A value between two intervals. */
function at(road: number[], place: number): number {
  const low = Math.floor(place);
  const before = low > 0 ? road[Math.min(low, road.length) - 1]! : 0;
  const after = road[Math.min(low, road.length - 1)]!;
  return before + (after - before) * Math.min(place - low, 1);
}
