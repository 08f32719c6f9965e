// What the file brings along: written by the program, and data only.

import type { Facts, Seen, Wanted } from "./protocol";

/** A point of the public explanation, with what the claims run found. */
interface Verdict {
  /** Its name in the file of claims: not in older pages. */
  id?: string;
  statement: string;
  /** What each of the texts says of it. */
  said: string[];
  verdict: string;
  /** In how many worlds or seeds; empty for what cannot be tested. */
  holds: string;
  /** In how many it was seen, whatever caused it: not in older pages. */
  seen?: string;
  why: string;
  /** What was measured, and what follows from it: not in older files. */
  more?: string[];
  /** Where time has two halves, what was found of each; missing in pages of a study that knows none. */
  halves?: { id?: string; when: string; statement: string; verdict: string; holds: string; why: string }[];
}

/** What was found about the public explanation; no points if nobody asked. */
interface Verdicts {
  points: Verdict[];
  worlds: number;
  asked: string;
  scale: string;
  command: string;
  /** Of worlds: how many were drawn, and how many of these were played whole. */
  drawn?: number;
  ran?: number;
  /** What brings the outage about in them, that of the story first, and in how many of those that were kept. */
  rivals?: Array<{ id: string; what: string; kept: number }>;
}

interface PageData {
  /** The scenario, with everything that was changed on the command line. */
  wanted: Wanted;
  facts: Facts;
  /** The run that the page shows first: at the size of `wanted`. */
  opening: Seen;
  /** The story of that run, each paragraph a head and lines. */
  story: string[];
  /** Whether the story of the three days is told. */
  told: boolean;
  /** The command that made the page. */
  command: string;
  version: string;
  physics: string;
  verdicts: Verdicts;
}

export const data: PageData = JSON.parse(document.getElementById("data")!.textContent!) as PageData;
