//! The charts of a run as files; only in a build with the feature `charts`.

use rayon::prelude::*;

use super::failure::Failure;
use super::folder::Content;
use crate::draw::chart::Chart;
use crate::draw::preset::Preset;
use crate::draw::svg::{ChartError, render};
use crate::experiment::Outcome;
use crate::report::charts;
use crate::report::provenance::Provenance;

/// Every chart of a run, as SVG and as PNG.
pub fn charts(outcome: &Outcome, about: &Provenance, preset: Preset) -> Result<Vec<Content>, Failure> {
    let all = charts::all(outcome, about);
    // Rendered side by side and collected in order: the bytes do not depend on who is first.
    let drawn: Result<Vec<[Content; 2]>, Failure> =
        all.into_par_iter().map(|(name, chart)| draw([name.svg(), name.png()], &chart, preset)).collect();
    Ok(drawn?.into_iter().flatten().collect())
}

/// A chart as SVG and as PNG, under these names.
pub fn draw(names: [&str; 2], chart: &Chart, preset: Preset) -> Result<[Content; 2], Failure> {
    let failed = |error: ChartError| Failure::Internal(error.to_string());
    let (svg, png) = render(chart, preset).map_err(failed)?;
    Ok([(names[0].to_owned().into(), svg.into_bytes()), (names[1].to_owned().into(), png)])
}
