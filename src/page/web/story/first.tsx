// Step 1: a question that is held, beside a reader who asks again and again.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import text from "../../../../scenarios/story/silence.toml";
import { COLOURS } from "../chart/colours";
import { letterSize, useWidth } from "../chart/time";
import type { Wanted } from "../protocol";
import { calm, paused } from "../state";
import { EXAMPLE } from "../words";
import { progress, useFacts, useLook, useSoon } from "./looks";
import { between, attempts, load, nearest, people } from "./reading";
import { Step, undecided } from "./step";
import { failed, first as say } from "./words";
import "./before.css";

const HOUR: string[] = ["classes.phones.population=1", "run.length=1 h", "run.sample=1 min"];
const ALL: Wanted = { scenario: "story/silence", text, scale: 1 };
const ONE: Wanted = { ...ALL, set: HOUR };
/** Taps before a pace is said: two are one gap, and that is no pace. */
const ENOUGH = 3;
/** How long a question of the reader is seen on its way, there and back. */
const TRIP_MS = 700;

interface Taps { many: number; from: number; last: number }
const NONE: Taps = { many: 0, from: 0, last: 0 };

/** Questions an hour at the pace of the taps. */
function pace(taps: Taps): number | null {
  const seconds = (taps.last - taps.from) / 1000;
  return taps.many >= ENOUGH && seconds > 0 ? ((taps.many - 1) / seconds) * 3600 : null;
}

export function First(): JSX.Element {
  const near = useSoon(1);
  const all = useLook(near ? ALL : null);
  const one = useLook(near ? ONE : null);
  const facts = useFacts(ALL, near);
  const [taps, set] = useState(NONE);
  const many = facts ? people(facts, "phones") : 0;
  const held = all.seen && many ? (load(all.seen, 0, all.seen.film.end_h) / many) * 3600 : null;
  const rate = pace(taps);
  const hour = one.seen ? between(one.seen.film, 0, one.seen.film.end_h).map((at) => ({ at: one.seen!.film.time_h[at]!, asked: Math.round(attempts(one.seen!.film.classes[0]!, at) * 60) })) : [];
  const tap = (): void => set((old) => {
    const now = performance.now();
    return { many: old.many + 1, from: old.many ? old.from : now, last: now };
  });
  return (
    <Step
      number={1} where={EXAMPLE} title={say.title} idea={say.idea}
      bet={{
        question: say.question, options: say.options.map(say.option), right: held === null ? undecided(all.failed) : nearest(say.options, held),
        wasRight: held === null ? "" : say.right(held), wasWrong: held === null ? "" : say.wrong(held), runs: progress([ALL]),
      }}
      hides={say.hides}
      control={
        <div class="tap-row">
          <button type="button" class="main tap" onClick={tap} aria-label={`${say.tap} ${say.control}`}>{say.tap}</button>
          <span>{say.taps(taps.many)}</span>
          {taps.many > 0 && <button type="button" class="quiet-button" onClick={() => set(NONE)}>{say.again}</button>}
        </div>
      }
      picture={<Lanes held={held} hour={hour} taps={taps} rate={rate} />}
      sentence={all.failed ? failed(all.failed) : held === null ? "" : say.sentence(held, taps.many, rate)}
      about={facts && all.seen ? say.about(many, all.seen.film.end_h, facts.seed) : ""}
    />
  );
}

interface LanesProps {
  held: number | null;
  hour: Array<{ at: number; asked: number }>;
  taps: Taps;
  rate: number | null;
}

