//! Clients that want something by the clock: a job at midnight, a check at every full hour.
//!
//! The times are `at` + k × `every` for all whole k, counted from midnight of the day of the onset. A client has a place
//! in the `spread` after each of them and begins its wish there. A wish that is still open when the next time comes lets
//! it pass, so whoever keeps trying does not pile up.
//!
//! A client that has what it wanted for a while (`due`) passes the times that come meanwhile; one that gave up comes at
//! the very next time, which is how a herd grows: those who failed come again together with those whose turn it is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::{Distribution, Source, StreamFamily};
use crate::units::{Instant, Span, TimeOfDay};

/// Times of the clock at which clients want something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClockPlan {
    /// When in a period the clients want something. A period shorter than a day is read like the first hours of one:
    /// with `every = "1 h"`, "00:30" is half past every hour.
    pub at: Vec<TimeOfDay>,
    /// Length of a period, after which the times come again; one begins at midnight of the day of the onset.
    pub every: Span,
    /// Each client comes within so much time after the time on the clock, all parts of it alike.
    pub spread: Span,
    /// Whether a client has the same place in the spread every time.
    pub drawn: Drawn,
    /// Time after a success for which a client wants nothing more: it comes at the first time of the clock after that.
    /// Left out: it comes every time. Who gave up comes at the next time in any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Distribution<Span>>,
}

/// How often the place of a client in a spread is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Drawn {
    /// Once for each client, which then keeps it.
    Once,
    /// Anew each time.
    EachTime,
}

impl Default for ClockPlan {
    fn default() -> Self {
        ClockPlan {
            at: vec![TimeOfDay::MIDNIGHT],
            every: Span::hours(24),
            spread: Span::ZERO,
            drawn: Drawn::Once,
            due: None,
        }
    }
}

impl ClockPlan {
    /// Mean time between two times of the clock, in nanoseconds.
    fn gap(&self) -> f64 {
        self.every.0 as f64 / self.at.len().max(1) as f64
    }

    /// Shortest time between two times of the clock.
    pub fn shortest_gap(&self) -> Span {
        let mut times: Vec<u64> = self.at.iter().map(|time| time.since_midnight().0).collect();
        times.sort_unstable();
        let first = times.first().map_or(0, |first| first + self.every.0);
        let next = times.iter().skip(1).copied().chain([first]);
        Span(times.iter().zip(next).map(|(time, next)| next.saturating_sub(*time)).min().unwrap_or(self.every.0))
    }

    /// Mean time between two wishes that are met at once, in nanoseconds: whole gaps, for a client that is due a moment
    /// after a time of the clock comes at the next one. (For a random time until then that is a good guess.)
    pub fn mean_wait(&self) -> f64 {
        let due = self.due.as_ref().map_or(0.0, Distribution::mean);
        ((due / self.gap()).floor() + 1.0) * self.gap()
    }
}

/// The times of a clock on the time axis of a run.
#[derive(Clone)]
pub struct Clock {
    plan: ClockPlan,
    /// Times within a period that begins at the start of the run, in order.
    times: Vec<u64>,
    places: StreamFamily,
}

impl Clock {
    /// The clock of a run whose onset has this time of day. The plan must have been validated.
    pub fn new(plan: &ClockPlan, onset: Instant, onset_at: TimeOfDay, places: StreamFamily) -> Clock {
        assert!(!plan.at.is_empty() && plan.every > Span::ZERO, "a validated clock has times");
        let midnight = i128::from(onset.0) - i128::from(onset_at.since_midnight().0);
        let inside = |time: &TimeOfDay| {
            let place = midnight + i128::from(time.since_midnight().0);
            place.rem_euclid(i128::from(plan.every.0)) as u64
        };
        let mut times: Vec<u64> = plan.at.iter().map(inside).collect();
        times.sort_unstable();
        Clock { plan: plan.clone(), times, places }
    }

    /// How long the clients want nothing after a success, if for any time.
    pub fn due(&self) -> Option<&Distribution<Span>> {
        self.plan.due.as_ref()
    }

    /// When a client comes next: the first of its times after `moment`.
    pub fn next_after(&self, moment: Instant, client: u32) -> Instant {
        // Who is never due does not come.
        if moment.0 >= 1 << 62 {
            return Instant::NEVER;
        }
        Instant(self.next(moment.0 + self.before(), client) - self.before())
    }

    /// When a client comes first that has been coming for long. At the last of its times before the start it was somewhere
    /// in its wait: of a fixed one, which ends with a time of the clock, each of these is as likely as any other; of a
    /// random one it is what is left until it is due, which forgets only the part of a gap that follows.
    pub fn first(&self, source: &mut Source, client: u32) -> Instant {
        let due = match &self.plan.due {
            None => Span::ZERO,
            Some(Distribution::Fixed(_)) => Distribution::Fixed(Span(self.plan.mean_wait() as u64)).residual(source),
            Some(due @ Distribution::Shaped(_)) => due.residual(source),
        };
        let passed = self.passed(self.before());
        let times = [passed, passed - 1, passed - 2].map(|number| self.comes(number, client));
        let last = times.into_iter().find(|comes| *comes <= self.before()).unwrap_or(times[2]);
        match last.checked_add(due.0).filter(|until| *until < 1 << 62) {
            Some(until) => Instant(self.next(until.max(self.before()), client) - self.before()),
            None => Instant::NEVER,
        }
    }

