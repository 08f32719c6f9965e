//! Whose doing it is that a part of the cell is worse than planned.

use std::collections::BTreeMap;

use super::stack::Part;

/// Which parts are worse than planned, and whose doing that is.
#[derive(Clone, Default)]
pub(super) struct Ledger(pub(super) BTreeMap<Part, Holder>);

/// Who took something.
#[derive(Clone, Copy)]
pub(super) struct Holder {
    /// Index of the scenario's entry.
    pub(super) owner: usize,
    /// Index in [`crate::model::observe::Observations::in_force`].
    pub(super) record: usize,
}
