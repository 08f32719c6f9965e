// Step 7: the return, in five worlds.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { TimeChart, type Line } from "../chart/time";
import { classColour } from "../chart/colours";
import { data } from "../data";
import type { Seen } from "../protocol";
import { Marked } from "../workbench/glossary";
import { cellAt, hours } from "../words";
import { inHours } from "../operator/seat";
import { written } from "./reading";
import { progress, useNear, useScan, useSoon } from "./looks";
import { loss, lostSince, PHONES, run, servedFrom, WEB } from "./roles";
import { SIZES } from "./sizes";
import { Fold, hasBet, Step, Stops, undecided } from "./step";
import { about, price, RETURN, returnAnswer, returned } from "./words-after";

const SCALE = SIZES.seventh;
const LENGTH = 84;
export const OVER = ["6 min", "30 min", "1 h", "2 h", "3 h", "6 h", "24 h", "60 h"];
/** What the bet is on, and what the reader sees first: nothing else is computed before it. */
const FIRST = 0;
/** The world of the file, and four others. */
const SEEDS = [data.facts.seed, ...[1, 2, 3, 4, 5].filter((one) => one !== data.facts.seed)].slice(0, 5);
export const RAMP = data.facts.timeline.find((entry) => entry.action === "ramp");
const BEGINS = RAMP?.at_h ?? 0;
/** Share of web without service up to which a return is safe. */
const SAFE = 0.1;

const worlds = (over: string) => SEEDS.map((seed) => run([`run.length=${LENGTH} h`, `timeline.${RAMP?.name ?? "restore"}.do.ramp.over=${over}`], SCALE, seed));
const ALL = OVER.map(worlds);
/** Hours that web and phones wait before they count as without service; none if that is not a length of time, or not that order. */
const WAITED = [WEB, PHONES].map((at) => inHours(written(data.facts, `classes.${data.facts.classes[at]!.name}.patience`)));
const PATIENCE = WAITED[0]! > 0 && WAITED[1]! > WAITED[0]! * 1.5 ? WAITED : null;
export const cost = (one: Seen): number => lostSince(one.film, WEB, BEGINS);
const worst = ({ film }: Seen): number => Math.max(0, ...film.classes[WEB]!.without.map((share, n) => (film.time_h[n]! >= BEGINS - 1e-9 ? share ?? 0 : 0)));
const isSafe = (one: Seen): boolean => worst(one) <= SAFE;
/** What decides the bet, and what was done. */
export const SEVENTH = { all: ALL, over: OVER, fast: ALL[FIRST]!, fastOver: OVER[FIRST]!, slow: ALL.at(-1)!, slowOver: OVER.at(-1)!, isSafe };
const there = (all: Array<Seen | null>): Seen[] => all.filter((one): one is Seen => one !== null);
const middle = (all: number[]): number => [...all].sort((a, b) => a - b)[Math.floor((all.length - 1) / 2)] ?? 0;

function Curves(props: { known: Seen[]; at: number; of: "without" | "backlog"; title: string; height: number; first?: boolean; last?: boolean }): JSX.Element {
  const { film } = props.known[0]!;
  const lines: Line[] = props.known.map((one, n) => ({
    label: n === 0 ? data.facts.classes[props.at]!.name : `world ${n + 1}`, colour: classColour(data.facts, props.at),
    values: one.film.classes[props.at]![props.of], ghost: n > 0,
  }));
  return <TimeChart title={props.title} unit={props.of === "backlog" ? RETURN.messages : RETURN.unit(props.known.length)} nameless unnamed={!props.first} bare={!props.last} share={props.of === "without"} time={film.time_h} end={film.end_h} window={[-0.25, film.end_h]} height={props.height}
    marks={[{ at: BEGINS, label: RETURN.begins }]} lines={lines} />;
}

