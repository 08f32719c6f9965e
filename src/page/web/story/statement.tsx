// The public statement beside the model, point by point: what the texts say, and apart from it what only we asked.

import type { JSX } from "preact";
import { data, type Counted } from "../data";
import { Marked } from "../workbench/glossary";
import { Fold } from "./step";
import { atMost, CHOSEN, found, HOW_ASKED, holds, inShort, intro, KINDS, kindOf, measured, NEEDS, ofWorlds, rivalsSaid, SAID, shortly, sourceOf, SQUARE, squares, sure, TITLE, UNSAID, UNSAID_INTRO, verdict, WHO, WHY, worldsSaid, type Kind } from "./words-statement";

type Point = (typeof data.verdicts.points)[number];

const ORDER = Object.keys(KINDS) as Kind[];
/** Worlds that are drawn one by one at most; from some number on they are smaller, so that no point is longer than its words. */
const MOST = 400;
const MANY = 60;
const WIDE = 240;

/** A verdict by its shape: told apart in grey, too. */
function Badge(props: { kind: Kind }): JSX.Element {
  const { kind } = props;
  return (
    <svg class={`badge ${kind}`} viewBox="0 0 20 20" aria-hidden="true">
      {kind === "supported" && <><circle cx="10" cy="10" r="9" class="full" /><path d="M5.5 10.5L9 14L15 6.5" class="sign" /></>}
      {kind === "depends" && <><circle cx="10" cy="10" r="8" class="ring" /><path d="M10 2A8 8 0 0 0 10 18Z" class="full" /></>}
      {kind === "contradicted" && <><path d="M2 2H18V18H2Z" class="full" /><path d="M6 6L14 14M14 6L6 14" class="sign" /></>}
      {kind === "untested" && <><circle cx="10" cy="10" r="8" class="ring" stroke-dasharray="2.5 2.5" /><path d="M6.5 10H13.5" class="bar" /></>}
    </svg>
  );
}

/** A square for each world: what the point says is seen there and for this reason, only seen, not seen, or was not asked. */
function Squares(props: { holds: Counted | null; seen: Counted | null }): JSX.Element | null {
  const all = squares(props.holds, props.seen, data.verdicts.worlds);
  if (!all || all.length > MOST) return null;
  const step = all.length > MANY ? 6 : 12;
  const row = Math.min(all.length, WIDE / step);
  return (
    <svg class="squares" viewBox={`0 0 ${row * step} ${Math.ceil(all.length / row) * step}`} style={{ width: `${row * step}px` }} aria-hidden="true">
      {all.map((kind, n) => <g key={n} transform={`translate(${(n % row) * step} ${Math.floor(n / row) * step}) scale(${step / 12})`}><Square kind={kind} /></g>)}
    </svg>
  );
}

const Square = (props: { kind: keyof typeof SQUARE }): JSX.Element => (
  <>
    <rect x="1" y="1" width="9" height="9" class={`square ${props.kind}`} />
    {props.kind === "seen" && <path d="M1 10L10 1V10Z" class="square half" />}
  </>
);

