// Step 8: the two fixes, alone and together, with nobody at the edge; and what "error handling" may mean.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { classColour, classDash } from "../chart/colours";
import { hasHealthy, inMultiples } from "../chart/run";
import { TimeChart } from "../chart/time";
import { data } from "../data";
import type { Fix, Seen } from "../protocol";
import { alike } from "../workbench/fixes";
import { since } from "../state";
import { cellAt, ended } from "../words";
import { progress, useNear, useScan, useSoon } from "./looks";
import { loss, NOBODY_ACTS, PHONES, reaching, recovery, run, servedFrom, WEB } from "./roles";
import { cost, OVER, RAMP } from "./seventh";
import { SIZES } from "./sizes";
import { hasBet, Step, undecided } from "./step";
import { about, arm, chosenArm, FIXES, fixesAnswer, lostShort, obeying, reading, rush, sameReading, worstOf } from "./words-after";
import { lostThen } from "./words-end";

const SCALE = SIZES.eighth;
const LENGTH = 24;
const COMMON = [...NOBODY_ACTS, `run.length=${LENGTH} h`];
const HANDLING = "fixes.error_handling";
const ON = [`${HANDLING}.on=true`];
/** Neither, error handling, bandwidth, both: as the two switches count. */
const ARMS = [[], ON, ["fixes.bandwidth.on=true"], [...ON, "fixes.bandwidth.on=true"]];
const ALL = ARMS.map((set) => run([...COMMON, ...set], SCALE));
/** What the scenario offers as readings of error handling, after none of it. */
const READINGS = [
  { words: FIXES.none, set: [] as string[], fix: null },
  ...data.facts.fixes.filter((fix) => fix.sets.every((one) => one.path === HANDLING)).map((fix) => ({ words: fix.words, set: fix.sets.map((one) => `${one.path}=${one.value}`), fix })),
];
/** Whether a reading is what the switch above turns on. */
function meansTheSame(fix: Fix): boolean {
  const own = data.facts.fixes.find((one) => one.sets.every((set) => set.path === `${HANDLING}.on`));
  return own !== undefined && alike(own, fix, data.facts);
}

/** What error handling is here, in the words of the scenario. */
const MEANT = READINGS.find(({ fix }) => fix && meansTheSame(fix))?.words ?? null;

/** The return that drowns web without a fix: smaller, because the operators' part of it is long. */
const FAST = [`run.length=${LENGTH} h`, `timeline.${RAMP?.name ?? "restore"}.do.ramp.over=${OVER[0]!}`];
const FAST_SCALE = SIZES.seventh;

const lost = (one: Seen, at: number): string => arm(loss(one, at).outage_h, servedFrom(one.film, at), LENGTH);
/** What decides the bet. */
export const EIGHTH = { runs: ALL, length: LENGTH, lost: (one: Seen): string => lostThen(loss(one, WEB).outage_h, servedFrom(one.film, WEB)) };
const short = (one: Seen | null | undefined, at: number): string => (one ? lostShort(loss(one, at).outage_h, servedFrom(one.film, at)) : "…");

const REPAIRED = data.facts.timeline.find((entry) => entry.action === "repair_cache")?.at_h ?? 0;

/** The largest share of web without service, the first moment at which it was that large, and the mail that waited for phones then. */
function worst({ film }: Seen): [share: number, at: number, waiting: number] {
  let at = Math.max(film.time_h.findIndex((time) => time >= -1e-9), 0);
  const without = film.classes[WEB]!.without;
  without.forEach((share, n) => { if (n > at && (share ?? 0) > (without[at] ?? 0)) at = n; });
  return [without[at] ?? 0, film.time_h[at] ?? 0, film.classes[PHONES]!.backlog[at] ?? 0];
}

/** The largest load that reached the cell before the repair, as a multiple of the healthy one. */
function worstLoad(run: Seen): number {
  const { film } = inMultiples(run);
  return Math.max(0, ...reaching(film).filter((_, n) => film.time_h[n]! >= -1e-9 && film.time_h[n]! < REPAIRED - 1e-9));
}

/** The largest share of web without service from the repair on, and the mail that waits for phones then. */
function worstAfter({ film }: Seen): [share: number, waiting: number] {
  const after = film.time_h.map((time, n) => (time >= REPAIRED - 1e-9 ? film.classes[WEB]!.without[n] ?? 0 : 0));
  const share = Math.max(0, ...after);
  return [share, film.classes[PHONES]!.backlog[after.indexOf(share)] ?? 0];
}

/** Share of the phones that obey a Retry-After, over all their behaviours; null if the scenario does not say it. */
function obeys(): number | null {
  const root = `classes.${data.facts.classes[PHONES]!.name}.behaviours.`;
  const values = new Map(data.facts.values.map((one) => [one.path, Number(one.value)]));
  const all = [...values].flatMap(([path, share]) => (path.startsWith(root) && path.endsWith(".share") ? [share * (values.get(path.replace(/share$/, "obeys_retry_after")) || 0)] : []));
  return all.length ? all.reduce((sum, one) => sum + one, 0) : null;
}
const OBEYS = obeys();

function worstSaid(run: Seen): string {
  const [share, at, waiting] = worst(run);
  return worstOf(share, at, REPAIRED, waiting);
}

