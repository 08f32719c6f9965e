//! From tree to typed value, with all problems at once.
//!
//! serde stops at the first error. So the part at fault is noted, left out, and the scenario is
//! read again, until it can be read or there is nothing left to leave out. Because scenario types
//! have a default for nearly every key, leaving one out rarely disturbs the others.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::{
    diagnostic::{Problem, Problems},
    failure::{Failure, Reason},
    left_out::LeftOut,
    node::{Node, Sources},
    path::KeyPath,
    reader::Reader,
    suggest,
};

/// Nobody reads more problems than this in one go, and it bounds the work for a file that is no
/// scenario at all.
pub(super) const ATTEMPTS: usize = 200;

/// Reads `T` from a tree. The value is there if what remains without the parts at fault is
/// readable, so that later checks can find further problems; it is complete only if there are no
/// problems. [`Problems::suppressed`] tells which parts are missing.
pub fn read<T: DeserializeOwned>(root: &Node, sources: &Sources) -> (Option<T>, Problems) {
    let mut attempts = Attempts::default();
    for _ in 0..ATTEMPTS {
        let left_out = Some(&attempts.left_out);
        let reader = Reader { node: root, left_out, sources };
        match T::deserialize(reader) {
            Ok(value) => return (Some(value), attempts.problems),
            Err(failure) => {
                if !attempts.repair(&failure, root, sources) {
                    return (None, attempts.problems);
                }
            }
        }
    }
    let label = format!("reading stopped after {ATTEMPTS} attempts");
    let more = Problem::new("there may be more problems", label);
    attempts.problems.push(more.remedy("repair these first"));
    (None, attempts.problems)
}

/// What the attempts so far have taught.
#[derive(Default)]
struct Attempts {
    problems: Problems,
    left_out: LeftOut,
    /// Keys that were probably meant by an unknown key; they are not missing, only misspelt.
    misspelt: BTreeSet<KeyPath>,
}

impl Attempts {
    /// Notes the failure and leaves its place out. `false` if no further attempt makes sense.
    fn repair(&mut self, failure: &Failure, root: &Node, sources: &Sources) -> bool {
        let path = failure.path();
        if !self.is_consequence(failure, &path) {
            self.problems.push(failure.describe(root, sources));
        }
        if let Reason::UnknownField { field, allowed } = &failure.reason
            && let (Some(meant), Some(table)) = (suggest::closest(field, allowed), path.parent())
        {
            let meant = table.child(meant);
            self.problems.leave_out(meant.clone());
            self.misspelt.insert(meant);
        }
        self.problems.leave_out(path.clone());
        // Without the whole scenario there is nothing to read, and a place that was left out
        // already cannot be at fault a second time.
        !path.is_root() && self.left_out.insert(&path)
    }

    /// Whether the failure may be due to something left out before. Reporting it would send
    /// people after a problem that disappears with the first one.
    fn is_consequence(&self, failure: &Failure, path: &KeyPath) -> bool {
        match &failure.reason {
            Reason::Consequence => true,
            Reason::MissingField(field) => {
                let missing = path.child(field);
                self.left_out.contains(&missing) || self.misspelt.contains(&missing)
            }
            Reason::Custom { .. } | Reason::WrongValue { .. } => self.left_out.has_below(path),
            Reason::UnknownField { .. }
            | Reason::UnknownVariant { .. }
            | Reason::WrongType { .. }
            | Reason::NoUnit { .. }
            | Reason::SettingsMissing { .. }
            | Reason::SettingsNotWanted { .. }
            | Reason::NotOneChoice { .. } => false,
        }
    }
}
