//! Why it happened, step by step, for those who do not know the mechanism: every step only if it is seen in the run.

use maud::{Markup, html};

use super::words::ending;
use crate::experiment::Outcome;
use crate::measure::{Phase, PhaseSpan, Verdict, capacity};
use crate::report::words::{hours, list, number, percent};

/// The largest load that reached the cell since the onset, in requests per second and in healthy capacities.
pub(super) fn storm(outcome: &Outcome) -> Option<(f64, f64)> {
    let run = Run::of(outcome);
    let (_, load) = run.most(&(outcome.series.onset..outcome.series.resources.len()).collect::<Vec<_>>())?;
    Some((load, load / run.capacity?))
}

/// The chain of causes; nothing where nothing breaks.
pub(super) fn why(outcome: &Outcome, at_once: Option<&Outcome>) -> Markup {
    let steps = steps(outcome, at_once);
    html! { @if !steps.is_empty() {
        h3 { "Why it happened" }
        ol { @for step in &steps { li { (step) } } }
    } }
}

fn steps(outcome: &Outcome, at_once: Option<&Outcome>) -> Vec<String> {
    if outcome.summary.recovery.cause_from_h.is_none() {
        return Vec::new();
    }
    let run = Run::of(outcome);
    [run.before(), run.storm(), run.shared(), run.block(), run.ramp(at_once), run.stuck()]
        .into_iter()
        .flatten()
        .collect()
}

struct Run<'a> {
    outcome: &'a Outcome,
    /// What the healthy cell can carry, in requests per second.
    capacity: Option<f64>,
}

