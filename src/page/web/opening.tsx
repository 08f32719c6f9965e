// The first screen: who, what and why in a few sentences, where one can go from here, and the storm from close up.

import type { JSX } from "preact";
import { LoadChart, PeopleChart, storm } from "./chart/run";
import { data } from "./data";
import { Later } from "./later";
import type { View } from "./link";
import { since, view } from "./state";
import { atSize, DOORS, figures, firstWords, FULL_OUTAGE, LEAD, madeBy, NO_DATA } from "./words";

/** Hours of the close view: a quarter of an hour before, and the first eight. */
const CLOSE: readonly [number, number] = [-0.25, 8];

/** Each part with its name; the first of its words stand only where there is room. */
export const PARTS: Array<[View, string, string]> = [["story", "The ", "story"], ["workbench", "", "Workbench"], ["operator", "You are the ", "operator"]];
export const parts = (): Array<[View, string, string]> => PARTS.filter(([name]) => name !== "story" || data.told);

/** Brings the part that is chosen to the top of the screen. */
export const toParts = (): void => document.getElementById("parts")?.scrollIntoView();

function go(name: View): void {
  view.value = name;
  // Once it is drawn: before, the page may be too short.
  setTimeout(toParts);
}

export function Opening(): JSX.Element {
  const { opening, facts } = data;
  const close: [number, number] = [Math.max(CLOSE[0], opening.film.time_h[0] ?? 0), Math.min(CLOSE[1], opening.film.end_h)];
  const strip = opening.film.end_h > close[1] * 1.5;
  const lead = data.told ? LEAD : firstWords(facts.story);
  const largest = [...facts.classes].sort((a, b) => (b.population ?? 0) - (a.population ?? 0))[0];
  return (
    <header class="opening">
      <div class="headline">
        <h1>{facts.title || facts.scenario}</h1>
        <p class="size-said">{atSize(facts.scale, largest?.name ?? "", largest?.population ?? null)} <b>{NO_DATA}</b></p>
      </div>
      {lead && <p class="lead">{lead}</p>}
      <ul class="doors">
        {parts().map(([name, first, last]) => (
          <li key={name}><button type="button" onClick={() => go(name)}><b>{first}{last} <span aria-hidden="true">→</span></b><span>{DOORS[name]}</span></button></li>
        ))}
      </ul>
      <LoadChart seen={opening} facts={facts} window={close} height={262} apart />
      {strip && <Later high={160}><PeopleChart seen={opening} facts={facts} height={112} title="Without service, to the end" plain /></Later>}
      <dl class="figures">
        {figures(facts, opening, storm(facts, opening.film), since.peek()).map(({ value, words }) => <div key={words}><dt>{value}</dt><dd>{words}</dd></div>)}
      </dl>
      <p class="note wide">{FULL_OUTAGE} {madeBy(data.version)}</p>
    </header>
  );
}
