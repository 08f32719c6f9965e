// A chart over time: stacked areas, lines, limits, a ghost of the original, and a cursor.

import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { moment, number } from "../words";
import { Cursor } from "./cursor";
import { pattern } from "./pattern";
import { apart, placed } from "./names";
import { area, stacked, steps, within } from "./paths";
import { linear, mostWithin, roundedUp, ticks, timeTicksWithRoom } from "./scale";

type Pattern = "solid" | "lines" | "dots" | "cross";
export type Series = ReadonlyArray<number | null>;

export interface Area {
  label: string;
  colour: string;
  pattern?: Pattern;
  values: Series;
}

export interface Line {
  label: string;
  colour: string;
  values: Series;
  /** Another run, drawn faint and dashed. */
  ghost?: boolean;
  /** How it is broken, as an attribute of SVG. */
  dash?: string | undefined;
  /** Its own intervals, if they are not those of the chart. */
  time?: readonly number[];
  end?: number;
}

export interface Mark {
  at: number;
  label: string;
}

interface Props {
  title: string;
  unit: string;
  /** Beginnings of the intervals in hours, and the end of the last one. */
  time: readonly number[];
  end: number;
  /** What of it is shown. */
  window?: readonly [number, number];
  areas?: Area[];
  lines?: Line[];
  marks?: Mark[];
  limit?: { value: number; label: string };
  /** Largest value of the axis; left out: that of the data. */
  most?: number;
  /** Values are shares. */
  share?: boolean;
  height?: number;
  /** The times stand below another chart. */
  bare?: boolean;
  /** The moments are drawn and named elsewhere. */
  unnamed?: boolean;
  /** The title names the only thing that is drawn, in its colour: no column and no legend for it. */
  nameless?: boolean;
  /** A part of the time that is marked, and what it is. */
  part?: { from: number; to: number; label: string };
  cursor?: number | null;
  /** A cursor that moves without the chart being drawn anew. */
  moving?: ReadonlySignal<number>;
  onPick?: (hours: number) => void;
  /** Sentence for those who do not see it. */
  said?: string;
  children?: ComponentChildren;
}

/** Pixels of the letters in a picture of some width: larger in large ones, which are read from afar. */
export const letterSize = (width: number): number => (width < 520 ? 12 : width < 900 ? 14 : 15);

/** Pixels that stand beside an element at most, on both sides together, on the narrowest screens. */
const BESIDE = 48;

/** The width of an element, as it changes. */
export function useWidth(usual: number): [{ current: HTMLDivElement | null }, number] {
  const place = useRef<HTMLDivElement>(null);
  // Until it is measured it is no wider than a phone, or the whole page would be for a moment.
  const [width, set] = useState(() => Math.min(usual, innerWidth - BESIDE));
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    set(element.clientWidth || usual);
    const watch = new ResizeObserver(() => set(element.clientWidth || usual));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [place, width];
}

/** The column of names beside a chart, in letters; and how wide a chart is that has room for one. */
const LETTERS = 20;
const ROOMY = 600;