    /// Where the start of the run is on the axis of the numbers of times: the periods before it are looked at as well, for
    /// a spread may reach into the run.
    fn before(&self) -> u64 {
        2 * self.plan.every.0
    }

    /// How many times of the clock there have been.
    fn passed(&self, at: u64) -> u64 {
        let (period, within) = (at / self.plan.every.0, at % self.plan.every.0);
        period * self.times.len() as u64 + self.times.partition_point(|time| *time <= within) as u64
    }

    fn next(&self, after: u64, client: u32) -> u64 {
        let passed = self.passed(after);
        // Within the spread of the last time its place may still come.
        let last = passed.checked_sub(1).map(|number| self.comes(number, client));
        last.filter(|comes| *comes > after).unwrap_or_else(|| self.comes(passed, client))
    }

    /// When a client comes for the time of the clock with this number.
    fn comes(&self, number: u64, client: u32) -> u64 {
        let count = self.times.len() as u64;
        let time = number / count * self.plan.every.0 + self.times[(number % count) as usize];
        let index = match self.plan.drawn {
            Drawn::Once => 0,
            Drawn::EachTime => number + 1,
        };
        let place = 1.0 - self.places.stream(u64::from(client)).at(index).unit();
        time + self.plan.spread.scaled(place).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(plan: ClockPlan, onset_h: u64, onset_at: &str) -> Clock {
        let onset_at = onset_at.parse().expect("a time of day");
        Clock::new(&plan, Instant::START + Span::hours(onset_h), onset_at, StreamFamily::new(1, "herd", "clock"))
    }

    fn times(texts: &[&str]) -> Vec<TimeOfDay> {
        texts.iter().map(|text| text.parse().expect("a time of day")).collect()
    }

    /// By hand: a run that starts at 23:00 and has its onset at 01:00.
    #[test]
    fn times_are_those_of_the_day() {
        let daily = clock(ClockPlan { at: times(&["06:00", "00:00"]), ..ClockPlan::default() }, 2, "01:00");
        let hours = |after: u64| daily.next_after(Instant::START + Span::hours(after), 7).seconds() / 3600.0;
        assert_eq!([hours(0), hours(1), hours(6), hours(7), hours(24)], [1.0, 7.0, 7.0, 25.0, 25.0]);
        // Half past every hour; the run starts at a quarter to.
        let hourly = ClockPlan { at: times(&["00:30"]), every: Span::hours(1), ..ClockPlan::default() };
        let hourly = clock(hourly, 1, "00:45");
        assert_eq!(hourly.next_after(Instant::START, 0), Instant::START + Span::minutes(45));
        assert_eq!(hourly.next_after(Instant::START + Span::minutes(45), 0), Instant::START + Span::minutes(105));
    }

    /// A spread that began before the run reaches into it, and nobody comes twice for one time.
    #[test]
    fn a_client_comes_once_for_each_time() {
        for drawn in [Drawn::Once, Drawn::EachTime] {
            let plan = ClockPlan { every: Span::hours(1), spread: Span::hours(1), drawn, ..ClockPlan::default() };
            let clock = clock(plan, 1, "00:30");
            let mut early = 0;
            for client in 0..1000 {
                let mut now = Instant::START;
                let mut seen = Vec::new();
                while now < Instant::START + Span::hours(50) {
                    now = clock.next_after(now, client);
                    seen.push(now);
                }
                early += u32::from(seen[0] < Instant::START + Span::minutes(30));
                // Half of the first hour had passed at the start.
                let hours = |at: &Instant| (at.0 + Span::minutes(30).0) / Span::hours(1).0;
                assert!(seen.windows(2).all(|two| hours(&two[1]) == hours(&two[0]) + 1), "{seen:?}");
                let steady = seen.windows(2).all(|two| two[1].since(two[0]) == Span::hours(1));
                assert_eq!(steady, drawn == Drawn::Once);
            }
            // The half that was not over yet: 500 ± 16.
            assert!((400..600).contains(&early), "{early}");
        }
    }

    #[test]
    fn the_mean_wait_is_whole_gaps() {
        let plan = |due: Option<u64>| ClockPlan {
            at: times(&["00:00", "12:00"]),
            due: due.map(|hours| Distribution::Fixed(Span::hours(hours))),
            ..ClockPlan::default()
        };
        let hours = |due| plan(due).mean_wait() / Span::hours(1).0 as f64;
        assert_eq!([hours(None), hours(Some(5)), hours(Some(12)), hours(Some(30))], [12.0, 12.0, 24.0, 36.0]);
        assert_eq!(
            ClockPlan { at: times(&["22:00", "00:30"]), ..ClockPlan::default() }.shortest_gap(),
            Span::minutes(150)
        );
    }
}
