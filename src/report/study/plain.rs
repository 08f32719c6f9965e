//! What a study has found in one plain sentence each, made from its numbers, for those who read no tables.
//!
//! A sentence never claims more than the runs show: where the interval of a difference holds 0 it says that so many
//! runs could show no difference, and what did not happen within the horizon is counted and has no mean.

use super::say;
use crate::experiment::estimate::paired;
use crate::experiment::{Estimate, Setting};
use crate::measure::{Interval, Kind, MetricName};
use crate::report::words::words;

/// A metric in two arms, seed by seed.
pub struct Change<'a> {
    /// The metric.
    pub metric: &'a MetricName,
    /// What the first arm is called.
    pub first: &'a str,
    /// Its values.
    pub before: &'a [Option<f64>],
    /// The values of the other arm.
    pub after: &'a [Option<f64>],
}

impl Change<'_> {
    /// `web outage is 3 h 30 min shorter (1 h 24 min instead of 4 h 54 min), in all 6 pairs`.
    pub fn sentence(&self) -> String {
        let (before, after) = (Estimate::of(self.metric, self.before), Estimate::of(self.metric, self.after));
        let change = paired(self.metric, self.before, self.after);
        match (before.mean, after.mean, change.mean) {
            (_, _, Some(_)) if self.metric.is_verdict() => self.of_a_verdict(&change),
            (_, _, Some(by)) => self.of_pairs(by, &change, &before, &after),
            (_, _, None) => self.apart(&before, &after),
        }
    }

    /// Two arms of which no seed has the number in both.
    fn apart(&self, before: &Estimate, after: &Estimate) -> String {
        let said = |found: &Estimate| match found.mean {
            Some(_) => level(self.metric, found),
            None => nowhere(self.metric, found),
        };
        words!("study/plain.txt", "apart", {
            words: &'a str = &self.metric.words,
            first: &'a str = self.first,
            has_before: bool = before.mean.is_some(),
            has_after: bool = after.mean.is_some(),
            before: String = said(before),
            after: String = said(after),
        })
    }

    /// The pairs in which both have the number.
    fn pairs(&self) -> Vec<(f64, f64)> {
        self.before.iter().zip(self.after).filter_map(|(before, after)| Some(((*before)?, (*after)?))).collect()
    }

    fn of_a_verdict(&self, change: &Estimate) -> String {
        let pairs = self.pairs();
        let yes = |of: fn(&(f64, f64)) -> f64| pairs.iter().filter(|pair| of(pair) > 0.5).count();
        let (before, after, of) = (yes(|pair| pair.0), yes(|pair| pair.1), pairs.len());
        words!("study/plain.txt", "verdict", {
            words: &'a str = &self.metric.words,
            first: &'a str = self.first,
            before: usize,
            after: usize,
            of: usize,
            interval: Option<Interval> = change.interval(),
            seen: u64 = change.seen,
        })
    }

    fn of_pairs(&self, by: f64, change: &Estimate, before: &Estimate, after: &Estimate) -> String {
        let pairs = self.pairs();
        let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64;
        let value = |mean: f64| say::value(self.metric, mean);
        let unsure = change.interval().filter(|interval| interval.contains(0.0));
        let ends = |found: Interval| [found.low, found.high].map(|end| say::difference(self.metric, end));
        let size = say::size(self.metric, by.abs());
        words!("study/plain.txt", "pairs", {
            words: &'a str = &self.metric.words,
            first: &'a str = self.first,
            before: String = value(mean(|pair| pair.0)),
            after: String = value(mean(|pair| pair.1)),
            pairs: usize = pairs.len(),
            unchanged: bool = pairs.iter().all(|(before, after)| before == after),
            range: Option<String> = unsure.map(|found| ends(found).join(" … ")),
            size: Option<String> = Some(size).filter(|size| *size != say::size(self.metric, 0.0)),
            way: &'a str = if by < 0.0 { less(self.metric) } else { more(self.metric) },
            same: usize = pairs.iter().filter(|(before, after)| (after - before).signum() == by.signum()).count(),
            few: bool = change.interval().is_none(),
            absent: &'a str = absent(self.metric),
            left_out: (u64, u64) = (before.missing(), after.missing()),
            runs: (u64, u64) = (before.of, after.of),
        })
    }
}

/// A point of a sweep: `with failure.lasts 10 min none of 6 runs recovers (of all runs it may be up to 39 %); …`.
pub fn point(settings: &[Setting], found: &[(&MetricName, Estimate)]) -> String {
    let at = settings.iter().map(|setting| format!("{} {}", say::short(&setting.path), setting.value));
    let at = at.collect::<Vec<_>>().join(", ");
    let said = found.iter().map(|(metric, found)| of_runs(metric, found)).collect::<Vec<_>>().join("; ");
    if at.is_empty() { said } else { format!("with {at}: {said}") }
}

/// What the runs of one point say of one metric.
pub fn of_runs(metric: &MetricName, found: &Estimate) -> String {
    let Some(mean) = found.mean else {
        return format!("{}: {}", metric.words, nowhere(metric, found));
    };
    if !metric.is_verdict() {
        return format!("{} is {}", metric.words, level(metric, found));
    }
    let yes = (mean * found.seen as f64).round() as u64;
    words!("study/plain.txt", "runs", { words: &'a str = &metric.words, found: &'a Estimate, yes: u64 })
}

/// A level with what it is made of: `2 h on average, not seen in 4 of 10`.
fn level(metric: &MetricName, found: &Estimate) -> String {
    let mean = found.mean.map_or_else(|| nowhere(metric, found), |mean| say::value(metric, mean));
    words!("study/plain.txt", "level", { mean: String, found: &'a Estimate, absent: &'a str = absent(metric) })
}

