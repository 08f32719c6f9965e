// The places of a slider: those that the scenario offers, and its own value among them as it is written.

import { hours } from "../words";

/** What a unit is worth within its kind; values of different kinds never meet on one slider. */
const UNITS: Record<string, number> = {
  "": 1, "%": 0.01,
  ns: 1e-9, us: 1e-6, "µs": 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86400,
  "/s": 1, "/min": 1 / 60, "/h": 1 / 3600, "/d": 1 / 86400,
  B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3,
  "bit/s": 1, "kbit/s": 1e3, "Mbit/s": 1e6, "Gbit/s": 1e9,
};

const TIMES = ["ns", "us", "µs", "ms", "s", "min", "h", "d"];
/** The digits and units of a written value. */
const units = (written: string): string[] => [...written.replace(/_/g, "").matchAll(/\d\s*([^\d\s.]+)/g)].map((part) => part[1]!);

/** A value as it is said: a time in the units of charts and sentences, where these say it to two parts of a hundred. */
export function said(written: string): string {
  const found = units(written);
  const seconds = magnitude(written);
  const plain = written.replace(/(\d)_(?=\d)/g, "$1\u202f");
  if (seconds === null || !found.length || found.some((unit) => !TIMES.includes(unit)) || seconds < 0.1) return plain;
  const words = hours(seconds / 3600);
  const again = magnitude(words.replace(/\u00a0/g, " "));
  return again !== null && Math.abs(again - seconds) <= 0.02 * seconds ? words : plain;
}

/** What units measure: values of different kinds cannot be held against each other. */
const kind = (written: string): string => {
  const unit = units(written)[0] ?? "";
  return TIMES.includes(unit) ? "time" : unit.startsWith("/") ? "rate" : unit.endsWith("bit/s") ? "bandwidth" : /B$/.test(unit) ? "size" : unit === "%" || unit === "" ? "number" : unit;
};

/** Whether a range in words, `20 to 300 s`, is one for a value: of its kind, and around it. What is no quantity takes any. */
export function within(value: string, range: string): boolean {
  const size = magnitude(value);
  if (size === null) return magnitude(range.split(" to ")[0] ?? "") === null && !/Dirichlet/.test(range);
  const [from, to] = range.replace(/(\d) (?=\d{3}\b)/g, "$1").split(" to ");
  if (to === undefined) return false;
  const unit = units(to)[0] ?? "";
  const [low, high] = [magnitude(units(from!).length ? from! : `${from} ${unit}`.trim()), magnitude(to)];
  return low !== null && high !== null && kind(value) === kind(to) && size >= low * 0.999 && size <= high * 1.001;
}

/** How large a written value is: `4 h 30 min`, `10_000`, `12.5 Mbit/s`; nothing if it is not a quantity. */
function magnitude(written: string): number | null {
  const parts = [...written.trim().replace(/_/g, "").matchAll(/([+-]?\d*\.?\d+(?:e[+-]?\d+)?)\s*([^\d\s]*)\s*/gy)];
  if (!parts.length || parts.map((part) => part[0]).join("") !== written.trim().replace(/_/g, "")) return null;
  let all = 0;
  for (const part of parts) {
    const unit = UNITS[part[2]!];
    if (unit === undefined) return null;
    all += Number(part[1]) * unit;
  }
  return all;
}

export const same = (one: string, other: string): boolean => {
  if (one === other) return true;
  const [a, b] = [magnitude(one), magnitude(other)];
  return a !== null && b !== null && Math.abs(a - b) <= Math.abs(a) * 1e-9;
};

/** The stops with this value as one of them, in order by size. */
export function withStop(stops: readonly string[], value: string): string[] {
  const there = stops.findIndex((stop) => same(stop, value));
  if (there >= 0) return stops.map((stop, at) => (at === there ? value : stop));
  const size = magnitude(value);
  const sizes = stops.map(magnitude);
  if (size === null || sizes.some((one) => one === null)) return [...stops, value];
  const falling = sizes.length > 1 && sizes[0]! > sizes.at(-1)!;
  const place = sizes.findIndex((one) => (falling ? one! < size : one! > size));
  return place < 0 ? [...stops, value] : [...stops.slice(0, place), value, ...stops.slice(place)];
}
