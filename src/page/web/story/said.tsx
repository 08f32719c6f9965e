// What somebody can say who has read the story: five sentences, each read off the runs that showed it.

import type { JSX } from "preact";
import { storm } from "../chart/run";
import { data } from "../data";
import { toStep } from "../places";
import type { Seen, Wanted } from "../protocol";
import { EIGHTH } from "./eighth";
import { FIFTH } from "./fifth";
import { progress, useNear, useScan } from "./looks";
import { againShare, fullness, recovery, servedFrom, shareWithout, WEB } from "./roles";
import { SEVENTH } from "./seventh";
import { SIXTH } from "./sixth";
import { asked, beside, enough, gate, helped, outlasts, SAID } from "./words-end";
import { holds, rivalsShort } from "./words-statement";

const MAX_SPAN = 1;
/** The flood of the first picture: up to an hour, until somebody acts at the edge or the cache is repaired. */
function flood(): [number, number] {
  const { timeline, horizon_h } = data.facts;
  const ends = timeline.filter((entry) => entry.enabled && (entry.at_edge || entry.action === "repair_cache")).flatMap((entry) => entry.at_h ?? []);
  const end = Math.min(horizon_h, ...ends.filter((at) => at > 0));
  return [Math.max(end - MAX_SPAN, 0), end];
}

/** The first two are of the run of the first picture, which is in the file. */
function ofOpening(): string[] {
  const { film } = data.opening;
  const [from, to] = flood();
  const { times } = storm(data.facts, film);
  const [full, web] = [fullness(film, from, to), shareWithout(film, WEB, from, to)];
  return [times === null ? "" : asked(times), full && web !== null ? beside(full[1], full[0], web) : ""];
}

function third([one]: Seen[]): string {
  const how = recovery(one!);
  const later = how.recovered_h === null ? null : how.recovered_h - FIFTH.after;
  return outlasts(FIFTH.after, how.verdict === "recovered" ? later : null, FIFTH.length, againShare(one!.film, FIFTH.after, FIFTH.after + 0.5));
}

function fourth([block, ...worlds]: Seen[]): string {
  const many = worlds.length / 2;
  const safe = worlds.map(SEVENTH.isSafe);
  const back = servedFrom(block!.film, WEB);
  const [fast, slow] = [safe.slice(0, many), safe.slice(many)].map((all) => all.filter(Boolean).length);
  return gate(back === null ? null : back - SIXTH.at, SIXTH.length, SEVENTH.fastOver, many - fast!, SEVENTH.slowOver, slow!, many);
}

const fifth = (arms: Seen[]): string => helped(arms.map(EIGHTH.lost), EIGHTH.length);

/** How soon all could have been back; nothing if no return was safe in every run. */
function sooner(runs: Seen[]): string {
  const many = SEVENTH.fast.length;
  const at = SEVENTH.over.findIndex((_, n) => runs.slice(n * many, (n + 1) * many).every(SEVENTH.isSafe));
  return at < 0 || at === SEVENTH.over.length - 1 ? "" : enough(SEVENTH.over[at]!);
}

interface Saying {
  /** What is played for a sentence. */
  runs: Wanted[];
  say: (runs: Seen[]) => string;
  /** What is said besides once more is played. */
  more?: { runs: Wanted[]; say: (runs: Seen[]) => string };
  /** The steps that it was seen in. */
  steps: number[];
  /** The points of the public statement that ask something like it of other cells. */
  points: Point[];
}

/** A point by its name in the file of claims, and which part of the sentence it is about where there are several. */
type Point = readonly [string, string?];

/** Those of the first picture, whose run is in the file. */
const OPENED: Array<Pick<Saying, "steps" | "points">> = [{ steps: [2], points: [["c2"]] }, { steps: [3, 4], points: [["c3"]] }];
const PLAYED: Saying[] = [
  { runs: [FIFTH.run], say: third, steps: [5], points: [["c4b"]] },
  { runs: [SIXTH.run, ...SEVENTH.fast, ...SEVENTH.slow], say: fourth, more: { runs: SEVENTH.all.flat(), say: sooner }, steps: [6, 7], points: [["c5", SAID.block], ["c7", SAID.back]] },
  { runs: EIGHTH.runs, say: fifth, steps: [8], points: [["o1"]] },
];

interface Elsewhere { verdict: string; words: string }
/** In how many other cells the points were found, one after the other. */
function elsewhere(points: readonly Point[]): Elsewhere[] {
  // Seeds of one world say nothing of other cells.
  if (data.verdicts.asked === "seeds") return [];
  const all = data.verdicts.points.flatMap((one) => [one, ...one.halves.map((half) => ({ ...half, seen: null }))]);
  return points.flatMap(([id, part]) => {
    const point = all.findLast((one) => one.id === id);
    return point?.holds ? [{ verdict: point.verdict, words: SAID.found(point.verdict, holds(point.holds, point.seen), part) }] : [];
  });
}

const ASKED = [...OPENED, ...PLAYED].flatMap(({ points }) => elsewhere(points).map(({ verdict }) => verdict));

/** `picture`: its numbers are of the first picture, and the steps show how it comes. */
function Sentence(props: { text: string; quiet?: boolean; picture?: boolean; steps: number[]; points: Point[] }): JSX.Element {
  const link = (to: string, words: string): JSX.Element => <a href={`#${to}`} onClick={(event) => { event.preventDefault(); toStep(to); }}>{words}</a>;
  return (
    <li class={props.quiet ? "quiet" : ""}>
      {props.text}{" "}
      <span class="quiet">({props.picture && `${SAID.opening}, `}{props.steps.map((step, n) => <>{n > 0 && ", "}{link(`story-${step}`, SAID.step(step))}</>)}{elsewhere(props.points).map(({ words }) => <>; {link("statement", words)}</>)})</span>
    </li>
  );
}

function Played(props: Saying & { go: boolean }): JSX.Element {
  const { runs, failed } = useScan(props.runs, props.go, "soon");
  const more = useScan(props.more?.runs ?? [], props.go).runs;
  const there = (all: Array<Seen | null>): Seen[] => all.filter((one): one is Seen => one !== null);
  const { ready, all } = progress(props.runs);
  const whole = there(runs).length === runs.length;
  const besides = props.more && there(more).length === more.length ? props.more.say(there(more)) : "";
  const text = whole ? props.say(there(runs)) + besides : failed ? SAID.failed(failed) : SAID.missing(ready, all);
  return <Sentence text={text} steps={props.steps} points={props.points} quiet={!whole} />;
}

export function Said(): JSX.Element {
  const near = useNear("said");
  const { verdicts } = data;
  return (
    <section class="said" id="story-said" aria-labelledby="said-head">
      <h2 id="said-head">{SAID.title}</h2>
      <p class="prose">{SAID.intro}{verdicts.asked === "worlds" && ` ${SAID.others(verdicts.worlds)}${SAID.meaning(ASKED)} ${rivalsShort(verdicts.rivals)}`}</p>
      <ol class="prose">
        {ofOpening().map((text, n) => text && <Sentence key={text} text={text} picture {...OPENED[n]!} />)}
        {PLAYED.map((one) => <Played key={one.steps[0]} {...one} go={near} />)}
      </ol>
    </section>
  );
}
