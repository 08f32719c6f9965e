// What is seen of a run: the sentence, its charts with the original, the cell at a moment.

import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { LoadChart, PeopleChart } from "../chart/run";
import { CellPicture, clock } from "../dots/cell";
import { Later } from "../later";
import type { Seen } from "../protocol";
import { calm, facts, since } from "../state";
import { before, busy, refused, shown, shownNext, STORM_H, worlds, type Shown } from "./compute";
import { changedBetween, lostUntil, outcome } from "./difference";
import { Term } from "./glossary";
import { question } from "./history";
import { at, begins, events, film, interval, lastEvent, moment, nextEvent, pace, PACES, playing } from "./time";
import { AT_MOMENT, busyWords, COUNTED, difference, HALT, LAG, LAST_EVENT, LOAD_TITLE, NEXT_EVENT, PEOPLE_TITLE, perSecond, PLAY, REFUSED, SERVICES_AT_MOMENT, shownWords, sofar, SPEED, STILL_OLD, TIME, WINDOW, WINDOWS } from "./words";
import { chartWindow, whichWindow } from "./window";

function sentenceNow(): string {
  const now = shown.value;
  const then = comparable();
  // What is changed is said at once; what it was at first may still be computed.
  const changed = changedBetween(new Map(), now.changes);
  if (!now.whole) {
    const end = Math.max(now.seen.film.end_h, 0);
    return sofar(changed, lostUntil(now.seen, now.facts, end), then ? lostUntil(then.seen, then.facts, end) : null, end, facts.value);
  }
  const pair = { before: then && outcome(then.seen, then.facts), after: outcome(now.seen, now.facts) };
  const told = { ...now.facts, controls: facts.value.controls, values: facts.value.values, fixes: facts.value.fixes };
  return difference(changed, pair, told, then?.facts.horizon_h ?? now.facts.horizon_h, since.value);
}

function Sentence(): JSX.Element {
  return (
    <div class="difference">
      <p class="prose" aria-live="polite" aria-busy={!shown.value.whole}>{sentenceNow()}</p>
      {refused.value && <div role="alert"><p>{REFUSED}</p><pre>{refused.value}</pre></div>}
      <About />
    </div>
  );
}

function About(): JSX.Element {
  const now = shown.value;
  // Until the first curve of the new run is there, the picture is that of the old one, and says so.
  const old = now.key !== JSON.stringify(question());
  const asked = worlds.value.flatMap((one) => (before.value ? [one.after, one.before] : [one.after]));
  return (
    <p class="note about" role="status" data-settled={now.whole && !old ? "yes" : "no"}>
      {old && STILL_OLD} {shownWords(now.scale, now.seed, now.whole, Math.max(now.seen.film.end_h, 0))} <span class="busy-words">{busyWords(busy.value, asked.filter(Boolean).length, asked.length)}</span>
    </p>
  );
}

function Load(): JSX.Element {
  const now = shown.value;
  return <LoadChart seen={now.seen} facts={now.facts} title={LOAD_TITLE} window={chartWindow.value} height={innerWidth < NARROW ? 130 : innerHeight < LOW ? 190 : 240} ghost={ghost()} moving={moment} onPick={(hours) => (at.value = hours)} />;
}

function People(): JSX.Element {
  const now = shownNext.value;
  return <PeopleChart seen={now.seen} facts={now.facts} title={PEOPLE_TITLE} window={chartWindow.value} height={innerHeight < LOW ? 120 : 150} plain ghost={ghost()} moving={moment} onPick={(hours) => (at.value = hours)} />;
}

/** Where picture, sentence and control have to share a small screen. */
const NARROW = 900;
/** Where both charts have to stand beside the controls on a low screen. */
const LOW = 800;

/** The original, if what is shown is of its size and world. */
function comparable(): Shown | null {
  const [then, now] = [before.value, shown.value];
  return then && then.key !== now.key && then.scale === now.scale && then.seed === now.seed ? then : null;
}

