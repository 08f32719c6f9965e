//! Limits on tries that do nothing where they stand: by kind of error, and by chance.

use super::validate::Check;
use crate::model::graph::CallPlan;
use crate::model::retry::{Behaviour, ErrorKind, Policy};
use crate::units::{Limit, Share};

impl Check<'_> {
    /// The limits of a behaviour, with its preset, to whom the kinds of error come that `comes` says.
    pub(super) fn idle_tries(&mut self, at: &[&str], all: &Behaviour, comes: [bool; ErrorKind::ALL.len()]) {
        let tries = all.tries.and_then(Limit::number).unwrap_or(u32::MAX);
        for kind in ErrorKind::ALL {
            let Some(own) = all.tries_per_error.and_then(|tries| tries.of(kind)) else { continue };
            let path = [at, &["tries_per_error", kind.name()]].concat();
            let cause = "nothing in this scenario leads to this error";
            self.warn(!comes[kind.index()], &path, cause, "remove it");
            let obeys = kind == ErrorKind::RetryLater && all.obeys_retry_after.is_some();
            let never = *all.policy(kind) == Policy::None && !obeys;
            self.warn(never, &path, "no try follows this error anyway", "give it a policy, or remove it");
            let before = format!("{tries} `tries` end the request before");
            self.warn(u32::from(own) >= tries && !never, &path, &before, "write fewer, or remove it");
        }
        let none = all.tries_per_error.is_some_and(|tries| ErrorKind::ALL.iter().all(|kind| tries.of(*kind).is_none()));
        self.warn(none, &[at, &["tries_per_error"]].concat(), "it names no kind of error", "name one, or remove it");
        let Some(chances) = &all.retries_with else { return };
        let (list, path) = (chances.list(), [at, &["retries_with"]].concat());
        let [first, .., last] = list else { return };
        let same = list.iter().all(|share| share == first);
        self.warn(same, &path, "every retry has the same probability", "write the number without a list");
        let over = list[..list.len() - 1].contains(&Share::NONE) && *last >= Share::NONE;
        self.warn(over && !same, &path, "after a probability of 0 there is no further retry", "end the list with it");
        let beyond = list.len() as u64 > u64::from(tries).saturating_sub(1).max(1);
        let cause = format!("{tries} `tries` leave no retry for its last number");
        self.warn(beyond && !over && !same, &path, &cause, "write fewer numbers, or allow more `tries`");
    }

    /// The same of the caller of a call.
    pub(super) fn idle_tries_of_call(&mut self, name: &str, call: &CallPlan) {
        let patient = call.timeout == CallPlan::default().timeout && call.deadline.is_none();
        let comes = ErrorKind::ALL.map(|kind| match kind {
            ErrorKind::ServerError | ErrorKind::Busy | ErrorKind::RetryLater => true,
            // Between services there is no edge.
            ErrorKind::Blocked => false,
            ErrorKind::NoAnswer => !patient,
        });
        self.idle_tries(&["calls", name, "behaviour"], &call.behaviour.with_preset(), comes);
    }
}
