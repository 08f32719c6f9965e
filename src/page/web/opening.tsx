// The first screen: who, what and why in a few sentences, where one can go from here, and the storm from close up. Above
// another part than the story it is a title, so that what was chosen is at hand.

import type { JSX } from "preact";
import { Cell, hasCell } from "./cell";
import { inMultiples, LoadChart, PeopleChart, storm } from "./chart/run";
import { data } from "./data";
import { Known } from "./known";
import { Later } from "./later";
import type { View } from "./link";
import { inHours, size as operatorSize } from "./operator/seat";
import { stepInView, toParts, toStep } from "./places";
import { chosen, since, view } from "./state";
import { ABOVE, atSize, closeUp, DOORS, figures, firstWords, FULL_OUTAGE, HEALTHY_LOAD, LEAD, madeBy, NO_DATA, SHOW_WHOLE, toTheEnd, wellMeans } from "./words";

/** Hours of the close view: a quarter of an hour before, and the first eight. */
const CLOSE: readonly [number, number] = [-0.25, 8];
/** Pixels of a screen on which everything of it has room, and how high its pictures are there and elsewhere. */
const TALL = 800;
const HEIGHTS = { tall: [236, 116, 118], low: [196, 92, 100] } as const;

/** Each part with its name; the first of its words stand only where there is room. */
export const PARTS: Array<[View, string, string]> = [["story", "The ", "story"], ["workbench", "", "Workbench"], ["operator", "You are the ", "operator"]];
export const parts = (): Array<[View, string, string]> => PARTS.filter(([name]) => name !== "story" || data.told);

/** Milliseconds after which the story is as high as it was, roughly and for good. */
const SETTLED_MS = [0, 300];
/** The step at which the story was left. */
let left: string | null = null;

/** Opens a part, where its reader was or at its beginning. */
export function go(name: View): void {
  const before = view.peek();
  if (before === "story") left = stepInView();
  view.value = name;
  chosen.value = true;
  const back = name === "story" && before !== "story" ? left : null;
  // Once it is drawn: before, the page may be too short. What stands above a step comes in later, too.
  for (const after of back ? SETTLED_MS : [0]) setTimeout(() => (back ? toStep(back) : toParts()), after);
}

/** Back to what the page begins with. */
function showWhole(): void {
  if (data.told) view.value = "story";
  else chosen.value = false;
  setTimeout(() => scrollTo(0, 0));
}

const limit = (name: string): string => data.facts.values.find((one) => one.path === `verdict.${name}`)?.value ?? "";
/** What is called well, if the scenario says it; a length of time is written with quotes. */
const [SHARE, HELD] = [Number(limit("without_service")), inHours(limit("held_for"))];
const WELL = limit("without_service") && HELD > 0 ? wellMeans(SHARE, HELD) : "";

function Headline(props: { children?: JSX.Element }): JSX.Element {
  const { facts } = data;
  // The seat of the operator is larger than what the page begins with.
  const scale = chosen.value && view.value === "operator" ? operatorSize() : facts.scale;
  const largest = [...facts.classes].sort((a, b) => (b.population ?? 0) - (a.population ?? 0))[0];
  return (
    <div class="headline">
      <h1>{facts.title || facts.scenario}</h1>
      <p class="size-said">{atSize(scale, largest?.name ?? "", largest?.population ? (largest.population / facts.scale) * scale : null)} <b>{NO_DATA}</b></p>
      {props.children}
    </div>
  );
}

export function Opening(): JSX.Element {
  const { opening, facts } = data;
  if (chosen.value && view.value !== "story") {
    return <header class="opening small"><Headline><button type="button" class="quiet-button" onClick={showWhole}>{SHOW_WHOLE}</button></Headline></header>;
  }
  const { film } = opening;
  // Where a story follows, its load is told in one unit from the first picture on, whatever the size of a run.
  const shown = data.told ? inMultiples(opening) : opening;
  // Without a healthy load there are no multiples of it.
  const multiples = shown !== opening;
  const close: [number, number] = [Math.max(CLOSE[0], film.time_h[0] ?? 0), Math.min(CLOSE[1], film.end_h)];
  const strip = film.end_h > close[1] * 1.5;
  const lead = data.told ? LEAD : firstWords(facts.story);
  const [high, near, low] = HEIGHTS[innerHeight < TALL ? "low" : "tall"];
  return (
    <header class="opening">
      <Headline />
      {lead && <p class="lead">{lead}</p>}
      <ul class="doors">
        {parts().map(([name, first, last]) => (
          <li key={name}><button type="button" onClick={() => go(name)}><b>{first}{last} <span aria-hidden="true">→</span></b><span>{DOORS[name]}</span></button></li>
        ))}
      </ul>
      {hasCell(facts) && <Cell facts={facts} since={since.peek()} />}
      <LoadChart seen={shown} multiples={multiples} facts={facts} window={close} height={high} apart {...(strip ? { range: closeUp(close[1]) } : {})} />
      <PeopleChart seen={opening} facts={facts} window={close} height={near} plain {...(strip ? { range: closeUp(close[1]) } : {})} />
      {strip && (
        <Later high={low + 48}>
          <PeopleChart seen={opening} facts={facts} height={low} title={toTheEnd(film.end_h)} plain part={{ from: close[0], to: close[1], label: ABOVE }} />
        </Later>
      )}
      <dl class="figures">
        {figures(facts, opening, storm(facts, shown.film), since.peek(), multiples).map(({ value, words }) => <div key={words}><dt>{value}</dt><dd>{words}</dd></div>)}
      </dl>
      {data.told && <Later><Known /></Later>}
      <p class="note wide">{multiples && `${HEALTHY_LOAD} `}{FULL_OUTAGE} {WELL} {madeBy(data.version)}</p>
    </header>
  );
}
