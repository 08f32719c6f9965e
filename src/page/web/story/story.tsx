// The story of August 2013: eight steps, each with one idea, one picture, one control and one bet.

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Later } from "../later";
import { step } from "../state";
import { First, Second, Third, Fourth } from "./before";
import { Fifth, Sixth, Seventh, Eighth } from "./after";
import { storyIntro, storyTitle } from "../words";
import { Glossary } from "../workbench/glossary";
import { Statement } from "./statement";
import "./story.css";

export function Story(): JSX.Element {
  useEffect(() => {
    if (step.value !== null) document.getElementById(`story-${step.value}`)?.scrollIntoView();
  }, [step.value]);
  return (
    <div class="story">
      <h2>{storyTitle}</h2>
      <p class="prose">{storyIntro}</p>
      <Glossary />
      <First /><Second /><Third /><Fourth />
      <Fifth /><Sixth /><Seventh /><Eighth />
      <Later><Statement /></Later>
    </div>
  );
}
