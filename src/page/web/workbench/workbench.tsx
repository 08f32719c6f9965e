// The workbench: every value can be changed, and the answer is computed here and now.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { LoadChart, PeopleChart, } from "../chart/run";
import { CellPicture, clock, intervalAt } from "../dots/cell";
import { data } from "../data";
import { front, Refused, Stopped } from "../engine";
import { changes, change, scale, seed, set, wanted } from "../state";
import type { Seen } from "../protocol";

export function Workbench(): JSX.Element {
  const [seen, setSeen] = useState<Seen>(data.opening);
  const [why, setWhy] = useState("");
  const [at, setAt] = useState(1);
  useEffect(() => {
    const stop = new AbortController();
    setWhy("");
    front.finish(wanted(scale.value, seed.value), stop.signal, (part) => { if ("seen" in part) setSeen(part.seen); })
      .then((run) => setSeen(run.seen))
      .catch((error: Error) => { if (error instanceof Refused) setWhy(error.message); else if (!(error instanceof Stopped)) setWhy(String(error)); });
    return () => stop.abort();
  }, [set.value.join("\n"), scale.value, seed.value]);
  return (
    <section class="workbench">
      <h2>Workbench</h2>
      {data.facts.controls.map((one) => {
        const now = changes.value.get(one.path) ?? one.value;
        const place = one.stops.indexOf(now);
        return (
          <label key={one.path} class="slider">{one.words} <output>{now}</output>
            <input type="range" min={0} max={one.stops.length - 1} value={place < 0 ? 0 : place} onInput={(event) => change(one.path, one.stops[Number(event.currentTarget.value)]!)} />
          </label>
        );
      })}
      {why && <pre>{why}</pre>}
      <p>{clock(at)}</p>
      <CellPicture facts={data.facts} film={seen.film} interval={intervalAt(seen.film, at)} />
      <LoadChart seen={seen} facts={data.facts} ghost={data.opening} cursor={at} onPick={setAt} />
      <PeopleChart seen={seen} facts={data.facts} ghost={data.opening} cursor={at} onPick={setAt} />
    </section>
  );
}
