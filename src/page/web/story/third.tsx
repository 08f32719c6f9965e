// Step 3: load over the number of phones that try again, against what the cell can serve. Each point is a run.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import text from "../../../../scenarios/story/few.toml";
import { COLOURS } from "../chart/colours";
import { linear, roundedUp, ticks } from "../chart/scale";
import { letterSize, useWidth } from "../chart/time";
import type { Seen, Wanted } from "../protocol";
import { EXAMPLE, count, number } from "../words";
import { progress, useFacts, useLook, useNear, useScan, useSoon } from "./looks";
import { load, nearest, people, served, written } from "./reading";
import { hasBet, Step, Stops, undecided } from "./step";
import { failed, third as say } from "./words";

const BASE: Wanted = { scenario: "story/few", text, scale: 1 };
/** Phones: by tens where it is decided, then by hundreds. The engine knows no class of nobody, so it begins with one. */
const PHONES = [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 150, 200, 250, 300, 400, 500, 600, 700, 800, 900, 1000];
const STOPS = PHONES.map(String);
const RUNS = PHONES.map((many): Wanted => ({ ...BASE, set: [`classes.phones.population=${many}`] }));
const BEGIN = PHONES.indexOf(10);
/** Hours after the failure from which the load is level: all phones have noticed, and the queue is as long as it gets. */
const LEVEL = 1 / 60;

const level = (seen: Seen): number => load(seen, LEVEL, seen.film.end_h);

/** The first number of phones whose load is above what can be served; `null` while that is not known, or if there is none. */
function first(all: ReadonlyArray<Seen | null>): { from: number | null; known: boolean } {
  for (let at = 0; at < all.length; at++) {
    const seen = all[at];
    if (!seen) return { from: null, known: false };
    if (level(seen) > (seen.film.capacity ?? Infinity)) return { from: PHONES[at]!, known: true };
  }
  return { from: null, known: true };
}

export function Third(): JSX.Element {
  const near = useNear(3);
  const facts = useFacts(BASE, near);
  const soon = useSoon(3);
  const [bet, placed] = useState(hasBet(3));
  const { runs: scan, failed: unknown } = useScan(RUNS, soon, bet ? "bet" : "soon");
  const [at, move] = useState(BEGIN);
  const now = useLook(near ? RUNS[at]! : null);
  const { from, known } = first(scan);
  const wait = facts ? written(facts, "classes.phones.behaviours.again.any_error.after.spread.around") : "…";
  const people_ = facts ? people(facts, "web") : 0;
  const seen = now.waiting ? null : now.seen;
  const capacity = seen?.film.capacity ?? scan.find((one) => one)?.film.capacity ?? null;
  const web = seen && facts ? served(seen, facts, "web", LEVEL) : null;
  const crossing = !known || capacity === null ? say.computing : say.sentence(from, capacity, PHONES.at(-1)!);
  return (
    <Step
      number={3} where={EXAMPLE} title={say.title}
      idea={facts ? say.idea(people_, written(facts, "classes.web.service"), capacity) : ["…"]}
      bet={{
        question: say.question(wait), options: say.options.map(say.option), right: known ? nearest(say.options, from) : undecided(unknown),
        wasRight: from ? say.right(from, people_) : "", wasWrong: from ? say.wrong(from, people_) : known ? say.none : "", runs: progress(RUNS),
      }}
      hides={say.hides}
      control={<Stops label={say.control} stops={STOPS} at={at} onMove={move} shown={say.shown} />}
      picture={<LoadByPhones points={scan.map((one) => (one ? level(one) : null))} capacity={capacity} at={at} now={seen ? level(seen) : null} from={from} />}
      sentence={now.failed ? failed(now.failed) : seen ? `${say.now(PHONES[at]!, level(seen), web)} ${crossing}` : ""}
      about={facts ? say.about(scan.filter(Boolean).length, facts.seed) : ""} onBet={() => placed(true)}
    />
  );
}

const HEIGHT = 270;

function LoadByPhones(props: { points: Array<number | null>; capacity: number | null; at: number; now: number | null; from: number | null }): JSX.Element {
  const [place, width] = useWidth(640);
  const size = letterSize(width);
  const [left, right, top, bottom] = [size * 2.6, width - size * 1.4, size * 1.2, HEIGHT - size * 3.4];
  const found = props.points.flatMap((load, n) => (load === null ? [] : [{ many: PHONES[n]!, load }]));
  const most = roundedUp(Math.max(...found.map((one) => one.load), props.now ?? 0, (props.capacity ?? 0) * 2));
  const [x, y] = [linear(0, PHONES.at(-1)!, left, right), linear(0, most, bottom, top)];
  const many = PHONES[props.at]!;
  const limit = props.capacity;
  return (
    <figure class="chart" ref={place as never}>
      <figcaption><b>{say.load}</b> <span class="quiet">{say.unit}</span></figcaption>
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" style={{ fontSize: `${size}px` }}
        aria-label={props.now !== null && limit !== null ? say.said(many, props.now, limit) : say.load}>
        {ticks(0, most, 4).map((value) => (
          <g key={value}><line x1={left} x2={right} y1={y(value)} y2={y(value)} class="grid" /><text x={left - 6} y={y(value)} dy="0.35em" text-anchor="end">{number(value)}</text></g>
        ))}
        {ticks(0, PHONES.at(-1)!, 5).map((value) => <text key={value} x={x(value)} y={bottom + size * 1.4} text-anchor="middle">{count(value)}</text>)}
        <text x={(left + right) / 2} y={bottom + size * 2.9} text-anchor="middle" class="limit-label">{say.axis}</text>
        {limit !== null && <rect x={left} width={right - left} y={top} height={Math.max(y(limit) - top, 0)} class="beyond" />}
        <path d={found.map((one, n) => `${n ? "L" : "M"}${x(one.many).toFixed(1)} ${y(one.load).toFixed(1)}`).join("")} fill="none" stroke={COLOURS.retries} class="line" />
        {found.map((one) => <circle key={one.many} cx={x(one.many)} cy={y(one.load)} r={limit !== null && one.load > limit ? 3.6 : 2.6} fill={COLOURS.retries} />)}
        {limit !== null && <><line x1={left} x2={right} y1={y(limit)} y2={y(limit)} class="limit" />
          <text x={right} y={y(limit) - 6} text-anchor="end">{say.limit}: {number(limit)}</text></>}
        {props.from !== null && (
          <g>
            <line x1={x(props.from)} x2={x(props.from)} y1={top + size * 3} y2={bottom} class="mark" />
            <text x={x(props.from) + 6} y={top + size * 3.6} class="limit-label">{say.from(props.from)}</text>
          </g>
        )}
        {props.now !== null && (
          <g>
            <line x1={x(many)} x2={x(many)} y1={bottom} y2={y(props.now)} class="cursor" />
            <circle cx={x(many)} cy={y(props.now)} r={6.5} class="now" />
            <text x={x(many) + (many > 800 ? -12 : 10)} y={Math.max(Math.min(y(props.now), y(limit ?? 0)) - 12, size)} text-anchor={many > 800 ? "end" : "start"} class="strong">{say.here(props.now)}</text>
          </g>
        )}
      </svg>
    </figure>
  );
}
