// The page: first what happened, from close up; then the story, the workbench, the operator's seat.

import { render, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { data } from "./data";
import { canRun } from "./engine";
import { Later } from "./later";
import { go, Opening, parts } from "./opening";
import { Operator } from "./operator/operator";
import { toParts } from "./places";
import { acts, calm, changes, notice, open, paused, text, view } from "./state";
import { Statement } from "./story/statement";
import { Story } from "./story/story";
import { Workbench } from "./workbench/workbench";
import "./page.css";

function Page(): JSX.Element {
  const [whole, all] = useState(false);
  useEffect(() => {
    // First what happened; the part that is opened is a task of its own, so that no frame waits for both.
    const timer = setTimeout(() => void open().then(() => {
      all(true);
      // Who was sent a link wants to see what it holds, and not the first picture.
      if (changes.peek().size || text.peek() !== null || acts.peek().length) setTimeout(toParts);
    }));
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => { if (whole) document.documentElement.dataset["ready"] = "yes"; }, [whole]);
  return (
    <>
      <a class="skip" href="#main">Skip to the page</a>
      <Opening />
      <nav class="parts" id="parts" aria-label="Parts of the page">
        {parts().map(([name, first, last]) => (
          <button key={name} type="button" aria-current={view.value === name ? "page" : undefined} onClick={() => go(name)}>{first && <span class="where-room">{first}</span>}{last}</button>
        ))}
        {!calm.value && <button type="button" class="quiet-button" aria-pressed={paused.value} onClick={() => (paused.value = !paused.value)}>{paused.value ? <>Move<span class="where-room"> again</span></> : <>Pause<span class="where-room"> all motion</span></>}</button>}
      </nav>
      <main id="main" tabIndex={-1}>
        {notice.value && <p class="notice" role="status">{notice.value}</p>}
        {!canRun() && <p class="notice" role="status">This browser cannot run the engine, so the page stays a picture. The command below makes every number of it: <code>{data.command}</code></p>}
        {whole && view.value === "story" && data.told && <Story />}
        {whole && view.value === "workbench" && <Workbench />}
        {whole && view.value === "workbench" && !data.told && <Later><Statement /></Later>}
        {whole && view.value === "operator" && <Operator />}
      </main>
    </>
  );
}

const place = document.getElementById("app")!;
place.textContent = "";
render(<Page />, place);
