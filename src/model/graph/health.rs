//! Which instances a balancer thinks well of, as a scenario writes it, and how it makes up its mind.
//!
//! A balancer knows nothing but what it sees: checks that it sends now and then, and calls that fail. So it learns late
//! that an instance is down, and an instance that is merely overloaded looks like one that is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::Distribution;
use crate::units::{Instant, Share, Span};

/// How the instances of a service are looked after: which of them are ejected, when they come back, and what if too many
/// are out. The table has the name of the service.
///
/// An instance that is ejected gets no new calls, and finishes what it has. Instances that operators drain or remove are
/// not counted here: the shares are of those that could be used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BalancerPlan {
    /// Checks that it sends to every instance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckPlan>,
    /// Instances whose calls fail are ejected for a time (outlier detection; Envoy).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outliers: Option<OutlierPlan>,
    /// Instances whose checks fail are restarted (liveness probes; Kubernetes). What they had waiting or at work is lost, their
    /// connections break, and they start as after a crash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restarts: Option<RestartPlan>,
    /// Share of the instances that may be ejected at the same time, rounded down (what lacks a hundredth of an instance counts as
    /// a whole one, so that 0.333 is a third); where there are two or more, one always may. One more that fails stays in rotation until another one is back.
    /// 0, for a balancer that restarts: none is ejected, and calls go to instances that do not serve too.
    pub at_most_ejected: Share,
    /// When the share of the instances that are not ejected is below this, all are used again as if none were (panic
    /// threshold). 0: never; when all are ejected, every call then fails at once.
    pub panic_below: Share,
}

impl Default for BalancerPlan {
    fn default() -> Self {
        BalancerPlan {
            check: None,
            outliers: None,
            restarts: None,
            at_most_ejected: Share::ALL,
            panic_below: Share::NONE,
        }
    }
}

/// Checks of the instances of a service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CheckPlan {
    /// Time from one check of an instance to the next; the first comes at any time within it.
    pub every: Span,
    /// A check that is not answered within this time has failed.
    pub timeout: Span,
    /// So many checks in a row must fail before an instance is ejected.
    pub fails: u32,
    /// So many checks in a row must pass before it is back.
    pub passes: u32,
    /// Whether a check waits in the queue of the instance for a worker, like a request. Otherwise it is answered by
    /// whatever is up, however long the queue is.
    pub through_queue: bool,
    /// Time that a worker works on a check.
    pub work: Distribution<Span>,
}

impl Default for CheckPlan {
    fn default() -> Self {
        CheckPlan {
            every: Span::secs(5),
            timeout: Span::secs(1),
            fails: 3,
            passes: 2,
            through_queue: true,
            work: Distribution::Fixed(Span::ZERO),
        }
    }
}

/// Restarts of instances whose checks fail. Nobody knows why they do: an instance that is slow under load is restarted like
/// one that hangs. One that is down by an entry of the timeline is not restarted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RestartPlan {
    /// So many checks in a row must fail since the instance came up.
    pub fails: u32,
    /// For this time after an instance has come up, start-up work included, checks that fail do not count.
    pub grace: Span,
}

impl Default for RestartPlan {
    fn default() -> Self {
        RestartPlan { fails: 3, grace: Span::ZERO }
    }
}

/// Ejection of instances whose calls fail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OutlierPlan {
    /// So many calls in a row, of all callers together, must fail (an error, a refusal or no answer in time).
    pub errors_in_a_row: u32,
    /// How long the instance is out then.
    pub out_for: Span,
}

impl Default for OutlierPlan {
    fn default() -> Self {
        OutlierPlan { errors_in_a_row: 5, out_for: Span::secs(30) }
    }
}

/// Instances out of `count` that may be ejected at the same time: the whole part of the product, where what lacks a hundredth
/// or less counts as whole. A third is written as 0.333 or 0.3333, and two of six instances are meant.
pub fn most_ejected(count: usize, share: Share) -> usize {
    let whole = (count as f64 * share.get() + 0.01).floor() as usize;
    whole.max(usize::from(count > 1 && share > Share::NONE))
}

/// Whether so few out of `count` are not ejected that all are used again.
pub fn panics(count: usize, ejected: usize, below: Share) -> bool {
    ((count - ejected) as f64) < count as f64 * below.get() * (1.0 - 1e-12)
}

/// What a balancer remembers of one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Checks in a row that failed, and that passed.
    failed: u32,
    passed: u32,
    /// Checks in a row that failed since the instance came up, of those that count for a restart.
    dead: u32,
    /// Until when checks that fail do not count for a restart.
    grace_ends: Instant,
    /// Calls in a row that failed.
    errors: u32,
    /// Whether checks keep it out.
    by_checks: bool,
    /// Until when failed calls keep it out.
    pub out_until: Instant,
    /// Checks that were sent, for the address of their random numbers.
    pub checks: u64,
}

impl Record {
    /// Of an instance of which nothing is known.
    pub const NEW: Record = Record {
        failed: 0,
        passed: 0,
        dead: 0,
        grace_ends: Instant::START,
        errors: 0,
        by_checks: false,
        out_until: Instant::START,
        checks: 0,
    };

