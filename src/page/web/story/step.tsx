// One step of the story: an idea, a bet before the outcome shows, one control, one picture, one sentence with its numbers.

import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { BET, deciding } from "../words";

export interface Bet {
  question: string;
  options: string[];
  /** Which option the run bears out; null if none is. */
  right: number | null | typeof COMPUTING;
  /** What is said to who was right, and to who was not: after a word on the bet itself. */
  wasRight: string;
  wasWrong: string;
  /** Runs that decide it, and how many of them are there. */
  runs?: [number, number];
}

const COMPUTING = "computing";
/** Why nothing is decided yet: the run that decides is under way, or could not be played. */
export const undecided = (failed: string): typeof COMPUTING | null => (failed ? null : COMPUTING);

interface StepProps {
  number: number;
  /** Where it plays, and how large that is: said before any number. */
  where: string;
  title: string;
  /** At most three sentences. */
  idea: ComponentChildren;
  bet: Bet;
  control: ComponentChildren;
  picture: ComponentChildren;
  /** Computed from the run that is shown; nothing while it is computed. */
  sentence: ComponentChildren;
  /** Seeds and scenario of what is shown. */
  about: string;
  /** What can be looked at beyond that, once somebody has bet. */
  more?: ComponentChildren;
  /** What is to be done once somebody has bet. */
  onBet?: () => void;
}

export function Step(props: StepProps): JSX.Element {
  const [chosen, choose] = useState<number | null>(null);
  const { bet } = props;
  const place = (option: number): void => {
    choose(option);
    props.onBet?.();
  };
  const shown = chosen !== null;
  const fact = !shown || chosen === -1 || bet.right === COMPUTING ? "" : chosen === bet.right ? `${BET.right} ${bet.wasRight}` : `${BET.wrong} ${bet.wasWrong}`;
  const verdict = shown && chosen !== -1 && bet.right === COMPUTING ? deciding(...(bet.runs ?? [0, 1])) : fact;
  return (
    <section class="step" id={`story-${props.number}`} aria-labelledby={`step-${props.number}`}>
      <div class="step-text">
        <p class="step-number">{props.number} of 8 · {props.where}</p>
        <h3 id={`step-${props.number}`}>{props.title}</h3>
        <div class="prose">{props.idea}</div>
        <fieldset class="bet" disabled={shown}>
          <legend>{bet.question}</legend>
          {bet.options.map((option, at) => (
            <button key={option} type="button" class={shown && bet.right === at ? "borne" : ""} aria-pressed={chosen === at} onClick={() => place(at)}>
              {shown && bet.right === at ? `${BET.borne} ` : ""}{option}{chosen === at ? ` · ${BET.yours}` : ""}
            </button>
          ))}
          {!shown && <div class="bet-last"><button type="button" class="quiet-button" onClick={() => place(-1)}>{BET.show}</button></div>}
        </fieldset>
        <div aria-live="polite">{verdict && <p class="verdict">{verdict}</p>}</div>
      </div>
      <div class="step-picture">
        {shown && <div class="step-control">{props.control}</div>}
        <div class={shown ? "" : "covered"}>
          <div class="picture" inert={!shown}>{props.picture}</div>
          {!shown && <p class="cover">{BET.closed}</p>}
        </div>
        {/* With the picture and its control, so that a small screen shows the three together. */}
        <div aria-live="polite">{shown && <p class="outcome prose">{props.sentence || "Computing …"}</p>}</div>
        {shown && <p class="note">{props.about}</p>}
      </div>
      {shown && props.more && <div class="step-more">{props.more}</div>}
    </section>
  );
}

/** A slider over values that are written as the scenario has them. */
export function Stops(props: { label: string; stops: readonly string[]; at: number; onMove: (at: number) => void; shown?: (stop: string) => string }): JSX.Element {
  const now = props.stops[props.at] ?? "";
  const said = props.shown ? props.shown(now) : now;
  return (
    <label class="slider">
      <span>{props.label}: <output>{said}</output></span>
      <input type="range" min={0} max={props.stops.length - 1} step={1} value={props.at} aria-valuetext={said}
        onInput={(event) => props.onMove(Number(event.currentTarget.value))} />
    </label>
  );
}
