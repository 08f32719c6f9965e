// The switches and sliders that the scenario chooses.

import type { JSX } from "preact";
import type { ControlFacts } from "../protocol";
import { changes, facts } from "../state";
import { edit } from "./history";
import { withStop } from "./stops";
import { CONTROLS, FIXES, original, written } from "./words";

/** Most sliders at once: more are behind the search. */
const MOST = 6;

function Switch(props: { name: string; words: string; on: boolean }): JSX.Element {
  const path = `fixes.${props.name}.on`;
  const now = changes.value.get(path);
  const on = now === undefined ? props.on : now === "true";
  const turn = (): void => edit(path, !on === props.on ? null : String(!on));
  return (
    <button type="button" role="switch" aria-checked={on} class="switch" onClick={turn}>
      <i aria-hidden="true" /><span>{props.words}</span>
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
      <span>{words}: <output>{written(now)}</output></span>
      <input type="range" min={0} max={all.length - 1} step={1} value={all.indexOf(now)} aria-valuetext={written(now)} data-path={path}
        onInput={(event) => move(Number(event.currentTarget.value))} />
    </label>
  );
}

export function Controls(): JSX.Element {
  const { fixes, controls } = facts.value;
  return (
    <>
      {fixes.length > 0 && (
        <fieldset class="switches"><legend>{FIXES}</legend>
          {fixes.map((fix) => <Switch key={fix.name} name={fix.name} words={fix.words} on={fix.on} />)}
        </fieldset>
      )}
      {controls.length > 0 && (
        <fieldset class="sliders"><legend>{CONTROLS}</legend>
          {controls.slice(0, MOST).map((control) => <Slider key={control.path} control={control} />)}
        </fieldset>
      )}
    </>
  );
}
