// Step 6: the block. The knocks rise, and web mail wakes.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { hasHealthy, inMultiples, LoadChart, PeopleChart } from "../chart/run";
import { data } from "../data";
import { cellAt, hours } from "../words";
import { intervalAt } from "../dots/cell";
import { progress, useNear, useScan, useSoon } from "./looks";
import { Door } from "./door";
import { useMoving } from "./moving";
import { lastHour, loss, PHONES, run, servedFrom, topInside, WEB } from "./roles";
import { SIZES } from "./sizes";
import { hasBet, Step, Stops, undecided } from "./step";
import { Strip } from "./strip";
import type { Film } from "../protocol";
import { about, BLOCK, blocked, blockedAnswer, delay, REPAIR, turned, type Knocks } from "./words-after";

const SCALE = SIZES.sixth;
const LENGTH = 10;
const AT = [20, 40, 60, 90, 120, 180, 240, 300];
const written = (minutes: number): string => (minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`);
/** Nobody comes back in this step: what the block does is seen alone. */
const BACK = data.facts.timeline.filter((entry) => entry.at_edge && entry.action !== "block").map((entry) => `timeline.${entry.name}.enabled=false`);
const ALL = AT.map((minutes) => run([...BACK, `run.length=${LENGTH} h`, `timeline.block.at=${written(minutes)}`], SCALE));
const FIRST = AT.indexOf(180);

/** What decides the bet. */
export const SIXTH = { run: ALL[FIRST]!, at: AT[FIRST]! / 60, length: LENGTH };

/** The tries of the phones, before the block and after it. */
function knocks(film: Film, at: number): Knocks {
  const phones = film.classes[PHONES]!;
  const all = phones.first.map((one, n) => one + phones.retries[n]!);
  const place = intervalAt(film, at);
  const before = all.slice(Math.max(place - 2, 0), place);
  // In flight: asked, and no answer yet.
  const inFlight = (some: ReadonlyArray<readonly number[]>): number => some.reduce((sum, one) => sum + one[1]!, 0) / Math.max(some.length, 1);
  const every = Math.max(Math.round(0.5 / ((film.time_h[1] ?? 1) - (film.time_h[0] ?? 0))), 1);
  const waited: Knocks["waited"] = [inFlight(phones.states.slice(Math.max(place - 2, 0), place)), inFlight(phones.states.slice(place + 1, place + 1 + every))];
  return { waited, healthy: hasHealthy(film), before: before.reduce((sum, one) => sum + one, 0) / Math.max(before.length, 1), after: Math.max(0, ...all.slice(place)), last: lastHour(film, all) };
}

/** How much web loses for every hour of delay, if that is about the same all along; null if it is not, or not yet known. */
function slope(lost: Array<number | null>): number | null {
  const known = lost.flatMap((value, n) => (value === null ? [] : [[AT[n]! / 60, value] as const]));
  if (known.length < AT.length) return null;
  const by = known.slice(1).map(([at, value], n) => (value - known[n]![1]) / (at - known[n]![0]));
  const mean = (known.at(-1)![1] - known[0]![1]) / (known.at(-1)![0] - known[0]![0]);
  return by.every((one) => Math.abs(one - mean) < 0.25 * mean) ? mean : null;
}

export function Sixth(): JSX.Element {
  const [at, move] = useState(FIRST);
  const [bet, placed] = useState(hasBet(6));
  const near = useNear(6);
  // What decides the bet goes on, wherever the slider is.
  useScan([ALL[FIRST]!], useSoon(6), bet ? "bet" : near ? "shown" : "soon");
  useScan([ALL[at]!], near, "shown");
  const { runs: played, failed } = useScan(ALL, near);
  const runs = played.map((one) => one && inMultiples(one));
  const now = runs[at];
  const after = AT[at]! / 60;
  const moving = useMoving(after - 0.5, Math.min(after + 2, LENGTH), after + 0.5, bet && !!now);
  const first = runs[FIRST] ? knocks(runs[FIRST]!.film, AT[FIRST]! / 60) : null;
  const right = first === null ? undecided(failed) : { fell: 0, stayed: 1, rose: 2 }[turned(first)];
  const answer = first ? blockedAnswer(first) : { right: "", wrong: "" };
  const lost = runs.map((one) => (one ? loss(one, WEB).outage_h : null));
  const most = useMemo(() => topInside(runs), [runs.filter(Boolean).length]);
  // Drawn anew for another run, not for each that comes into the strip.
  const charts = useMemo(() => now && <>
    <LoadChart seen={now} multiples={hasHealthy(now.film)} facts={data.facts} window={[-0.25, LENGTH]} height={164} apart most={most} moving={moving.at} onPick={moving.pick} />
    <Door run={now} at={moving.at} />
  </>, [now, most]);
  const people = useMemo(() => now && <PeopleChart seen={now} facts={data.facts} window={[-0.25, LENGTH]} height={150} plain />, [now]);
  return (
    <Step number={6} where={cellAt(SCALE)} title={BLOCK.title} idea={[BLOCK.idea]}
      // Fewer knocks are not none: then no option is right.
      bet={{ question: BLOCK.question(AT[FIRST]! / 60), options: BLOCK.options, right: right === 0 && first!.after > first!.before * 0.1 ? null : right, wasRight: answer.right, wasWrong: answer.wrong, runs: progress([ALL[FIRST]!], LENGTH) }}
      onBet={() => placed(true)}
      hides={BLOCK.hides}
      control={<div class="with-again"><Stops label={BLOCK.control} stops={AT.map(written)} at={at} onMove={move} /><button type="button" class="again" onClick={moving.again}>{REPAIR.again}</button></div>}
      sentence={now && blocked(knocks(now.film, after), servedFrom(now.film, WEB), after, LENGTH) + delay(slope(lost), loss(now, WEB).outage_h, LENGTH)}
      about={about([data.facts.seed], LENGTH, SCALE)}
      picture={charts || <p class="waiting">{failed || "…"}</p>}
      aside={<Strip title={BLOCK.strip} most={Math.max(AT.at(-1)! / 60, ...lost.map((one) => one ?? 0))} chosen={at} onPick={move} never="" shown={hours}
        bars={AT.map((minutes, n) => ({ label: written(minutes), value: lost[n] ?? undefined }))} />}
      more={people} />
  );
}
