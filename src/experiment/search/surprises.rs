//! What contradicts the assumption that a search rests on: that more of a value only ever helps, or only ever harms.

use super::finding::{Finding, Tally};
use super::question::Wanted;
use crate::measure::wilson_interval;

/// An estimate that is on the wrong side of another with this confidence is no accident.
pub(super) const SURPRISE: f64 = 0.99;

/// Pairs of rungs that contradict monotony beyond accident. With a bracket: the first should be likelier to pass, and the
/// other is. With ends that are alike: something between them is neither as likely as one nor as the other.
pub(super) fn surprises(found: &Finding) -> Vec<(usize, usize)> {
    let together = found.together();
    let interval = |tally: &Tally| wilson_interval(tally.passed, tally.runs, SURPRISE);
    let known: Vec<_> = together.iter().filter_map(|(rung, tally)| Some((*rung, interval(tally)?))).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return Vec::new() };
    let mut surprises = Vec::new();
    for (place, (low_rung, low)) in known.iter().enumerate() {
        let (above, below) = (low.low > first.1.high.max(last.1.high), low.high < first.1.low.min(last.1.low));
        if found.wanted.is_none() && (above || below) {
            surprises.push((first.0, *low_rung));
        }
        for (high_rung, high) in &known[place + 1..] {
            match found.wanted {
                Some(Wanted::Smallest) if low.low > high.high => surprises.push((*high_rung, *low_rung)),
                Some(Wanted::Largest) if high.low > low.high => surprises.push((*low_rung, *high_rung)),
                Some(_) | None => {}
            }
        }
    }
    surprises
}
