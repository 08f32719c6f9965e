// The operator's seat: first the choice of a world and of the clock, then the shift, then what it cost.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { data } from "../data";
import { useWidth } from "../chart/time";
import { acts, calm, facts, seed, text } from "../state";
import { alerts, loadNow } from "./alerts";
import { Controls } from "./controls";
import { Dashboard, Gauges } from "./dashboard";
import { stopForks } from "./forks";
import { Engine } from "../engine";
import { play } from "./clock";
import { Wanted } from "./goals";
import { stopHere, toEnd, turn } from "./going";
import * as live from "./live";
import { Result } from "./result";
import { compare, offers, ofToday } from "./score";
import { kept, seatOf, size } from "./seat";
import * as words from "./words";
import "./operator.css";

/** Worlds of a day that are looked at before none is offered. */
const MOST_WORLDS = 5;

async function begin(world: number, smaller = false): Promise<void> {
  stopForks();
  await live.start(world, smaller).catch(() => undefined);
  if (live.phase.value !== "running") return;
  // What it is compared with is played while the reader plays.
  compare(live.seat.value!);
  if (!live.turns.value) void play();
}

function Choice(): JSX.Element {
  const [kind, setKind] = useState<"training" | "daily" | "class">("training");
  const [number, setNumber] = useState("");
  const [saying, say] = useState("");
  const own = data.facts.seed;
  const given = /^\d{1,9}$/.test(number) ? Number(number) : null;
  const go = async (): Promise<void> => {
    if (kind !== "daily") return begin(kind === "class" ? given! : own);
    const engine = new Engine();
    for (let world = ofToday(), tried = 0; tried < MOST_WORLDS; world++, tried++) {
      say(words.seeking(world));
      if (await offers(await seatOf(engine, world))) { say(""); return begin(world); }
    }
    say(words.noWorld);
  };
  const option = (value: typeof kind, label: string, note: string): JSX.Element => (
    <label class="op-option"><input type="radio" name="op-world" checked={kind === value} onChange={() => setKind(value)} /> <b>{label}</b> <span class="note">{note}</span></label>
  );
  const mode = (value: boolean, label: string, note: string): JSX.Element => (
    <label class="op-option"><input type="radio" name="op-mode" checked={live.turns.value === value} onChange={() => (live.turns.value = value)} /> <b>{label}</b> <span class="note">{note}</span></label>
  );
  const { first, firstHours, later } = live.PACES;
  return (
    <form class="op-choice" onSubmit={(event) => { event.preventDefault(); void go().catch((why: Error) => say(why.message)); }}>
      <div class="op-idea">
        <div><p class="prose">{words.idea(facts.value)}</p><p class="note">{words.score}</p>{data.told && size() !== data.facts.scale && <p class="note">{words.otherSize(size(), data.facts.scale)}</p>}</div>
        <Wanted facts={facts.value} />
      </div>
      <div class="op-choices">
        <div role="radiogroup" aria-label={words.timeChoice}>
          {mode(false, words.clockMode, words.clockSays(first, firstHours, later))}
          {mode(true, words.turnMode, words.turnSays)}
        </div>
        <div role="radiogroup" aria-label={words.worldChoice}>
          {option("training", words.training, words.trainingSays(own, kept().length))}
          {option("daily", words.daily, words.dailySays)}
          {option("class", words.classroom, words.classroomSays)}
          {kind === "class" && <input type="text" inputMode="numeric" aria-label={words.classroomNumber} value={number} onInput={(event) => setNumber(event.currentTarget.value)} />}
        </div>
      </div>
      <button type="submit" class="main" disabled={live.phase.value === "loading" || (kind === "class" && given === null)}>{words.begin}</button>
      <p role="status">{live.phase.value === "loading" ? words.loading : saying}</p>
    </form>
  );
}

/** How it stands now, whatever was said last. */
function Headline(): JSX.Element {
  const all = alerts(live.seat.value!.facts, live.seen.value!);
  const { inside, capacity } = loadNow(live.seen.value!);
  return <p class={`op-headline level-${Math.max(0, ...all.map((one) => one.level))}`}>{words.headline(all, inside, capacity)}</p>;
}

