//! How long a client waits before it tries again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::{Distribution, Source};
use crate::units::Span;

/// What follows one kind of error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Policy {
    /// No retry: a phone waits for its next heartbeat or poll, a person leaves.
    None,
    /// Again at once.
    Immediate,
    /// Again after a time that does not grow: `{ after = "10 s" }`, or any distribution.
    After(Distribution<Span>),
    /// Again after a time that grows with every failure in a row.
    Exponential(Backoff),
    /// Again after the first of these times, after the next failure in a row after the second, and so on; the last one is
    /// that of all failures that follow: `{ waits = ["0 s", "10 s"] }` is at once, then every 10 s.
    Waits(Vec<Distribution<Span>>),
}

/// Exponential backoff: the n-th retry in a row waits min(cap, base × factorⁿ⁻¹), then jitter, then `plus`. With `first`
/// the first retry waits that, and the others are counted from the second on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Backoff {
    /// Wait before the first retry that is not `first`.
    pub base: Span,
    /// Wait before the first retry, if it is another one: without growth, jitter and `plus`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Distribution<Span>>,
    /// Growth per failure.
    pub factor: f64,
    /// Longest wait before jitter.
    pub cap: Span,
    /// How the wait is spread at random.
    pub jitter: Jitter,
    /// Added after jitter: a floor that even full jitter cannot go below.
    pub plus: Span,
}

impl Default for Backoff {
    fn default() -> Self {
        Backoff {
            base: Span::secs(5),
            first: None,
            factor: 2.0,
            cap: Span::minutes(15),
            jitter: Jitter::Full,
            plus: Span::ZERO,
        }
    }
}

/// How a wait is spread at random (Brooker, "Exponential backoff and jitter", AWS Architecture Blog, 2015).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Jitter {
    /// Not at all.
    None,
    /// Equally likely from 0 to the whole wait.
    Full,
    /// Half of the wait, plus equally likely from 0 to the other half.
    Equal,
    /// min(cap, equally likely from base to 3 × the previous wait); ignores `factor`.
    Decorrelated,
    /// Equally likely within ± this part of the wait.
    Within(f64),
}

impl Policy {
    /// The wait before the next try, or none if this policy does not retry. `failures` counts the failures in a row
    /// with this one; `previous` is the wait before the last try (zero before the first retry).
    pub fn wait(&self, failures: u32, previous: Span, source: &mut Source) -> Option<Span> {
        match self {
            Policy::None => None,
            Policy::Immediate => Some(Span::ZERO),
            Policy::After(distribution) => Some(distribution.sample(source)),
            Policy::Exponential(backoff) => Some(backoff.wait(failures, previous, source)),
            Policy::Waits(waits) => {
                let place = (failures.max(1) as usize - 1).min(waits.len().saturating_sub(1));
                waits.get(place).map(|wait| wait.sample(source))
            }
        }
    }

    /// Whether every wait from some failure in a row on is 0, so that tries without end take no time.
    pub fn ends_in_no_time(&self) -> bool {
        match self {
            Policy::None => false,
            Policy::Immediate => true,
            Policy::After(wait) => wait.mean() <= 0.0,
            Policy::Exponential(backoff) => {
                (backoff.base == Span::ZERO || backoff.cap == Span::ZERO) && backoff.plus == Span::ZERO
            }
            Policy::Waits(waits) => waits.last().is_some_and(|wait| wait.mean() <= 0.0),
        }
    }

    /// Whether every wait is 0.
    pub fn takes_no_time(&self) -> bool {
        let nothing = |wait: &Distribution<Span>| wait.mean() <= 0.0;
        let before = match self {
            Policy::None | Policy::Immediate | Policy::After(_) => true,
            Policy::Exponential(backoff) => backoff.first.as_ref().is_none_or(nothing),
            Policy::Waits(waits) => waits.iter().all(nothing),
        };
        before && self.ends_in_no_time()
    }

    /// Whether [`Policy::wait`] looks at the previous wait, which then has to be remembered.
    pub fn remembers(&self) -> bool {
        matches!(self, Policy::Exponential(Backoff { jitter: Jitter::Decorrelated, .. }))
    }
}

