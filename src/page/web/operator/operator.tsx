// The operator's seat.
import type { JSX } from "preact";
export function Operator(): JSX.Element {
  return <section class="operator"><h2>You are the operator</h2></section>;
}
