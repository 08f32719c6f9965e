//! The same outage in three situations: as it happened, without operators, and with everybody let back at once. What a
//! fix is worth depends on what the operators do, so each is asked for by itself.

use super::point::Setting;
use crate::model::timeline::Action;
use crate::scenario::Document;

/// What the operators do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Situation {
    /// What the scenario says.
    AsItHappened,
    /// Nothing is done at the edge: faults and repairs only.
    WithoutOperators,
    /// Whoever is let back bit by bit is let back within a minute.
    AtOnce,
}

/// How long "at once" takes: within one minute, as no operator is faster.
const AT_ONCE: &str = "1 min";

impl Situation {
    /// All of them.
    pub const ALL: [Situation; 3] = [Situation::AsItHappened, Situation::WithoutOperators, Situation::AtOnce];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Situation::AsItHappened => "as it happened",
            Situation::WithoutOperators => "without operators",
            Situation::AtOnce => "everybody back at once",
        }
    }

    /// Short, for files.
    pub fn name(self) -> &'static str {
        match self {
            Situation::AsItHappened => "as_it_happened",
            Situation::WithoutOperators => "without_operators",
            Situation::AtOnce => "at_once",
        }
    }

    /// What it changes in a scenario; none if it would be the scenario itself.
    pub fn settings(self, document: &Document) -> Option<Vec<Setting>> {
        let entries = document.timeline.iter().filter(|(_, entry)| entry.enabled);
        let change = |name: &str, entry: &Action| match (self, entry) {
            (Situation::AsItHappened, _) => None,
            (Situation::WithoutOperators, action) => {
                action.is_at_edge().then(|| setting(name, "enabled", "false".to_owned()))
            }
            (Situation::AtOnce, Action::Ramp { .. }) => Some(setting(name, "do.ramp.over", AT_ONCE.to_owned())),
            (Situation::AtOnce, Action::FeedbackRamp { class, .. }) => {
                Some(setting(name, "do", format!("{{ ramp = {{ class = \"{class}\", over = \"{AT_ONCE}\" }} }}")))
            }
            (Situation::AtOnce, _) => None,
        };
        let settings: Vec<Setting> = entries.filter_map(|(name, entry)| change(name, &entry.action)).collect();
        (self == Situation::AsItHappened || !settings.is_empty()).then_some(settings)
    }
}

fn setting(entry: &str, key: &str, value: String) -> Setting {
    Setting::new(format!("timeline.{}.{key}", crate::scenario::path::key_text(entry)), value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Scenario, catalog};

    fn settings(name: &str, situation: Situation) -> Option<Vec<String>> {
        let fetch = &mut |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| name.to_owned());
        let scenario = Scenario::load(name, fetch, &[], 1.0).expect("a shipped scenario");
        let settings = situation.settings(&scenario.document)?;
        Some(settings.iter().map(Setting::text).collect())
    }

    #[test]
    fn operators_are_those_who_act_at_the_edge() {
        assert_eq!(settings("outlook-2013", Situation::AsItHappened), Some(Vec::new()));
        let none = settings("outlook-2013", Situation::WithoutOperators).expect("operators");
        assert_eq!(none, ["timeline.block.enabled=false", "timeline.restore.enabled=false"]);
        let at_once = settings("outlook-2013", Situation::AtOnce).expect("a ramp");
        assert_eq!(at_once, ["timeline.restore.do.ramp.over=1 min"]);
        assert_eq!(settings("textbook/mm1", Situation::AtOnce), None);
    }
}
