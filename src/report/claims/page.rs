//! The long form of a study of claims, as Markdown: it reads in any editor and prints from any browser.

use std::collections::BTreeMap;

use super::Findings;
use super::words::interval;
use crate::experiment::claims::Verdict;
use crate::experiment::claims::file::Difference;
use crate::report::provenance::VERSION;

impl Findings<'_> {
    /// The whole report.
    pub fn page(&self) -> String {
        let mut page = format!("# {}\n\n", self.study.file.title);
        page += &format!("**{}**\n\n", self.answer());
        page += &format!(
            "Model, not the operator's data. {} Runs at a scale of {} of the scenario `{}`. A claim is *supported* if it holds in at \
             least 80 % of the worlds, *contradicted* below 20 %, and *depends* on something in between; it holds in a world if the \
             run shows the effect and the runs without its cause do not.\n\n",
            self.worlds_line(),
            self.study.base.scale,
            self.study.base.scenario.name,
        );
        page += &format!("How to get this page again: `{}` (syncstorm {VERSION}).\n\n", self.command);
        page += &self.better_page();
        page += &format!("## Claims in short\n\n```text\n{}```\n\n", self.claims_table());
        page += &self.texts_page();
        page += "## Claim by claim\n\n";
        page += &self.claims_page();
        page += &self.fixes_page();
        page += &self.sceptic_page();
        page += &self.left_out_page();
        page += &self.calibration_page();
        page
    }

    fn claims_page(&self) -> String {
        let mut page = String::new();
        for judged in &self.judged {
            let claim = judged.claim;
            page += &format!("### {}: {}\n\n", claim.id, claim.text);
            page += &format!("{}\n\n", self.brief(judged).join(" "));
            if judged.verdict == Verdict::NotTestable {
                continue;
            }
            if self.claim_chart(judged).is_some() {
                page += &format!("![{}]({}.svg)\n\n", claim.text, claim.id);
            }
            for detail in self.details(judged) {
                page += &format!("* {detail}\n");
            }
            let assumptions = self.assumptions(judged);
            if !assumptions.is_empty() {
                page += &format!("* What it rests on: {assumptions}.\n");
            }
            page.push('\n');
        }
        page
    }

    /// The texts side by side: what each says to every claim, and where they differ.
    fn texts_page(&self) -> String {
        let texts = &self.study.file.texts;
        if texts.is_empty() {
            return String::new();
        }
        let names: Vec<String> = texts.iter().map(|text| format!("{} ({})", text.id, text.name)).collect();
        let mut page = "## What the texts say, side by side\n\n".to_owned();
        page += &format!("All in our own words.\n\n| claim | {} | verdict |\n", names.join(" | "));
        page += &format!("|---|{}---|\n", "---|".repeat(texts.len()));
        for judged in &self.judged {
            let said: Vec<String> = texts.iter().map(|text| said(&judged.claim.said, &text.id)).collect();
            page += &format!(
                "| {}: {} | {} | {} |\n",
                judged.claim.id,
                judged.claim.text,
                said.join(" | "),
                self.verdict(judged)
            );
        }
        page.push('\n');
        for difference in &self.study.file.differences {
            page += &format!("* {}\n", self.difference(difference));
        }
        page + "\n"
    }

    /// A point in which the texts differ, and what the model says to it.
    pub fn difference(&self, difference: &Difference) -> String {
        let said: Vec<String> = difference.said.iter().map(|(text, said)| format!("{text}: {said}")).collect();
        let mut line = format!("**They differ in {}.** {}.", difference.about, said.join("; "));
        let verdicts: Vec<String> = difference
            .claims
            .iter()
            .filter_map(|id| self.judged.iter().find(|judged| judged.claim.id == *id))
            .map(|judged| format!("{} is {}", judged.claim.id, self.verdict(judged)))
            .collect();
        if !verdicts.is_empty() {
            line += &format!(" In the model: {}.", verdicts.join(", "));
        }
        if difference.fixes {
            line += &format!(" {}", self.order_of_fixes());
        }
        if !difference.model.is_empty() {
            line += &format!(" {}", difference.model);
        }
        line
    }

    /// Which fix matters more, by what the operators do.
    pub fn order_of_fixes(&self) -> String {
        let said: Vec<String> = self
            .fixes
            .iter()
            .map(|(situation, effects)| {
                let Some([share, _]) = effects.shares else {
                    return format!("{}, {}", situation.words(), effects.nothing_to_share());
                };
                let which = match (share.low > 0.5, share.high < 0.5) {
                    (true, _) => "error handling is worth more",
                    (_, true) => "bandwidth is worth more",
                    (false, false) => "neither is clearly worth more",
                };
                format!("{}, {which} (share of error handling {})", situation.words(), interval(&share))
            })
            .collect();
        let told = self.fixes.iter().any(|(_, effects)| effects.shares.is_some());
        match (said.is_empty(), told) {
            (true, _) => "The fixes were not weighed.".to_owned(),
            (false, false) => format!("The runs do not say which fix is worth more: {}.", said.join("; ")),
            (false, true) => format!("The order depends on what the operators do: {}.", said.join("; ")),
        }
    }

    fn fixes_page(&self) -> String {
        let text = self.fixes_text();
        if text.is_empty() {
            return String::new();
        }
        format!(
            "## The two fixes weighed\n\n{}\n\n```text{text}```\n\nA main effect is the mean of what a fix changes without and with the \
             other; of two fixes it is also the Shapley value.\n\n",
            self.order_of_fixes()
        )
    }

    fn sceptic_page(&self) -> String {
        if self.weighed.is_empty() {
            return String::new();
        }
        let mut page = "## What a sceptic would say\n\n| | alternative | the sceptic is | what the runs say |\n|---|---|---|---|\n".to_owned();
        for weighed in &self.weighed {
            let alternative = weighed.alternative;
            page += &format!(
                "| {} | {} | {} | {} |\n",
                alternative.id,
                alternative.text,
                weighed.sceptic.word(),
                self.alternative(weighed)
            );
        }
        page + "\n"
    }

    fn left_out_page(&self) -> String {
        if self.study.file.left_out.is_empty() {
            return String::new();
        }
        let mut page = "## What the public texts do not say\n\n".to_owned();
        for left_out in &self.study.file.left_out {
            page += &format!("* {}{}\n", left_out.text, self.stands_in(&left_out.paths));
        }
        page + "\n"
    }

    fn calibration_page(&self) -> String {
        let mut page = format!("## How the worlds meet the public timeline\n\n{}\n\n", self.worlds_line());
        if self.study.file.targets.is_empty() {
            return page;
        }
        if self.calibration_chart().is_some() {
            page += "![targets of the public timeline, and the worlds](calibration.svg)\n\n";
        }
        page += &format!("```text\n{}```\n\n", self.calibration());
        page += &self.median_world();
        page += "\nWhere the targets come from:\n\n";
        for target in &self.study.file.targets {
            page += &format!("* {}: {}.\n", target.what, target.source);
        }
        page
    }

    /// The world in the middle of those kept, against every target, misses named.
    fn median_world(&self) -> String {
        let Some(middle) = self.middle() else { return String::new() };
        let mut page = format!("The middle one of those kept (number {}, seed {}):\n\n", middle.number, middle.seed);
        for target in &self.study.file.targets {
            let seen = match self.study.seen(target, middle) {
                crate::measure::window::InWindow::Value(value) => self.value(&target.measure.metric, value),
                crate::measure::window::InWindow::Missing => "never".to_owned(),
                crate::measure::window::InWindow::Empty => "not asked".to_owned(),
            };
            let met = if self.study.meets(target, middle) { "met" } else { "MISSED" };
            let met =
                if target.required { met.to_owned() } else { format!("{met} (shown only, nothing is dropped for it)") };
            page += &format!("* {}: {seen}, {met}\n", target.what);
        }
        page
    }

    fn better_page(&self) -> String {
        let text = self.better();
        match text.trim_start().split_once('\n') {
            Some((head, rest)) => {
                let lines: Vec<String> = rest.lines().map(|line| format!("> {}  ", line.trim())).collect();
                format!("## {head}\n\n{}\n\n", lines.join("\n"))
            }
            None => String::new(),
        }
    }
}

fn said(all: &BTreeMap<String, String>, text: &str) -> String {
    all.get(text).cloned().unwrap_or_else(|| "-".to_owned())
}
