// The page: first what happened, from close up; then the story, the workbench, the operator's seat.

import { render, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { LoadChart, PeopleChart, storm } from "./chart/run";
import { data } from "./data";
import { canRun } from "./engine";
import { Later } from "./later";
import { Operator } from "./operator/operator";
import { calm, notice, open, paused, view } from "./state";
import { Story } from "./story/story";
import { finding } from "./words";
import { Workbench } from "./workbench/workbench";
import type { View } from "./link";
import "./page.css";

/** Hours of the close view: a quarter of an hour before, and the first eight. */
const CLOSE: readonly [number, number] = [-0.25, 8];

function Opening(): JSX.Element {
  const { opening, facts } = data;
  const close: [number, number] = [Math.max(CLOSE[0], opening.film.time_h[0] ?? 0), Math.min(CLOSE[1], opening.film.end_h)];
  const strip = opening.film.end_h > close[1] * 1.5;
  return (
    <header class="opening">
      <h1>{data.facts.title || data.facts.scenario}</h1>
      <p class="finding">{finding(facts, opening, storm(facts, opening.film))}</p>
      <LoadChart seen={opening} facts={facts} window={close} height={270} />
      {strip && <Later high={190}><PeopleChart seen={opening} facts={facts} height={130} title="Without service, to the end" /></Later>}
      <p class="note">
        A model, no measured data. Simulated by syncstorm {data.version}; the same engine is in this page.
      </p>
    </header>
  );
}

const PARTS: Array<[View, string]> = [["story", "The story"], ["workbench", "Workbench"], ["operator", "You are the operator"]];

function Page(): JSX.Element {
  const [whole, all] = useState(false);
  useEffect(() => {
    // First what happened; the part that is opened is a task of its own, so that no frame waits for both.
    const timer = setTimeout(() => void open().then(() => all(true)));
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => { if (whole) document.documentElement.dataset["ready"] = "yes"; }, [whole]);
  const parts = PARTS.filter(([name]) => name !== "story" || data.told);
  return (
    <>
      <a class="skip" href="#main">Skip to the page</a>
      <Opening />
      <nav class="parts" aria-label="Parts of the page">
        {parts.map(([name, words]) => (
          <button key={name} type="button" aria-current={view.value === name ? "page" : undefined} onClick={() => (view.value = name)}>{words}</button>
        ))}
        {!calm.value && <button type="button" class="quiet-button" aria-pressed={paused.value} onClick={() => (paused.value = !paused.value)}>{paused.value ? "Let it move" : "Pause all motion"}</button>}
      </nav>
      <main id="main" tabIndex={-1}>
        {notice.value && <p class="notice" role="status">{notice.value}</p>}
        {!canRun() && <p class="notice" role="status">This browser cannot run the engine, so the page stays a picture. The command below makes every number of it: <code>{data.command}</code></p>}
        {whole && view.value === "story" && data.told && <Story />}
        {whole && view.value === "workbench" && <Workbench />}
        {whole && view.value === "operator" && <Operator />}
      </main>
    </>
  );
}

const place = document.getElementById("app")!;
place.textContent = "";
render(<Page />, place);
