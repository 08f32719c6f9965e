// The public statement beside the model, point by point.

import type { JSX } from "preact";
import { data } from "../data";
import { statementIntro } from "../words";

const MARKS: Record<string, string> = { supported: "✓", contradicted: "✗" };

export function Statement(): JSX.Element | null {
  const { verdicts } = data;
  if (!verdicts.points.length) return null;
  return (
    <section class="statement" id="statement" aria-labelledby="statement-head">
      <h2 id="statement-head">What was said in public, and what the model says</h2>
      <p class="prose">{statementIntro(verdicts.worlds, verdicts.asked, verdicts.scale)} <code>{verdicts.command}</code></p>
      <ul class="points">
        {verdicts.points.map((one) => (
          <li key={one.statement} class={`point ${one.verdict.replace(/ /g, "-")}`}>
            <p class="point-said">{one.statement}</p>
            <p class="point-verdict"><span aria-hidden="true">{MARKS[one.verdict] ?? "?"}</span> <b>{one.verdict}</b>{one.holds && <span class="quiet"> · {one.holds}</span>}</p>
            <details>
              <summary>{one.said.length ? "Who said so" : "Not said in public"}, and why</summary>
              {one.said.map((text) => <p key={text} class="note">{text}</p>)}
              <p class="note">{one.why}</p>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
