// While what decides a bet is played: that the bet was taken, what is played, and how far that is.

import type { JSX } from "preact";
import { calm } from "../state";
import { BET, playing } from "../words";

export interface Playing {
  /** Runs that are there, and all that decide. */
  ready: number;
  all: number;
  /** How much of all of them is played. */
  share: number;
}

export function Waiting(props: { bet: boolean; where: string; runs: Playing }): JSX.Element {
  const { ready, all, share } = props.runs;
  return (
    <>
      <div aria-live="polite"><p class="verdict">{props.bet && <b class="taken">{BET.stands}</b>} {playing(all, ready, props.where)}</p></div>
      <span class={calm.value ? "deciding" : "deciding moves"} aria-hidden="true"><i style={{ width: `${Math.max(share, 0.02) * 100}%` }} /></span>
    </>
  );
}
