//! A number that changes from what it is: how rules scale a service.

use super::timeline::{Action, Which};
use crate::units::Limit;

/// By how much a number changes, and how far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// By how much.
    pub by: Step,
    /// How far down, if it becomes smaller; none: to 1.
    pub at_least: Option<u32>,
    /// How far up, if it becomes larger; none: without end.
    pub at_most: Option<u32>,
}

/// By how much a number changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// To this multiple of what it is, rounded away from that.
    Factor(f64),
    /// By so many.
    Add(i32),
}

impl Change {
    /// Whether the number becomes larger.
    pub fn grows(&self) -> bool {
        match self.by {
            Step::Factor(factor) => factor > 1.0,
            Step::Add(more) => more > 0,
        }
    }

    /// What a number becomes. Where it is beyond the limit already it stays.
    pub fn of(&self, there: u32) -> u32 {
        let wanted = match self.by {
            // A product that misses the whole number by a rounding error must not cost, or give, one more.
            Step::Factor(factor) if factor > 1.0 => (f64::from(there) * factor * (1.0 - 1e-12)).ceil() as u32,
            Step::Factor(factor) => (f64::from(there) * factor * (1.0 + 1e-12)).floor() as u32,
            Step::Add(more) => there.saturating_add_signed(more),
        };
        if self.grows() {
            wanted.min(self.at_most.unwrap_or(u32::MAX)).max(there)
        } else {
            wanted.max(self.at_least.unwrap_or(1)).min(there)
        }
    }

    /// What it does to `what`, in words for the log and the charts.
    pub fn words(&self, what: &str) -> String {
        let by = match self.by {
            Step::Factor(factor) => format!("{what} x {factor}"),
            Step::Add(more) if more < 0 => format!("{} fewer {what}", more.unsigned_abs()),
            Step::Add(more) => format!("{more} more {what}"),
        };
        match (self.grows(), self.at_least, self.at_most) {
            (true, _, Some(most)) => format!("{by}, up to {most}"),
            (false, Some(least), _) => format!("{by}, down to {least}"),
            (true, _, None) | (false, None, _) => by,
        }
    }
}

impl Action {
    /// So many workers at some servers.
    pub fn workers(servers: Which, workers: Limit) -> Action {
        let (factor, add, at_least, at_most) = (None, None, None, None);
        Action::SetWorkers { servers, workers: Some(workers), factor, add, at_least, at_most }
    }

    /// So many instances; none: as many as planned.
    pub fn instances(count: Option<u32>) -> Action {
        Action::SetInstances { count, factor: None, add: None, at_least: None, at_most: None }
    }

    /// How a number changes from what it is, if the action says that.
    pub fn change(&self) -> Option<Change> {
        let (Action::SetWorkers { factor, add, at_least, at_most, .. }
        | Action::SetInstances { factor, add, at_least, at_most, .. }) = self
        else {
            return None;
        };
        let by = factor.map(Step::Factor).or(add.map(Step::Add))?;
        Some(Change { by, at_least: *at_least, at_most: *at_most })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_goes_on_until_its_limit_and_never_back() {
        let change = |by, at_least, at_most| Change { by, at_least, at_most };
        let grows = change(Step::Factor(1.5), None, Some(10));
        assert_eq!([1, 2, 4, 9, 10, 12].map(|there| grows.of(there)), [2, 3, 6, 10, 10, 12]);
        let shrinks = change(Step::Factor(0.7), Some(2), None);
        assert_eq!([10, 7, 3, 2, 1].map(|there| shrinks.of(there)), [7, 4, 2, 2, 1]);
        assert_eq!([1, 5].map(|there| change(Step::Add(-3), None, None).of(there)), [1, 2]);
        assert_eq!([1, 5].map(|there| change(Step::Add(2), None, Some(6)).of(there)), [3, 6]);
        assert_eq!(grows.words("instances"), "instances x 1.5, up to 10");
        assert_eq!(change(Step::Add(-3), None, None).words("instances"), "3 fewer instances");
    }
}
