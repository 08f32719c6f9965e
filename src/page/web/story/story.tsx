// The story of August 2013: eight steps, each with one idea, one picture, one control and one bet.

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Later } from "../later";
import { step } from "../state";
import { First, Second, Third, Fourth } from "./before";
import { Fifth, Sixth, Seventh, Eighth } from "./after";
import { data } from "../data";
import { size as operatorSize } from "../operator/seat";
import { FIRST_PICTURE, OPERATOR, storyIntro, list, storySizes, storyTitle, WHY_SIZES } from "../words";
import { Marked } from "../workbench/glossary";
import { Said } from "./said";
import { SIZES } from "./sizes";
import { Fold } from "./step";
import { Statement } from "./statement";
import "./story.css";

/** Every size with the places where it is used, the smallest first. */
function sizes(): Array<[number, string[]]> {
  const steps = new Map<number, number[]>();
  for (const [scale, number] of [[SIZES.fifth, 5], [SIZES.sixth, 6], [SIZES.seventh, 7], [SIZES.eighth, 8]] as const) steps.set(scale, [...(steps.get(scale) ?? []), number]);
  const where = new Map<number, string[]>([...steps].map(([scale, numbers]) => [scale, [numbers.length === 1 ? `in step ${numbers[0]}` : `in steps ${list(numbers.map(String))}`]]));
  where.set(data.facts.scale, [FIRST_PICTURE, ...(where.get(data.facts.scale) ?? [])]);
  where.set(operatorSize(), [...(where.get(operatorSize()) ?? []), OPERATOR]);
  return [...where].sort(([a], [b]) => a - b);
}

export function Story(): JSX.Element {
  useEffect(() => {
    if (step.value !== null) document.getElementById(`story-${step.value}`)?.scrollIntoView();
  }, [step.value]);
  return (
    <div class="story">
      <h2>{storyTitle}</h2>
      <p class="prose"><Marked at={0} text={storyIntro} /></p>
      <Fold head={WHY_SIZES}>{storySizes(sizes())}</Fold>
      <First /><Second /><Third /><Fourth />
      <Fifth /><Sixth /><Seventh /><Eighth />
      <Said />
      <Later><Statement /></Later>
    </div>
  );
}
