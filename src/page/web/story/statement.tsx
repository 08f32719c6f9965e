// The public statement beside the model, point by point.
import type { JSX } from "preact";
import { data } from "../data";
export function Statement(): JSX.Element | null {
  if (!data.verdicts.length) return null;
  return (
    <section class="statement" id="statement">
      <h2>What was said in public, and what the model says</h2>
      <table>
        <thead><tr><th>Said</th><th>The model</th><th>Why</th></tr></thead>
        <tbody>
          {data.verdicts.map((one) => (
            <tr key={one.statement}><td>{one.statement} <span class="note">{one.source}</span></td><td><b>{one.verdict}</b> {one.holds}</td><td>{one.why}</td></tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
