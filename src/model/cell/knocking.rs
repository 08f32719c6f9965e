//! Skip-ahead: a phone that knocks at a closed edge touches nothing that is shared, so its knocks are played in a row
//! without the agenda, up to the first one that could be answered differently. The counts are the same (the tests
//! compare both ways).

use super::{Cell, Nature};
use crate::engine::Distribution;
use crate::model::edge::{Refusal, Reply};
use crate::model::observe::Trace;
use crate::model::retry::{DRAWS_BEFORE_WAIT, Decision, Failure, Reaction};
use crate::units::Instant;

/// Knocks that are played in a row at most, so that the limit on events and an interruption are heeded in time.
const MOST_KNOCKS: u64 = 10_000;

/// How a row of knocks at a closed edge ended.
pub(super) enum Knocked {
    /// The next knock, at this time, has to be played like any other.
    Until(Instant),
    /// The client gave up when it noticed a refusal at this time.
    GaveUp(Instant),
}

impl<T: Trace> Cell<T> {
    /// Plays the knocks of a phone at an edge that is certain to refuse every one of them before `until`, beginning
    /// with the one at `at`. It does what [`Cell::attempt`] would do for each, with everything that stays the same
    /// taken out of the loop: a blocked population knocks a thousand million times in a run of days. A phone with a
    /// memory, or one that is not even answered, is left to the agenda.
    pub(super) fn knock_on(&mut self, mut at: Instant, client: u32, reply: Reply, until: Instant) -> Knocked {
        let role = &self.roles[self.clients[client as usize].role as usize];
        let plain = role.memory.is_none() && reply.refusal != Refusal::Drop;
        if !self.skip_ahead || !plain {
            return Knocked::Until(at);
        }
        let round_trip = self.plan.edge.round_trip;
        let until = until.min(self.breaks_down_at(client)).min(self.end - round_trip);
        let this = &mut self.clients[client as usize];
        let role = &self.roles[this.role as usize];
        let class = role.class;
        let stream = self.classes[class].streams.retry.stream(u64::from(this.number));
        let (failure, width) = (reply.failure(), self.seen.sample.0);
        let obeys = failure.retry_after.map(|_| self.classes[class].nature(this.number, Nature::Obeys));
        let mut reaction = first_reaction(at, failure, this.wish_start, (role.in_flight, obeys));
        let steady = role.behaviour.steady_wait(failure).map(Distribution::sampler);
        let mut knocks_left = MOST_KNOCKS;
        while at < until && knocks_left > 0 {
            let next_interval = Instant((at.0 / width + 1) * width);
            let (began, interval_ends) = (at, next_interval.min(until));
            let (first, mut knocks, mut noticed_later, mut gave_up) = (this.index(), 0, 0, None);
            while at < interval_ends && knocks < knocks_left && gave_up.is_none() {
                let noticed = at + round_trip;
                let mut source = stream.at(first + knocks);
                self.trace.attempt(at, class, this.number, this.wish, true);
                self.trace.refused(at, class, this.number);
                knocks += 1;
                if noticed >= next_interval {
                    noticed_later += 1;
                    self.seen.failure(noticed, class, failure.kind);
                }
                if let Some(wait) = steady {
                    source.skip(DRAWS_BEFORE_WAIT);
                    at = noticed + wait.sample(&mut source);
                    continue;
                }
                (reaction.now, reaction.failures) = (noticed, u32::from(this.failures_after(knocks)));
                match role.behaviour.after_failure(None, &reaction, &mut source) {
                    Decision::GiveUp(_) => gave_up = Some(noticed),
                    Decision::RetryAfter(wait) => at = noticed + wait,
                }
            }
            knocks_left -= knocks;
            this.sent += knocks as u32;
            this.failures = this.failures_after(knocks);
            let counts = self.seen.at(began, class);
            counts.retries += knocks;
            counts.refused_at_edge += knocks;
            counts.failures[failure.kind.index()] += knocks - noticed_later;
            self.skipped += knocks;
            if let Some(noticed) = gave_up {
                return Knocked::GaveUp(noticed);
            }
        }
        Knocked::Until(at)
    }
}

/// What a client knows when it reacts to the first knock of a row.
fn first_reaction(now: Instant, failure: Failure, began: Instant, of: (u32, Option<f64>)) -> Reaction {
    let (attempts_in_flight, obeys) = of;
    Reaction { now, failure, began, failures: 0, attempts_in_flight, retries_under_way: 0, obeys }
}
