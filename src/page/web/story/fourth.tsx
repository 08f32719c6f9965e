// Step 4: pages that are opened at the same moment and share one road; and phones that fill that road with errors.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import together from "../../../../scenarios/story/road.toml";
import beside from "../../../../scenarios/story/bystanders.toml";
import type { Film, Seen, Wanted } from "../protocol";
import { EXAMPLE } from "../words";
import { progress, useFacts, useLook, useNear, useScan, useSoon } from "./looks";
import { Beside, crowded, type Crowded } from "./beside";
import { written } from "./reading";
import { Race } from "./race";
import { hasBet, Step, Stops, undecided } from "./step";
import { failed, fourth as say } from "./words";

const ROAD: Wanted = { scenario: "story/road", text: together, scale: 1 };
const PHONES: Wanted = { scenario: "story/bystanders", text: beside, scale: 1 };
const PAGES = Array.from({ length: 60 }, (_, n) => n + 1);
const STOPS = PAGES.map(String);
/** As many an hour as come together: the surge of the scenario lasts for an hour's worth. */
const RUNS = PAGES.map((many): Wanted => ({ ...ROAD, set: [`classes.pages.arrivals.rate=${many} /h`] }));
/** How many phones are tried, until the road is full. */
const MANY = [100, 150, 200, 250, 300, 350, 400];
const BESIDE = MANY.map((many): Wanted => ({ ...PHONES, set: [`classes.phones.population=${many}`] }));
/** Hours after the failure from which the road is as full as it gets. */
const LEVEL = 1 / 30;

const interval = (film: Film): number => ((film.end_h - film.time_h[0]!) * 3600) / film.time_h.length;

/** Pages that came, and those that did not. */
export function arrived(seen: Seen): number {
  const { film } = seen;
  return Math.round(film.classes[0]!.answered.reduce((sum, rate) => sum + rate, 0) * interval(film));
}

/** Seconds of the whole road that the pages of a run have had, by the end of each interval from their start on. */
export function used(film: Film): number[] {
  let all = 0;
  return film.cell.link_out.flatMap((share, at) => (film.time_h[at]! < -1e-9 ? [] : [(all += share * interval(film))]));
}

/** The largest number of which all come, and the smallest of which none does, if the runs show two such numbers. */
function edge(all: ReadonlyArray<Seen | null>): { last: number; none: number | null } | null {
  if (all.some((one) => !one)) return null;
  const whole = all.map((seen, at) => arrived(seen!) === PAGES[at]);
  const last = whole.indexOf(false) < 0 ? PAGES.length : whole.indexOf(false);
  const empty = all.findIndex((seen) => arrived(seen!) === 0);
  const orderly = whole.every((one, at) => one === (at < last)) && (empty < 0 || all.every((seen, at) => (arrived(seen!) === 0) === (at >= empty)));
  return last > 0 && orderly ? { last, none: empty < 0 ? null : PAGES[empty]! } : null;
}

/** Which option of the bet a number of pages is: all, some, none. */
const option = (came: number, many: number): number => (came === many ? 0 : came === 0 ? 2 : 1);

/** Whether the road carried as much as it can, from the moment at which the pages were opened until it carried nothing more. */
function wasFull(film: Film): boolean {
  const shares = film.cell.link_out.filter((_, at) => film.time_h[at]! >= -1e-9);
  const last = shares.findLastIndex((share) => share > 0);
  return last > 0 && shares.slice(0, last).every((share) => share > 0.99);
}

export function Fourth(): JSX.Element {
  const near = useNear(4);
  const soon = useSoon(4);
  const facts = useFacts(ROAD, soon);
  const phones = useFacts(PHONES, near);
  const [open, show] = useState(hasBet(4));
  const { runs: scan, failed: unknown } = useScan(RUNS, near, open ? "bet" : "later");
  // The race needs it before the others.
  useScan([RUNS[0]!], near, "shown");
  const { runs: roads } = useScan(BESIDE, near, open ? "bet" : "later");
  const begin = facts ? Number(/^[\d.]+/.exec(written(facts, "classes.pages.arrivals.rate"))?.[0] ?? 0) - 1 : -1;
  // One of them decides the bet.
  useScan(begin >= 0 ? [RUNS[begin]!] : [], soon, open ? "bet" : "soon");
  const [moved, move] = useState<number | null>(null);
  const at = moved ?? Math.max(begin, 0);
  const now = useLook(near && begin >= 0 ? RUNS[at]! : null);
  const bet = scan[begin] ?? null;
  const one = scan[0] ?? null;
  const patience = facts ? written(facts, "classes.pages.patience") : "…";
  const many = PAGES[at]!;
  const seen = now.waiting ? null : now.seen;
  const limits = edge(scan);
  const points = roads.map((one, n): Crowded | null => (one && phones ? crowded(one, phones, MANY[n]!, LEVEL) : null));
  // The first number of phones with which less than half of what people ask for comes.
  const full = points.find((one) => one === null || one.web < 0.5);
  const came = bet ? arrived(bet) : null;
  const asked = begin >= 0 ? PAGES[begin]! : 0;
  const answer = bet && came !== null ? say.answer(came, asked, wasFull(bet.film)) : "";
  return (
    <Step
      number={4} where={EXAMPLE} title={say.title} idea={say.idea(patience)}
      bet={{
        question: facts ? say.question(asked) : "…", options: say.options(asked), right: came === null ? undecided(unknown || now.failed) : option(came, asked),
        wasRight: answer, wasWrong: answer, runs: progress(begin >= 0 ? [RUNS[begin]!] : []),
      }}
      hides={say.hides}
      control={<Stops label={say.control} stops={STOPS} at={at} onMove={move} />}
      picture={<>
        <Race open={open} seen={seen} many={many} onePage={one ? used(one.film).at(-1)! : null} patience={patience} />
        <Beside points={points} stops={MANY} facts={phones} />
      </>}
      sentence={now.failed ? failed(now.failed) : !seen ? "" : (
        <>
          {say.sentence(arrived(seen), many)} {limits ? say.edge(limits.last, limits.none) : scan.every(Boolean) ? "" : say.computing}
          {full && phones && <> {say.road(full.many, written(phones, "classes.phones.behaviours.again.any_error.after.spread.around"), full.web)}</>}
        </>
      )}
      about={facts ? say.about(facts.seed) : ""} onBet={() => show(true)}
    />
  );
}
