// The words of the fixes and of every other value.

import type { ValueFacts } from "../protocol";
import { count, list } from "../words";
import type { Reading } from "./fixes";
import { said, within } from "./stops";

export const ERROR_HANDLING = "fixes.error_handling";
export const READINGS = "Error handling, one at a time";
export const READINGS_SAY = "What exactly was changed is not public: each of these could have been it.";
export const OTHERS = "Beside it";
export const READS = "The first reading: ";
export const widened = (factor: number): string => `It carries ${Number.isInteger(factor) ? count(factor) : String(factor)} times as much, all the time.`;

export function reading(one: Reading): string {
  const parts = [
    ...(one.hold ? ["errors are held back"] : []),
    ...(one.early ? ["errors cost no worker"] : []),
    ...(one.retryAfter ? [`errors say “come back in ${said(one.retryAfter)}”`] : []),
    ...(one.cap ? [`devices wait ${one.base ? `${said(one.base)}, then longer` : "longer"}, up to ${said(one.cap)}`] : []),
  ];
  return parts.length ? `${list(parts.map((part, at) => (at > 0 && parts[at - 1]!.startsWith("errors") ? part.replace(/^errors (are )?/, "") : part)))}.` : "";
}

export const NONE_FOUND = "No value has this in its name, its number or its source.";
export const TRY = "Try:";
/** Words that many scenarios have in some value. */
export const GUESSES = ["timeout", "retry", "wait", "capacity", "population", "block", "cache", "workers", "share"] as const;

/** A path as words: `phones › timeout › first of the mixture › share`. */
export function named(path: string): string {
  const NTH = ["first", "second", "third", "fourth", "fifth"];
  return path.replace(/^classes\./, "").split(".").map((part) => (/^\d+$/.test(part) ? NTH[Number(part)] ?? `no. ${Number(part) + 1}` : part.replace(/^"|"$/g, "").replace(/_/g, " "))).join(" › ");
}

/** What would be plausible too. A range that came with a whole table says nothing of a value of another kind. */
export function plausible(value: ValueFacts, written: string): string {
  const { prior, range } = value;
  if (prior) {
    const [ends, way] = prior.split(":");
    const [from, to] = ends!.split("..");
    return to === undefined ? `plausible: ${prior}` : `plausible: ${plain(from!)} to ${plain(to)}${way === "log" ? " (small ones as likely as large ones)" : ""}`;
  }
  return range && within(written, range) ? `plausible: ${range}` : "";
}
const plain = (text: string): string => text.replace(/\b(\d+)\.0+\b/g, "$1").replace(/(\d)_(?=\d)/g, "$1\u202f");

export const origin = (text: string): string => {
  const at = /^(.+):(\d+)$/.exec(text);
  return at ? `line ${at[2]} of ${at[1]}` : text === "default" ? "the default" : text;
};
