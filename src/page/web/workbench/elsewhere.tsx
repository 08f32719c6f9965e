// Whether what is seen holds with other seeds, and at larger sizes.

import type { JSX } from "preact";
import { data } from "../data";
import { facts, scale, seed, since, text } from "../state";
import { hours } from "../words";
import { before, shown, unknown, worlds } from "./compute";
import type { Pair } from "./difference";
import { Term } from "./glossary";
import { pageScale } from "./history";
import { HOLDS, inWorlds, NOT_ELSEWHERE, SEED, SIDEWAYS, SIZE, size, WELL, well, WHAT_IS, WORLD } from "./words";

const COMPUTING = "…";

/** The sizes that can be chosen: that of the page, larger ones, the whole. */
function sizes(): number[] {
  const own = text.value === null ? data.wanted.scale ?? 1 : pageScale(facts.value);
  return [...new Set([own, own * 2, own * 5, scale.value, 1].map((one) => Number(one.toPrecision(6))).filter((one) => one <= 1 || one === scale.value))].sort((a, b) => a - b);
}

export function Sizes(): JSX.Element {
  return (
    <p class="row sizes">
      <label>{SIZE} <select value={String(scale.value)} onChange={(event) => (scale.value = Number(event.currentTarget.value))}>
        {sizes().map((one) => <option key={one} value={String(one)}>{size(one)}</option>)}
      </select></label>
      <label>{SEED} <input type="number" min={0} step={1} value={seed.value} onChange={(event) => { const one = event.currentTarget.valueAsNumber; if (Number.isSafeInteger(one) && one >= 0) seed.value = one; else event.currentTarget.value = String(seed.value); }} /></label>
      <span class="note">{WHAT_IS[0]}<Term word="seed" />{WHAT_IS[1]}</span>
    </p>
  );
}

export function Elsewhere(): JSX.Element | null {
  const all = worlds.value;
  if (!all.length) return null;
  const compared = before.value !== null;
  const here = all.filter((one) => one.scale === shown.value.scale);
  const there = here.filter((one) => one.after && (one.before || !compared));
  const pairs = there.map((one): Pair => ({ before: one.before, after: one.after! }));
  const names = shown.value.facts.classes.filter((one) => one.population != null).map((one) => one.name);
  const { horizon_h } = shown.value.facts;
  const of = (one: typeof all[number], name: string): string => {
    const [now, then] = [one.after, one.before].map((run) => run?.lost.find((loss) => loss.name === name)?.hours);
    const told = now === undefined ? COMPUTING : hours(now);
    return compared ? `${then === undefined ? COMPUTING : hours(then)} → ${told}` : told;
  };
  return (
    <section class="elsewhere">
      <h3>{HOLDS}</h3>
      <p class="prose" aria-live="polite" aria-busy={there.length < here.length}>{inWorlds(pairs, there.map((one) => one.seed), here.length, horizon_h)}</p>
      {unknown.value && <><p>{NOT_ELSEWHERE}</p><pre>{unknown.value}</pre></>}
      <p class="note sideways">{SIDEWAYS}</p>
      <div class="table" tabIndex={0} role="region" aria-label={HOLDS}><table>
        <thead><tr><th scope="col">{WORLD}</th>{names.map((name) => <th key={name} scope="col">{name}</th>)}<th scope="col">{WELL(since.value)}</th></tr></thead>
        <tbody>{all.map((one) => (
          <tr key={`${one.scale} ${one.seed}`}><th scope="row">{size(one.scale)}, {one.seed}</th>{names.map((name) => <td key={name}>{of(one, name)}</td>)}
            <td>{one.after ? well(one.after, horizon_h) : COMPUTING}</td></tr>
        ))}</tbody>
      </table></div>
    </section>
  );
}