const ghost = (): Seen | null => comparable()?.seen ?? null;

export function View(): JSX.Element {
  const stick = usePinned();
  return (
    <div class="bench-view">
      <div class="bench-stick" ref={stick}><Sentence /><div id="chart-load"><Load /></div></div>
      <div id="chart-people"><Later high={150}><People /></Later></div>
      <p class="row under"><WhichWindow /> <span class="note">{COUNTED[0]}<Term word="attempt" />{COUNTED[1]}<Term word="retry" />{COUNTED[2]}<Term word="amplification" />{COUNTED[3]}</span></p>
    </div>
  );
}

/** How high what is pinned is: what has the focus comes to stand below it. */
function usePinned(): { current: HTMLDivElement | null } {
  const stick = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { style } = document.documentElement;
    const watch = new ResizeObserver(() => style.setProperty("--stick", `${stick.current?.offsetHeight ?? 0}px`));
    if (stick.current) watch.observe(stick.current);
    return () => { watch.disconnect(); style.removeProperty("--stick"); };
  }, []);
  return stick;
}

function WhichWindow(): JSX.Element | null {
  const { horizon_h } = shown.value.facts;
  if (horizon_h <= STORM_H) return null;
  const [storm, all] = WINDOWS(STORM_H, horizon_h);
  return (
    <label class="window">{WINDOW} <select value={whichWindow.value} onChange={(event) => (whichWindow.value = event.currentTarget.value as "storm" | "all")}>
      <option value="storm">{storm}</option><option value="all">{all}</option>
    </select></label>
  );
}

function Cell(): JSX.Element {
  return <CellPicture facts={shownNext.value.facts} film={film.value} interval={interval.value} />;
}

function Clock(): JSX.Element {
  // To the minute: what changes with every frame would be read by nobody.
  const minute = useComputed(() => Math.round(moment.value * 60) / 60);
  const what = useComputed(() => events.value.findLast((one) => one.at <= moment.value + 1e-6)?.what.join(", ") ?? "");
  return <p class="clock"><b>{clock(minute.value, since.value)}</b> <span class="quiet">{what.value}</span></p>;
}

function Scrubber(): JSX.Element {
  const steps = useComputed(() => Math.round(moment.value * 60));
  return <input type="range" class="scrubber" aria-label={TIME} aria-valuetext={clock(steps.value / 60, since.value)} min={Math.ceil(begins.value * 60)} max={Math.floor(shownNext.value.facts.horizon_h * 60)} step={1} value={steps.value}
    onInput={(event) => (at.value = Number(event.currentTarget.value) / 60)} />;
}

function play(): void {
  if (!playing.value && moment.value >= film.value.end_h - 1e-6) at.value = begins.value;
  playing.value = !playing.value;
}

/** The cell at a moment, and how time passes there. */
export function Player(): JSX.Element {
  const go = (to: number | null): void => { if (to !== null) at.value = to; };
  return (
    <section class="player" aria-label={TIME}>
      <div class="row">
        <button type="button" class="main" onClick={play}>{playing.value ? HALT : PLAY}</button>
        <button type="button" onClick={() => go(lastEvent())}>{LAST_EVENT}</button>
        <button type="button" onClick={() => go(nextEvent())}>{NEXT_EVENT}</button>
        {!calm.value && <label>{SPEED} <select value={String(pace.value)} onChange={(event) => (pace.value = Number(event.currentTarget.value))}>
          {PACES.map((one) => <option key={one} value={String(one)}>{perSecond(one)}</option>)}
        </select></label>}
        <Clock />
      </div>
      <Scrubber />
      <p class="note">{shownNext.value.facts.system ? SERVICES_AT_MOMENT : <>{AT_MOMENT[0]}<Term word="cell" />{AT_MOMENT[1]}<Term word="edge" />{AT_MOMENT[2]}</>}</p>
      <Cell />
      <p class="note">{LAG}</p>
    </section>
  );
}
