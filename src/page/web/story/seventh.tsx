// Step 7: the return, in five worlds.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { TimeChart } from "../chart/time";
import { classColour } from "../chart/run";
import { data } from "../data";
import { useNear } from "./looks";
import { loss, lostSince, PHONES, run, WEB } from "./roles";
import { useScan } from "./scan";
import { Step, Stops } from "./step";
import { about, RETURN, returned } from "./words-after";
import type { Finished } from "../protocol";

const SCALE = 0.05;
const LENGTH = 84;
const OVER = ["6 min", "30 min", "1 h", "2 h", "6 h", "24 h", "60 h"];
const FIRST = OVER.indexOf("2 h");
const SEEDS = [data.facts.seed, 1, 2, 3, 4];
const RAMP = data.facts.timeline.find((entry) => entry.action === "ramp");
const BEGINS = RAMP?.at_h ?? 0;
/** Safe: web lost less than this after the return began, in hours of full outage. */
const SAFE_H = 0.1;

const worlds = (over: string) => SEEDS.map((seed) => run([`timeline.${RAMP?.name ?? "restore"}.do.ramp.over=${over}`], SCALE, seed));
const cost = (one: Finished): number => lostSince(one.seen.film, WEB, BEGINS);
const middle = (all: number[]): number | null => (all.length ? [...all].sort((a, b) => a - b)[Math.floor((all.length - 1) / 2)]! : null);

export function Seventh(): JSX.Element {
  const [at, move] = useState(FIRST);
  const near = useNear(7);
  const { runs, failed } = useScan(worlds(OVER[at]!), near, true);
  const slow = useScan(worlds(OVER.at(-1)!), near).runs;
  const fast = useScan(worlds(OVER[0]!), near).runs;
  const known = runs.filter((one): one is Finished => one !== null);
  const safe = known.filter((one) => cost(one) < SAFE_H).length;
  const phones = (all: Array<Finished | null>): number | null => (all.every((one) => one !== null) ? middle(all.map((one) => loss(one!, PHONES).outage_h)) : null);
  const [mine, longest] = [phones(runs), phones(slow)];
  const quick = fast.every((one) => one !== null) ? middle(fast.map((one) => cost(one!))) : null;
  const stays = fast.every((one) => one !== null) ? fast.filter((one) => (one!.seen.recovery as { verdict: string }).verdict === "stuck").length > SEEDS.length / 2 : false;
  const right = quick === null ? null : quick < SAFE_H ? 0 : stays ? 2 : 1;
  const film = known[0]?.seen.film;
  return (
    <Step number={7} title={RETURN.title} idea={<p>{RETURN.idea}</p>}
      bet={{ question: RETURN.question, options: RETURN.options, right, wasRight: RETURN.right, wasWrong: RETURN.wrong }}
      control={<Stops label={RETURN.control} stops={OVER} at={at} onMove={move} />}
      sentence={known.length > 0 && <>{returned(OVER[at]!, safe, known.length, SEEDS.length, OVER.at(-1)!, mine !== null && longest !== null && at < OVER.length - 1 ? longest - mine : null)} {RETURN.safe}</>}
      about={about(SCALE, SEEDS, LENGTH)}
      picture={film ? <>
        <TimeChart title="Web, without service" unit="one line for each world" share time={film.time_h} end={film.end_h} height={190}
          lines={known.map((one, n) => ({ label: n === 0 ? "web" : `web, world ${n + 1}`, colour: classColour(data.facts, WEB), values: one.seen.film.classes[WEB]!.without, ghost: n > 0 }))} />
        <TimeChart title="Phones, without service" unit="one line for each world" share time={film.time_h} end={film.end_h} height={190}
          lines={known.map((one, n) => ({ label: n === 0 ? "phones" : `phones, world ${n + 1}`, colour: classColour(data.facts, PHONES), values: one.seen.film.classes[PHONES]!.without, ghost: n > 0 }))} />
      </> : <p class="waiting">{failed || "…"}</p>} />
  );
}
