//! Instances of a service that are laid out from the start: those that are planned, and those that its timeline adds.

use std::collections::BTreeMap;

use super::short_form::FRONT;
use super::timeline::{Action, Entry};

/// The largest number of instances that a service ever has, of which so many are planned. An entry that is switched off
/// counts too, so that switching it on changes no number.
pub fn laid_out(timeline: &BTreeMap<String, Entry>, service: &str, planned: u32) -> u32 {
    let of_service = timeline.values().filter(|entry| entry.of.as_deref().unwrap_or(FRONT) == service);
    let counts = of_service.filter_map(|entry| {
        let Action::SetInstances { count, at_most, .. } = &entry.action else { return None };
        count.or(*at_most)
    });
    counts.fold(planned, u32::max)
}
