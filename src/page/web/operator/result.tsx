// The end: what it cost, how that compares, what one decision would have changed, and everything to take along.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { classColour } from "../chart/colours";
import { data } from "../data";
import { link, text } from "../state";
import type { Facts } from "../protocol";
import { hours } from "../words";
import { asFile, asLine, best, forks, lastChance, leading, mostChanged, pauseForks, playForks, sets, stopForks } from "./forks";
import { done, foreseen, moves, seat, seen, tryAgain } from "./live";
import { firstSign } from "./alerts";
import { noReason, Reached } from "./goals";
import { compare, ranked, rivals, scored, type Score } from "./score";
import * as words from "./words";

function Bars(props: { facts: Facts; name: string; score: Score | null; failed: string; most: number }): JSX.Element {
  const { score, most } = props;
  const wide = (value: number): string => `${Math.min((value / (most || 1)) * 100, 100)}%`;
  return (
    <div class="op-bars">
      <p><b>{props.name}</b> <span class={score ? "op-cost" : "quiet"}>{score ? words.cost(score) : props.failed ? words.failed : words.computing}</span></p>
      {score && <div class="op-bar whole"><i class={score.well ? "" : "open"} style={{ width: wide(score.hours) }} /></div>}
      {score?.losses.map((loss, at) => (
        <div class="op-part" key={loss.name}>
          <span>{loss.name}</span>
          <span class="op-bar"><i style={{ width: wide(loss.outage_h), background: classColour(props.facts, at) }} /></span>
          <span class="value">{hours(loss.outage_h)}</span>
        </div>
      ))}
    </div>
  );
}

function Forks(props: { own: Score }): JSX.Element {
  const all = forks.value;
  const { own } = props;
  const counted = all.filter((one) => one.score || one.failed).length;
  const chance = own.well ? null : lastChance(all);
  const top = best(own, all);
  // As soon as the first one is there, it is told; the others may be better.
  const told = top ?? (counted < all.length ? leading(all) : null);
  if (!moves.value.length) return <p>{words.noForks}</p>;
  return (
    <>
      <p class="note">{words.forksSay(counted, all.length)}</p>
      {told
        ? <p class={ranked(told.score!, own) < 0 ? "op-told op-gain" : "op-told"} role="status">{words.gain(moves.value[told.move]?.said ?? "", told, own, mostChanged(own, told.score!), counted, all.length)}</p>
        : counted === all.length && all.length > 0 && <p class="op-told" role="status">{words.noGain(all.length, own.well)}</p>}
      {counted === all.length && chance && <p role="status">{words.lastChance(chance.tried, chance.move === null ? null : moves.value[chance.move]!)}</p>}
      <div class="op-turning"><table class="op-forks">
        <tbody>
          {all.map((one) => (
            <tr key={`${one.move}-${one.change}`} class={one === top ? "best" : ""}>
              <td>{words.fork(moves.value[one.move]?.said ?? "", one)}</td>
              <td class="value">{one.score ? words.cost(one.score) : one.failed === "refused" ? words.noFork : one.failed ? words.failed : words.computing}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="op-row">
        {moves.value.map((move, at) => (
          <button key={at} type="button" onClick={() => { stopForks(); void tryAgain(at); }}>{words.tryAgain(move.said, move.at)}</button>
        ))}
      </div></div>
    </>
  );
}

/** A path or value as one word of a shell. */
const quoted = (part: string): string => `'${part.replace(/'/g, `'\\''`)}'`;

function Take(props: { own: Score }): JSX.Element {
  const here = seat.value!;
  const [copied, setCopied] = useState(false);
  const world = here.wanted.set ?? [];
  const all = [...world, ...sets(done.value)];
  const name = here.wanted.scenario;
  const own = here.wanted.text ?? text.value;
  const command = `syncstorm run ${quoted(own ? `${name.replace(/\.toml$/, "")}.toml` : name)} --scale ${here.size}${all.map((one) => ` --set ${quoted(one)}`).join("")}`;
  // A scenario of the reader's own is in no catalogue: then the file holds its text by name of the file beside it.
  const file = [
    words.fileHead(data.facts.title || name, words.cost(props.own)), `# syncstorm run shift.toml --scale ${here.size}`,
    `extends = ${JSON.stringify(own ? `${name.replace(/\.toml$/, "")}.toml` : name)}`, ...world.map(asLine), asFile(done.value),
  ].join("\n");
  const save = (): void => {
    const address = URL.createObjectURL(new Blob([file], { type: "application/toml" }));
    Object.assign(document.createElement("a"), { href: address, download: "shift.toml" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };
  return (
    <section class="op-take">
      <h3>{words.takeTitle}</h3>
      <p>{words.takeSays}</p>
      <div class="op-row">
        <button type="button" onClick={save}>{words.download}</button>
        <button type="button" onClick={async () => { await navigator.clipboard?.writeText(await link()).catch(() => undefined); setCopied(true); }}>{words.copyLink}</button>
        <span role="status">{copied ? words.copied : ""}</span>
      </div>
      <details class="fold"><summary>{words.asCommand}</summary><pre tabIndex={0} class="op-command">{command}</pre></details>
    </section>
  );
}

export function Result(): JSX.Element {
  const here = seat.value!;
  const own = scored(seen.value!);
  useEffect(() => {
    compare(here);
    playForks(seen.value!, here, done.value, moves.value, !own.well, firstSign(here.facts, seen.value!) ?? 0);
    return pauseForks;
  }, [seen.value]);
  const rows = [{ name: words.mine, score: own as Score | null, failed: "" }, ...rivals.value.map((one) => ({ name: words.rival(one.kind, data.told), score: one.score, failed: one.failed }))];
  const most = Math.max(...rows.flatMap((one) => (one.score ? [one.score.hours, ...one.score.losses.map((loss) => loss.outage_h)] : [])), 1e-9);
  const place = words.standing(own, rivals.value, data.told);
  return (
    <section class="op-result" aria-labelledby="op-result">
      <h3 id="op-result" tabIndex={-1} ref={(element) => element?.focus({ preventScroll: true })}>{words.resultTitle}</h3>
      <p class="op-score" data-score={own.hours} data-well={own.well}><b>{words.cost(own)}</b> {words.result(here.facts, own)}</p>
      {place && <p class="op-place">{place}</p>}
      <div class="op-compare">{rows.map((one) => <Bars key={one.name} facts={here.facts} most={most} {...one} />)}</div>
      <p class="note">{words.score}{foreseen.value.length > 0 && ` ${words.foresaw(foreseen.value.filter(Boolean).length, foreseen.value.length)}`}</p>
      <Reached facts={here.facts} own={own} blind={noReason(here.facts, seen.value!, moves.value)} />
      <h3>{words.forksTitle}</h3>
      <Forks own={own} />
      <Take own={own} />
    </section>
  );
}
