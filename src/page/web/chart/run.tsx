// The charts of a run: its load, and who is without service.

import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Facts, Film, Loss, Seen } from "../protocol";
import { classColour, classDash, COLOURS } from "./colours";
import { CALLED, chartSaid, LET_IN, MULTIPLES, number, OWN_MULTIPLES, OWN_SCALE, PER_SECOND, REFUSED, moreThanLetIn, SERVED, theOthers, TURNED_AWAY } from "../words";
import { TimeChart, type Area, type Line, type Mark } from "./time";

const sum = (film: Film, of: (n: number) => readonly number[]): number[] =>
  film.time_h.map((_, at) => film.classes.reduce((all, __, n) => all + of(n)[at]!, 0));

interface Load { first: number[]; retries: number[]; refused: number[]; all: number[]; answered: number[] }
/** Of films that are drawn: each is added up once, however often its chart is drawn. */
const loads = new WeakMap<Film, Load>();

/** Attempts per second of all classes together: first ones, retries, and those that the edge refused. */
export function load(film: Film): Load {
  const known = loads.get(film) ?? added(film);
  loads.set(film, known);
  return known;
}

function added(film: Film): Load {
  const first = sum(film, (n) => film.classes[n]!.first);
  const retries = sum(film, (n) => film.classes[n]!.retries);
  const refused = sum(film, (n) => film.classes[n]!.refused);
  const all = first.map((one, at) => one + retries[at]!);
  const passes = all.map((many, at) => (many > 0 ? Math.max(1 - refused[at]! / many, 0) : 1));
  return {
    first: first.map((one, at) => one * passes[at]!),
    retries: retries.map((one, at) => one * passes[at]!),
    refused,
    all,
    answered: sum(film, (n) => film.classes[n]!.answered),
  };
}

/** What gets past the edge. */
const passed = (one: Load): number[] => one.first.map((first, n) => first + one.retries[n]!);

/** What reaches the cell per second when all is well: the mean of the later half of what was before the onset. */
export function healthy(film: Film): number {
  const onset = Math.max(film.time_h.findIndex((time) => time >= -1e-9), 0);
  const calm = passed(load(film)).slice(Math.floor(onset / 2), onset);
  return calm.reduce((sum, one) => sum + one, 0) / Math.max(calm.length, 1);
}

/** The largest load that reached the cell after the onset: how many times the healthy one, when, and the most knocks at a
 * door that was shut. */
export function storm(facts: Facts, film: Film): { times: number | null; at: number; knocks: number } {
  const now = load(film);
  const passes = passed(now);
  const usual = healthy(film);
  let at = facts.onset;
  for (let n = facts.onset; n < passes.length; n++) if (passes[n]! > passes[at]!) at = n;
  const knocks = Math.max(0, ...now.refused.slice(facts.onset));
  return { times: usual > 0 && passes[at] !== undefined ? passes[at]! / usual : null, at: film.time_h[at] ?? 0, knocks };
}

/** Whether rates of a run, as it is or in multiples, can be told in multiples of a healthy load. */
export const hasHealthy = (film: Film): boolean => healthy(film) > 0;

/** Of runs that are drawn: each is the same one however often it is asked for. */
const multiples = new WeakMap<Seen, Seen>();

/** The same run with rates as multiples of the healthy load, which are about the same at any size; as it is where there was none. */
export function inMultiples(run: Seen): Seen {
  const unit = healthy(run.film);
  if (!(unit > 0)) return run;
  const known = multiples.get(run) ?? { ...run, film: multiple(run.film, unit) };
  multiples.set(run, known);
  return known;
}

function multiple(film: Film, unit: number): Film {
  const over = (values: readonly number[]): number[] => values.map((one) => one / unit);
  const classes = film.classes.map((one) => ({ ...one, first: over(one.first), retries: over(one.retries), refused: over(one.refused), answered: over(one.answered), failed: over(one.failed) }));
  return { ...film, classes, capacity: typeof film.capacity === "number" ? film.capacity / unit : film.capacity };
}

/** What was done, each thing once. */
export function marks(film: Film): Mark[] {
  let before: { at: number; what: string; down: number } | null = null;
  return film.log.map((line) => {
    const [, what, some, all] = /^(.+) at (\d+) of (\d+) nodes$/.exec(line.what) ?? [];
    const last = before;
    if (what) before = { at: line.time_h, what, down: Number(some) };
    // Named alike they would be one node that fails twice.
    const rest = what && last?.what === what && last.at < line.time_h && last.down + Number(some) === Number(all) && isDownFrom(film, line.time_h);
    return { at: line.time_h, label: rest ? theOthers(Number(some)) : line.what };
  });
}

/** Whether a moment is in, or just before, the first interval in which no node of the cache works. */
function isDownFrom(film: Film, at: number): boolean {
  const down = film.cell.cache.indexOf(4);
  return down > 0 && at > film.time_h[down - 1]! - 1e-9 && at < (film.time_h[down + 1] ?? film.end_h) - 1e-9;
}

/** So many times the load at its most. */
const FAR = 8;

