//! What a report is made of.

use crate::experiment::Outcome;
use crate::experiment::variants::Variants;
use crate::report::provenance::Provenance;
use crate::scenario::Scenario;

/// What a report is made of.
pub struct Page<'a> {
    /// What ran.
    pub scenario: &'a Scenario,
    /// Where its numbers come from.
    pub about: &'a Provenance,
    /// What came out.
    pub outcome: &'a Outcome,
    /// The runs beside it.
    pub variants: &'a Variants,
}
