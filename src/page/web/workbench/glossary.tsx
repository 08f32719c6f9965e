// A word that is explained where it stands: on hover, on focus, on a tap.

import type { JSX } from "preact";
import { signal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
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

const WORDS = Object.keys(EXPLAINED) as Word[];
const PATTERNS = WORDS.map((word): [Word, RegExp] => [word, new RegExp(`\\b${EXPLAINED[word][0].replace(/y$/, "(?:y|ies)")}s?\\b(?!-)`, "i")]);
/** The first place in the story at which each word stands. */
const firsts = signal<ReadonlyMap<Word, number>>(new Map());

/** A text of the story: a word that stands here for the first time opens its meaning. `at`: where in the story the text stands, so
 * that an earlier one has the word, whichever is drawn first. */
export function Marked(props: { at: number; text: string }): JSX.Element {
  const { at, text } = props;
  const found = PATTERNS.flatMap(([word, pattern]) => { const match = pattern.exec(text); return match ? [{ word, from: match.index, said: match[0] }] : []; });
  useEffect(() => {
    const mine = found.filter(({ word }) => at < (firsts.peek().get(word) ?? Infinity));
    if (mine.length) firsts.value = new Map([...firsts.peek(), ...mine.map(({ word }): [Word, number] => [word, at])]);
  }, [at, text]);
  const parts: Array<JSX.Element | string> = [];
  let end = 0;
  for (const { word, from, said } of found.sort((a, b) => a.from - b.from)) {
    if (firsts.value.get(word) !== at || from < end) continue;
    parts.push(text.slice(end, from), <Term key={word} word={word}>{said}</Term>);
    end = from + said.length;
  }
  return <>{parts}{text.slice(end)}</>;
}

export function Glossary(): JSX.Element {
  return <p class="note glossary">{GLOSSARY}: {WORDS.map((word, at) => <>{at > 0 && ", "}<Term key={word} word={word} /></>)}.</p>;
}
