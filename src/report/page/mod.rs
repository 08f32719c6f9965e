//! The report of a run: one page that explains it, by itself, from a file, without a network.
//!
//! Everything in it was computed before it was written. Its script only moves along the intervals of runs that are in
//! the page, and switches between them.
//!
//! - `words`   the story, the phases, the return, the claims, how to read it
//! - `doings`  what was put in, with what speaks for it
//! - `given`   what it is made of
//! - `fixes`   what the fixes are, and what they change
//! - `why`     the chain of causes, step by step
//! - `picture` a chart in two sizes, with its numbers as a table
//! - `returns` slow return against return at once
//! - `replay`  the cell and the charts at any moment of any of the runs
//! - `sources` the values with what speaks for them; how to make the page again
//! - `linked`  sources with their addresses as links
//! - `night`   colours for dark screens
//! - `text`    where no line may end

mod doings;
mod fixes;
mod given;
mod linked;
mod night;
mod picture;
mod replay;
mod returns;
mod sources;
mod text;
mod why;
mod words;

use maud::{Markup, html};

use crate::draw::chart::Chart;
use crate::draw::svg::{ChartError, typeface};
use crate::experiment::Outcome;
use crate::measure::Verdict;
use crate::report::charts;

pub use given::Page;

impl Page<'_> {
    /// The page.
    ///
    /// # Errors
    /// When a chart cannot be drawn; none is known for which that happens.
    pub fn html(&self) -> Result<String, ChartError> {
        let title = if self.about.title.is_empty() { &self.about.scenario } else { &self.about.title };
        let body = self.body(title)?.into_string();
        let style = typeface() + include_str!("page.css") + &night::rules(&body);
        Ok(super::html::file(&format!("{title} · syncstorm"), &style, &text::unbroken(&body)))
    }

    fn body(&self, title: &str) -> Result<Markup, ChartError> {
        let document = &self.scenario.document;
        let draw = |charts: Vec<Chart>| charts.iter().map(picture::figure).collect::<Result<Vec<Markup>, ChartError>>();
        let (own, other) = self.loops();
        let told =
            charts::all(self.outcome, self.about).into_iter().filter(|(name, _)| own || *name != charts::Name::Loop);
        let drawn = draw(told.map(|(_, chart)| chart).collect())?;
        let fixes = fixes::fixes(self.variants, self.about)?;
        let at_once = self.variants.at_once.iter();
        let restoration = at_once.map(|run| charts::arms::restoration(self.outcome, &run.outcome, self.about));
        let restoration = draw(restoration.chain(other).collect())?;
        let replay = replay::section(self)?;
        let done = !self.outcome.summary.log.is_empty();
        Ok(html! {
            a.skip href="#story" { "Skip to the story" }
            header {
                h1 { (title) }
                p.finding { (words::finding(self.outcome)) }
                p.note {
                    "Simulated by a model of one cell: a part of the service that has its own network, servers, cache and mailboxes. "
                    @if done {
                        "What broke, what the operators did, and when, " a href="#done" { "was put in" }
                        @if self.is_tuned() { ", some of it so that services return when they are publicly known to have returned" }
                        "; how the load spreads, who loses what, and what would have happened otherwise was computed. "
                    }
                    "Lost service is counted in " a href="#terms" { "hours of full outage" } "."
                }
                p.note { (crate::report::words::sentence(&self.about.footer())) }
                nav aria-label="Sections" { ul {
                    @for (place, name) in self.sections() { li { a href=(format!("#{place}")) { (name) } } }
                } }
            }
            main {
                section #story {
                    h2 { "What happened" }
                    (words::story(document, self.about.scale))
                    (why::why(self.outcome, self.beside()))
                    @if self.variants.arms.is_some() { (fixes::meaning(document)) }
                }
                section #replay { h2 { "The run, moment by moment" } (words::look_for(document, self.about.scale)) (replay) }
                @if let Some(at_once) = &self.variants.at_once {
                    section #return { h2 { "Slow return against return at once" } (returns::returns(self.outcome, &at_once.outcome)) @for chart in &restoration { (chart) } }
                }
                @if self.variants.arms.is_some() {
                    section #fixes { h2 { "What the two fixes change" } (fixes) }
                }
                @if let Some(claims) = self.claims {
                    section #claims { h2 { "Is the public explanation true?" } (words::claims(claims)) }
                }
                section #charts { h2 { "Charts" } @for chart in &drawn { (chart) } }
                section #numbers { h2 { "In numbers" } (words::computed(document, self.outcome)) }
                section #phases { h2 { "Phases" } (words::phases(self.outcome)) }
                @if done { section #done { h2 { "What was put in" } (doings::doings(self.scenario, self.outcome)) } }
                section #terms { h2 { "Words used here" } (words::terms(document)) }
                section #values { h2 { "Values, and what speaks for them" } (sources::values(self.scenario, self.about.scale)) }
                section #again { h2 { "How to make this page again" } (sources::again(self.about, self.variants)) }
            }
        })
    }

    fn beside(&self) -> why::Beside<'_> {
        why::Beside {
            at_once: self.variants.at_once.as_ref().map(|run| &*run.outcome),
            unaided: self.variants.unaided.as_ref().map(|[neither, ..]| &*neither.outcome),
        }
    }

    /// Whether the loop of load and answers of this run is shown, and that of the return at once. Where only the latter
    /// has two states, it alone is worth a look.
    fn loops(&self) -> (bool, Option<Chart>) {
        let stays = |outcome: &Outcome| matches!(outcome.summary.recovery.verdict, Verdict::Stuck | Verdict::Relapsed);
        let tells = |outcome: &Outcome| {
            charts::hysteresis(outcome, self.about).filter(|plane| plane.rise.is_some() || stays(outcome))
        };
        let other = self.variants.at_once.as_ref().filter(|_| tells(self.outcome).is_none());
        let other = other.and_then(|run| tells(&run.outcome)).map(|mut plane| {
            plane.title = format!("Let back at once, {}", crate::report::words::lowered(&plane.title));
            Chart::Plane(plane)
        });
        (other.is_none(), other)
    }

    /// Whether a time of the timeline was chosen so that the run fits what is known.
    fn is_tuned(&self) -> bool {
        let rows = crate::report::parameters::rows(self.scenario);
        let tuned = |source: &String| source.contains("TUNED");
        rows.iter().any(|row| row.path.starts_with("timeline.") && row.source.as_ref().is_some_and(tuned))
    }

    fn sections(&self) -> Vec<(&'static str, &'static str)> {
        let there = [
            ("story", "What happened", true),
            ("replay", "Replay", true),
            ("return", "The return", self.variants.at_once.is_some()),
            ("fixes", "The two fixes", self.variants.arms.is_some()),
            ("claims", "The public explanation", self.claims.is_some()),
            ("charts", "Charts", true),
            ("numbers", "In numbers", true),
            ("phases", "Phases", true),
            ("done", "What was put in", !self.outcome.summary.log.is_empty()),
            ("terms", "Words", true),
            ("values", "Values", true),
            ("again", "Make it again", true),
        ];
        there.into_iter().filter(|section| section.2).map(|section| (section.0, section.1)).collect()
    }
}