impl Backoff {
    fn wait(&self, failures: u32, previous: Span, source: &mut Source) -> Span {
        // One unit variate whatever the jitter, so that a change of jitter shifts no other draw.
        let failures = match &self.first {
            Some(first) if failures <= 1 => return first.sample(source),
            Some(_) => failures - 1,
            None => failures.max(1),
        };
        let unit = source.unit();
        let growth = libm::pow(self.factor, f64::from(failures - 1));
        let whole = (self.base.seconds() * growth).min(self.cap.seconds());
        let seconds = match self.jitter {
            Jitter::None => whole,
            Jitter::Full => whole * unit,
            Jitter::Equal => whole * (0.5 + 0.5 * unit),
            Jitter::Decorrelated => {
                let base = self.base.seconds();
                let reach = 3.0 * previous.max(self.base).seconds();
                (base + (reach - base) * unit).min(self.cap.seconds())
            }
            Jitter::Within(part) => whole * (1.0 + part * (2.0 * unit - 1.0)),
        };
        Span::from_seconds(seconds) + self.plus
    }

    /// What is wrong with the parameters, if anything: (cause, remedy).
    pub fn problem(&self) -> Option<(String, String)> {
        if !(1.0..=1000.0).contains(&self.factor) {
            return Some((format!("the factor is {}", self.factor), "write a factor from 1 to 1000".into()));
        }
        if self.cap < self.base {
            let cause = format!("the cap {} is shorter than the base {}", self.cap, self.base);
            return Some((cause, "make the cap at least as long as the base".into()));
        }
        if let Some(problem) = self.first.as_ref().and_then(Distribution::problem) {
            return Some(problem);
        }
        match self.jitter {
            Jitter::Within(part) if !(0.0..=1.0).contains(&part) => {
                Some((format!("jitter within {part} would reach below zero"), "write a part from 0 to 1".into()))
            }
            Jitter::None | Jitter::Full | Jitter::Equal | Jitter::Decorrelated | Jitter::Within(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::StreamFamily;

    fn waits(backoff: &Backoff, failures: u32) -> Vec<f64> {
        let stream = StreamFamily::new(1, "policy", "test").stream(0);
        (0..2_000).map(|i| backoff.wait(failures, Span::secs(20), &mut stream.at(i)).seconds()).collect()
    }

    #[test]
    fn backoff_doubles_up_to_its_cap() {
        let eas = Backoff { base: Span::secs(15), cap: Span::secs(480), jitter: Jitter::None, ..Backoff::default() };
        let seen: Vec<f64> = (1..=7).map(|n| waits(&eas, n)[0]).collect();
        assert_eq!(seen, [15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 480.0]);
    }

    #[test]
    fn the_first_wait_may_be_another_one() {
        let plain = Backoff { base: Span::secs(2), jitter: Jitter::None, ..Backoff::default() };
        let first = Some(Distribution::Fixed(Span::millis(100)));
        let other = Backoff { first, plus: Span::secs(1), ..plain.clone() };
        let seen = |backoff: &Backoff| -> Vec<f64> { (1..=4).map(|n| waits(backoff, n)[0]).collect() };
        assert_eq!(seen(&plain), [2.0, 4.0, 8.0, 16.0]);
        assert_eq!(seen(&other), [0.1, 3.0, 5.0, 9.0]);
    }

    #[test]
    fn the_last_wait_of_a_list_is_that_of_all_that_follow() {
        let list = |seconds: &[u64]| {
            Policy::Waits(seconds.iter().map(|seconds| Distribution::Fixed(Span::secs(*seconds))).collect())
        };
        let mut source = StreamFamily::new(1, "policy", "test").stream(0).at(0);
        let mut wait = |policy: &Policy, failures| policy.wait(failures, Span::ZERO, &mut source).map(Span::seconds);
        let two = list(&[0, 10]);
        assert_eq!([1, 2, 3, 9].map(|n| wait(&two, n)), [0.0, 10.0, 10.0, 10.0].map(Some));
        assert!(!two.takes_no_time() && !two.ends_in_no_time());
        assert!(list(&[10, 0]).ends_in_no_time() && !list(&[10, 0]).takes_no_time());
        assert!(list(&[0, 0]).takes_no_time());
    }

    #[test]
    fn jitter_stays_in_its_range_and_fills_it() {
        let with = |jitter| Backoff { jitter, ..Backoff::default() };
        for (jitter, low, high) in [
            (Jitter::Full, 0.0, 20.0),
            (Jitter::Equal, 10.0, 20.0),
            (Jitter::Decorrelated, 5.0, 60.0),
            (Jitter::Within(0.2), 16.0, 24.0),
        ] {
            let seen = waits(&with(jitter), 3);
            let (least, most) =
                (seen.iter().copied().fold(f64::MAX, f64::min), seen.iter().copied().fold(0.0, f64::max));
            assert!(least >= low && most <= high, "{jitter:?}: {least} … {most}");
            assert!(least < low + 0.1 && most > high - 0.1, "{jitter:?}: {least} … {most}");
        }
    }
}
