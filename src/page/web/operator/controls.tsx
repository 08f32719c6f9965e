// What can be done: to each class at the edge, and what can be ordered.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { hours } from "../words";
import { firstSign, lastOf, usual } from "./alerts";
import { act, done, doneLast, moves, orderBandwidth, orderRepair, orders, seat, seen } from "./live";
import { BANDWIDTH_H, entries, inHours, LIMITS, RETURNS_H, type Seat } from "./seat";
import * as words from "./words";

/** Three digits are enough for a limit. */
const rounded = (rate: number): number => Number(rate.toPrecision(2));

function OfClass(props: { seat: Seat; at: number }): JSX.Element {
  const { facts, size } = props.seat;
  const { name } = facts.classes[props.at]!;
  const [over, setOver] = useState<number>(RETURNS_H[5]);
  const [times, setTimes] = useState<number>(LIMITS[1]);
  const asked = doneLast(done.value, name);
  // A return that is complete is no return any more.
  const last = asked === "ramp" && (lastOf(seen.value!.film.classes[props.at]!.admitted) ?? 0) >= 1 ? "open" : asked;
  const shut = last === "block";
  const normal = usual(facts, seen.value!, props.at);
  const openAll = (): void => void act(entries.open(name), words.opened(name));
  const shutIt = (said: string) => (): void => void act(entries.block(name), said);
  // One button that stays where it is, so that whoever uses the keyboard stays on it; what lets everybody in stands apart.
  const back = (): void => void act(entries.ramp(name, over), words.returning(name, over));
  const first = shut ? { label: words.letBack(name), go: back }
    : last === "ramp" ? { label: words.halt(name), go: shutIt(words.halted(name)) }
    : { label: words.block(name), go: shutIt(words.blocked(name)) };
  const returns = RETURNS_H.filter((one) => one <= facts.horizon_h);
  return (
    <fieldset class="op-class">
      <legend>{name}</legend>
      <div class="op-row">
        <button type="button" onClick={first.go}>{first.label}</button>
        {shut && <label>{words.returnLabel} <select value={over} onChange={(event) => setOver(Number(event.currentTarget.value))}>
          {returns.map((one) => <option key={one} value={one}>{hours(one)}</option>)}
        </select></label>}
      </div>
      {normal > 0 && last !== "ramp" && (
        <details class="op-limit"><summary>{words.limitMore(name)}</summary><div class="op-row">
          <label>{words.limitLabel} <select value={times} onChange={(event) => setTimes(Number(event.currentTarget.value))}>
            {LIMITS.map((one) => <option key={one} value={one}>{words.perSecond(rounded(one * normal), one)}</option>)}
          </select></label>
          <button type="button" onClick={() => act(entries.limit(name, rounded(times * normal) / size), words.limited(name, rounded(times * normal)))}>{words.limit}</button>
        </div></details>
      )}
      {(shut || last === "ramp" || last === "limit") && (
        <div class="op-danger">
          <button type="button" onClick={openAll}><span aria-hidden="true">⚠ </span>{words.open(name)}</button>
          <span class="note">{words.openSays}</span>
        </div>
      )}
    </fieldset>
  );
}

export function Controls(): JSX.Element {
  const here = seat.value!;
  const order = (kind: "repair" | "bandwidth") => orders.value.find((one) => one.kind === kind);
  const [repair, width] = [order("repair"), order("bandwidth")];
  const broken = firstSign(here.facts, seen.value!) !== null;
  const since = (one: { move: number }): number => moves.value[one.move]?.at ?? 0;
  const repaired = !repair && moves.value.some((one) => one.said === words.repairMove);
  const widened = moves.value.some((one) => one.said === words.bandwidthMove);
  const between = here.promise.split(":")[0]!.split("..");
  const unit = /[a-z]+\s*$/.exec(between[1] ?? "")?.[0] ?? "h";
  const range = between.map((one) => inHours(/[a-z]/.test(one) ? one : `${one} ${unit}`)) as [number, number];
  const order_ = here.facts.classes.map((one, at) => ({ one, at })).sort((a, b) => Number(b.one.phones) - Number(a.one.phones) || (b.one.population ?? 0) - (a.one.population ?? 0));
  return (
    <section class="op-actions" aria-label={words.actions}>
      <h3>{words.actions}</h3>
      {order_.map(({ one, at }) => <OfClass key={one.name} seat={here} at={at} />)}
      {here.remedies.length > 0 && (
        <div class="op-row">
          <button type="button" aria-disabled={!broken || repair !== undefined} onClick={() => { if (!repair) void orderRepair(); }}>{words.repairOffer}</button>
          <span class="note">{repair ? words.underWay(since(repair)) : !broken ? words.nothingBroken : repaired ? words.repaired : range.length === 2 ? words.repairSays(range) : ""}</span>
        </div>
      )}
      {here.factor !== null && (
        <div class="op-row">
          <button type="button" aria-disabled={widened} onClick={() => { if (!widened) void orderBandwidth(); }}>{words.bandwidthOffer(here.factor)}</button>
          <span class="note">{width ? words.underWay(since(width)) : widened ? "" : words.bandwidthSays(BANDWIDTH_H)}</span>
        </div>
      )}
    </section>
  );
}
