//! A chart in a page: for a desk and for a phone held upright, with what it says in words and its numbers as a table.

use maud::{Markup, PreEscaped, html};

use crate::report::chart::Chart;
use crate::report::figure::{Figure, Quantity, Series, Size};
use crate::report::preset::Preset;
use crate::report::svg::{ChartError, Inline, inline};
use crate::report::words::{hours, number};

/// Rows of a table at most: what is between them is in the file of the time series.
const ROWS: usize = 48;

/// Both sizes of a chart.
pub(super) struct Sizes {
    /// For a desk, and for paper.
    pub wide: Inline,
    /// For a phone held upright.
    pub narrow: Inline,
}

/// The chart in both sizes.
pub(super) fn sizes(chart: &Chart) -> Result<Sizes, ChartError> {
    let (wide, upright) = (Preset::Web.size(), narrow());
    // Small multiples need height for their rows.
    let (wide, upright) = match chart {
        Chart::Sheet(_) => (wide.taller(1.3), upright.taller(1.5)),
        Chart::Figure(_) | Chart::HeatMap(_) | Chart::Effects(_) | Chart::Strips(_) | Chart::Plane(_) => {
            (wide, upright)
        }
    };
    Ok(Sizes { wide: inline(chart, wide)?, narrow: inline(chart, upright)? })
}

/// A phone held upright; letters of 12 pixels.
pub(super) fn narrow() -> Size {
    Size::new(420, 460).with_type(190)
}

/// The chart with its caption and its table.
pub(super) fn figure(chart: &Chart) -> Result<Markup, ChartError> {
    let sizes = sizes(chart)?;
    let table = match chart {
        Chart::Figure(figure) => Some(table(figure)),
        Chart::Sheet(_) | Chart::HeatMap(_) | Chart::Effects(_) | Chart::Strips(_) | Chart::Plane(_) => None,
    };
    Ok(html! {
        figure {
            .wide { (PreEscaped(&sizes.wide.svg)) }
            .narrow { (PreEscaped(&sizes.narrow.svg)) }
            figcaption { (chart.alt()) }
            @if let Some(table) = table { details { summary { "The numbers of this chart" } .wide-table tabindex="0" role="region" aria-label=(format!("Numbers: {}", chart.title())) { (table) } } }
        }
    })
}

fn table(figure: &Figure) -> Markup {
    let series: Vec<(&Series, Quantity)> = figure
        .panels
        .iter()
        .flat_map(|panel| panel.areas.iter().chain(&panel.lines).map(|series| (series, panel.y.quantity)))
        .collect();
    let step = figure.at.len().div_ceil(ROWS).max(1);
    let time = |at: f64| match figure.x.quantity {
        Quantity::Hours => hours(at),
        Quantity::Number | Quantity::Count | Quantity::PerSecond | Quantity::Percent | Quantity::Bytes => number(at),
    };
    html! {
        table {
            caption { (figure.x.label) @if step > 1 { "; one of " (step) " intervals; `run` writes all of them to timeseries.csv" } }
            thead { tr { th scope="col" { "time" } @for (series, quantity) in &series { th.number scope="col" { (series.label) (unit(*quantity)) } } } }
            tbody { @for (row, at) in figure.at.iter().enumerate().step_by(step) {
                tr { th scope="row" { (time(*at)) } @for (series, _) in &series {
                    td.number { @match series.values.get(row).copied().flatten() { Some(value) => (number(value)), None => "–" } }
                } }
            } }
        }
    }
}

fn unit(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Number | Quantity::Count | Quantity::Hours => "",
        Quantity::PerSecond => ", per s",
        Quantity::Percent => ", %",
        Quantity::Bytes => ", bytes",
    }
}
