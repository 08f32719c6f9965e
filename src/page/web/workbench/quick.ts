// An answer at once where the chosen size takes too long for one: the same question at a smaller size, until the first curve
// of the chosen one is there. How small is found out from how long earlier answers took.

import { background, Stopped } from "../engine";
import type { Answer, Facts, Seen, Wanted } from "../protocol";

/** Milliseconds until the first curve that count as at once, without the drawing of it. */
const AT_ONCE_MS = 100;
/** When nothing is known of a text, after so many a smaller one is asked for. */
const WAIT_MS = 60;
const PARTS = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005] as const;
const UNKNOWN = 0.2;

/** Milliseconds of each text until its first curve, at full size. */
const took = new Map<string, number>();

/** Remembers how long the first curve of a text took at a size. */
export function measured(text: string | null, scale: number, ms: number): void {
  took.set(text ?? "", ms / scale);
}

/** The part of a size that answers at once; none known if nothing has been measured. */
export function quickPart(text: string | null, scale: number): number | null {
  const full = took.get(text ?? "");
  return full === undefined ? null : PARTS.find((part) => full * scale * part <= AT_ONCE_MS) ?? PARTS.at(-1)!;
}

/** Asks for the smaller one beside the chosen one, for as long as `signal` lets it; what comes of it is given to `part`. */
export function quickly(wanted: Wanted, text: string | null, until: number, signal: AbortSignal, part: (seen: Seen, facts: Facts, scale: number) => void): void {
  const scale = wanted.scale ?? 1;
  const known = quickPart(text, scale);
  if (known === 1) return;
  const begin = (): void => {
    if (signal.aborted) return;
    const small = Number((scale * (known ?? UNKNOWN)).toPrecision(6));
    let facts: Facts | null = null;
    const told = (answer: Answer): void => {
      if ("opened" in answer) facts = answer.opened.facts;
      else if ("seen" in answer && facts && answer.seen.film.end_h > 0) part(answer.seen, facts, small);
    };
    background()[0]!.glance({ ...wanted, scale: small }, until, signal, told).then((seen) => told({ seen }), (why: unknown) => {
      // A size that is not possible is no answer; the chosen one comes all the same.
      if (!(why instanceof Stopped)) measured(text, scale, AT_ONCE_MS);
    });
  };
  if (known === null) setTimeout(begin, WAIT_MS);
  else begin();
}
