//! What studies of many runs say: tables, rows and charts.
//!
//! * [`over_time`]: the curves of replications, with bands.
//! * [`compare`]: arms side by side.
//! * [`fixes`]: what the two fixes are worth.
//! * [`plain`]: one plain sentence for everything that was found.
//! * [`say`]: an estimate in words and as a cell of a table.
//! * [`rows`]: every trial and every estimate as CSV.
//! * [`sweep`]: the charts and the table of a sweep.
//! * [`fleet`]: the people of many cells together.
//! * [`phase`]: phase diagrams with the lines of theory.
//! * [`find`]: the answer to an inverse question.
//! * `find_chart`: its chart.
//! * `find_scale`: the scale of that answer, and whether it holds at another.
//! * [`sensitivity`]: which parameters matter.

pub mod compare;
pub mod find;
mod find_chart;
mod find_scale;
pub mod fixes;
pub mod fleet;
pub mod over_time;
pub mod phase;
pub mod plain;
pub mod rows;
pub mod say;
pub mod sensitivity;
mod sensitivity_files;
pub mod sweep;

use super::provenance::VERSION;
use super::words::words;

/// What a study was made of: the last line of its charts.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// The scenarios, with what was changed for all of the study.
    pub scenarios: String,
    /// Factor on populations and capacities.
    pub scale: f64,
    /// Seeds of the replications.
    pub seeds: std::ops::Range<u64>,
}

impl About {
    /// The line under every answer of a study that does not run at full size; empty for one that does.
    pub fn scale_note(&self) -> String {
        if self.scale == 1.0 { String::new() } else { format!("\n{}\n", scale_note(self.scale)) }
    }

    /// Last line of every chart.
    pub fn footer(&self) -> String {
        let scale = if self.scale == 1.0 { String::new() } else { format!(", scale {}", self.scale) };
        let runs = self.seeds.end.saturating_sub(self.seeds.start);
        let seeds = match runs {
            0 => String::new(),
            1 => format!(", seed {}", self.seeds.start),
            _ => format!(", {runs} replications (seeds {} to {})", self.seeds.start, self.seeds.end - 1),
        };
        format!("model, no measured data · {}{scale}{seeds}, syncstorm {VERSION}", self.scenarios)
    }
}

/// What a scale other than 1 means.
fn scale_note(scale: f64) -> String {
    words!("study/words.txt", "scale", { scale: f64 })
}
