// Where the page is scrolled to when a part is opened, and where its reader was when a part was left.

/** What of the screen may stand above the parts without hiding what was chosen. */
const SHARE = 0.3;

/** Brings the part that is shown to the top of the screen: with the title above it, if that is short. */
export function toParts(): void {
  const [main, nav] = [document.getElementById("main"), document.getElementById("parts")];
  if (!main || !nav) return;
  // The parts are pinned, so where they are says nothing; what follows them is not.
  const top = main.offsetTop - nav.offsetHeight;
  const short = document.querySelector(".opening.small") !== null && top < innerHeight * SHARE;
  scrollTo(0, short ? 0 : top);
}

/** The step of the story that fills the screen; none above the first. */
export function stepInView(): string | null {
  const above = [...document.querySelectorAll(".step")].filter((step) => step.getBoundingClientRect().top < innerHeight / 2);
  return above.at(-1)?.id ?? null;
}

export const toStep = (id: string): void => document.getElementById(id)?.scrollIntoView();