interface RunProps {
  seen: Seen;
  facts: Facts;
  window?: readonly [number, number];
  height?: number;
  /** The original, with which it is compared. */
  ghost?: Seen | null;
  most?: number;
  cursor?: number | null;
  moving?: ReadonlySignal<number>;
  onPick?: (hours: number) => void;
  title?: string;
  /** What of the time it shows, said in its title. */
  range?: string;
  /** Rates are multiples of the healthy load. */
  multiples?: boolean;
  /** A part of the time that is marked. */
  part?: { from: number; to: number; label: string };
  plain?: boolean;
  /** What is refused has a picture and a scale of its own, so that what is let in can be seen. */
  apart?: boolean;
}

/** A ghost keeps its own intervals: it may be longer than the run that is still computed. */
const own = (film: Film): { time: number[]; end: number } => ({ time: film.time_h, end: film.end_h });

export function LoadChart(props: RunProps): JSX.Element {
  const { film } = props.seen;
  const now = load(film);
  const refused = now.refused.some((one) => one > 0);
  const split = refused && props.apart === true;
  const ghost = (of: (one: Load) => number[]): Line[] =>
    props.ghost ? [{ label: "the original", colour: "var(--ink)", values: of(load(props.ghost.film)), ...own(props.ghost.film), ghost: true }] : [];
  const lines = ghost((one) => (split ? passed(one) : one.all));
  // Beside a picture of who is without service, and under a flood, it would be a flat line that tells nothing.
  if (!split) lines.push({ label: "answered in time", colour: COLOURS.answered, values: now.answered });
  // A limit far above the load would press the load flat. Of a graph it is that of the services that clients call, and not of all.
  const loads = split ? passed(now) : now.all;
  const limit = typeof film.capacity === "number" && film.capacity <= FAR * Math.max(...loads) ? film.capacity : null;
  const common = {
    unit: `${props.multiples ? MULTIPLES : PER_SECOND}${props.range ? `, ${props.range}` : ""}`, time: film.time_h, end: film.end_h, marks: props.plain ? [] : marks(film), cursor: props.cursor ?? null,
    ...(props.window ? { window: props.window } : {}), ...(props.moving ? { moving: props.moving } : {}), ...(props.onPick ? { onPick: props.onPick } : {}),
  };
  const most = (values: number[]): string => number(Math.max(...values));
  // Two scales below each other hide which is more.
  const more = Math.max(0, ...now.refused) / Math.max(...loads, Number.MIN_VALUE);
  const scale = `${props.multiples ? OWN_MULTIPLES : OWN_SCALE}${more >= 1.5 && Number.isFinite(more) ? moreThanLetIn(more) : ""}`;
  const knocks: Area = { label: REFUSED, colour: COLOURS.refused, pattern: "dots", values: now.refused };
  const height = props.height ?? 260;
  const first = (
    <TimeChart
      {...common} title={split ? LET_IN : props.title ?? "How often they ask"} height={split ? Math.round(height * 0.72) : height} bare={split}
      areas={[
        { label: "first tries", colour: COLOURS.first, values: now.first },
        { label: "tries again", colour: COLOURS.retries, pattern: "lines", values: now.retries },
        ...(refused && !split ? [knocks] : []),
      ]}
      lines={lines}
      {...(limit !== null ? { limit: { value: limit, label: props.facts.system ? CALLED : SERVED } } : {})}
      {...(props.most ? { most: props.most } : {})}
      said={chartSaid(split ? LET_IN : props.title ?? "How often they ask", common.unit, most(split ? passed(now) : now.all))}
    />
  );
  if (!split) return first;
  return <>
    {first}
    <TimeChart {...common} title={TURNED_AWAY} unit={scale} height={Math.round(height * 0.28) + 24} unnamed areas={[knocks]} lines={ghost((one) => one.refused)} said={chartSaid(TURNED_AWAY, scale, most(now.refused))} />
  </>;
}

export function PeopleChart(props: RunProps): JSX.Element {
  const { film } = props.seen;
  const lines: Line[] = props.facts.classes.map((one, n) => ({
    label: one.name, colour: classColour(props.facts, n), values: film.classes[n]!.without, dash: classDash(props.facts, n),
  }));
  const ghosts: Line[] = props.ghost
    ? props.facts.classes.flatMap((one, n) => {
      const before = props.ghost!.film.classes[n];
      return before ? [{ label: one.name, colour: classColour(props.facts, n), values: before.without, ...own(props.ghost!.film), ghost: true }] : [];
    })
    : [];
  return (
    <TimeChart
      title={props.title ?? "Without service"} unit={`share of each class${props.range ? `, ${props.range}` : ""}`} share time={film.time_h} end={film.end_h}
      {...(props.window ? { window: props.window } : {})} height={props.height ?? 190}
      lines={[...ghosts, ...lines]} marks={props.plain ? [] : marks(film)} cursor={props.cursor ?? null} {...(props.moving ? { moving: props.moving } : {})}
      {...(props.onPick ? { onPick: props.onPick } : {})} {...(props.part ? { part: props.part } : {})}
    />
  );
}

/** Hours lost per person over all classes, weighted by people; a class without a population does not count. */
export function lostPerPerson(losses: Loss[]): number {
  const people = losses.reduce((all, loss) => all + (loss.population ?? 0), 0);
  return people ? losses.reduce((all, loss) => all + loss.outage_h * (loss.population ?? 0), 0) / people : 0;
}
