// A chart over time: stacked areas, lines, limits, a ghost of the run before, and a cursor. What holds of an interval is
// drawn from its beginning to its end.

import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { moment, number } from "../words";
import { Cursor } from "./cursor";
import { pattern } from "./pattern";
import { linear, mostWithin, roundedUp, ticks, timeTicksWithRoom, type Scale } from "./scale";

type Pattern = "solid" | "lines" | "dots" | "cross";
type Series = ReadonlyArray<number | null>;

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
  cursor?: number | null;
  /** A cursor that moves without the chart being drawn anew. */
  moving?: ReadonlySignal<number>;
  onPick?: (hours: number) => void;
  /** Sentence for those who do not see it. */
  said?: string;
  children?: ComponentChildren;
}

/** The path along the tops of steps, from left to right. */
function steps(values: Series, time: readonly number[], end: number, x: Scale, y: Scale, first: number, last: number): string {
  let path = "";
  let open = false;
  for (let at = first; at < last; at++) {
    const value = values[at];
    if (value === null || value === undefined) {
      open = false;
      continue;
    }
    const left = x(time[at]!).toFixed(1);
    const right = x(time[at + 1] ?? end).toFixed(1);
    const top = y(value).toFixed(1);
    path += `${open ? "L" : "M"}${left} ${top}L${right} ${top}`;
    open = true;
  }
  return path;
}

function area(low: number[], high: number[], time: readonly number[], end: number, x: Scale, y: Scale, first: number, last: number): string {
  if (last <= first) return "";
  let forth = "";
  let back = "";
  for (let at = first; at < last; at++) {
    const left = x(time[at]!).toFixed(1);
    const right = x(time[at + 1] ?? end).toFixed(1);
    forth += `${at > first ? "L" : "M"}${left} ${y(high[at]!).toFixed(1)}L${right} ${y(high[at]!).toFixed(1)}`;
    back = `L${right} ${y(low[at]!).toFixed(1)}L${left} ${y(low[at]!).toFixed(1)}${back}`;
  }
  return `${forth}${back}Z`;
}

function stacked(areas: Area[], length: number): number[][] {
  const edges = [new Array<number>(length).fill(0)];
  for (const one of areas) {
    const below = edges.at(-1)!;
    edges.push(below.map((value, at) => value + Math.max(one.values[at] ?? 0, 0)));
  }
  return edges;
}

/** The intervals that a window shows: the first one, and the one after the last. */
function within(time: readonly number[], end: number, from: number, to: number): [number, number] {
  const after = time.findIndex((at) => at >= to);
  return [Math.max(time.findIndex((_, n) => (time[n + 1] ?? end) > from), 0), after < 0 ? time.length : after];
}

