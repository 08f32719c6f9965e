//! A timeline without one of its entries: what is the worth of one cause, or of one action, among several?

use std::collections::BTreeSet;

use super::point::Setting;
use crate::model::timeline::{Action, Entry};
use crate::scenario::Document;
use crate::scenario::path::key_text;

/// The entries that are switched off together with this one, itself first: those that begin after it, and those that let
/// back in whom only it had kept out. None if there is no such entry, or it is switched off already.
pub fn entries(document: &Document, entry: &str) -> Option<Vec<String>> {
    let first = document.timeline.get_key_value(entry).filter(|(_, entry)| entry.enabled)?.0;
    let enabled: Vec<(&String, &Entry)> = document.timeline.iter().filter(|(_, entry)| entry.enabled).collect();
    let mut off = BTreeSet::from([first]);
    let mut all = vec![first.clone()];
    loop {
        let follows = |entry: &Entry| entry.after.as_ref().is_some_and(|after| off.contains(after));
        let next = enabled
            .iter()
            .find(|(name, entry)| !off.contains(name) && (follows(entry) || has_no_block(entry, &enabled, &off)));
        let Some((name, _)) = next else { return Some(all) };
        off.insert(name);
        all.push((*name).clone());
    }
}

/// The settings that switch entries off.
pub fn settings(entries: &[String]) -> Vec<Setting> {
    entries.iter().map(|name| Setting::new(format!("timeline.{}.enabled", key_text(name)), "false")).collect()
}

/// Whether a ramp would let back in somebody whom nobody has kept out.
fn has_no_block(entry: &Entry, enabled: &[(&String, &Entry)], off: &BTreeSet<&String>) -> bool {
    let (Action::Ramp { class, .. } | Action::FeedbackRamp { class, .. }) = &entry.action else { return false };
    let keeps_out = |(_, other): &&(&String, &Entry)| matches!(&other.action, Action::Block { class: kept, .. } | Action::Admit { class: kept, .. } if kept == class);
    enabled.iter().filter(keeps_out).all(|(name, _)| off.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Scenario, catalog};

    fn off(sets: &[&str], entry: &str) -> Option<Vec<String>> {
        let fetch = &mut |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| name.to_owned());
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        let scenario = Scenario::load("metastable-cell", fetch, &sets, 1.0);
        let scenario = scenario.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)));
        let off = entries(&scenario.document, entry)?;
        scenario.changed(&settings(&off).iter().map(Setting::text).collect::<Vec<_>>(), 1.0).expect("it is possible");
        Some(off)
    }

    #[test]
    fn what_waits_for_an_entry_goes_with_it() {
        let none = [];
        assert_eq!(off(&none, "failure"), Some(vec!["failure".to_owned()]));
        assert_eq!(off(&none, "block"), Some(vec!["block".to_owned(), "restore".to_owned()]));
        let chain = [
            "timeline.slow={after=\"failure\",delay=\"1 min\",do={slow_servers={servers=\"all\",factor=2.0}}}",
            "timeline.again={after=\"slow\",delay=\"1 min\",do={slow_servers={servers=\"all\",factor=1.0}}}",
        ];
        assert_eq!(off(&chain, "failure"), Some(["failure", "slow", "again"].map(str::to_owned).to_vec()));
        assert_eq!(off(&chain, "again"), Some(vec!["again".to_owned()]));
        assert_eq!(off(&none, "blok"), None);
        assert_eq!(off(&["timeline.failure.enabled=false"], "failure"), None);
    }
}
