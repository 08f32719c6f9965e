// The switches and sliders that the scenario chooses.

import type { JSX } from "preact";
import type { ControlFacts, Fix } from "../protocol";
import { changes, facts, scale } from "../state";
import { edit, editAll } from "./history";
import { withStop } from "./stops";
import { said } from "./stops";
import { CONTROLS, FIXES, original, simulated } from "./words";
import { grouped, meaning, names } from "./fixes";
import { OTHERS, READINGS, READINGS_SAY } from "./words-fixes";

/** Most sliders at once: more are behind the search. */
const MOST = 6;

/** Whether one of two paths leads to the other: only one of them can be set. */
const meet = (one: string, other: string): boolean => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);

/** Whether all that a fix sets is set. */
function isOn(fix: Fix): boolean {
  const set = fix.sets.map((one) => changes.value.get(one.path));
  if (fix.on && set.every((value) => value === undefined)) return true;
  return fix.sets.every((one, at) => set[at] === one.value);
}

function Switch(props: { fix: Fix }): JSX.Element {
  const { fix } = props;
  const on = names(fix, facts.value).some(isOn);
  const more = meaning(fix, facts.value);
  const turn = (): void => {
    const off = fix.sets.map(({ path }) => [path, on && fix.on ? "false" : null] as const);
    // What leads to the same place is another reading of it, and goes.
    const others = [...changes.value.keys()].filter((path) => fix.sets.some((one) => one.path !== path && meet(one.path, path)));
    editAll([...others.map((path) => [path, null] as const), ...(on || fix.on ? off : fix.sets.map(({ path, value }) => [path, value] as const))]);
  };
  return (
    <button type="button" role="switch" aria-checked={on} class="switch" data-fix={fix.name} onClick={turn}>
      <i aria-hidden="true" /><span><b>{fix.words}</b>{more && <small>{more}</small>}</span>
    </button>
  );
}

function Slider(props: { control: ControlFacts }): JSX.Element {
  const { path, words, value, stops } = props.control;
  const now = changes.value.get(path) ?? value;
  const own = original(path, facts.value) ?? value;
  const all = withStop(withStop(stops, own), now);
  const move = (at: number): void => edit(path, all[at] === own ? null : all[at]!, true);
  return (
    <label class="slider">
      <span>{words}: <output>{said(now)}</output>{path.endsWith(".population") && scale.value < 1 && <small> {simulated(now, scale.value)}</small>}</span>
      <input type="range" min={0} max={all.length - 1} step={1} value={all.indexOf(now)} aria-valuetext={said(now)} data-path={path}
        onInput={(event) => move(Number(event.currentTarget.value))} />
    </label>
  );
}

export function Sliders(): JSX.Element | null {
  const { controls } = facts.value;
  if (!controls.length) return null;
  return <fieldset class="sliders"><legend>{CONTROLS}</legend>{controls.slice(0, MOST).map((control) => <Slider key={control.path} control={control} />)}</fieldset>;
}

export function Fixes(): JSX.Element | null {
  if (!facts.value.fixes.length) return null;
  const { readings, others } = grouped(facts.value);
  return (
    <fieldset class="switches"><legend>{FIXES}</legend>
      {readings.length > 0 && <><p class="switch-group"><b>{READINGS}</b> <small>{READINGS_SAY}</small></p>{readings.map((fix) => <Switch key={fix.name} fix={fix} />)}</>}
      {readings.length > 0 && others.length > 0 && <p class="switch-group"><b>{OTHERS}</b></p>}
      {others.map((fix) => <Switch key={fix.name} fix={fix} />)}
    </fieldset>
  );
}
