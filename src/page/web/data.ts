// What the file brings along: written by the program, and data only.

import type { Facts, Seen, Wanted } from "./protocol";

/** In how many of how many worlds or seeds. */
export interface Counted { some: number; all: number }

/** What was found of a point, or of half of one. */
export interface Found {
  /** Its name in the file of claims. */
  id: string;
  statement: string;
  verdict: string;
  /** In how many it holds; null for what cannot be tested. */
  holds: Counted | null;
  /** The share of all such in which it might hold, in 95 of 100 such studies. */
  share: { low: number; high: number } | null;
  /** Contradicted, although it is seen in most: for another reason. */
  otherwise: boolean;
  why: string;
}

/** A point of the public explanation, with what the claims run found. */
interface Verdict extends Found {
  /** What each of the texts says of it. */
  said: string[];
  /** In how many it was seen, whatever caused it. */
  seen: Counted | null;
  /** What was measured, and what follows from it. */
  more: string[];
  /** Where time has two halves, what was found of each. */
  halves: Array<Found & { when: string }>;
}

/** What was found about the public explanation; no points if nobody asked. */
export interface Verdicts {
  points: Verdict[];
  /** Public texts that the points are taken from. */
  texts: number;
  worlds: number;
  asked: string;
  scale: string;
  command: string;
  /** Of worlds: how many were drawn, and how many of these were played whole. */
  drawn: number;
  ran: number;
  /** What brings the outage about in them, that of the story first, and in how many of those that were kept. */
  rivals: Array<{ id: string; what: string; kept: number }>;
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
