// A crowd as a field of dots, each in a state: on a canvas, drawn only when something changes.

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { COLOURS, painted } from "../chart/colours";
import { useWidth } from "../chart/time";
import { dark } from "../state";

/** What a client is doing, in the order of the film, and those who are not served in time. */
export const STATES = [
  { word: "at rest or served", colour: COLOURS.rest },
  { word: "waiting for an answer", colour: COLOURS.inflight },
  { word: "about to try again", colour: COLOURS.waiting },
  { word: "refused at the edge", colour: COLOURS.blocked },
  { word: "broken", colour: COLOURS.broken },
  { word: "not served in time", colour: COLOURS.unserved },
] as const;

/** Whole numbers that add up to `total` and are as near as can be to the shares: rests go to the largest. */
export function apportion(shares: readonly number[], total: number): number[] {
  const all = shares.reduce((sum, share) => sum + share, 0);
  const exact = shares.map((share, at) => (all > 0 ? (share / all) * total : at === 0 ? total : 0));
  const counts = exact.map(Math.floor);
  const order = exact.map((value, at) => ({ at, rest: value - Math.floor(value) })).sort((a, b) => b.rest - a.rest || a.at - b.at);
  let left = total - counts.reduce((sum, count) => sum + count, 0);
  for (let n = 0; left > 0; n++, left--) counts[order[n % order.length]!.at]! += 1;
  return counts;
}

/** Moves as few dots as possible from what there are too many of to what there are too few of. */
function reassign(dots: Uint8Array, counts: readonly number[], random: () => number): void {
  const missing = counts.slice();
  for (const state of dots) missing[state] = (missing[state] ?? 0) - 1;
  const places = Array.from(dots.keys()).filter((at) => (missing[dots[at]!] ?? 0) < 0);
  for (let at = places.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [places[at], places[other]] = [places[other]!, places[at]!];
  }
  for (const place of places) {
    const from = dots[place]!;
    if ((missing[from] ?? 0) >= 0) continue;
    const to = missing.findIndex((many) => many > 0);
    if (to < 0) break;
    dots[place] = to;
    missing[from]! += 1;
    missing[to]! -= 1;
  }
}

function generator(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

interface CrowdProps {
  /** Shares of the states, in the order of [STATES]. */
  shares: readonly number[];
  /** Clients, and how many a dot stands for. */
  many: number;
  perDot: number;
  label: string;
  said: string;
}

const ratio = (): number => Math.min(window.devicePixelRatio || 1, 2);

export function Crowd(props: CrowdProps): JSX.Element {
  // Painted anew for another theme.
  void dark.value;
  const [place, width] = useWidth(260);
  const canvas = useRef<HTMLCanvasElement>(null);
  const dots = Math.max(Math.ceil(props.many / props.perDot), 1);
  const states = useRef<{ dots: Uint8Array; random: () => number }>({ dots: new Uint8Array(dots), random: generator(dots) });
  if (states.current.dots.length !== dots) states.current = { dots: new Uint8Array(dots), random: generator(dots) };
  const across = Math.max(Math.ceil(Math.sqrt((dots * width) / 110)), 6);
  const cell = Math.min(width / across, 16);
  const rows = Math.ceil(dots / across);
  useEffect(() => {
    const element = canvas.current;
    const brush = element?.getContext("2d");
    if (!element || !brush) return;
    reassign(states.current.dots, apportion(props.shares, dots), states.current.random);
    const sharp = ratio();
    const [wide, high] = [Math.round(across * cell * sharp), Math.round(rows * cell * sharp)];
    if (element.width !== wide || element.height !== high) [element.width, element.height] = [wide, high];
    brush.setTransform(sharp, 0, 0, sharp, 0, 0);
    brush.clearRect(0, 0, across * cell, rows * cell);
    const radius = cell * 0.36;
    STATES.forEach((state, number) => {
      brush.fillStyle = painted(state.colour);
      brush.beginPath();
      states.current.dots.forEach((one, at) => {
        if (one !== number) return;
        const [x, y] = [((at % across) + 0.5) * cell, (Math.floor(at / across) + 0.5) * cell];
        // Shapes, too: colours alone are not enough.
        if (number === 2) brush.rect(x - radius, y - radius, radius * 2, radius * 2);
        else if (number === 1) { brush.moveTo(x, y - radius * 1.2); brush.lineTo(x + radius * 1.2, y + radius); brush.lineTo(x - radius * 1.2, y + radius); }
        else if (number === 3 || number === 5) { brush.moveTo(x, y - radius * 1.25); brush.lineTo(x + radius * 1.25, y); brush.lineTo(x, y + radius * 1.25); brush.lineTo(x - radius * 1.25, y); }
        else { brush.moveTo(x + radius, y); brush.arc(x, y, radius, 0, 2 * Math.PI); }
      });
      brush.fill();
    });
  });
  return (
    <div class="crowd" ref={place as never}>
      <p class="crowd-name"><b>{props.label}</b></p>
      <canvas ref={canvas} style={{ width: `${across * cell}px`, height: `${rows * cell}px` }} role="img" aria-label={props.said} />
    </div>
  );
}
