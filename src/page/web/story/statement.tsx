// The public statement beside the model, point by point: what the texts say, and apart from it what only we asked.

import type { JSX } from "preact";
import { data } from "../data";
import { atMost, counted, found, holds, intro, MARKS, NEEDS, rivalsSaid, SAID, sure, TITLE, UNSAID, UNSAID_INTRO, verdict, WHO, WHY } from "./words-statement";

type Point = (typeof data.verdicts.points)[number];

function Points(props: { points: Point[] }): JSX.Element {
  return (
    <ul class="points">
      {props.points.map((one) => (
        <li key={one.statement} class={`point ${one.verdict.replace(/ /g, "-")} ${one.said.length ? "" : "unsaid"}`}>
          <p class="point-said">{one.statement}</p>
          <p class="point-verdict"><span aria-hidden="true">{MARKS[one.verdict] ?? "?"}</span> <b>{verdict(one.verdict, one.why, one.said.length > 0)}</b>{one.holds && !one.halves?.length && <span class="quiet"> · {holds(one.holds, one.seen)}</span>}</p>
          {(one.halves ?? []).length > 0 && (
            <ul class="halves">
              {one.halves!.map((half) => (
                <li key={half.when} class={half.verdict.replace(/ /g, "-")}>
                  <p><span aria-hidden="true">{MARKS[half.verdict] ?? "?"}</span> <b>{half.when}</b>: {half.statement}</p>
                  <p class="quiet">{verdict(half.verdict, half.why, one.said.length > 0)}{half.holds && ` · ${holds(half.holds)}${atMost(half.why)}`}</p>
                </li>
              ))}
            </ul>
          )}
          <details>
            <summary>{one.said.length ? WHO : WHY}</summary>
            {[...one.said, ...found(one.more ?? []), sure(one.why)].map((text) => <p key={text} class="note">{text}</p>)}
          </details>
        </li>
      ))}
    </ul>
  );
}

export function Statement(): JSX.Element | null {
  const { verdicts, facts } = data;
  if (!verdicts.points.length) return null;
  const repair = verdicts.asked === "seeds" ? facts.timeline.find((entry) => entry.action === "repair_cache")?.at_h ?? null : null;
  const said = verdicts.points.filter((one) => one.said.length);
  const unsaid = verdicts.points.filter((one) => !one.said.length);
  return (
    <section class="statement" id="statement" aria-labelledby="statement-head">
      <h2 id="statement-head">{TITLE}</h2>
      <p class="prose">{intro(verdicts.worlds, verdicts.asked, verdicts.scale, repair, verdicts.drawn, verdicts.ran)} <code>{verdicts.command}</code></p>
      {verdicts.rivals && <p class="prose">{rivalsSaid(verdicts.rivals, verdicts.worlds)}</p>}
      <p class="prose">{NEEDS}</p>
      <h3>{SAID}</h3>
      <p class="prose"><b>{counted(said.map((one) => one.verdict))}</b></p>
      <Points points={said} />
      {unsaid.length > 0 && <>
        <h3>{UNSAID}</h3>
        <p class="prose">{UNSAID_INTRO}</p>
        <Points points={unsaid} />
      </>}
    </section>
  );
}
