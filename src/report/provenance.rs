//! Where a number comes from: what every file and figure of a run says about itself.

use crate::scenario::Scenario;

/// What was run. Nothing in here depends on the machine or the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// Name of the scenario.
    pub scenario: String,
    /// The scenario with the fixes and settings that were changed for this run.
    pub variant: String,
    /// One line that says what the scenario is; may be empty.
    pub title: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Factor on populations and capacities.
    pub scale: f64,
    /// First digits of the hash of the resolved scenario.
    pub fingerprint: String,
    /// Command that gives the same run again.
    pub command: String,
}

/// Version of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Provenance {
    /// What a scenario was when it ran at a scale.
    pub fn of(scenario: &Scenario, scale: f64, command: String) -> Provenance {
        Provenance {
            scenario: scenario.name.clone(),
            variant: scenario.name.clone(),
            title: scenario.document.title.clone(),
            seed: scenario.document.run.seed,
            scale,
            fingerprint: scenario.fingerprint(),
            command,
        }
    }

    /// Last line of every figure.
    pub fn footer(&self) -> String {
        let scale = if self.scale == 1.0 { String::new() } else { format!(", scale {}", self.scale) };
        format!("model, no measured data · {}{scale}, seed {}, syncstorm {VERSION}", self.variant, self.seed)
    }
}
