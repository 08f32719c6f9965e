//! A name for what this program would simulate: results of two builds may be joined only if it is the same.

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use super::run::run;
use crate::engine::random::math_fingerprint;
use crate::engine::simulation::Verdict as Look;
use crate::measure::numbers;
use crate::scenario::{Scenario, catalog};

/// What is played for it: scenario, changes, and size.
const OUTAGES: [(&str, &[&str], f64); 2] = [
    ("metastable-cell", &[], 0.002),
    ("outlook-2013", &["run.length=8 h", "fixes.error_handling.on=true", "timeline.failure_spreads.delay=1 min"], 0.01),
];

/// The first 16 hexadecimal digits of the SHA-256 of the numbers of two small outages, one of them with a fix, and of the
/// arithmetic of random draws. A change of the engine or of the model that changes results nearly always changes it, on purpose or not.
pub fn physics_fingerprint() -> &'static str {
    static KNOWN: OnceLock<String> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut hash = Sha256::new();
        hash.update(math_fingerprint().to_le_bytes());
        let fetch = &mut |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| name.to_owned());
        for (name, changes, scale) in OUTAGES {
            let changes: Vec<String> = changes.iter().map(|change| (*change).to_owned()).collect();
            let scenario = Scenario::load(name, fetch, &changes, scale).expect("a shipped scenario is possible");
            let outcome = run(&scenario.document, &mut |_, _| Look::Continue);
            for value in numbers(&outcome.summary) {
                hash.update(value.unwrap_or(f64::NAN).to_bits().to_le_bytes());
            }
        }
        hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    })
}
