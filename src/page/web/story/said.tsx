// What somebody can say who has read the story: five sentences, each read off the runs that showed it.

import type { JSX } from "preact";
import { data } from "../data";
import { toStep } from "../places";
import type { Seen, Wanted } from "../protocol";
import { EIGHTH } from "./eighth";
import { FIFTH } from "./fifth";
import { progress, useNear, useScan } from "./looks";
import { attempts, between } from "./reading";
import { againShare, fullness, PHONES, recovery, servedFrom, shareWithout, WEB } from "./roles";
import { SEVENTH } from "./seventh";
import { SIXTH } from "./sixth";
import { asked, beside, gate, helped, outlasts, SAID } from "./words-end";

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
  const phones = film.classes[PHONES]!;
  const rate = (low: number, high: number): number => {
    const all = between(film, low, high);
    return all.reduce((sum, at) => sum + attempts(phones, at), 0) / Math.max(all.length, 1);
  };
  const usual = rate(film.time_h[0]!, 0);
  const [full, web] = [fullness(film, from, to), shareWithout(film, WEB, from, to)];
  return [usual > 0 ? asked(rate(from, to) / usual) : "", full && web !== null ? beside(full[1], full[0], web) : ""];
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

/** What is played for a sentence, the sentence, and the steps that it was seen in. */
const PLAYED: Array<[Wanted[], (runs: Seen[]) => string, number[]]> = [
  [[FIFTH.run], third, [5]], [[SIXTH.run, ...SEVENTH.fast, ...SEVENTH.slow], fourth, [6, 7]], [EIGHTH.runs, fifth, [8]],
];

/** `picture`: its numbers are of the first picture, and the steps show how it comes. */
function Sentence(props: { text: string; quiet?: boolean; picture?: boolean; steps: number[] }): JSX.Element {
  return (
    <li class={props.quiet ? "quiet" : ""}>
      {props.text}{" "}
      <span class="quiet">({props.picture && `${SAID.opening}, `}{props.steps.map((step, n) => <>{n > 0 && ", "}<a href={`#story-${step}`} onClick={(event) => { event.preventDefault(); toStep(`story-${step}`); }}>{SAID.step(step)}</a></>)})</span>
    </li>
  );
}

function Played(props: { runs: Wanted[]; say: (runs: Seen[]) => string; steps: number[]; go: boolean }): JSX.Element {
  const { runs, failed } = useScan(props.runs, props.go, "soon");
  const there = runs.filter((one): one is Seen => one !== null);
  const { ready, all } = progress(props.runs);
  return there.length === runs.length ? <Sentence text={props.say(there)} steps={props.steps} />
    : <Sentence text={failed ? SAID.failed(failed) : SAID.missing(ready, all)} steps={props.steps} quiet />;
}

export function Said(): JSX.Element {
  const near = useNear("said");
  return (
    <section class="said" id="story-said" aria-labelledby="said-head">
      <h2 id="said-head">{SAID.title}</h2>
      <p class="prose">{SAID.intro}</p>
      <ol class="prose">
        {ofOpening().filter(Boolean).map((text, n) => <Sentence key={text} text={text} picture steps={n === 0 ? [2] : [3, 4]} />)}
        {PLAYED.map(([runs, say, steps]) => <Played key={steps[0]} runs={runs} say={say} steps={steps} go={near} />)}
      </ol>
    </section>
  );
}