function Lanes(props: LanesProps): JSX.Element {
  const [place, width] = useWidth(640);
  const size = letterSize(width);
  const [left, right] = [size * 3.2, width - size * 3.4];
  const asked = props.hour.reduce((sum, minute) => sum + minute.asked, 0);
  const strip = (share: number): number => 1 + share * (width - 2);
  return (
    <figure class="chart lanes" ref={place as never}>
      <svg width={width} height={168} viewBox={`0 0 ${width} 168`} role="img" aria-label={props.held === null ? say.held : say.said(props.held)} style={{ fontSize: `${size}px` }}>
        <rect x={right - 4} y={10} width={size * 3.4} height={130} rx={8} class="machine" />
        <text x={right - 4 + size * 1.7} y={158} text-anchor="middle">{say.server}</text>
        <Handset x={left - 26} y={14} />
        <text x={0} y={76}>{say.phone}</text>
        <line x1={left} x2={right - 4} y1={36} y2={36} stroke={COLOURS.first} stroke-width="2.5" />
        <circle cx={right + 8} cy={36} r={7} fill={COLOURS.first} class={calm.value || paused.value ? "" : "breathing"} />
        <text x={(left + right) / 2} y={26} text-anchor="middle">{say.held}</text>
        <line x1={left} x2={right - 4} y1={108} y2={108} class="grid" stroke-dasharray="3 5" />
        <circle cx={left - 16} cy={102} r={8} class="head" />
        <path d={`M${left - 30} 128a14 14 0 0 1 28 0z`} class="head" />
        <text x={0} y={148}>{say.you}</text>
        <Trip taps={props.taps} left={left} right={right - 4} y={108} />
      </svg>
      <Hour words={props.hour.length ? say.hour(asked) : ""} width={width} colour={COLOURS.first} ticks={props.hour.filter((minute) => minute.asked > 0).map((minute) => strip(minute.at))} />
      <Hour words={props.rate === null ? say.taps(props.taps.many) : say.hourYou(props.rate)} width={width} colour={COLOURS.retries} ticks={props.rate === null ? [] : paced(props.rate, width).map(strip)} />
    </figure>
  );
}

/** Even ticks of an hour, as many as can be told apart: more are a bar, and look like one. */
function paced(rate: number, width: number): number[] {
  const many = Math.min(Math.round(rate), width);
  return Array.from({ length: many }, (_, n) => (n + 0.5) / many);
}

function Hour(props: { words: string; width: number; colour: string; ticks: number[] }): JSX.Element {
  return (
    <div class="hour">
      <p class="note">{props.words || "\u00a0"}</p>
      <svg width={props.width} height={22} aria-hidden="true">
        <line x1={0} x2={props.width} y1={20} y2={20} class="axis" />
        <path d={props.ticks.map((x) => `M${x.toFixed(1)} 3V20`).join("")} stroke={props.colour} stroke-width={2.2} />
      </svg>
    </div>
  );
}

function Handset(props: { x: number; y: number }): JSX.Element {
  return (
    <g transform={`translate(${props.x} ${props.y})`}>
      <rect width={24} height={44} rx={5} class="machine" />
      <rect x={4} y={6} width={16} height={28} rx={1.5} fill={COLOURS.rest} />
      <circle cx={12} cy={39} r={2} class="head" />
    </g>
  );
}

/** The reader's questions on their way: blue there, and a "no" back. Nothing moves for those who want nothing to move. */
function Trip(props: { taps: Taps; left: number; right: number; y: number }): JSX.Element | null {
  const [now, tick] = useState(0);
  const all = useRef<number[]>([]);
  const { many, last } = props.taps;
  useEffect(() => {
    if (!many || calm.value || paused.value) { all.current = []; return; }
    all.current = [...all.current, last].slice(-24);
    let frame = 0;
    const draw = (time: number): void => {
      all.current = all.current.filter((begun) => time - begun < TRIP_MS);
      tick(time);
      if (all.current.length) frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [many]);
  return (
    <g>
      {all.current.map((begun) => {
        const way = Math.min(Math.max((now - begun) / TRIP_MS, 0), 1);
        const back = way > 0.5;
        const x = props.left + (props.right - props.left) * (back ? 2 - way * 2 : way * 2);
        return back
          ? <text key={begun} x={x} y={props.y - 8} text-anchor="middle" class="no">{say.no}</text>
          : <circle key={begun} cx={x} cy={props.y} r={5} fill={COLOURS.retries} />;
      })}
    </g>
  );
}