export function TimeChart(props: Props): JSX.Element {
  const { time, end, areas = [], lines = [], marks = [], share = false } = props;
  const [place, width] = useWidth(720);
  const id = useId();
  const [from, to] = props.window ?? [time[0] ?? 0, end];
  const [first, last] = within(time, end, from, to);
  const edges = stacked(areas, time.length);
  const seen = (values: Series): number => {
    let most = 0;
    for (let at = first; at < last; at++) most = Math.max(most, values[at] ?? 0);
    return most;
  };
  const data = Math.max(seen(edges.at(-1)!), ...lines.map((line) => (line.time ? mostWithin(line.values, line.time, from, to) : seen(line.values))), props.limit ? props.limit.value * 1.1 : 0);
  const most = props.most ?? (share ? 1 : roundedUp(data));
  const size = letterSize(width);
  const left = size * (share ? 3.6 : 3.4);
  // Names beside the chart need their column; longer ones stand above it.
  const longest = Math.max(0, ...[...areas, ...lines.filter((line) => !line.ghost), ...(props.limit ? [props.limit] : [])].map((one) => one.label.length));
  const listed = width < ROOMY || longest > LETTERS;
  const right = width - (listed || props.nameless ? 8 : size * LETTERS * 0.6);
  const x = linear(from, to, left, right);
  const moments = placed(marks, x, right, size);
  const rows = props.unnamed ? 0 : Math.max(0, ...moments.map((one) => one.row + 1));
  // More rows of names make the chart higher, and what it shows no smaller.
  const height = (props.height ?? 260) + Math.max(rows - 1, 0) * size * 1.15;
  const top = size * (0.9 + rows * 1.15);
  const bottom = height - size * (props.bare ? 0.5 : 2.1);
  const y = linear(0, most, bottom, top);
  const shown = (value: number): string => (share ? `${Math.round(value * 100)} %` : number(value));
  const pick = (event: PointerEvent): void => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    props.onPick?.(Math.min(Math.max(x.invert(event.clientX - box.left), from), to));
  };
  // Names stand at the right end of what they name, moved apart where they would meet.
  const wanted = [
    ...areas.map((one, n) => ({ text: one.label, colour: one.colour, at: y((edges[n]![last - 1] ?? 0) / 2 + (edges[n + 1]![last - 1] ?? 0) / 2), sign: "■" })),
    ...lines.filter((line) => !line.ghost).map((line) => ({ text: line.label, colour: line.colour, at: y(line.values[last - 1] ?? 0), sign: "■" })),
    ...(props.limit ? [{ text: props.limit.label, colour: "var(--ink)", at: y(props.limit.value), sign: "╌" }] : []),
  ];
  const named = apart(wanted, size * 1.25, Math.min(top + size * 0.5, bottom - wanted.length * size * 1.25), bottom);
  return (
    <figure class="chart" ref={place as never}>
      <figcaption>
        {props.nameless && wanted[0] && <><i class="swatch" style={{ background: wanted[0].colour }} /> </>}<b>{props.title}</b> <span class="quiet">{props.unit}</span>
      </figcaption>
      {listed && !props.nameless && wanted.length > 1 && (
        <p class="legend" aria-hidden="true">
          {wanted.map((name) => (
            <span key={name.text}><i class={name.sign === "■" ? "swatch" : "swatch dashed"} style={{ background: name.sign === "■" ? name.colour : undefined }} /> {name.text}</span>
          ))}
        </p>
      )}
      <svg
        width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={props.said ?? props.title}
        style={{ fontSize: `${size}px`, cursor: props.onPick ? "ew-resize" : undefined, touchAction: "pan-y" }}
        onPointerDown={(event) => { if (props.onPick) { (event.currentTarget as Element).setPointerCapture(event.pointerId); pick(event); } }}
        onPointerMove={(event) => { if (props.onPick && event.buttons) pick(event); }}
      >
        <defs>{areas.map((one, n) => pattern(one, `${id}-${n}`))}<clipPath id={`${id}-plot`}><rect x={left} y={0} width={Math.max(right - left, 0)} height={bottom + 1} /></clipPath></defs>
        {props.part && (
          <g>
            <rect x={x(props.part.from)} y={top} width={x(props.part.to) - x(props.part.from)} height={bottom - top} class="part" />
            <text x={x(props.part.to) + 6} y={bottom - size * 0.5} class="mark-label">← {props.part.label}</text>
          </g>
        )}
        {ticks(0, most, Math.min(Math.max(Math.floor((bottom - top) / (size * 1.5)), 2), 4)).map((value) => (
          <g key={value}>
            <line x1={left} x2={right} y1={y(value)} y2={y(value)} class="grid" />
            <text x={left - 6} y={y(value)} dy="0.35em" text-anchor="end">{shown(value)}</text>
          </g>
        ))}
        {timeTicksWithRoom(from, to, (right - left) / (size * 0.55), moment).map((value) => (
          <g key={value}>
            <line x1={x(value)} x2={x(value)} y1={bottom} y2={bottom + 4} class="axis" />
            {!props.bare && <text x={x(value)} y={bottom + size * 1.3} text-anchor={x(value) > right - size * 1.5 ? "end" : "middle"}>{moment(value)}</text>}
          </g>
        ))}
        <g clip-path={`url(#${id}-plot)`}>
          {areas.map((one, n) => (
            <path key={one.label} d={area(edges[n]!, edges[n + 1]!, time, end, x, y, first, last)}
              fill={one.pattern && one.pattern !== "solid" ? `url(#${id}-${n})` : one.colour} stroke={one.colour} stroke-width="0.6" />
          ))}
          {props.limit && <line x1={left} x2={right} y1={y(props.limit.value)} y2={y(props.limit.value)} class="limit" />}
          {lines.map((line) => (
            <path key={line.label + (line.ghost ? " before" : "")} d={line.time ? steps(line.values, line.time, line.end ?? end, x, y, ...within(line.time, line.end ?? end, from, to)) : steps(line.values, time, end, x, y, first, last)} fill="none" stroke={line.colour}
              class={line.ghost ? "ghost" : "line"} stroke-dasharray={line.dash} />
          ))}
          {props.children}
        </g>
        <line x1={left} x2={right} y1={bottom} y2={bottom} class="axis" />
        {moments.flatMap((one) => one.at.map((at) => (
          <line key={one.label + at} x1={x(at)} x2={x(at)} y1={props.unnamed ? 0 : size * (0.4 + one.row * 1.15)} y2={bottom} class="mark" />
        )))}
        {!props.unnamed && moments.map((one) => (
          <text key={one.label + one.at[0]} x={one.x} y={size * (0.95 + one.row * 1.15)} text-anchor={one.anchor} class="mark-label">{one.label}</text>
        ))}
        {!listed && !props.nameless && named.map((name) => (
          <text key={name.text} x={right + 8} y={name.at} dy="0.35em" class="name"><tspan fill={name.colour}>{name.sign} </tspan>{name.text}</text>
        ))}
        {typeof props.cursor === "number" && props.cursor >= from && props.cursor <= to && (
          <line x1={x(props.cursor)} x2={x(props.cursor)} y1={top - 6} y2={bottom} class="cursor" />
        )}
        {props.moving && <Cursor at={props.moving} x={x} top={top - 6} bottom={bottom} />}
      </svg>
    </figure>
  );
}
