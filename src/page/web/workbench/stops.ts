// The places of a slider: those that the scenario offers, and its own value among them as it is written.

/** What a unit is worth within its kind; values of different kinds never meet on one slider. */
const UNITS: Record<string, number> = {
  "": 1, "%": 0.01,
  ns: 1e-9, us: 1e-6, "µs": 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86400,
  "/s": 1, "/min": 1 / 60, "/h": 1 / 3600, "/d": 1 / 86400,
  B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3,
  "bit/s": 1, "kbit/s": 1e3, "Mbit/s": 1e6, "Gbit/s": 1e9,
};

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
