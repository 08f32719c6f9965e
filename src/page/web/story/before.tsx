// Steps 1 to 4: from silence to the flood.
import type { JSX } from "preact";
export const First = (): JSX.Element | null => null;
export const Second = (): JSX.Element | null => null;
export const Third = (): JSX.Element | null => null;
export const Fourth = (): JSX.Element | null => null;