function Clock(): JSX.Element {
  const { horizon_h } = live.seat.value!.facts;
  const going = live.busy.value;
  const go = (): void => {
    if (going) stopHere();
    else if (live.turns.value) void turn();
    else if (live.running.value) live.pause();
    else void play();
  };
  return (
    <div class="op-clock">
      <b class="op-time value">{words.clock(live.now.value, horizon_h)}</b>
      <button type="button" class="main" onClick={go}>
        {going ? <>{words.stop} <small>{words.stopSays}</small></> : live.turns.value ? <>{words.goOn} <small>{words.goOnSays}</small></> : live.running.value ? words.pause : words.play}
      </button>
      <button type="button" aria-disabled={going} onClick={() => { if (!going) { live.pause(); void toEnd(); } }}>{words.toEnd}</button>
      <label class="op-turns"><input type="checkbox" checked={live.turns.value} onChange={(event) => { live.turns.value = event.currentTarget.checked; live.pause(); }} /> {words.turnMode}</label>
    </div>
  );
}

/** What is expected until the next stop: said afterwards whether it came so. */
function Expect(): JSX.Element {
  return (
    <div class="op-guess" role="group" aria-label={words.guessAsk}>
      <span>{words.guessAsk}</span>
      {(Object.keys(words.GUESSES) as live.Guess[]).map((one) => (
        <button key={one} type="button" aria-pressed={live.guess.value === one} onClick={() => { live.guess.value = live.guess.value === one ? null : one; }}>{words.GUESSES[one]}</button>
      ))}
    </div>
  );
}

/** Lines of the log that are open: all of them whole; the others are folded. */
const OPEN_LINES = 5;

function Diary(): JSX.Element {
  const all = [...live.log.value].reverse().slice(0, 40).map((one, at) => <li key={live.log.value.length - at}><span class="value">{words.at(one.at)}</span> {one.text}</li>);
  return (
    <section class="op-log" aria-label={words.diary}>
      <h3>{words.diary}</h3>
      <ol reversed aria-label={words.diary}>{all.slice(0, OPEN_LINES)}</ol>
      {all.length > OPEN_LINES && <details class="fold"><summary>{words.diaryEarlier(all.length - OPEN_LINES)}</summary><ol reversed>{all.slice(OPEN_LINES)}</ol></details>}
    </section>
  );
}

export function Operator(): JSX.Element {
  const [place, width] = useWidth(1000);
  const { phase } = live;
  useEffect(() => {
    live.turns.value = live.turns.value || calm.value;
    return live.pause;
  }, []);
  useEffect(() => {
    if (live.foreign()) void live.start(seed.value, false, acts.value).then(() => compare(live.seat.value!), () => undefined);
  }, [acts.value, text.value]);
  const open = phase.value !== "before" && phase.value !== "loading" && live.seen.value !== null;
  return (
    <section class="operator" ref={place as never}>
      <h2 class={open ? "hidden" : ""}>{words.title}</h2>
      {live.failed.value && <pre class="notice" role="alert">{live.failed.value}</pre>}
      {!open && <Choice />}
      {open && phase.value !== "ended" && <Headline />}
      <p class="op-said" aria-live="polite">{open && live.said.value ? <><span class="value">{words.at(live.saidAt.value)}</span> {live.said.value}</> : ""}</p>
      {open && phase.value === "ended" && <Result />}
      {open && (
        <>
          {phase.value === "running" && <><Clock />{live.turns.value && <Expect />}</>}
          {live.slow.value && phase.value === "running" && !live.turns.value && (
            <p class="notice" role="status">{words.slowSays} {live.seat.value!.size > data.wanted.scale! && <button type="button" onClick={() => begin(live.seat.value!.seed, true)}>{words.smaller(data.wanted.scale!)}</button>}</p>
          )}
          {phase.value === "ending" && <p role="status">{words.ending}</p>}
          <div class="op-board">
            <Dashboard narrow={width < 620} />
            <Gauges narrow={width < 620} />
            <div class="op-side">
              {phase.value === "running" && <Controls />}
              <Diary />
            </div>
          </div>
          <div class="op-row">
            <button type="button" onClick={() => begin(live.seat.value!.seed)}>{words.again}</button>
            <button type="button" onClick={() => { live.pause(); stopForks(); phase.value = "before"; }}>{words.otherWorld}</button>
          </div>
        </>
      )}
    </section>
  );
}