    /// Forgets how checks and calls have ended.
    pub fn forget(&mut self) {
        *self = Record { checks: self.checks, ..Record::NEW };
    }

    /// Whether it is to be out.
    pub fn is_out(&self, now: Instant) -> bool {
        self.by_checks || now < self.out_until
    }

    /// Notes how a check ended; `may_eject` is whether one more may be out.
    pub fn note_check(&mut self, plan: &CheckPlan, passed: bool, may_eject: bool) {
        if passed {
            (self.failed, self.passed) = (0, self.passed.saturating_add(1));
            self.by_checks &= self.passed < plan.passes;
        } else {
            (self.failed, self.passed) = (self.failed.saturating_add(1), 0);
            self.by_checks |= self.failed >= plan.fails && may_eject;
        }
    }

    /// The instance comes up.
    pub fn comes_up(&mut self, now: Instant, plan: &RestartPlan) {
        (self.dead, self.grace_ends) = (0, now + plan.grace);
    }

    /// Whether the instance is to be restarted now that a check of it has ended.
    pub fn is_dead(&mut self, now: Instant, plan: &RestartPlan, passed: bool) -> bool {
        self.dead = if passed || now < self.grace_ends { 0 } else { self.dead.saturating_add(1) };
        let dead = self.dead >= plan.fails;
        self.dead = if dead { 0 } else { self.dead };
        dead
    }

    /// Notes how a call ended. Whether the instance goes out for it, until [`Record::out_until`].
    pub fn note_call(&mut self, now: Instant, plan: &OutlierPlan, good: bool, may_eject: bool) -> bool {
        // What is out already, and ends calls that came before, is not out for longer, and begins anew.
        if good || now < self.out_until {
            self.errors = 0;
            return false;
        }
        self.errors = self.errors.saturating_add(1);
        if self.errors < plan.errors_in_a_row || !may_eject {
            return false;
        }
        self.errors = 0;
        self.out_until = now + plan.out_for;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(value: f64) -> Share {
        Share::new(value).expect("a share")
    }

    /// By hand: a half of 3 is one; a tenth of 4 is none, but one may always be out; and of one instance only all.
    #[test]
    fn small_groups_have_whole_numbers() {
        let most = [(4, 0.5), (3, 0.5), (2, 0.5), (4, 0.1), (1, 0.5), (1, 1.0), (10, 0.3), (4, 0.0)];
        let most: Vec<usize> = most.iter().map(|(count, part)| most_ejected(*count, share(*part))).collect();
        assert_eq!(most, [2, 1, 1, 1, 0, 1, 3, 0]);
        // A third, written with three digits and with four; and a share that is none.
        assert_eq!([0.333, 0.3333, 0.32].map(|part| most_ejected(6, share(part))), [2, 2, 1]);
        // Just a half is not below a half.
        assert!(!panics(4, 2, share(0.5)) && panics(4, 3, share(0.5)) && !panics(4, 4, share(0.0)));
        assert!(!panics(10, 3, share(0.7)));
    }

    #[test]
    fn only_what_is_in_a_row_counts() {
        let plan = CheckPlan::default();
        let mut record = Record::NEW;
        let mut note = |passed: bool| {
            record.note_check(&plan, passed, true);
            record.is_out(Instant::START)
        };
        let seen = [false, false, true, false, false, false, true, false, true, true].map(&mut note);
        assert_eq!(seen, [false, false, false, false, false, true, true, true, true, false]);
    }

    #[test]
    fn only_checks_after_the_grace_restart() {
        let plan = RestartPlan { fails: 2, grace: Span::secs(10) };
        let at = |seconds| Instant::START + Span::secs(seconds);
        let mut record = Record::NEW;
        let dead = |record: &mut Record, checks: &[(u64, bool)]| -> Vec<bool> {
            checks.iter().map(|(second, passed)| record.is_dead(at(*second), &plan, *passed)).collect()
        };
        // Whoever is there when the run begins has no grace.
        assert_eq!(dead(&mut record, &[(1, false), (2, true), (3, false), (4, false)]), [false, false, false, true]);
        record.comes_up(at(5), &plan);
        assert_eq!(
            dead(&mut record, &[(6, false), (14, false), (15, false), (16, false)]),
            [false, false, false, true]
        );
    }

    #[test]
    fn errors_in_a_row_keep_an_instance_out_for_a_time() {
        let plan = OutlierPlan { errors_in_a_row: 2, out_for: Span::secs(10) };
        let at = |seconds| Instant::START + Span::secs(seconds);
        let mut record = Record::NEW;
        let calls = [(1, false), (2, true), (3, false), (4, false)];
        let seen = calls.map(|(second, good)| record.note_call(at(second), &plan, good, true));
        assert_eq!(seen, [false, false, false, true]);
        assert!(record.is_out(at(13)) && !record.is_out(at(14)));
        // Late answers do not make it longer, and nobody goes out where no more may.
        assert!(!record.note_call(at(5), &plan, false, true) && !record.note_call(at(6), &plan, false, true));
        let later = [(20, false), (21, false), (22, true)];
        let seen = later.map(|(second, may_eject)| record.note_call(at(second), &plan, false, may_eject));
        assert_eq!(seen, [false, false, true]);
    }
}
