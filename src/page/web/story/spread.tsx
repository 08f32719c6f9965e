// Why all phones are out though a part of the cache failed first: the same is played without the second failure.

import type { JSX } from "preact";
import { data } from "../data";
import type { Seen } from "../protocol";
import { useScan } from "./looks";
import { againShare, fullness, NOBODY_ACTS, PHONES, run, shareWithout, WEB } from "./roles";
import { SIZES } from "./sizes";
import { SPREAD, spreadSaid } from "./words-end";

/** When it is repaired, in hours, and the span before that which is looked at. */
const REPAIR = 2;
const SPAN = 0.5;
const NEARLY = 0.99;

const FAILURES = data.facts.timeline.filter((entry) => entry.action === "fail_cache" && entry.enabled).sort((a, b) => (a.at_h ?? 0) - (b.at_h ?? 0));
const [FIRST, ...REST] = FAILURES;
/** How many of how many nodes fail with the first. */
const NODES = /at (\d+) of (\d+) nodes$/.exec(data.opening.film.log.find((line) => line.entry === FIRST?.name)?.what ?? "")?.slice(1).map(Number);
const ALONE = run([...NOBODY_ACTS, `run.length=${REPAIR + 0.5} h`, `timeline.repair.at=${REPAIR} h`, ...REST.map((entry) => `timeline.${entry.name}.enabled=false`)], SIZES.fifth);

/** `whole`: the run with all failures. */
export function Spread(props: { whole: Seen }): JSX.Element | null {
  const [some, all] = NODES ?? [];
  const delay = (REST[0]?.at_h ?? 0) - (FIRST?.at_h ?? 0);
  const { runs: [alone], failed } = useScan([ALONE], true, "bet");
  if (!some || !all || some >= all || delay <= 0) return null;
  const { film } = props.whole;
  const out = film.classes[PHONES]!.without.findIndex((share, n) => (film.time_h[n] ?? -1) >= 0 && (share ?? 0) > NEARLY);
  const full = alone && fullness(alone.film, REPAIR - SPAN, REPAIR);
  const [phones, web] = [PHONES, WEB].map((at) => alone && shareWithout(alone.film, at, REPAIR - SPAN, REPAIR));
  const found = alone && full && phones != null && web != null
    ? { phones, web, servers: full[0], road: full[1], again: againShare(alone.film, REPAIR - SPAN, REPAIR) } : null;
  return (
    <div class="spread">
      <p><b>{SPREAD.head(some, all)}</b></p>
      {spreadSaid({ alone: found, part: some / all, delay, allOut: out < 0 ? null : film.time_h[out]! }).map((text) => <p key={text}>{text}</p>)}
      {!alone && !failed && <p>{SPREAD.computing}</p>}
    </div>
  );
}
