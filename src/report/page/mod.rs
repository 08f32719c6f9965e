//! What stands below the page of a run: why it happened, step by step beside its pictures; slow return against return at
//! once; the fixes; and folded, charts with their numbers, values with what speaks for them, words.
//!
//! Everything in it was computed before it was written, at the size of the run.
//!
//! - `words`    the phases, what was computed, words used
//! - `doings`   what was put in, with what speaks for it
//! - `given`    what it is made of
//! - `fixes`    what the fixes are, and what they change
//! - `why`      the chain of causes, step by step
//! - `picture`  a chart, with its numbers as a table
//! - `returns`  slow return against return at once
//! - `verdicts` what was found about the public explanation
//! - `sources`  the values with what speaks for them; how to make the page again
//! - `linked`   sources with their addresses as links
//! - `night`    colours for dark screens
//! - `text`     where no line may end

mod doings;
mod fixes;
mod given;
mod linked;
mod night;
mod picture;
mod returns;
mod sources;
mod text;
mod verdicts;
mod why;
mod words;

use maud::{Markup, PreEscaped, html};

use crate::draw::chart::Chart;
use crate::draw::svg::{ChartError, typeface};
use crate::experiment::Outcome;
use crate::measure::Verdict;
use crate::report::charts;
use crate::report::provenance::Provenance;
use crate::report::words::words;

pub use given::Page;
pub use verdicts::{Counted, HalfVerdict, PublicVerdict, PublicVerdicts, Range95, RivalWorlds, committed, of_study};

/// What stands below a page, and how it looks.
pub struct Appendix {
    /// HTML.
    pub body: Markup,
    /// CSS.
    pub style: String,
}

impl Page<'_> {
    /// What stands below the page.
    ///
    /// # Errors
    /// When a chart cannot be drawn; none is known for which that happens.
    pub fn appendix(&self) -> Result<Appendix, ChartError> {
        let body = self.body()?.into_string();
        let style = typeface() + include_str!("page.css") + &night::rules(&body);
        Ok(Appendix { body: PreEscaped(text::unbroken(&body)), style })
    }

    fn body(&self) -> Result<Markup, ChartError> {
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
        let done = !self.outcome.summary.log.is_empty();
        let folded = |place: &str, name: &str, body: Markup| {
            html! { details.folded id=(place) { summary { h2 { (name) } } (body) } }
        };
        Ok(html! {
            section.appendix aria-label=(words!("page/page.txt", "name")) {
                h2 #run { (words!("page/page.txt", "head")) }
                p.finding { (words::finding(self.outcome)) }
                p.note { (linked::within(&self.note(done))) }
                (words::story(document, self.about.scale))
                (words::look_for(document, self.about.scale))
                (why::why(document, self.outcome, self.beside()))
                @if let Some(at_once) = &self.variants.at_once {
                    section #return { h2 { (words!("page/page.txt", "back")) } (returns::returns(self.outcome, &at_once.outcome)) @for chart in &restoration { (chart) } }
                }
                @if self.variants.arms.is_some() {
                    section #fixes { h2 { "What the two fixes change" } (fixes::meaning(document)) (fixes) }
                }
                (folded("charts", "Charts, with their numbers", html! { @for chart in &drawn { (chart) } }))
                (folded("numbers", "In numbers", words::computed(document, self.outcome)))
                (folded("phases", "Phases", words::phases(self.outcome)))
                @if done { (folded("done", "What was put in", doings::doings(self.scenario, self.outcome))) }
                (folded("terms", "Words used here", words::terms(document)))
                (folded("values", &words!("page/page.txt", "values"), sources::values(self.scenario, self.about.scale)))
                (folded("again", &words!("page/page.txt", "again"), sources::again(self.about, self.variants)))
            }
        })
    }

    /// What was put in and what was computed.
    fn note(&self, done: bool) -> String {
        words!("page/page.txt", "note", {
            done: bool,
            tuned: bool = self.is_tuned(),
            about: &'a Provenance = self.about,
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
}
