// Step 2: the same phones, answered with errors. The number is of a hundred phones as one class; the rows are a second run
// of the same scenario in which forty of them are classes of their own, for the engine counts by class.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import text from "../../../../scenarios/story/errors.toml";
import { storm } from "../chart/run";
import { data } from "../data";
import type { Wanted } from "../protocol";
import { Marked } from "../workbench/glossary";
import { EXAMPLE } from "../words";
import { progress, useFacts, useLook, useNear, useSoon } from "./looks";
import { load, nearest, people, written } from "./reading";
import { Rows } from "./rows";
import { Step, Stops, undecided } from "./step";
import { failed, second as say } from "./words";

const WAIT = "classes.phones.behaviours.again.any_error.after.spread.around";
/** Waits, and how long a run has to be until its phones have settled into it. */
const STOPS = [["1 s", "4 min"], ["2 s", "4 min"], ["5 s", "4 min"], ["10 s", "4 min"], ["20 s", "4 min"], ["30 s", "6 min"], ["1 min", "10 min"], ["2 min", "20 min"], ["5 min", "1 h"], ["15 min", "4 h"]] as const;
const WAITS = STOPS.map(([wait]) => wait);
const BASE: Wanted = { scenario: "story/errors", text, scale: 1 };
const ROWS = 40;
/** The same of the cell of the first picture. */
const CELL = storm(data.facts, data.opening.film).times;

const run = (at: number): Wanted => ({ ...BASE, set: [`${WAIT}=${STOPS[at]![0]}`, `run.length=${STOPS[at]![1]}`] });

/** The same phones, some of which are a class each. These come first, both as written and by name. */
function apart(at: number, many: number): Wanted {
  const alone = (block: string, n: number): string => block.replaceAll("classes.phones", `classes.phone_${n + 1}`).replace(/population = \d+/, "population = 1");
  const split = text.replace(/\[classes\.phones\][^]*?(?=\n\[cache\])/, (block) =>
    [...Array.from({ length: ROWS }, (_, n) => alone(block, n)), block.replace(/population = \d+/, `population = ${many - ROWS}`)].join("\n"));
  return { ...BASE, text: split.replace(/around = "[^"]*"/g, `around = "${STOPS[at]![0]}"`), set: ["run.warm_up=1 min", "run.length=1 min", "run.sample=1 s"] };
}

export function Second(): JSX.Element {
  const near = useNear(2);
  const soon = useSoon(2);
  const facts = useFacts(BASE, soon);
  const usual = facts ? WAITS.findIndex((wait) => wait === written(facts, WAIT)) : -1;
  const [moved, move] = useState<number | null>(null);
  const at = moved ?? Math.max(usual, 0);
  const known = near && usual >= 0;
  const many = facts ? people(facts, "phones") : 0;
  const now = useLook(known ? run(at) : null);
  const bet = useLook(soon && usual >= 0 ? run(usual) : null);
  const rows = useLook(known && now.seen && !now.waiting ? apart(at, many) : null);
  const rates = (look: typeof now): { healthy: number; broken: number } | null => {
    if (!look.seen) return null;
    const { end_h, time_h } = look.seen.film;
    return { healthy: load(look.seen, time_h[0]!, 0), broken: load(look.seen, end_h / 2, end_h) };
  };
  const [shown, first] = [rates(now), rates(bet)];
  const factor = first ? first.broken / first.healthy : null;
  return (
    <Step
      number={2} where={EXAMPLE} title={say.title} idea={say.idea}
      bet={{
        question: facts ? say.question(many, WAITS[Math.max(usual, 0)]!) : "…", options: say.options.map(say.option),
        right: factor === null ? undecided(bet.failed) : nearest(say.options, factor), wasRight: factor ? say.right(factor) : "", wasWrong: factor ? say.wrong(factor) : "", runs: progress(usual >= 0 ? [run(usual)] : []),
      }}
      hides={say.hides}
      control={<Stops label={say.control} stops={WAITS} at={at} onMove={move} shown={say.waits} />}
      picture={<Rows seen={rows.seen} waiting={rows.waiting} many={many} rows={ROWS} />}
      {...(factor !== null && CELL !== null ? { aside: <p class="note"><Marked at={28} text={say.cell(CELL)} /></p> } : {})}
      sentence={now.failed ? failed(now.failed) : shown && !now.waiting ? say.sentence(WAITS[at]!, many, shown.broken, shown.healthy) : ""}
      about={facts ? say.about(facts.seed) : ""}
    />
  );
}