/// `not within the horizon in any of 6 runs`.
fn nowhere(metric: &MetricName, found: &Estimate) -> String {
    match found.of {
        0 => "no run".to_owned(),
        1 => format!("{} in the one run", absent(metric)),
        of => format!("{} in {of} of {of} runs", absent(metric)),
    }
}

fn absent(metric: &MetricName) -> &'static str {
    match metric.kind {
        Kind::Moment | Kind::Wait => "not within the horizon",
        Kind::Verdict => "undecided",
        Kind::Share | Kind::Length | Kind::Amount => "no such number",
    }
}

fn all(count: usize) -> String {
    if count == 2 { "both".to_owned() } else { format!("all {count}") }
}

fn less(metric: &MetricName) -> &'static str {
    match metric.kind {
        Kind::Length | Kind::Wait => "shorter",
        Kind::Moment => "earlier",
        Kind::Verdict | Kind::Share | Kind::Amount => "lower",
    }
}

fn more(metric: &MetricName) -> &'static str {
    match metric.kind {
        Kind::Length | Kind::Wait => "longer",
        Kind::Moment => "later",
        Kind::Verdict | Kind::Share | Kind::Amount => "higher",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::metric_names;

    fn metric(name: &str) -> MetricName {
        metric_names(&crate::measure::Owners::of_classes(&["web".to_owned()]))
            .into_iter()
            .find(|metric| metric.name == name)
            .expect("a metric")
    }

    fn change(name: &str, before: &[Option<f64>], after: &[Option<f64>]) -> String {
        Change { metric: &metric(name), first: "as it was", before, after }.sentence()
    }

    #[test]
    fn a_difference_is_said_with_its_size_its_direction_and_its_pairs() {
        let (before, after) = ([4.9, 4.91, 4.89].map(Some), [1.4, 1.41, 1.39].map(Some));
        assert_eq!(
            change("web.outage_h", &before, &after),
            "web outage is 3 h 30 min shorter (1 h 24 min instead of 4 h 54 min), in all 3 pairs; so few cannot say \
             whether that is chance"
        );
        let (before, after) = ([4.9, 4.91, 4.89].repeat(2), [1.4, 1.41, 1.39].repeat(2));
        let all = |values: Vec<f64>| values.into_iter().map(Some).collect::<Vec<_>>();
        assert_eq!(
            change("web.outage_h", &all(before), &all(after)),
            "web outage is 3 h 30 min shorter (1 h 24 min instead of 4 h 54 min), in all 6 pairs"
        );
        let said = change("web.availability", &[0.5, 0.6].map(Some), &[0.7, 0.8].map(Some));
        let few = "; so few cannot say whether that is chance";
        assert_eq!(said, format!("web availability is 20.0 points higher (75 % instead of 55 %), in both pairs{few}"));
    }

    #[test]
    fn chance_is_called_chance() {
        let (before, after) = ([1.0, 2.0, 3.0, 1.0, 2.0, 3.0].map(Some), [2.0, 1.0, 3.5, 2.0, 1.0, 3.5].map(Some));
        let said = change("web.outage_h", &before, &after);
        assert!(
            said.starts_with("web outage: no difference that 6 runs could show (2 h 10 min instead of 2 h;"),
            "{said}"
        );
        // Of fewer there is no interval, and none is named.
        assert_eq!(
            change("web.outage_h", &before[..3], &after[..3]),
            "web outage is 10 min longer (2 h 10 min instead of 2 h), in 2 of 3 pairs; so few cannot say whether that is chance"
        );
        let said = change("web.outage_h", &[Some(1.0)], &[Some(2.0)]);
        assert_eq!(said, "web outage is 1 h longer (2 h instead of 1 h); one pair cannot say whether that is chance");
        let same = [1.0, 2.0].map(Some);
        assert_eq!(change("web.outage_h", &same, &same), "web outage is the same in both pairs: 1 h 30 min");
        let said = change("recovery.stuck", &[1.0, 1.0].map(Some), &[1.0, 0.0].map(Some));
        assert_eq!(said, "1 of 2 runs that stay stuck instead of 2; that is too few to tell it from chance");
    }

    #[test]
    fn never_has_no_mean() {
        let (never, seen) = ([None; 2], [2.0, 4.0].map(Some));
        assert_eq!(
            change("recovery.recovered_h", &seen, &never),
            "time from the onset until recovered: not within the horizon in 2 of 2 runs; in as it was it is 3 h on average"
        );
        assert_eq!(
            change("recovery.recovered_h", &never, &never),
            "time from the onset until recovered: not within the horizon in 2 of 2 runs, as in as it was"
        );
        let said = change("recovery.recovered_h", &[Some(2.0), Some(2.0), None], &[Some(1.0), Some(1.0), Some(9.0)]);
        assert_eq!(
            said,
            "time from the onset until recovered is 1 h shorter (1 h instead of 2 h), in both pairs; so few cannot say whether that is \
             chance; not within the horizon in 0 of 3 \
             runs here and 1 of 3 in as it was, which no mean counts"
        );
    }

    #[test]
    fn a_point_says_what_its_runs_show() {
        let (recovered, hours) = (metric("recovery.recovered"), metric("recovery.recovered_h"));
        let estimate = |metric: &MetricName, values: &[Option<f64>]| Estimate::of(metric, values);
        let found = [(&recovered, estimate(&recovered, &[Some(0.0); 5])), (&hours, estimate(&hours, &[None; 5]))];
        assert_eq!(
            point(&[Setting::new("timeline.failure.lasts", "10 min")], &found),
            "with failure.lasts 10 min: 0 of 5 runs that recover; of all runs it may be up to 43 %; time from the onset until recovered: \
             not within the horizon in 5 of 5 runs"
        );
    }
}
