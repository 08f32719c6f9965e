// What the page and the thread of the engine say to each other.

import type { Answer, Request, Wanted } from "./protocol";

/** A run that is played in slices. */
export interface Play {
  wanted: Wanted;
  /** Hours since the onset after which it is only looked at; left out: to the horizon. */
  untilH?: number;
  /** Milliseconds between two looks on the way; left out: none. */
  partsMs?: number;
}

export type ToWorker =
  /** The engine as it lies in the file, gzip written in letters; or as another thread has made it ready. */
  | { engine: string | WebAssembly.Module }
  | { id: number; request: Request }
  | { id: number; play: Play }
  | { stop: number };

export type FromWorker =
  | { id: number; answer: Answer; part?: true }
  /** The engine, ready for other threads. */
  | { id: number; module: WebAssembly.Module }
  /** The engine itself failed: it has to be started anew. */
  | { id: number; broken: string };
