// Steps 5 to 8: repair, block, return, fixes.
import type { JSX } from "preact";
export const Fifth = (): JSX.Element | null => null;
export const Sixth = (): JSX.Element | null => null;
export const Seventh = (): JSX.Element | null => null;
export const Eighth = (): JSX.Element | null => null;
