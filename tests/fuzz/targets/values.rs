//! What stands behind `--set` and `--vary`, one in a line: it is taken, or refused with words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use syncstorm::scenario::vary::Axis;
use syncstorm::scenario::{Scenario, catalog};

fuzz_target!(|text: &str| {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for line in &lines {
        match Axis::parse(line) {
            Ok(axis) => {
                let parts = [0.0, 0.3, 1.0].map(|part| axis.values.at(part));
                assert!(parts.iter().all(|value| !value.is_empty()), "{line}");
            }
            Err(refused) => assert!(!refused.cause.is_empty() && refused.span.end <= line.len()),
        }
    }
    let mut fetch = |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| "no such file".to_owned());
    if let Err(refused) = Scenario::load("metastable-cell", &mut fetch, &lines, 0.01) {
        assert!(!refused.render(false).is_empty());
    }
});
