// A word that is explained where it stands: on hover, on focus, on a tap.

import type { JSX } from "preact";
import { useId, useRef } from "preact/hooks";
import { EXPLAINED, GLOSSARY } from "./words";

type Word = keyof typeof EXPLAINED;

export function Term(props: { word: Word; children?: string }): JSX.Element {
  const id = useId();
  const box = useRef<HTMLSpanElement>(null);
  const [word, meaning] = EXPLAINED[props.word];
  const show = (event: Event): void => {
    const word = event.currentTarget as HTMLElement;
    const place = word.getBoundingClientRect();
    // What is read is the paragraph with the word: its meaning stands below all of it, or above it where there is no room.
    const read = (word.closest("p") ?? word).getBoundingClientRect();
    const element = box.current;
    if (!element?.showPopover) return;
    if (!element.matches(":popover-open")) element.showPopover();
    const wide = element.offsetWidth;
    element.style.left = `${Math.max(Math.min(place.left, innerWidth - wide - 8), 8)}px`;
    const high = element.offsetHeight;
    element.style.top = read.bottom + high + 14 < innerHeight || read.top - high < 80 ? `${read.bottom + 6}px` : `${read.top - high - 6}px`;
  };
  const hide = (): void => { if (box.current?.matches(":popover-open")) box.current.hidePopover(); };
  return (
    <span class="term">
      <button type="button" aria-describedby={id} onMouseEnter={show} onMouseLeave={hide} onFocus={show} onBlur={hide} onClick={show}
        onKeyDown={(event) => { if (event.key === "Escape") hide(); }}>{props.children ?? word}</button>
      <span id={id} ref={box} popover="auto" class="meaning" role="tooltip"><b>{word}</b> {meaning}</span>
    </span>
  );
}

export function Glossary(): JSX.Element {
  return <p class="note glossary">{GLOSSARY}: {(Object.keys(EXPLAINED) as Word[]).map((word, at) => <>{at > 0 && ", "}<Term key={word} word={word} /></>)}.</p>;
}
