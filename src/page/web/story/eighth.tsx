// Step 8: the two fixes, alone and together, with nobody at the edge; and what "error handling" may mean.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { PeopleChart } from "../chart/run";
import { data } from "../data";
import type { Finished } from "../protocol";
import { hours } from "../words";
import { useNear } from "./looks";
import { backAfter, loss, NOBODY_ACTS, PHONES, recovery, run, servedFrom, WEB } from "./roles";
import { useScan } from "./scan";
import { Step } from "./step";
import { about, arm, FIXES, four, reading } from "./words-after";
import { ended } from "../words";

const SCALE = 0.1;
const LENGTH = 24;
const COMMON = [...NOBODY_ACTS, `run.length=${LENGTH} h`];
const HANDLING = "fixes.error_handling";
const ARMS = [
  { name: "neither", set: [] as string[] },
  { name: "error handling", set: [`${HANDLING}.on=true`] },
  { name: "bandwidth", set: ["fixes.bandwidth.on=true"] },
  { name: "both", set: [`${HANDLING}.on=true`, "fixes.bandwidth.on=true"] },
];
type Reading = keyof typeof FIXES.readings;
const ON = [`${HANDLING}.on=true`];
const READINGS: Record<Reading, string[]> = {
  shipped: ON,
  after: [...ON, `${HANDLING}.hold=false`, `${HANDLING}.early=false`],
  // A second of Retry-After asks for nothing that the backoff does not ask for anyway.
  devices: [...ON, `${HANDLING}.hold=false`, `${HANDLING}.early=false`, `${HANDLING}.retry_after=1 s`, `${HANDLING}.client_backoff={}`],
  all: [...ON, `${HANDLING}.client_backoff={}`],
};
const NAMES = Object.keys(READINGS) as Reading[];

const lost = (one: Finished, at: number): string => arm(loss(one, at).outage_h, servedFrom(one.seen.film, at), LENGTH);

export function Eighth(): JSX.Element {
  const [read, choose] = useState<Reading>("shipped");
  const near = useNear(8);
  const { runs: arms, failed } = useScan(ARMS.map((one) => run([...COMMON, ...one.set], SCALE)), near, true);
  const readings = useScan(NAMES.map((name) => run([...COMMON, ...READINGS[name]], SCALE)), near).runs;
  const now = readings[NAMES.indexOf(read)];
  const web = arms.map((one) => (one ? loss(one, WEB).outage_h : null));
  const [neither, handling, bandwidth] = web;
  const all = arms.every((one) => one !== null);
  const right = neither == null || handling == null || bandwidth == null ? null : Math.min(handling, bandwidth) > neither * 0.8 ? 2 : handling < bandwidth ? 0 : 1;
  return (
    <Step number={8} title={FIXES.title} idea={<p>{FIXES.idea}</p>}
      bet={{ question: FIXES.question, options: FIXES.options, right, wasRight: FIXES.right, wasWrong: FIXES.wrong }}
      control={
        <fieldset class="readings">
          <legend>{FIXES.reading}</legend>
          {NAMES.map((name) => (
            <label key={name}><input type="radio" name="reading" checked={read === name} onChange={() => choose(name)} /> {FIXES.readings[name]}</label>
          ))}
          {now && <p class="note" role="status">{reading(FIXES.readings[read], lost(now, WEB), lost(now, PHONES), ended(recovery(now).verdict, recovery(now).recovered_h, LENGTH))}</p>}
        </fieldset>
      }
      sentence={all && four(arms.map((one, n) => ({ name: ARMS[n]!.name === "neither" ? "neither" : ARMS[n]!.name, lost: lost(one!, WEB) })))}
      about={about(SCALE, [data.facts.seed], LENGTH)}
      picture={
        <div class="four">
          {arms.map((one, n) => (
            <div key={ARMS[n]!.name}>
              {one ? <PeopleChart seen={one.seen} facts={data.facts} window={[-0.25, LENGTH]} height={170} plain title={ARMS[n]!.name === "neither" ? "Neither" : `With ${ARMS[n]!.name}`} /> : <p class="waiting">{failed || "…"}</p>}
              {one && <p class="note">{`web ${lost(one, WEB)}; at 99 % for good: ${backAfter(one, WEB) === null ? `not within ${hours(LENGTH)}` : hours(backAfter(one, WEB)!)}`}</p>}
            </div>
          ))}
        </div>
      } />
  );
}
