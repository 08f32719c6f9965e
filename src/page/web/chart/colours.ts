// What each thing is painted in. Colours that one of the two themes would swallow are variables of the style; the others are
// those of the charts on paper.

import type { Facts } from "../protocol";

export const COLOURS = {
  first: "#0072B2", retries: "#E69F00", refused: "#CC79A7", answered: "#009E73", failed: "#D55E00",
  rest: "#8fb9d6", waiting: "#E69F00", inflight: "#D55E00", blocked: "#CC79A7", broken: "var(--broken)", unserved: "var(--unserved)",
} as const;

/** In the tones of text: lines of classes are named in words beside them. */
const CLASS_COLOURS = ["var(--blue)", "var(--pink)", "var(--green)", "var(--olive)", "var(--quiet)"] as const;

/** How their lines are broken: in grey the colours are one. A ghost is dotted, so none of these is. */
const CLASS_DASHES = [undefined, "8 4", "14 3 3 3", "3 4", "20 4"] as const;

/** The place of a class among all: phones first. */
function rank(facts: Facts, at: number): number {
  const order = facts.classes.map((one, n) => ({ n, rank: one.phones ? -1 : n })).sort((a, b) => a.rank - b.rank);
  return order.findIndex((one) => one.n === at) % CLASS_COLOURS.length;
}

export const classColour = (facts: Facts, at: number): string => CLASS_COLOURS[rank(facts, at)]!;
export const classDash = (facts: Facts, at: number): string | undefined => CLASS_DASHES[rank(facts, at)];

/** A colour for a canvas, which knows no variables. */
export function painted(colour: string): string {
  const name = /^var\((.+)\)$/.exec(colour)?.[1];
  return name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : colour;
}
