//! The text of a scenario: it is read, or refused with words. Nothing else.
#![no_main]

use libfuzzer_sys::fuzz_target;
use syncstorm::scenario::{Scenario, catalog};

fuzz_target!(|text: &str| {
    let mut fetch = |name: &str| match name.strip_suffix(".toml") {
        Some("fuzz") => Ok(text.to_owned()),
        Some(base) => catalog::find(base).map(str::to_owned).ok_or_else(|| "no such file".to_owned()),
        None => Err("no such file".to_owned()),
    };
    match Scenario::load("fuzz.toml", &mut fetch, &[], 1.0) {
        Ok(scenario) => assert!(!scenario.resolved().is_empty()),
        Err(refused) => assert!(!refused.render(false).is_empty()),
    }
});