/** Every return that was tried, with what it cost: fills as the runs come. */
function Table(props: { all: Array<Array<Seen | null>>; at: number; onPick: (at: number) => void }): JSX.Element {
  return (
    <table class="returns">
      <caption><Marked at={76} text={RETURN.table} /></caption>
      <thead><tr>{RETURN.head.map((text) => <th key={text} scope="col">{text}</th>)}</tr></thead>
      <tbody>
        {props.all.map((all, n) => {
          const known = there(all);
          const whole = known.length === all.length;
          return (
            <tr key={OVER[n]} class={n === props.at ? "chosen" : ""}>
              <th scope="row"><button type="button" aria-pressed={n === props.at} onClick={() => props.onPick(n)}>{OVER[n]}</button></th>
              <td class={whole && known.every(isSafe) ? "value all" : "value"}>{whole ? `${known.filter(isSafe).length} of ${known.length}` : "…"}</td>
              <td>{whole ? hours(middle(known.map(cost))) : "…"}</td>
              <td>{whole ? hours(middle(known.map((one) => loss(one, PHONES).outage_h))) : "…"}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export function Seventh(): JSX.Element {
  const [at, move] = useState(FIRST);
  const near = useNear(7);
  const [bet, placed] = useState(hasBet(7));
  // The fastest decides the bet, and the slowest is what was done: these two before the others.
  useScan(ALL[FIRST]!, useSoon(7), bet ? "bet" : near ? "shown" : "soon");
  const { runs, failed } = useScan(ALL[at]!, near, "shown");
  useScan(ALL.at(-1)!, near);
  const flat = useScan(ALL.flat(), near).runs;
  const all = OVER.map((_, n) => flat.slice(n * SEEDS.length, (n + 1) * SEEDS.length));
  const known = there(runs);
  const fast = there(all[FIRST]!);
  const slow = there(all.at(-1)!);
  const fell = fast.filter((one) => !isSafe(one)).length;
  const stayed = fast.filter((one) => servedFrom(one.film, WEB) === null).length;
  const half = SEEDS.length / 2;
  const right = fast.length < SEEDS.length ? undecided(failed) : stayed > half ? 2 : fell > half ? 1 : 0;
  const answer = returnAnswer(OVER[FIRST]!, fell, stayed, fast.length);
  const whole = flat.every((one) => one !== null);
  const shortest = OVER.findIndex((_, n) => there(all[n]!).length === SEEDS.length && there(all[n]!).every(isSafe));
  const phones = (some: Seen[]): number => middle(some.map((one) => loss(one, PHONES).outage_h));
  // Drawn anew for these worlds only, not for each of the others that comes.
  const curves = useMemo(() => known.length > 0 && <>
    <Curves known={known} at={WEB} of="without" title={RETURN.web} height={108} first />
    <Curves known={known} at={PHONES} of="without" title={RETURN.phones} height={86} />
    <Curves known={known} at={PHONES} of="backlog" title={RETURN.backlog} height={104} last />
  </>, [at, known.length]);
  return (
    <Step number={7} where={cellAt(SCALE)} title={RETURN.title} idea={[RETURN.idea(SEEDS.length)]} onBet={() => placed(true)}
      bet={{ question: RETURN.question(OVER[FIRST]!), options: RETURN.options, right, runs: progress(ALL[FIRST]!, LENGTH), wasRight: answer.right, wasWrong: answer.wrong }}
      hides={RETURN.hides(SEEDS.length)}
      control={<Stops label={RETURN.control} stops={OVER} at={at} onMove={move} />}
      sentence={known.length > 0 && <>
        {returned(OVER[at]!, known.filter(isSafe).length, known.length, SEEDS.length, Math.max(...known.map(worst)))}
        {whole && <> <b>{price(shortest < 0 ? null : OVER[shortest]!, OVER.at(-1)!, shortest < 0 ? null : phones(slow) - phones(there(all[shortest]!)))}</b></>}
      </>}
      about={about(SEEDS, LENGTH, SCALE)}
      picture={known.length ? curves : <p class="waiting">{failed || "…"}</p>}
      aside={<>
        <Table all={all} at={at} onPick={move} />
        <Fold head={RETURN.safeHead}>{RETURN.safe(SAFE, data.facts.sample_s / 3600, fast[0] ? RETURN.example(OVER[FIRST]!, SEEDS[0]!, worst(fast[0]), isSafe(fast[0])) : "")}</Fold>
        {PATIENCE && fell > 0 && <Fold head={RETURN.patienceHead}>{RETURN.patience(hours(PATIENCE[0]!), hours(PATIENCE[1]!), hours(Math.sqrt(PATIENCE[0]! * PATIENCE[1]!)))}</Fold>}
      </>} />
  );
}
