// One client of the run, tick by tick: when it asked, was refused, was served, and how long it waited.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { linear, timeTicksWithRoom } from "../chart/scale";
import { COLOURS } from "../chart/colours";
import { letterSize, useWidth } from "../chart/time";
import { Engine, Stopped } from "../engine";
import type { Happenings } from "../protocol";
import { moment } from "../words";
import { shown } from "./compute";
import { question } from "./history";
import { CLIENT, FOLLOW, FOLLOWED, FOLLOWING, followed, LANES, OF_CLASS } from "./words";
import { chartWindow } from "./window";

const HIGH = 22;
/** A thread of its own: the others have other worlds to compute. */
const watcher = new Engine();

function Ticks(props: { seen: Happenings; window: readonly [number, number]; said: string }): JSX.Element {
  const [place, width] = useWidth(720);
  const size = letterSize(width);
  const [from, to] = props.window;
  const [left, right] = [size * 7.5, width - size];
  const x = linear(from, to, left, right);
  const { asked, again, refused, served, given_up, waited } = props.seen;
  const lanes = [
    { of: asked, colour: COLOURS.first }, { of: again, colour: COLOURS.retries }, { of: refused, colour: COLOURS.refused },
    { of: served, colour: COLOURS.answered }, { of: given_up, colour: COLOURS.failed },
  ].map((lane, n) => ({ ...lane, name: LANES[n]! }));
  const bottom = (lanes.length + 1) * HIGH;
  const inside = (at: number): boolean => at >= from && at <= to;
  const middle = (lane: number): number => lane * HIGH + HIGH * 0.7;
  return (
    <figure class="chart" ref={place as never}>
      <svg width={width} height={bottom + size * 2} viewBox={`0 0 ${width} ${bottom + size * 2}`} role="img" aria-label={props.said} style={{ fontSize: `${size}px` }}>
        {lanes.map((lane, n) => (
          <g key={lane.name}>
            <text x={0} y={middle(n)}>{lane.name}</text>
            <path d={lane.of.filter(inside).map((at) => `M${x(at).toFixed(1)} ${n * HIGH + 3}v${HIGH - 6}`).join("")} stroke={lane.colour} stroke-width="1.6" fill="none" />
          </g>
        ))}
        <text x={0} y={middle(lanes.length)}>{LANES[lanes.length]}</text>
        <path d={waited.filter(([, end]) => end >= from).map(([begin, end]) => `M${x(Math.max(begin, from)).toFixed(1)} ${bottom - HIGH / 2}H${x(Math.min(end, to)).toFixed(1)}`).join("")} stroke={COLOURS.inflight} stroke-width={HIGH * 0.4} fill="none" />
        <line x1={left} x2={right} y1={bottom} y2={bottom} class="axis" />
        {timeTicksWithRoom(from, to, (right - left) / (size * 0.55), moment).map((at) => (
          <text key={at} x={x(at)} y={bottom + size * 1.4} text-anchor={at === from ? "start" : at === to ? "end" : "middle"}>{moment(at)}</text>
        ))}
      </svg>
    </figure>
  );
}

function Followed(): JSX.Element {
  const classes = shown.value.facts.classes.filter((one) => one.population != null);
  const [name, choose] = useState("");
  const [client, number] = useState(0);
  const [seen, see] = useState<{ key: string; all: Happenings } | null>(null);
  const [why, say] = useState("");
  const chosen = classes.find((one) => one.name === name) ?? classes.find((one) => one.phones) ?? classes[0];
  const until = chartWindow.value[1];
  const wish = { wanted: question(), class: chosen?.name ?? "", client: Math.min(client, (chosen?.population ?? 1) - 1), until_h: until };
  const key = JSON.stringify(wish);
  const { whole } = shown.value;
  useEffect(() => {
    // The client of a run that is still moved would be that of another one before it is there.
    if (!whole || !chosen) return;
    let gone = false;
    watcher.ask({ follow: wish }).then((answer) => { if (!gone && "followed" in answer) { see({ key, all: answer.followed }); say(""); } }, (error: Error) => { if (!gone && !(error instanceof Stopped)) say(error.message); });
    return () => { gone = true; };
  }, [key, whole]);
  const there = seen?.key === key ? seen.all : null;
  const said = there ? followed(wish.class, wish.client, there, until) : FOLLOWING;
  return (
    <>
      <p class="row">
        <label>{OF_CLASS} <select value={chosen?.name} onChange={(event) => choose(event.currentTarget.value)}>{classes.map((one) => <option key={one.name} value={one.name}>{one.name}</option>)}</select></label>
        <label>{CLIENT} <input type="number" min={0} max={(chosen?.population ?? 1) - 1} step={1} value={wish.client}
          onChange={(event) => { const one = event.currentTarget.valueAsNumber; if (Number.isSafeInteger(one) && one >= 0) number(one); }} /></label>
      </p>
      <p class="prose" role="status">{why || said}</p>
      {there && <Ticks seen={there} window={chartWindow.value} said={said} />}
      <p class="note">{FOLLOWED}</p>
    </>
  );
}

export function Follow(): JSX.Element | null {
  const [open, turn] = useState(false);
  if (!shown.value.facts.classes.some((one) => one.population != null)) return null;
  return (
    <details class="follow" open={open} onToggle={(event) => turn(event.currentTarget.open)}>
      <summary>{FOLLOW}</summary>
      {open && <Followed />}
    </details>
  );
}
