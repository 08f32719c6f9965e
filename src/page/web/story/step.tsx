// One step of the story: an idea, a bet before the outcome shows, one control, one picture, one sentence with its numbers.

import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { Marked } from "../workbench/glossary";
import { BET, COMPUTED } from "../words";
import { reads } from "./looks";
import { Waiting, type Playing } from "./playing";

export interface Bet {
  question: string;
  options: string[];
  /** Which option the run bears out; null if none is. */
  right: number | null | typeof COMPUTING;
  /** What is said to who was right, and to who was not: after a word on the bet itself. */
  wasRight: string;
  wasWrong: string;
  /** How far the runs are that decide it. */
  runs: Playing;
}

const STEPS = 8;
const COMPUTING = "computing";
/** Why nothing is decided yet: the run that decides is under way, or could not be played. */
export const undecided = (failed: string): typeof COMPUTING | null => (failed ? null : COMPUTING);

/** Which option was chosen in which step; −1 by who only wanted to be shown. Kept, so that another part can be looked at. */
const bets = new Map<number, number>();
/** Whether somebody has bet in a step. */
export const hasBet = (step: number): boolean => bets.has(step);

interface StepProps {
  number: number;
  /** Where it plays, and how large that is: said before any number. */
  where: string;
  title: string;
  /** At most three sentences. */
  idea: readonly string[];
  bet: Bet;
  /** What the picture shows, in words that give nothing away. */
  hides: string;
  control: ComponentChildren;
  picture: ComponentChildren;
  /** Computed from the run that is shown; nothing while it is computed. */
  sentence: ComponentChildren;
  /** Size, seeds and scenario of what is shown: folded. */
  about: string;
  /** What stands below the bet, once somebody has bet: what the control did at its other places. */
  aside?: ComponentChildren;
  /** What stands in the picture below its sentence. */
  below?: ComponentChildren;
  /** What can be looked at beyond that, once somebody has bet. */
  more?: ComponentChildren;
  /** What is to be done once somebody has bet. */
  onBet?: () => void;
}

export function Step(props: StepProps): JSX.Element {
  const [chosen, choose] = useState<number | null>(bets.get(props.number) ?? null);
  const { bet } = props;
  const place = (option: number): void => {
    bets.set(props.number, option);
    reads.value = true;
    choose(option);
    props.onBet?.();
  };
  const shown = chosen !== null;
  const waits = shown && bet.right === COMPUTING;
  const won = chosen === bet.right;
  // Who wanted only to be shown hears the answer, and no word on a bet.
  const answer = !shown || waits ? "" : won ? bet.wasRight : bet.wasWrong;
  return (
    <section class="step" id={`story-${props.number}`} aria-labelledby={`step-${props.number}`}>
      <div class="step-text">
        <p class="step-number"><span aria-hidden="true">{Array.from({ length: STEPS }, (_, n) => <i key={n} class={n < props.number ? "done" : ""} />)}</span> {props.number} of {STEPS} · {props.where}</p>
        <h3 id={`step-${props.number}`}>{props.title}</h3>
        <div class="prose">{props.idea.map((text, n) => <p key={n}><Marked at={props.number * 10 + n} text={text} /></p>)}</div>
        <fieldset class="bet" disabled={shown}>
          <legend>{bet.question}</legend>
          {bet.options.map((option, at) => (
            <button key={option} type="button" class={shown && bet.right === at ? "option borne" : "option"} aria-pressed={chosen === at} onClick={() => place(at)}>
              <span>{option}</span>{shown && bet.right === at && <span class="hidden">, {BET.borne}</span>}{chosen === at && <small>{BET.yours}</small>}
            </button>
          ))}
          {!shown && <div class="bet-last"><button type="button" class="quiet-button" onClick={() => place(-1)}>{BET.show}</button></div>}
        </fieldset>
        {waits && <Waiting bet={chosen !== -1} where={props.where} runs={bet.runs} />}
        <div aria-live="polite">
          {answer && <p class="verdict">{chosen !== -1 && <><b class={won ? "won" : ""}>{won ? BET.right : BET.wrong}</b> </>}{answer}</p>}
        </div>
      </div>
      <div class="step-picture">
        {shown && <div class="step-control">{props.control}</div>}
        <div class={shown ? "" : "covered"}>
          <div class="picture" inert={!shown}>{props.picture}</div>
          {!shown && <Cover hides={props.hides} />}
        </div>
        {/* With the picture and its control, so that a small screen shows the three together. */}
        <div aria-live="polite">{shown && <p class="outcome prose">{typeof props.sentence === "string" && props.sentence ? <Marked at={props.number * 10 + 5} text={props.sentence} /> : props.sentence || "Computing …"}</p>}</div>
        {shown && props.below}
        {shown && <Fold head={COMPUTED}><Marked at={props.number * 10 + 9} text={props.about} /></Fold>}
      </div>
      {shown && props.aside && <div class="step-aside">{props.aside}</div>}
      {shown && props.more && <div class="step-more">{props.more}</div>}
    </section>
  );
}

/** What not everybody has to read: one line until it is opened. */
export const Fold = (props: { head: string; children: ComponentChildren }): JSX.Element => (
  <details class="fold"><summary>{props.head}</summary><div class="note">{props.children}</div></details>
);

/** In place of a picture that nobody has bet on yet. */
const Cover = (props: { hides: string }): JSX.Element => (
  <div class="cover">
    <svg width="76" height="52" viewBox="0 0 76 52" aria-hidden="true"><path d="M3 2V49H74" class="axis" /><path d="M8 40C24 40 24 12 40 12S56 34 72 22" class="guess" /><text x="38" y="34" text-anchor="middle">?</text></svg>
    <p><b>{BET.closed}</b> {props.hides}</p>
  </div>
);

/** A slider over values that are written as the scenario has them. */
export function Stops(props: { label: string; stops: readonly string[]; at: number; onMove: (at: number) => void; shown?: (stop: string) => string }): JSX.Element {
  const now = props.stops[props.at] ?? "";
  const said = props.shown ? props.shown(now) : now.replace(" ", "\u00a0");
  return (
    <label class="slider">
      <span>{props.label}: <output>{said}</output></span>
      <input type="range" min={0} max={props.stops.length - 1} step={1} value={props.at} aria-valuetext={said}
        onInput={(event) => props.onMove(Number(event.currentTarget.value))} />
    </label>
  );
}
