// The workbench: every value can be changed, and the answer is computed here and now.

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Later } from "../later";
import { facts } from "../state";
import { Changed } from "./changed";
import { following } from "./compute";
import { Fixes, Sliders } from "./controls";
import { Editor } from "./editor";
import { Elsewhere, Sizes } from "./elsewhere";
import { Follow } from "./follow";
import { Glossary } from "./glossary";
import { Share } from "./share";
import { passing } from "./time";
import { Values } from "./values";
import { Player, View } from "./view";
import { INTRO, TITLE } from "./words";
import "./workbench.css";

export function Workbench(): JSX.Element {
  useEffect(() => {
    const [follow, pass] = [following(), passing()];
    return () => { follow(); pass(); };
  }, []);
  return (
    <section class="workbench">
      <h2>{TITLE} <span class="of">{facts.value.title || facts.value.scenario}</span></h2>
      <p class="note">{INTRO}</p>
      <div class="bench">
        <View />
        <div class="bench-controls"><Sliders /><Changed /><Fixes /><Sizes /><Glossary /></div>
      </div>
      <Later><Player /></Later>
      <Elsewhere />
      <Follow />
      <Later><Values /></Later>
      <Later><Editor /></Later>
      <Later><Share /></Later>
    </section>
  );
}
