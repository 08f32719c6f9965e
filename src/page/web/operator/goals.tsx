// The goals: what is to be reached, how each stands while time passes, and what came of it.

import type { JSX } from "preact";
import type { Facts, Seen } from "../protocol";
import { firstSign } from "./alerts";
import { goals, scored, type Goal, type Score } from "./score";
import type { Move } from "./shift";
import * as words from "./words";

/** What is to be reached, before anything was lost. */
export function Wanted(props: { facts: Facts }): JSX.Element {
  const none: Score = { hours: 0, well: true, losses: [], relapsed: false };
  return (
    <section aria-labelledby="op-wanted">
      <h3 id="op-wanted">{words.goalsTitle}</h3>
      <ul class="op-wanted">{goals(props.facts, none).map((one) => <li key={one.id}>{words.goalWanted(one)}</li>)}</ul>
    </section>
  );
}

function Standing(props: { goal: Goal }): JSX.Element {
  const { goal } = props;
  return (
    <li class={goal.met ? "" : "gone"}>
      <b>{words.goalWanted(goal)}</b>
      {goal.limit > 0 && <span class="op-meter"><i style={{ width: `${Math.min(goal.value / goal.limit, 1) * 100}%` }} /></span>}
      <span class="op-small">{words.goalNow(goal)}</span>
    </li>
  );
}

/** How each stands now. */
export function Standings(props: { facts: Facts; seen: Seen }): JSX.Element {
  const now = { ...scored(props.seen), well: true };
  return (
    <ul class="op-standing" aria-label={words.goalsTitle}>
      {goals(props.facts, now).map((one) => <Standing key={one.id} goal={one} />)}
    </ul>
  );
}

/** What was decided before monitoring showed that anything was wrong. */
export function noReason(facts: Facts, seen: Seen, moves: readonly Move[]): Move[] {
  const sign = firstSign(facts, seen) ?? Infinity;
  return moves.filter((one) => one.at < sign - 1e-6);
}

export function Reached(props: { facts: Facts; own: Score; blind: readonly Move[] }): JSX.Element {
  const { facts, own, blind } = props;
  const counts = blind.length === 0;
  return (
    <>
      {!counts && <p class="notice">{words.noReason(blind)}</p>}
      <ul class="op-goals">
        {goals(facts, own).map((one) => {
          const met = one.met && counts;
          return (
            <li key={one.id} class={met ? "met" : ""}>
              <b aria-hidden="true">{met ? "✓" : one.met ? "–" : "✗"}</b> {words.goal(one, own.well)} <span class={one.met && !counts ? "note" : "hidden"}>({met ? words.met : one.met ? words.notCounted : words.notMet})</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
