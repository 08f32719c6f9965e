//! Skip-ahead: a phone that knocks at a closed edge touches nothing that is shared, so its knocks are played in a row
//! without the agenda, up to the first one that could be answered differently. The counts are the same (the tests
//! compare both ways).

use super::*;
use crate::model::edge::{Refusal, Reply};
use crate::model::retry::{Budget, Decision, Reaction};

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
    /// taken out of the loop: a blocked population knocks a thousand million times in a run of days.
    pub(super) fn knock_on(&mut self, mut at: Instant, client: u32, reply: Reply, until: Instant) -> Knocked {
        let this = &self.clients[client as usize];
        let role = &self.roles[this.role as usize];
        let class = role.class;
        if !matches!(role.memory, Memory::None) || reply.refusal == Refusal::Drop {
            return Knocked::Until(at);
        }
        let until = until.min(self.breaks_down_at(client)).min(self.end);
        let this = &mut self.clients[client as usize];
        let role = &self.roles[this.role as usize];
        let stream = self.classes[class].streams.retry.stream(u64::from(this.number));
        let (failure, width) = (reply.failure(), self.seen.sample.0);
        let mut reaction =
            Reaction { now: at, failure, failures: 0, attempts_in_flight: role.in_flight, retries_in_flight: 0 };
        while at < until {
            let interval_ends = Instant((at.0 / width + 1) * width).min(until);
            let (began, mut knocks, mut noticed_later) = (at, 0u64, 0u64);
            let (mut gave_up, mut circling) = (None, false);
            while at < interval_ends {
                let noticed = at + self.plan.edge.round_trip;
                if noticed > self.end {
                    break;
                }
                let mut source = stream.at(this.index());
                self.trace.attempt(at, class, this.number, this.wish, true);
                this.sent += 1;
                this.failures = this.failures.saturating_add(1);
                knocks += 1;
                if noticed.0 / width != began.0 / width {
                    noticed_later += 1;
                    self.seen.failure(noticed, class, failure.kind);
                }
                (reaction.now, reaction.failures) = (noticed, u32::from(this.failures));
                match role.behaviour.after_failure(None, &reaction, &mut source) {
                    Decision::GiveUp(_) => {
                        gave_up = Some(noticed);
                        break;
                    }
                    Decision::RetryAfter(wait) if noticed + wait == at => {
                        circling = true;
                        break;
                    }
                    Decision::RetryAfter(wait) => at = noticed + wait,
                }
            }
            let counts = self.seen.at(began, class);
            counts.retries += knocks;
            counts.refused_at_edge += knocks;
            counts.failures[failure.kind.index()] += knocks - noticed_later;
            self.skipped += knocks;
            if let Some(noticed) = gave_up {
                return Knocked::GaveUp(noticed);
            }
            if at < interval_ends || circling {
                break;
            }
        }
        Knocked::Until(at)
    }

    /// Whether nobody else's doing enters into what this client does after a failure: a budget that clients share, or
    /// that looks at what others have in flight, must be asked in the order of time.
    pub(super) fn decides_alone(&self, client: u32) -> bool {
        let role = &self.roles[self.clients[client as usize].role as usize];
        !role.behaviour.shares_state() && !matches!(role.behaviour.budget, Some(Budget::Concurrent(_)))
    }
}
