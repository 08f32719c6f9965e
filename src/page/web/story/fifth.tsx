// Step 5: the cache is repaired, and the load stays.

import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { hasHealthy, inMultiples, LoadChart } from "../chart/run";
import { data } from "../data";
import { cellAt, hours } from "../words";
import { progress, useNear, useScan, useSoon } from "./looks";
import { useMoving } from "./moving";
import { againShare, fullness, lastHour, NOBODY_ACTS, reaching, recovery, run, top } from "./roles";
import { SIZES } from "./sizes";
import { SmallCell } from "./small";
import { Spread } from "./spread";
import { Fold, hasBet, Step, Stops, undecided } from "./step";
import { Strip } from "./strip";
import { about, outlived, ranOut, REPAIR, repaired, tipping } from "./words-after";

const SCALE = SIZES.fifth;
const LENGTH = 14;
/** The cache of the last server fails a quarter of an hour after the first: no repair comes before that. */
const AFTER = [20, 30, 40, 60, 90, 120, 180, 240];
const written = (minutes: number): string => (minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`);
const ALL = AFTER.map((minutes) => run([...NOBODY_ACTS, `run.length=${LENGTH} h`, `timeline.repair.at=${written(minutes)}`], SCALE));
/** As in the first picture, as nearly as one of these is. */
const WAS = (data.facts.timeline.find((entry) => entry.action === "repair_cache")?.at_h ?? 2) * 60;
const FIRST = AFTER.indexOf(AFTER.reduce((best, one) => (Math.abs(one - WAS) < Math.abs(best - WAS) ? one : best)));

/** What decides the bet. */
export const FIFTH = { run: ALL[FIRST]!, after: AFTER[FIRST]! / 60, length: LENGTH };

export function Fifth(): JSX.Element {
  const [at, move] = useState(FIRST);
  const [bet, placed] = useState(hasBet(5));
  const near = useNear(5);
  // What decides the bet goes on, wherever the slider is.
  useScan([ALL[FIRST]!], useSoon(5), bet ? "bet" : near ? "shown" : "soon");
  useScan([ALL[at]!], near, "shown");
  const { runs: played, failed } = useScan(ALL, near);
  const runs = played.map((one) => one && inMultiples(one));
  const now = runs[at];
  const after = AFTER[at]! / 60;
  const moving = useMoving(after - 0.75, LENGTH, after + 0.5, bet && !!now);
  const how = now ? recovery(now) : null;
  const known = AFTER.map((minutes, n) => ({ after: minutes / 60, how: runs[n] ? recovery(runs[n]!) : null }));
  const never = known.filter((one) => one.how?.verdict === "stuck").map((one) => one.after);
  const well = known.filter((one) => one.how?.verdict === "recovered").map((one) => one.after);
  const first = runs[FIRST] ? recovery(runs[FIRST]!) : null;
  const later = first === null || first.recovered_h === null ? null : first.recovered_h - AFTER[FIRST]! / 60;
  const right = first?.verdict === "stuck" ? 2 : first?.verdict === "recovered" && later !== null ? (later <= 0.5 ? 0 : 1) : first ? null : undecided(failed);
  const asked = AFTER[FIRST]! / 60;
  const answer = first ? outlived(asked, first, LENGTH, againShare(runs[FIRST]!.film, asked, asked + 0.5)) : { right: "", wrong: "" };
  const span = Math.min(after, 1);
  const full = now && fullness(now.film, after - span, after);
  const most = useMemo(() => top(runs), [runs.filter(Boolean).length]);
  // Drawn anew for another run, not for each that comes into the strip.
  const chart = useMemo(() => now && <LoadChart seen={now} multiples={hasHealthy(now.film)} facts={data.facts} window={[-0.25, LENGTH]} height={230} most={most} moving={moving.at} onPick={moving.pick} />, [now, most]);
  const cell = useMemo(() => now && <SmallCell run={now} at={moving.at} />, [now]);
  return (
    <Step number={5} where={cellAt(SCALE)} title={REPAIR.title} idea={[REPAIR.idea(AFTER[FIRST]! === WAS)]}
      bet={{ question: REPAIR.question(AFTER[FIRST]! / 60), options: REPAIR.options, right, wasRight: answer.right, wasWrong: answer.wrong, runs: progress([ALL[FIRST]!], LENGTH) }}
      onBet={() => placed(true)}
      hides={REPAIR.hides}
      control={<div class="with-again"><Stops label={REPAIR.control} stops={AFTER.map(written)} at={at} onMove={move} /><button type="button" class="again" onClick={moving.again}>{REPAIR.again}</button></div>}
      sentence={how && now && repaired(after, how, LENGTH, lastHour(now.film, reaching(now.film)), now.film.capacity ?? null, hasHealthy(now.film), fullness(now.film, LENGTH - 1, LENGTH)) + (never.length + well.length === AFTER.length ? tipping(never, well, LENGTH) : "")}
      about={about([data.facts.seed], LENGTH, SCALE)}
      picture={chart || <p class="waiting">{failed || "…"}</p>}
      aside={<>{runs[FIRST] && <Spread whole={runs[FIRST]} />}<Strip title={REPAIR.strip} most={LENGTH} chosen={at} onPick={move} never={`not within ${hours(LENGTH)}`} shown={hours}
        bars={AFTER.map((minutes, n) => ({ label: written(minutes), value: runs[n] ? recovery(runs[n]!).recovered_h : undefined }))} /></>}
      below={<>{full && <Fold head={REPAIR.short}>{ranOut(...full, span)}</Fold>}{cell}</>} />
  );
}