impl Run<'_> {
    fn of(outcome: &Outcome) -> Run<'_> {
        Run { outcome, capacity: capacity::healthy(&outcome.series).map(|capacity| capacity.per_s) }
    }

    /// What reaches the cell in an interval, per second; and which part of it tries again.
    fn load(&self, interval: usize) -> (f64, f64) {
        let samples = self.outcome.series.by_class.iter().filter_map(|samples| samples.get(interval));
        let (all, again) = samples.fold((0.0, 0.0), |(all, again), sample| {
            let retries = sample.counts.retries as f64 / sample.seconds * sample.reaching();
            (all + sample.attempts_per_s() * sample.reaching(), again + retries)
        });
        (all, if all > 0.0 { again / all } else { 0.0 })
    }

    /// What the edge turns away in an interval, per second.
    fn refused(&self, interval: usize) -> f64 {
        let samples = self.outcome.series.by_class.iter().filter_map(|samples| samples.get(interval));
        samples.map(|sample| sample.counts.refused_at_edge as f64 / sample.seconds).sum()
    }

    /// Intervals within the phases of some kinds; of those before the first of another kind.
    fn during(&self, kinds: &[Phase], until: Option<Phase>) -> Vec<usize> {
        let phases = &self.outcome.summary.recovery.phases;
        let spans = phases.iter().take_while(|span| Some(span.phase) != until);
        let spans: Vec<&PhaseSpan> = spans.filter(|span| kinds.contains(&span.phase)).collect();
        let resources = self.outcome.series.resources.iter().enumerate();
        let within = |at: f64| spans.iter().any(|span| span.from_h - 1e-9 <= at && at < span.to_h - 1e-9);
        resources.filter(|(_, sample)| within(sample.time_h)).map(|(interval, _)| interval).collect()
    }

    fn most(&self, intervals: &[usize]) -> Option<(usize, f64)> {
        let loads = intervals.iter().map(|interval| (*interval, self.load(*interval).0));
        loads.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    fn before(&self) -> Option<String> {
        let onset = self.outcome.series.onset;
        let usual =
            (onset / 2..onset).map(|interval| self.load(interval).0).sum::<f64>() / (onset - onset / 2).max(1) as f64;
        let capacity = capacity::healthy(&self.outcome.series)?;
        Some(format!(
            "Before anything broke, {} requests a second reached the cell, {} of what it could carry ({}/s; its {} would \
             be full first).",
            number(usual),
            percent(usual / capacity.per_s),
            number(capacity.per_s),
            capacity.bound.word()
        ))
    }

    fn storm(&self) -> Option<String> {
        let (peak, load) = self.most(&self.during(&[Phase::Failure, Phase::Flood], Some(Phase::Blocked)))?;
        let times = load / self.capacity?;
        let again = self.load(peak).1;
        (times > 1.0 && again > 0.5).then(|| {
            format!(
                "A client that gets an error, or no answer, tries again, far sooner than it would have asked for anything \
                 else. At {} the cell got {} requests a second, {} × what it can carry; {} of them were retries.",
                hours(self.outcome.series.resources[peak].time_h),
                number(load),
                number(times),
                percent(again)
            )
        })
    }

    fn shared(&self) -> Option<String> {
        let classes = self.outcome.summary.classes.iter();
        let lowest: Vec<(&str, f64)> = classes
            .filter_map(|class| class.lowest.filter(|(share, _)| *share < 0.9).map(|(share, _)| (&*class.name, share)))
            .collect();
        let each = |(name, share): &(&str, f64)| format!("{} of those of {name}", percent(*share));
        let answered = match lowest.iter().all(|(_, share)| *share == 0.0) {
            true => {
                let names: Vec<String> = lowest.iter().map(|(name, _)| (*name).to_owned()).collect();
                format!("no request of {} was", list(&names))
            }
            false => {
                let each: Vec<String> = lowest.iter().map(each).collect();
                format!("only {} were", list(&each).replacen("of those of", "of the requests of", 1))
            }
        };
        (lowest.len() > 1).then(|| {
            format!(
                "All of them share the network and the servers. Where more arrives than can leave, everybody waits, and who \
                 waits too long gives up: at the worst, {answered} answered in time."
            )
        })
    }

    fn block(&self) -> Option<String> {
        let blocked = self.during(&[Phase::Blocked], None);
        let first = *blocked.first()?;
        let summary = &self.outcome.summary;
        let kept: Vec<String> = summary
            .classes
            .iter()
            .filter(|class| class.counts.refused_at_edge > 0)
            .map(|class| class.name.clone())
            .collect();
        let back = summary.classes.iter().filter(|class| class.counts.refused_at_edge == 0);
        let mut well: Vec<(String, Vec<String>)> = Vec::new();
        let begins = self.outcome.series.resources[first].time_h;
        let back = back.filter_map(|class| Some((class.name.clone(), class.full.rose_h?)));
        // Who was well before owes it to something else.
        for (name, at) in back.filter(|(_, at)| *at >= begins - 1e-9) {
            let at = hours(at);
            match well.iter_mut().find(|group| group.0 == at) {
                Some(group) => group.1.push(name),
                None => well.push((at, vec![name])),
            }
        }
        let well = well.iter().map(|(at, names)| {
            let were = if names.len() > 1 { "were" } else { "was" };
            format!(" From {at} on, {} {were} well again.", list(names))
        });
        let (_, load) = self.most(&blocked)?;
        let asked = blocked.iter().map(|interval| self.refused(*interval)).fold(0.0, f64::max);
        (!kept.is_empty()).then(|| {
            format!(
                "At {} the operators had {} refused at the edge, before the cell. They went on asking, up to {} times a \
                 second, since who is refused at once soon tries again. But a refusal costs the cell next to nothing: no more \
                 than {} requests a second reached it.{}",
                hours(begins),
                list(&kept),
                number(asked),
                number(load),
                well.collect::<String>()
            )
        })
    }

    fn ramp(&self, at_once: Option<&Outcome>) -> Option<String> {
        let ramp = self.during(&[Phase::Ramp], None);
        let way = if ramp.len() > 1 { "bit by bit, for " } else { "at once, within " };
        let (_, load) = self.most(&ramp)?;
        let long: f64 =
            ramp.iter().map(|interval| self.outcome.series.resources[*interval].usage.seconds / 3600.0).sum();
        let other = at_once.map_or(String::new(), |other| {
            format!(" In a run with the same seed in which they are let back at once, {}.", ending(other))
        });
        let most = match load / self.capacity? {
            fits if fits <= 1.0 => {
                format!("never more than {}/s, {} of what the cell can carry", number(load), percent(fits))
            }
            times => format!("up to {}/s, {} × what the cell can carry", number(load), number(times)),
        };
        Some(format!(
            "Then they were let back {way}{}, with all that had piled up for them: {most}.{}",
            hours(long),
            if at_once.is_some_and(|other| other.summary.recovery.verdict == self.outcome.summary.recovery.verdict) {
                String::new()
            } else {
                other
            }
        ))
    }

    fn stuck(&self) -> Option<String> {
        let recovery = &self.outcome.summary.recovery;
        let gone = recovery.cause_gone_h?;
        (recovery.verdict == Verdict::Stuck).then(|| {
            format!(
                "The cause was gone at {}, but not the retries: they keep the cell too busy to answer them, and so keep \
                 themselves alive.",
                hours(gone)
            )
        })
    }
}
