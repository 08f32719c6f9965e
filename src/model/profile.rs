//! Arrivals whose rate changes over time in steps: a daily curve, a season, a campaign.
//!
//! A session comes when the integral of the rate since the one before reaches its unit-exponential draw (for even
//! spacing: 1), so the same draws serve whatever the curve is, and a curve that is 1 everywhere changes nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Instant, Span, TimeOfDay};

/// From some time on the rate is multiplied by a factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateStep {
    /// When the step begins, counted from midnight of the day of the onset (which is the onset itself, unless
    /// `run.onset_at` says something else).
    pub at: Span,
    /// Factor on the rate until the next step.
    pub factor: f64,
}

/// The steps of a rate on the time axis of a run.
#[derive(Clone)]
pub struct Profile {
    /// Beginning of each step in nanoseconds since the start of the run (of a profile that repeats: since the start of a
    /// period there), and its factor; in order, the first at 0.
    steps: Vec<(u64, f64)>,
    /// Nothing if the steps do not come again.
    period: Option<u64>,
    /// Factor × seconds of a whole period.
    whole: f64,
}

impl Profile {
    /// The profile of a run whose onset has this time of day. The plan must have been validated.
    pub fn new(plan: &[RateStep], every: Option<Span>, onset: Instant, onset_at: TimeOfDay) -> Profile {
        let midnight = i128::from(onset.0) - i128::from(onset_at.since_midnight().0);
        let mut placed: Vec<(i128, f64)> =
            plan.iter().map(|step| (midnight + i128::from(step.at.0), step.factor)).collect();
        let mut before = 1.0;
        if let Some(every) = every {
            for (at, _) in &mut placed {
                *at = at.rem_euclid(i128::from(every.0));
            }
            placed.sort_by_key(|(at, _)| *at);
            // The last step of a period goes on into the next one.
            before = placed.last().map_or(1.0, |(_, factor)| *factor);
        }
        let mut begun = placed.iter().filter(|(at, _)| *at <= 0);
        let first = begun.next_back().map_or(before, |(_, factor)| *factor);
        let later = placed.iter().filter(|(at, _)| *at > 0).map(|(at, factor)| (*at as u64, *factor));
        let steps: Vec<(u64, f64)> = std::iter::once((0, first)).chain(later).collect();
        let mut profile = Profile { steps, period: every.map(|every| every.0), whole: 0.0 };
        profile.whole = every.map_or(0.0, |every| profile.area(Instant::START, Instant::START + every));
        profile
    }

    /// Factor at a moment, and when the next step begins.
    fn at(&self, moment: u64) -> (f64, u64) {
        let begins = self.period.map_or(0, |period| moment / period * period);
        let next = self.steps.partition_point(|(at, _)| *at <= moment - begins);
        let ends = self.steps.get(next).map(|(at, _)| *at).or(self.period).map_or(u64::MAX, |at| begins + at);
        (self.steps[next - 1].1, ends)
    }

    /// Factor × seconds from one moment to another.
    pub fn area(&self, from: Instant, to: Instant) -> f64 {
        let (mut now, mut sum) = (from.0, 0.0);
        while now < to.0 {
            let (factor, ends) = self.at(now);
            let until = ends.min(to.0);
            sum += factor * Span(until - now).seconds();
            now = until;
        }
        sum
    }

    /// When factor × seconds since a moment reach an amount; never, if the rate stays at 0.
    pub fn reaches(&self, from: Instant, amount: f64) -> Instant {
        let (mut now, mut left) = (from.0, amount);
        if let (Some(period), true) = (self.period, left > self.whole) {
            let periods = (left / self.whole).floor();
            left -= periods * self.whole;
            now = now.saturating_add((period as f64 * periods) as u64);
        }
        loop {
            // What is out of reach of any run is never.
            if now >= 1 << 62 {
                return Instant::NEVER;
            }
            let (factor, ends) = self.at(now);
            let here = factor * Span(ends - now).seconds();
            if factor > 0.0 && here >= left {
                return Instant(now) + Span::from_seconds(left / factor);
            }
            left -= here;
            now = ends;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    fn profile(steps: &[(u64, f64)], every_h: Option<u64>, onset_h: u64, onset_at: &str) -> Profile {
        let plan: Vec<RateStep> =
            steps.iter().map(|(at, factor)| RateStep { at: Span::hours(*at), factor: *factor }).collect();
        let onset_at = onset_at.parse().expect("a time of day");
        Profile::new(&plan, every_h.map(Span::hours), Instant::START + Span::hours(onset_h), onset_at)
    }

    fn hours(hours: u64) -> Instant {
        Instant::START + Span::hours(hours)
    }

    /// By hand: twice as much from the third hour of the run on, nothing from the fifth.
    #[test]
    fn steps_begin_when_they_say() {
        let steps = profile(&[(1, 2.0), (3, 0.0)], None, 2, "00:00");
        assert_eq!(steps.area(hours(0), hours(9)), (3 + 2 * 2) as f64 * HOUR as f64);
        assert_eq!(steps.reaches(hours(2), 3.0 * HOUR as f64), hours(4));
        assert_eq!(steps.reaches(hours(2), 5.1 * HOUR as f64), Instant::NEVER);
        // The same steps by the clock of an onset at one o'clock.
        let clock = profile(&[(1, 2.0), (3, 0.0)], None, 2, "01:00");
        assert_eq!(clock.area(hours(0), hours(9)), (2 + 2 * 2) as f64 * HOUR as f64);
    }

    /// By hand: 16 h at 1 and 8 h at 4 make 48 h of a day; the run begins at 22:00, two hours before its onset.
    #[test]
    fn a_day_comes_again() {
        let day = profile(&[(8, 4.0), (16, 1.0)], Some(24), 2, "00:00");
        let factors = [0, 9, 10, 17, 18, 25, 33, 34].map(|hour| day.at(hours(hour).0).0);
        assert_eq!(factors, [1.0, 1.0, 4.0, 4.0, 1.0, 1.0, 1.0, 4.0]);
        assert_eq!(day.area(hours(5), hours(29)), 48.0 * HOUR as f64);
        for days in [0u64, 1, 1000] {
            let amount = (48 * days + 12) as f64 * HOUR as f64;
            assert_eq!(day.reaches(hours(9), amount), hours(9 + 24 * days + 3) + Span::minutes(45), "{days}");
        }
    }

    /// What was reached is what is counted, wherever one begins.
    #[test]
    fn reaching_is_the_inverse_of_counting() {
        let day = profile(&[(0, 0.5), (7, 3.0), (11, 0.0), (13, 1.5)], Some(24), 5, "18:00");
        for start in (0..60).map(|half| Instant::START + Span::minutes(30 * half)) {
            for amount in [1.0, 5_000.0, 77_777.0, 1e6] {
                let found = day.area(start, day.reaches(start, amount));
                assert!((found / amount - 1.0).abs() < 1e-6, "{found} for {amount}");
            }
        }
    }
}