/** The width of an element, as it changes. */
export function useWidth(usual: number): [{ current: HTMLDivElement | null }, number] {
  const place = useRef<HTMLDivElement>(null);
  const [width, set] = useState(usual);
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

export function TimeChart(props: Props): JSX.Element {
  const { time, end, areas = [], lines = [], marks = [], height = 260, share = false } = props;
  const [place, width] = useWidth(720);
  const id = useId();
  const narrow = width < 520;
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
  const size = narrow ? 12 : 14;
  const left = size * (share ? 3.6 : 3.4);
  const labels = narrow ? 8 : 150;
  const right = width - labels;
  const top = marks.length ? size * 1.9 : size * 0.9;
  const bottom = height - size * 2.1;
  const x = linear(from, to, left, right);
  const y = linear(0, most, bottom, top);
  const shown = (value: number): string => (share ? `${Math.round(value * 100)} %` : number(value));
  const pick = (event: PointerEvent): void => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    props.onPick?.(Math.min(Math.max(x.invert(event.clientX - box.left), from), to));
  };
  // Names stand at the right end of what they name, moved apart where they would meet.
  const wanted = [
    ...areas.map((one, n) => ({ text: one.label, colour: one.colour, at: y((edges[n]![last - 1] ?? 0) / 2 + (edges[n + 1]![last - 1] ?? 0) / 2), ghost: false })),
    ...lines.filter((line) => !line.ghost).map((line) => ({ text: line.label, colour: line.colour, at: y(line.values[last - 1] ?? 0), ghost: false })),
  ];
  const named = apart(wanted, size * 1.25, top + size, bottom);
  return (
    <figure class="chart" ref={place as never}>
      <figcaption>
        <b>{props.title}</b> <span class="quiet">{props.unit}</span>
      </figcaption>
      {narrow && (
        <p class="legend" aria-hidden="true">
          {wanted.map((name) => (
            <span key={name.text}><i class="swatch" style={{ background: name.colour }} /> {name.text}</span>
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
        {ticks(0, most, 4).map((value) => (
          <g key={value}>
            <line x1={left} x2={right} y1={y(value)} y2={y(value)} class="grid" />
            <text x={left - 6} y={y(value)} dy="0.35em" text-anchor="end">{shown(value)}</text>
          </g>
        ))}
        {timeTicksWithRoom(from, to, (right - left) / (size * 0.55), moment).map((value) => (
          <g key={value}>
            <line x1={x(value)} x2={x(value)} y1={bottom} y2={bottom + 4} class="axis" />
            <text x={x(value)} y={bottom + size * 1.3} text-anchor={x(value) > right - size * 1.5 ? "end" : "middle"}>{moment(value)}</text>
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
        {props.limit && <text x={left + 6} y={y(props.limit.value) - 5} class="limit-label">{props.limit.label}</text>}
        <line x1={left} x2={right} y1={bottom} y2={bottom} class="axis" />
        {shownMarks(marks, x, from, to, right, size).map((mark) => (
          <g key={mark.label + mark.at}>
            <line x1={x(mark.at)} x2={x(mark.at)} y1={top - 2} y2={bottom} class="mark" />
            {mark.text && <text x={Math.min(x(mark.at) + 4, right)} y={size} class="mark-label">{mark.label}</text>}
          </g>
        ))}
        {!narrow && named.map((name) => (
          <text key={name.text} x={right + 8} y={name.at} dy="0.35em" class="name"><tspan fill={name.colour}>■ </tspan>{name.text}</text>
        ))}
        {typeof props.cursor === "number" && props.cursor >= from && props.cursor <= to && (
          <line x1={x(props.cursor)} x2={x(props.cursor)} y1={top - 6} y2={bottom} class="cursor" />
        )}
        {props.moving && <Cursor at={props.moving} x={x} top={top - 6} bottom={bottom} />}
      </svg>
    </figure>
  );
}

/** Marks with the names that have room: a name that would run into the next one is left out. */
function shownMarks(marks: Mark[], x: Scale, from: number, to: number, right: number, size: number): Array<Mark & { text: boolean }> {
  const inside = marks.filter((mark) => mark.at >= from - 1e-9 && mark.at <= to + 1e-9).sort((a, b) => a.at - b.at);
  let free = -Infinity;
  return inside.map((mark) => {
    const begins = x(mark.at) + 4;
    const ends = begins + mark.label.length * size * 0.56;
    const text = begins >= free && ends <= right + 140;
    if (text) free = ends + 8;
    return { ...mark, text };
  });
}

function apart<T extends { at: number }>(names: T[], gap: number, top: number, bottom: number): T[] {
  const sorted = [...names].sort((a, b) => a.at - b.at);
  let lowest = top - gap;
  const placed = sorted.map((name) => {
    lowest = Math.max(lowest + gap, name.at);
    return { ...name, at: lowest };
  });
  let highest = bottom + gap * 0.3;
  for (let at = placed.length - 1; at >= 0; at--) {
    placed[at]!.at = Math.min(placed[at]!.at, highest);
    highest = placed[at]!.at - gap;
  }
  return placed;
}