function Details(props: { point: Point }): JSX.Element {
  const { point } = props;
  const more = found(point.more);
  const numbers = more.flatMap((one) => measured(one) ?? []);
  return (
    <details>
      <summary>{point.said.length ? WHO : WHY}</summary>
      {point.said.map(sourceOf).map(([who, what]) => <p key={who + what} class="note"><b>{who}:</b> {what}</p>)}
      <ul class="facts">
        {[...more.filter((one) => !measured(one)), sure(point, data.verdicts.asked)].flatMap(shortly).map((text) => <li key={text}>{text}</li>)}
      </ul>
      {numbers.length > 0 && <p class="note">{ofWorlds(data.verdicts.asked)}</p>}
      {numbers.map(({ what, cases }) => (
        <div key={what} class="measured"><p class="note">{what}:</p><dl>{cases.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl></div>
      ))}
    </details>
  );
}

function One(props: { point: Point; at: number }): JSX.Element {
  const { point } = props;
  const halves = point.halves;
  const claimed = point.said.length > 0;
  return (
    <li class={`point ${kindOf(point.verdict)}`}>
      <p class="point-said"><Marked at={props.at} text={point.statement} /></p>
      <p class="point-verdict"><b>{verdict(point, claimed)}</b>{point.holds && !halves.length && <span class="quiet"> · {holds(point.holds, point.seen, data.verdicts.asked)}</span>}</p>
      {halves.length > 0 ? (
        <ul class="halves">
          {halves.map((half) => (
            <li key={half.when} class={kindOf(half.verdict)}>
              <p><Badge kind={kindOf(half.verdict)} /> <b>{half.when}</b>: {half.statement}</p>
              <p class="quiet">{verdict(half, claimed)}{half.holds && ` · ${holds(half.holds, null, data.verdicts.asked)}${atMost(half)}`}</p>
              <Squares holds={half.holds} seen={null} />
            </li>
          ))}
        </ul>
      ) : <Squares holds={point.holds} seen={point.seen} />}
      <Details point={point} />
    </li>
  );
}

/** By verdict, each kind below its own head. */
function Points(props: { points: Point[]; claimed: boolean }): JSX.Element {
  return (
    <div class={props.claimed ? "points" : "points unsaid"}>
      {ORDER.map((kind) => [kind, props.points.filter((one) => kindOf(one.verdict) === kind)] as const).filter(([, some]) => some.length > 0).map(([kind, some]) => (
        <section key={kind} class={`kind ${kind}`}>
          <h4><Badge kind={kind} /> {KINDS[kind](props.claimed)} <span class="quiet">{some.length}</span></h4>
          <ul>{some.map((one) => <One key={one.statement} point={one} at={(props.claimed ? 200 : 400) + ORDER.indexOf(kind) + props.points.indexOf(one) / 100} />)}</ul>
        </section>
      ))}
    </div>
  );
}

/** What a square means, of those that are drawn. */
function Legend(props: { points: Point[] }): JSX.Element | null {
  const { worlds, asked } = data.verdicts;
  const drawn = new Set(worlds > MOST ? [] : props.points.flatMap((one) => (one.halves.length ? one.halves.map((half) => squares(half.holds, null, worlds)) : [squares(one.holds, one.seen, worlds)])).flatMap((some) => some ?? []));
  if (!drawn.size) return null;
  return (
    <p class="legend">
      <span>{worldsSaid(asked)}</span>
      {(Object.keys(SQUARE) as Array<keyof typeof SQUARE>).filter((kind) => drawn.has(kind)).map((kind) => <span key={kind}><svg class="squares" viewBox="0 0 11 11" width="13" height="13" aria-hidden="true"><Square kind={kind} /></svg> {SQUARE[kind]}</span>)}
    </p>
  );
}

export function Statement(): JSX.Element | null {
  const { verdicts, facts } = data;
  if (!verdicts.points.length) return null;
  const repair = verdicts.asked === "seeds" ? facts.timeline.find((entry) => entry.action === "repair_cache")?.at_h ?? null : null;
  const said = verdicts.points.filter((one) => one.said.length);
  const unsaid = verdicts.points.filter((one) => !one.said.length);
  const [short, long] = intro(verdicts, repair);
  return (
    <section class="statement" id="statement" aria-labelledby="statement-head">
      <h2 id="statement-head">{TITLE}</h2>
      <p class="prose">{short}</p>
      <p class="prose">{NEEDS}{verdicts.asked === "worlds" && ` ${CHOSEN}`}</p>
      <Fold head={HOW_ASKED}>
        <p>{long} <code>{verdicts.command}</code></p>
        <p>{rivalsSaid(verdicts.rivals, verdicts.worlds)}</p>
      </Fold>
      {said.length > 0 && <>
        <h3>{SAID}</h3>
        <p class="prose"><b>{inShort(said.map((one) => one.verdict), verdicts.asked)}</b></p>
        <p class="all-badges" aria-hidden="true">{ORDER.flatMap((kind) => said.filter((one) => kindOf(one.verdict) === kind)).map((one) => <Badge key={one.statement} kind={kindOf(one.verdict)} />)}</p>
      </>}
      <Legend points={verdicts.points} />
      {said.length > 0 && <Points points={said} claimed />}
      {said.length > 0 && unsaid.length > 0 && <><h3>{UNSAID}</h3><p class="prose">{UNSAID_INTRO}</p></>}
      {unsaid.length > 0 && <Points points={unsaid} claimed={false} />}
    </section>
  );
}
