//! What a study has found in one plain sentence each, made from its numbers, for those who read no tables.
//!
//! A sentence never claims more than the runs show: where the interval of a difference holds 0 it says that so many
//! runs could show no difference, and what did not happen within the horizon is counted and has no mean.

use super::say;
use crate::experiment::estimate::paired;
use crate::experiment::{Estimate, Setting};
use crate::measure::{Kind, MetricName};
use crate::report::words::percent;

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
            (_, _, Some(by)) => self.of_pairs(by, &change) + &self.unseen(&before, &after),
            (None, None, None) => {
                format!("{}: {}, as in {}", self.metric.words, nowhere(self.metric, &after), self.first)
            }
            (_, None, None) => format!(
                "{}: {}; in {} it is {}",
                self.metric.words,
                nowhere(self.metric, &after),
                self.first,
                level(self.metric, &before)
            ),
            (None, Some(_), None) => format!(
                "{} is {}; in {}: {}",
                self.metric.words,
                level(self.metric, &after),
                self.first,
                nowhere(self.metric, &before)
            ),
            (Some(_), Some(_), None) => format!(
                "{}: no seed has it in both; it is {} here and {} in {}",
                self.metric.words,
                level(self.metric, &after),
                level(self.metric, &before),
                self.first
            ),
        }
    }

    /// The pairs in which both have the number.
    fn pairs(&self) -> Vec<(f64, f64)> {
        self.before.iter().zip(self.after).filter_map(|(before, after)| Some(((*before)?, (*after)?))).collect()
    }

    fn of_a_verdict(&self, change: &Estimate) -> String {
        let pairs = self.pairs();
        let yes = |of: fn(&(f64, f64)) -> f64| pairs.iter().filter(|pair| of(pair) > 0.5).count();
        let (before, after, of) = (yes(|pair| pair.0), yes(|pair| pair.1), pairs.len());
        let said = format!("{after} of {of} {}", self.metric.words);
        if before == after {
            return format!("{said}, as many as in {}", self.first);
        }
        format!("{said} instead of {before}{}", chance(change))
    }

    fn of_pairs(&self, by: f64, change: &Estimate) -> String {
        let (pairs, words) = (self.pairs(), &self.metric.words);
        let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64;
        let value = |mean: f64| say::value(self.metric, mean);
        let (before, after) = (value(mean(|pair| pair.0)), value(mean(|pair| pair.1)));
        if pairs.iter().all(|(before, after)| before == after) {
            return format!("{words} is the same{}: {after}", everywhere(pairs.len()));
        }
        if let Some(found) = change.interval().filter(|interval| interval.contains(0.0)) {
            let ends = [found.low, found.high].map(|end| say::difference(self.metric, end));
            let range = ends.join(" … ");
            return format!(
                "{words}: no difference that {} runs could show ({after} instead of {before}; the change lies in {range})",
                pairs.len()
            );
        }
        let size = say::size(self.metric, by.abs());
        let same = pairs.iter().filter(|(before, after)| (after - before).signum() == by.signum()).count();
        let way = if by < 0.0 { less(self.metric) } else { more(self.metric) };
        let how_often = match (same, pairs.len()) {
            (_, 1) => "; one pair cannot say whether that is chance".to_owned(),
            (same, of) if same == of => format!(", in {} pairs", all(of)),
            (same, of) => format!(", in {same} of {of} pairs"),
        };
        let few = match (change.interval(), pairs.len()) {
            (None, 2..) => "; so few cannot say whether that is chance",
            (_, _) => "",
        };
        if size == say::size(self.metric, 0.0) {
            return format!("{words} is about the same ({after} instead of {before}){few}");
        }
        format!("{words} is {size} {way} ({after} instead of {before}){how_often}{few}")
    }

    /// What the pairs leave out.
    fn unseen(&self, before: &Estimate, after: &Estimate) -> String {
        if before.missing() + after.missing() == 0 {
            return String::new();
        }
        let (absent, first) = (absent(self.metric), self.first);
        format!(
            "; {absent} in {} of {} runs here and {} of {} in {first}, which no mean counts",
            after.missing(),
            after.of,
            before.missing(),
            before.of
        )
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
    let range = match (found.low, found.high) {
        (Some(low), _) if yes == found.seen => format!("; of all runs it may be as few as {}", percent(low)),
        (_, Some(high)) if yes == 0 => format!("; of all runs it may be up to {}", percent(high)),
        (Some(low), Some(high)) => format!("; of all runs it may be {} to {}", percent(low), percent(high)),
        (_, _) => String::new(),
    };
    format!("{yes} of {} {}{range}", found.seen, metric.words)
}

/// A level with what it is made of: `2 h on average, not seen in 4 of 10`.
fn level(metric: &MetricName, found: &Estimate) -> String {
    let mean = found.mean.map_or_else(|| nowhere(metric, found), |mean| say::value(metric, mean));
    match (found.missing(), found.of) {
        (0, 1) => format!("{mean} in the one run"),
        (0, _) => format!("{mean} on average"),
        (missing, of) => format!("{mean} on average of {} runs, {} in {missing} of {of}", found.seen, absent(metric)),
    }
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

fn chance(change: &Estimate) -> String {
    match change.interval() {
        None => "; that is too few to tell it from chance".to_owned(),
        Some(interval) if interval.contains(0.0) => format!(", no difference that {} runs could show", change.seen),
        Some(_) => String::new(),
    }
}

fn everywhere(pairs: usize) -> String {
    if pairs == 1 { " in the one pair".to_owned() } else { format!(" in {} pairs", all(pairs)) }
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
            "time until recovered: not within the horizon in 2 of 2 runs; in as it was it is 3 h on average"
        );
        assert_eq!(
            change("recovery.recovered_h", &never, &never),
            "time until recovered: not within the horizon in 2 of 2 runs, as in as it was"
        );
        let said = change("recovery.recovered_h", &[Some(2.0), Some(2.0), None], &[Some(1.0), Some(1.0), Some(9.0)]);
        assert_eq!(
            said,
            "time until recovered is 1 h shorter (1 h instead of 2 h), in both pairs; so few cannot say whether that is \
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
            "with failure.lasts 10 min: 0 of 5 runs that recover; of all runs it may be up to 43 %; time until recovered: \
             not within the horizon in 5 of 5 runs"
        );
    }
}
