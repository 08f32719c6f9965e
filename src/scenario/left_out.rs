//! Which parts of a scenario are to be passed over, because a problem with them is known.

use std::collections::BTreeMap;

use super::path::KeyPath;

/// Which values are to be passed over, as a tree of the same shape as the scenario.
#[derive(Debug, Default)]
pub struct LeftOut {
    here: bool,
    below: BTreeMap<String, LeftOut>,
}

impl LeftOut {
    /// Marks a path; `false` if it was marked already.
    pub fn insert(&mut self, path: &KeyPath) -> bool {
        let mut place = self;
        for step in path.steps() {
            place = place.below.entry(step.clone()).or_default();
        }
        !std::mem::replace(&mut place.here, true)
    }

    pub fn contains(&self, path: &KeyPath) -> bool {
        self.find(path).is_some_and(|place| place.here)
    }

    /// Whether anything strictly below the path is marked.
    pub fn has_below(&self, path: &KeyPath) -> bool {
        self.find(path).is_some_and(|place| !place.below.is_empty())
    }

    /// Whether this very place is marked.
    pub fn is_here(&self) -> bool {
        self.here
    }

    /// The marks below one step.
    pub fn below(&self, step: &str) -> Option<&LeftOut> {
        self.below.get(step)
    }

    fn find(&self, path: &KeyPath) -> Option<&LeftOut> {
        path.steps().iter().try_fold(self, |place, step| place.below.get(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_counts_once_and_is_seen_from_above() {
        let mut marks = LeftOut::default();
        let path = KeyPath::from(["classes", "phones"]);
        assert!(marks.insert(&path));
        assert!(!marks.insert(&path));
        assert!(marks.contains(&path) && !marks.has_below(&path));
        assert!(marks.has_below(&KeyPath::root()));
        assert!(!marks.contains(&KeyPath::root()));
    }
}
