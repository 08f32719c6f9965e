//! Whether a part of a claim could have come out otherwise. Its inputs are perturbed: some worlds that the public timeline
//! does not allow are played as well, and their values come from anywhere in the ranges. What comes out the same in every
//! one of them, kept or dropped, is how the model is built; what comes out in those kept and not in the others is what worlds
//! are kept by.

use crate::experiment::estimate::CONFIDENCE;
use crate::measure::wilson_interval;

/// Why a part of a claim is no test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Construction {
    /// No value that is drawn moves it.
    Model,
    /// Worlds are kept by it, or by what goes with it.
    Selection,
}

/// Fewer worlds on either side say nothing.
const LEAST: u64 = 8;

/// Of the worlds that say yes and those that say anything, among those kept and among some that were dropped.
pub fn construction(kept: (u64, u64), others: (u64, u64)) -> Option<Construction> {
    if kept.1 < LEAST || others.1 < LEAST {
        return None;
    }
    let (all, none) = (kept.0 == kept.1, kept.0 == 0);
    if all && others.0 == others.1 || none && others.0 == 0 {
        return Some(Construction::Model);
    }
    let of_kept = wilson_interval(kept.0, kept.1, CONFIDENCE)?;
    let of_others = wilson_interval(others.0, others.1, CONFIDENCE)?;
    (all && of_others.high < of_kept.low).then_some(Construction::Selection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nothing_moves_is_the_model_and_what_the_timeline_moves_is_the_selection() {
        assert_eq!(construction((40, 40), (16, 16)), Some(Construction::Model));
        assert_eq!(construction((0, 40), (0, 16)), Some(Construction::Model));
        assert_eq!(construction((40, 40), (4, 16)), Some(Construction::Selection));
        // Some of those kept fail it: it is a test. So few others say nothing, and so small a difference neither.
        assert_eq!(construction((39, 40), (16, 16)), None);
        assert_eq!(construction((40, 40), (3, 3)), None);
        assert_eq!(construction((40, 40), (15, 16)), None);
    }
}
