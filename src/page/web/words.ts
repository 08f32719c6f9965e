// Every sentence of the page, and how it says numbers. Numbers are computed elsewhere; here they only get words.

// The words for numbers are those of the program (`src/report/words.rs`), and a test holds one against the other.

/** With so many digits after the point. As in the program, what is exactly in the middle goes to the even side. */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  const isMiddle = Math.abs(Number(text) - value) * 2 * 10 ** digits === 1 && digits < 2;
  const isOdd = (Number(text.at(-1)) & 1) === 1;
  return isMiddle && isOdd ? (Number(text) - Math.sign(value) * 10 ** -digits).toFixed(digits) : text;
}

/** A whole number with thin gaps between the thousands. */
export function count(value: number): string {
  const digits = fixed(Math.abs(value), 0).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return value < 0 && digits !== "0" ? `−${digits}` : digits;
}

/** A number with as many digits as it deserves. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 99.5) return count(value);
  const digits = size >= 9.95 ? 0 : size >= 0.995 ? 1 : size >= 0.0995 ? 2 : 4;
  return fixed(value, digits).replace("-", "−");
}

/** A share. Only what is all is called 100 %, and only what is nothing is called 0 %. */
export function percent(share: number): string {
  const value = share * 100;
  if (share > 0 && value < 0.1) return "less than 0.1\u00a0%";
  if (share < 1 && value > 99.9) return "more than 99.9\u00a0%";
  if (value === 0 || value === 100 || (value >= 9.95 && value <= 90)) return `${fixed(value, 0)}\u00a0%`;
  return `${fixed(value, 1)}\u00a0%`;
}

/** A length of time, given in hours: `4 h 05 min`, `40 min`, `20 s`. */
export function hours(value: number): string {
  if (value < 0) return `−${hours(-value)}`;
  // Below two minutes, half of one would be much.
  const seconds = Math.round(value * 36_000) / 10;
  if (seconds === 0) return "0\u00a0min";
  if (seconds < 10) return `${seconds}\u00a0s`;
  const total = seconds < 120 ? Math.round(seconds) : Math.round(value * 60) * 60;
  const [whole, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (whole === 0 && minutes === 0) return `${rest}\u00a0s`;
  if (whole === 0) return `${minutes}\u00a0min${rest && minutes < 10 ? `\u00a0${rest}\u00a0s` : ""}`;
  // Hours up to a week, because that is how an outage is told; days beyond.
  if (whole >= 168) return `${Math.floor(whole / 24)}\u00a0d${whole % 24 ? `\u00a0${whole % 24}\u00a0h` : ""}`;
  return `${whole}\u00a0h${minutes ? `\u00a0${String(minutes).padStart(2, "0")}\u00a0min` : ""}`;
}

/** A moment on the axis: hours since the onset. */
export function moment(value: number): string {
  if (Math.abs(value) < 1e-6) return "0";
  return hours(value);
}

export function list(things: string[]): string {
  if (things.length < 2) return things[0] ?? "";
  return `${things.slice(0, -1).join(", ")} and ${things.at(-1)}`;
}

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The size and the seeds of what is shown: always said. */
export function sized(scale: number, seeds: number[], full: boolean): string {
  const size = scale === 1 ? "full size" : `${number(scale)} of full size`;
  const worlds = seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} seeds`;
  return full ? `${sentence(size)}, ${worlds}.` : `${sentence(size)}, ${worlds}, still computing.`;
}

import type { Facts, Loss, Seen } from "./protocol";

/** The one finding of a run that stands above its picture. `times`: the largest load that was let in, as a multiple
 * of the normal one; `knocks`: the most attempts per second that were turned away at the edge. */
export function finding(facts: Facts, seen: Seen, storm: { times: number | null; at: number; knocks: number }): string {
  const recovery = seen.recovery as { verdict: string; recovered_h?: number | null };
  const lost = seen.losses.filter((loss) => loss.outage_h >= 1 / 60).map((loss) => `${loss.name} ${hours(loss.outage_h)}`);
  const many = storm.times !== null && storm.times >= 1.5 ? ` At its height, ${hours(storm.at)} after the onset, ${number(storm.times)} times the normal load reached the ${facts.system ? "services" : "cell"}.` : "";
  const knocks = storm.knocks > 0 ? ` Those kept out knocked up to ${number(storm.knocks)} times a second, at next to no cost.` : "";
  const end = sentence(ended(recovery.verdict, recovery.recovered_h, facts.horizon_h));
  const said = lost.length ? ` Lost per person, in hours of full outage: ${list(lost)}.` : "";
  return `${end}${said}${many}${knocks}`;
}

/** How a run ended. */
export function ended(verdict: string, recovered: number | null | undefined, horizon: number): string {
  switch (verdict) {
    case "healthy": return "Nothing crossed its limits.";
    case "recovered": return typeof recovered === "number" ? `It was well again after ${hours(recovered)}.` : "It was well again.";
    case "relapsed": return `It was well for a while, and not at the end (${hours(horizon)}).`;
    case "stuck": return `The cause was gone, and after ${hours(horizon)} it still was not well.`;
    case "down": return `After ${hours(horizon)} it was not well, with a cause still in force.`;
    default: return "Whether it was well cannot be said.";
  }
}

/** What a class lost, in a few words. */
export function lost(loss: Loss): string {
  return `${loss.name}: ${hours(loss.outage_h)} of full outage`;
}

/** What stands above the points of the public statement. */
export function statementIntro(many: number, asked: string, scale: string): string {
  const where = asked === "seeds" ? `${many} seeds of one world: the values of this scenario` : `${many} simulated worlds that each could have been the real one`;
  return `Each point of the two public texts, in our own words, was asked of ${where}, at ${scale} of full size. So few say little about how sure it is; the command asks again:`;
}

/** Before the verdict on a bet. */
export const deciding = "Your bet stands. The run that decides it is still being computed …";

export const storyTitle = "The story, in eight steps. Bet before you look";