/** Phones and web only, in the colours that they have everywhere: small pictures have no room for more. */
function Two(props: { run: Seen; title: string; unit?: string; height: number }): JSX.Element {
  const { film } = props.run;
  return useMemo(() => <TimeChart title={props.title} unit={props.unit ?? ""} share time={film.time_h} end={film.end_h} window={[-0.25, LENGTH]} height={props.height}
    lines={[PHONES, WEB].map((at) => ({ label: data.facts.classes[at]!.name, colour: classColour(data.facts, at), values: film.classes[at]!.without, dash: classDash(data.facts, at) }))} />, [film, props.title, props.unit]);
}

/** Shown once somebody has bet, so that nothing waits for it before. */
function Readings(): JSX.Element {
  const [read, choose] = useState(Math.max(READINGS.findIndex(({ fix }) => fix && meansTheSame(fix)), 0));
  const { runs, failed } = useScan(READINGS.map(({ set }) => run([...COMMON, ...set], SCALE)), true, "shown");
  const returns = useScan(READINGS.map(({ set }) => run([...FAST, ...set], FAST_SCALE)), true, "shown").runs;
  const now = runs[read];
  return (
    <div class="readings">
      <table class="returns" role="table">
        <caption>{FIXES.reading}</caption>
        <thead role="rowgroup"><tr role="row">{FIXES.head(OVER[0]!).map((text) => (text ? <th key={text} role="columnheader" scope="col">{text}</th> : <td key="" role="cell" />))}</tr></thead>
        <tbody role="rowgroup">
          {READINGS.map(({ words, fix }, n) => {
            const back = returns[n];
            return (
              <tr key={words} role="row" class={n === read ? "chosen" : ""}>
                <th scope="row" role="rowheader"><label><input type="radio" name="reading" checked={read === n} onChange={() => choose(n)} /> {fix && meansTheSame(fix) ? `${words} ${sameReading}` : words}</label></th>
                <td role="cell">{short(runs[n], WEB)}</td><td role="cell">{short(runs[n], PHONES)}</td>
                <td role="cell">{back ? lostShort(cost(back), servedFrom(back.film, WEB)) : "…"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="note">{FIXES.columns(LENGTH, FAST_SCALE)}{OBEYS !== null && obeying(OBEYS)}</p>
      {now ? <>
        <Two run={now} title={FIXES.without} height={150} />
        <p class="note" role="status">{reading(READINGS[read]!.words, ended(recovery(now).verdict, recovery(now).recovered_h, LENGTH, since.value), worstLoad(now), hasHealthy(now.film))}{worstSaid(now)}</p>
      </> : <p class="waiting">{failed || "…"}</p>}
    </div>
  );
}

export function Eighth(): JSX.Element {
  const [on, turn] = useState<[boolean, boolean]>([false, false]);
  const [bet, placed] = useState(hasBet(8));
  const near = useNear(8);
  const { runs, failed } = useScan(ALL, useSoon(8), bet ? "bet" : near ? "shown" : "soon");
  const chosen = Number(on[0]) + 2 * Number(on[1]);
  const all = runs.every((one) => one !== null);
  const words = runs.map((one) => (one ? lost(one, WEB) : ""));
  const [neither, handling, bandwidth] = runs.map((one) => (one ? loss(one, WEB).outage_h : null));
  // A fix that leaves four fifths of the loss does not do much.
  const right = neither == null || handling == null || bandwidth == null ? undecided(failed) : Math.min(handling, bandwidth) > neither * 0.8 ? 2 : handling < bandwidth ? 0 : 1;
  const answer = fixesAnswer(words[0]!, words[1]!, words[2]!);
  return (
    <Step number={8} where={cellAt(SCALE)} title={FIXES.title} idea={[FIXES.idea(REPAIRED, MEANT)]} onBet={() => placed(true)}
      bet={{ question: FIXES.question, options: FIXES.options, right, runs: progress(ALL, LENGTH), wasRight: answer.right, wasWrong: answer.wrong }}
      hides={FIXES.hides}
      control={
        <div class="switches">
          {FIXES.switches.map((name, n) => (
            <label key={name}><input type="checkbox" role="switch" checked={on[n]!} onChange={() => turn(n === 0 ? [!on[0], on[1]] : [on[0], !on[1]])} /> {name}</label>
          ))}
        </div>
      }
      sentence={all && <>{chosenArm(words[chosen]!, chosen)} <b>{rush(...worstAfter(runs[3]!))}</b></>}
      about={about([data.facts.seed], LENGTH, SCALE)}
      picture={
        <><p class="legend">
          {[PHONES, WEB].map((at) => <span key={at}><i class="swatch" style={{ background: classColour(data.facts, at) }} /> {data.facts.classes[at]!.name}</span>)}
          <span class="quiet">{FIXES.four}</span>
        </p>
        <div class="four">
          {runs.map((one, n) => (
            <div key={FIXES.arms[n]} class={n === chosen ? "arm chosen" : "arm"} aria-current={n === chosen ? "true" : undefined}>
              {one ? <Two run={one} title={FIXES.arms[n]!} unit={FIXES.webLost(short(one, WEB))} height={126} /> : <><b>{FIXES.arms[n]}</b><p class="waiting">{failed || "…"}</p></>}
            </div>
          ))}
        </div></>
      }
      more={<Readings />} />
  );
}
