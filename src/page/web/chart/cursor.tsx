// The cursor of a chart that follows a moment by itself: while time passes, nothing else of the chart is drawn anew.

import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Scale } from "./scale";

export function Cursor(props: { at: ReadonlySignal<number>; x: Scale; top: number; bottom: number }): JSX.Element | null {
  const { x } = props;
  const at = props.at.value;
  return at < x.from || at > x.to ? null : <line x1={x(at)} x2={x(at)} y1={props.top} y2={props.bottom} class="cursor" />;
}
