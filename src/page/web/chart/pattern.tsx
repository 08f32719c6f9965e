// How areas are hatched: neighbours are hardly apart in grey.

import type { JSX } from "preact";
import type { Area } from "./time";

export function pattern(one: Area, id: string): JSX.Element | null {
  if (!one.pattern || one.pattern === "solid") return null;
  const common = { id, width: 6, height: 6, patternUnits: "userSpaceOnUse" as const };
  const ground = <rect width="6" height="6" fill={one.colour} fill-opacity="0.35" />;
  if (one.pattern === "dots") return <pattern {...common}>{ground}<circle cx="2" cy="2" r="1.3" fill={one.colour} /></pattern>;
  const lines = <path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke={one.colour} stroke-width="1.6" />;
  if (one.pattern === "lines") return <pattern {...common}>{ground}{lines}</pattern>;
  return <pattern {...common}>{ground}{lines}<path d="M0 0L6 6" stroke={one.colour} stroke-width="1.2" /></pattern>;
}
