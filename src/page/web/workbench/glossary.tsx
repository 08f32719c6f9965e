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
    const place = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const element = box.current;
    if (!element?.showPopover) return;
    if (!element.matches(":popover-open")) element.showPopover();
    const wide = element.offsetWidth;
    element.style.left = `${Math.max(Math.min(place.left, innerWidth - wide - 8), 8)}px`;
    // Above the word where there is room: what it explains stands below.
    element.style.top = place.top - element.offsetHeight > 70 ? `${place.top - element.offsetHeight - 4}px` : `${place.bottom + 4}px`;
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
