//! What a validation found, as a table for people and as JSON.

use serde::Serialize;

use super::provenance::VERSION;
use crate::engine::random::math_fingerprint;
use crate::experiment::validate::{Agreement, CONFIDENCE, Identities, Row, identities};

/// Name and version of the schema of `validate --json`.
pub const VALIDATION: &str = "syncstorm.validation/1";

/// Everything that a validation found.
#[derive(Debug, Clone, Serialize)]
pub struct Validation {
    schema: &'static str,
    version: &'static str,
    math_fingerprint: String,
    confidence: f64,
    first_seed: u64,
    replications: u64,
    rows: Vec<Row>,
    identities: Identities,
    agrees: bool,
}

impl Validation {
    /// Nothing has been compared yet.
    pub fn new(first_seed: u64, replications: u64) -> Validation {
        Validation {
            schema: VALIDATION,
            version: VERSION,
            math_fingerprint: format!("{:016x}", math_fingerprint()),
            confidence: CONFIDENCE,
            first_seed,
            replications,
            rows: Vec::new(),
            identities: Identities::default(),
            agrees: true,
        }
    }

    /// Takes in what came of a system.
    pub fn add(&mut self, rows: Vec<Row>, identities: &Identities) {
        self.agrees &= rows.iter().all(|row| row.verdict == Agreement::Agrees) && identities.hold();
        self.identities = self.identities.and(identities);
        self.rows.extend(rows);
    }

    /// Whether every row agrees with theory and every identity holds.
    pub fn agrees(&self) -> bool {
        self.agrees
    }

    /// One sentence.
    pub fn conclusion(&self) -> String {
        let good = self.rows.iter().filter(|row| row.verdict == Agreement::Agrees).count();
        let runs = self.identities.runs;
        let kept = if self.identities.hold() { "all identities held" } else { "AN IDENTITY WAS BROKEN" };
        format!("{good} of {} comparisons agree with theory; {kept} in {runs} runs", self.rows.len())
    }

    /// The table.
    pub fn table(&self) -> String {
        let wide = |of: fn(&Row) -> &str| self.rows.iter().map(|row| of(row).chars().count()).max().unwrap_or(0);
        let system = wide(|row| &row.system).max(6);
        let named = |row: &Row| format!("{} [{}]", row.quantity, row.unit);
        let quantity = self.rows.iter().map(|row| named(row).chars().count()).max().unwrap_or(8);
        let line = |cells: [&str; 6]| {
            let [name, what, theory, mean, range, verdict] = cells;
            let line = format!("{name:<system$}  {what:<quantity$}  {theory:>9}  {mean:>9}  {range:<21}  {verdict}");
            line.trim_end().to_owned() + "\n"
        };
        let mut text = line(["system", "quantity", "theory", "simulated", "99.9 % interval", "verdict"]);
        let mut before = "";
        for row in &self.rows {
            let range = match (row.low, row.high) {
                (Some(low), Some(high)) => format!("{:>9} … {}", digits(low), digits(high)),
                (Some(_) | None, _) => String::new(),
            };
            let name = if row.system == before { "" } else { &row.system };
            before = &row.system;
            let mean = row.simulated.map_or_else(|| "-".to_owned(), digits);
            let verdict = match row.allowance > 0.0 {
                true => format!("{} within {} %", row.verdict.word(), (row.allowance * 1e5).round() / 1e3),
                false => row.verdict.word().to_owned(),
            };
            text += &line([name, &named(row), &digits(row.theory), &mean, &range, &verdict]);
        }
        text += &format!("\nidentity (largest relative deviation of {} runs)\n", self.identities.runs);
        for (name, deviation) in self.identities.lines() {
            let verdict = if deviation <= identities::ROUNDING { "holds" } else { "BROKEN" };
            text += &format!("{name:<42}  {deviation:>8.1e}  {verdict}\n");
        }
        text + "\n" + &self.conclusion() + "\n"
    }
}

/// Five significant digits.
fn digits(value: f64) -> String {
    let places = if value == 0.0 { 1 } else { (4 - value.abs().log10().floor() as i32).clamp(0, 7) as usize };
    format!("{value:.places$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_five_digits() {
        assert_eq!(
            [digits(4.0), digits(0.088_819_7), digits(250.29), digits(0.0)],
            ["4.0000", "0.088820", "250.29", "0.0"]
        );
    }
}
