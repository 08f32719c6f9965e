// What the page and the thread of the engine say to each other.

import type { Request, Wanted } from "./protocol";

/** A run that is played in slices. */
export interface Play {
  wanted: Wanted;
  /** Hours since the onset after which it is only looked at; left out: to the horizon. */
  untilH?: number;
  /** Milliseconds between two looks on the way; left out: none. */
  partsMs?: number;
}

export type ToWorker =
  | { engine: ArrayBuffer }
  | { id: number; request: Request }
  | { id: number; play: Play }
  | { stop: number };

export type FromWorker =
  | { id: number; text: string; part?: true }
  /** What was asked for is not possible; the text says why. */
  | { id: number; refused: string }
  /** The engine itself failed: it has to be started anew. */
  | { id: number; broken: string };
