// A row for each phone, and a tick for each second in which it asked: on a canvas, drawn once per run.

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { COLOURS } from "../chart/colours";
import { linear, timeTicksWithRoom } from "../chart/scale";
import { letterSize, useWidth } from "../chart/time";
import type { Seen } from "../protocol";
import { moment } from "../words";
import { between } from "./reading";
import { second as say } from "./words";

const HEIGHT = 250;

export function Rows(props: { seen: Seen | null; waiting: boolean; many: number; rows: number }): JSX.Element {
  const [place, width] = useWidth(640);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = letterSize(width);
  const film = props.seen?.film ?? null;
  // The first classes are one phone each; the last is all the others.
  const phones = film ? film.classes.slice(0, props.rows) : [];
  const [from, to] = film ? [film.time_h[0]!, film.end_h] : [0, 1];
  const x = linear(from, to, 0, width);
  const asked = (low: number, high: number): number =>
    film ? Math.round(between(film, low, high).reduce((sum, at) => sum + phones.reduce((all, one) => all + one.first[at]! + one.retries[at]!, 0), 0) * second(from, to, film.time_h.length)) : 0;
  useEffect(() => {
    const brush = canvas.current?.getContext("2d");
    if (!brush || !canvas.current || !film) return;
    const sharp = Math.min(window.devicePixelRatio || 1, 2);
    canvas.current.width = Math.round(width * sharp);
    canvas.current.height = Math.round(HEIGHT * sharp);
    brush.setTransform(sharp, 0, 0, sharp, 0, 0);
    const [high, wide] = [HEIGHT / props.rows, Math.max(width / film.time_h.length, 1.5)];
    for (const [colour, of] of [[COLOURS.first, "first"], [COLOURS.retries, "retries"]] as const) {
      brush.fillStyle = colour;
      phones.forEach((phone, row) => phone[of].forEach((rate, at) => {
        if (rate > 0) brush.fillRect(x(film.time_h[at]!), row * high + high * 0.1, wide * 0.92, high * 0.8);
      }));
    }
  }, [film, width]);
  const named = (at: number): string => (Math.abs(at) < 1e-9 ? say.breaks : moment(at));
  const said = film ? say.said(props.rows, asked(from, 0), asked(0, to)) : say.rows(props.rows, props.many);
  return (
    <figure class={`chart rows ${props.waiting && film ? "waiting" : ""}`} ref={place as never}>
      <figcaption><b>{say.rows(props.rows, props.many)}</b> <span class="quiet">{say.unit}</span></figcaption>
      <p class="legend">
        <span><i class="swatch" style={{ background: COLOURS.first }} /> {say.first}</span>
        <span><i class="swatch" style={{ background: COLOURS.retries }} /> {say.retry}</span>
      </p>
      <canvas ref={canvas} style={{ width: `${width}px`, height: `${HEIGHT}px` }} role="img" aria-label={said} />
      <svg width={width} height={size * 3.2} style={{ fontSize: `${size}px` }} aria-hidden="true">
        <line x1={0} x2={width} y1={1} y2={1} class="axis" />
        {film && <line x1={x(0)} x2={x(0)} y1={-HEIGHT - 6} y2={8} class="mark" />}
        {film && timeTicksWithRoom(from, to, width / (size * 0.55), named).map((time) => (
          <text key={time} x={Math.min(Math.max(x(time), size * 2), width - size * 2)} y={size * 1.5} text-anchor="middle">{named(time)}</text>
        ))}
      </svg>
    </figure>
  );
}

/** Seconds of an interval. */
const second = (from: number, to: number, many: number): number => ((to - from) * 3600) / many;
