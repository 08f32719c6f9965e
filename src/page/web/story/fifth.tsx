// Step 5: the cache is repaired, and the load stays.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { LoadChart, marks } from "../chart/run";
import { data } from "../data";
import { hours } from "../words";
import { NOBODY_ACTS, recovery, run } from "./roles";
import { useNear } from "./looks";
import { Strip, useScan } from "./scan";
import { Step, Stops } from "./step";
import { about, REPAIR, repaired, tipping } from "./words-after";

const SCALE = 0.1;
const LENGTH = 14;
/** The cache of the last server fails a quarter of an hour after the first: no repair comes before that. */
const AFTER = [20, 30, 40, 60, 90, 120, 180, 240];
const written = (minutes: number): string => (minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`);
const ALL = AFTER.map((minutes) => run([...NOBODY_ACTS, `run.length=${LENGTH} h`, `timeline.repair.at=${written(minutes)}`], SCALE));
const FIRST = AFTER.indexOf(120);

export function Fifth(): JSX.Element {
  const [at, move] = useState(FIRST);
  const near = useNear(5);
  const { runs, failed } = useScan(ALL, near);
  useScan([ALL[at]!], near, true);
  const now = runs[at];
  const how = now ? recovery(now) : null;
  const known = AFTER.map((minutes, n) => ({ after: minutes / 60, how: runs[n] ? recovery(runs[n]!) : null }));
  const never = known.filter((one) => one.how?.verdict === "stuck").map((one) => one.after);
  const well = known.filter((one) => one.how?.verdict === "recovered").map((one) => one.after);
  const first = runs[FIRST] ? recovery(runs[FIRST]!) : null;
  const after = first?.recovered_h === null || first?.recovered_h === undefined ? null : first.recovered_h - AFTER[FIRST]! / 60;
  const right = first === null ? null : first.verdict === "stuck" ? 2 : first.verdict === "recovered" && after !== null ? (after < 0.5 ? 0 : 1) : null;
  const most = Math.max(0, ...runs.map((one) => (one ? Math.max(...one.seen.film.classes.reduce<number[]>((sum, of) => of.first.map((value, n) => (sum[n] ?? 0) + value + of.retries[n]!), [])) : 0)));
  return (
    <Step number={5} title={REPAIR.title} idea={<p>{REPAIR.idea}</p>}
      bet={{ question: REPAIR.question, options: REPAIR.options, right, wasRight: REPAIR.right, wasWrong: REPAIR.wrong }}
      control={<Stops label={REPAIR.control} stops={AFTER.map(written)} at={at} onMove={move} />}
      sentence={how && <>{repaired(AFTER[at]! / 60, how, LENGTH)}{tipping(never, well, LENGTH)}</>}
      about={about(SCALE, [data.facts.seed], LENGTH)}
      picture={<>
        {now ? <LoadChart seen={now.seen} facts={data.facts} window={[-0.25, LENGTH]} height={250} {...(most ? { most } : {})} key={marks(now.seen.film).length} /> : <p class="waiting">{failed || "…"}</p>}
        <Strip title={REPAIR.strip} most={LENGTH} chosen={at} onPick={move} never={`not within ${hours(LENGTH)}`} shown={hours}
          bars={AFTER.map((minutes, n) => ({ label: written(minutes), value: runs[n] ? recovery(runs[n]!).recovered_h : undefined }))} />
      </>} />
  );
}
