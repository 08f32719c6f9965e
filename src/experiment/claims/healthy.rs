//! Thresholds that not even a healthy cell meets. A counterfactual has to be able to come out: before any world is drawn,
//! every comparison with a number is asked of the cell with the same change and without its faults (`[healthy]`).

use super::requirement::{Answer, Known, Measure, Requirement};
use super::study::{Fate, Study, World, impossible, play_once};
use crate::experiment::play::{Ended, Record, Stage, Trial};
use crate::measure::window::InWindow;

/// A counterfactual that cannot come out.
#[derive(Debug, Clone, PartialEq)]
pub struct Unable {
    /// The place of the claim in the file.
    pub claim: usize,
    /// The place of the counterfactual in the claim.
    pub without: usize,
    /// What the healthy cell fails, and what it shows.
    pub fails: String,
}

/// The counterfactuals whose comparisons a healthy cell fails, and those of the fact as well: one of both is what a cell
/// without the effect looks like, and the healthy cell is one.
///
/// # Errors
/// When trials end without their results, or a run is not possible; the text says why.
pub fn unable(study: &Study, stage: Stage) -> Result<Vec<Unable>, Ended> {
    if study.file.healthy.is_empty() {
        return Ok(Vec::new());
    }
    let world = World {
        number: 0,
        seed: study.base.scenario.document.run.seed,
        settings: Vec::new(),
        busy: Vec::new(),
        rival: None,
        history: None,
        fate: Fate::Kept,
    };
    let trial = |run: &str, holds: &[Requirement]| -> Result<Trial, Ended> {
        let asked: Vec<Measure> = plain(holds).flat_map(|one| one.tests.iter().map(|test| test.left.clone())).collect();
        study.plan(&world).healthy(run, &asked).map_err(|rejected| impossible(run, &rejected))
    };
    let mut places = Vec::new();
    let mut trials = Vec::new();
    for (claim, plan) in study.file.claims.iter().enumerate() {
        for (without, counterfactual) in plan.without.iter().enumerate() {
            let pair = [(&plan.run, &plan.holds), (&counterfactual.run, &counterfactual.holds)];
            if pair.iter().all(|(_, holds)| plain(holds).next().is_some()) {
                places.push((claim, without));
                for (run, holds) in pair {
                    trials.push(trial(run, holds)?);
                }
            }
        }
    }
    let records = play_once(trials, stage)?;
    let mut found = Vec::new();
    for ((claim, without), pair) in places.into_iter().zip(records.chunks(2)) {
        let plan = &study.file.claims[claim];
        let fact = fails(study, &plan.holds, &pair[0]);
        let counterfactual = fails(study, &plan.without[without].holds, &pair[1]);
        if let (Some(_), Some(fails)) = (fact, counterfactual) {
            found.push(Unable { claim, without, fails });
        }
    }
    Ok(found)
}

/// Comparisons with numbers: those with other runs and with limits say nothing of one run.
fn plain(holds: &[Requirement]) -> impl Iterator<Item = &Requirement> {
    holds.iter().filter(|one| one.tests.iter().all(|test| test.of.is_none() && test.left.ladder().is_none()))
}

/// The first comparison that a record fails.
fn fails(study: &Study, holds: &[Requirement], record: &Record) -> Option<String> {
    let value = |measure: &Measure| record.asked.get(&measure.text()).copied();
    let known = |_: Option<&str>, measure: &Measure| match value(measure) {
        Some(InWindow::Value(value)) => Known::exactly(value),
        Some(InWindow::Missing) if study.is_moment(&measure.metric) => Known::Between(0.0, f64::INFINITY),
        Some(InWindow::Missing | InWindow::Empty) | None => Known::Nothing,
    };
    let failed = plain(holds).find(|one| one.answer(&known) == Answer::Fails)?;
    let shown = failed.tests.iter().filter_map(|test| match value(&test.left) {
        Some(InWindow::Value(value)) => Some(format!("{value:.4}")),
        Some(InWindow::Missing | InWindow::Empty) | None => None,
    });
    Some(format!("`{}` (it shows {})", failed.text(), shown.collect::<Vec<_>>().join(", ")))
}
