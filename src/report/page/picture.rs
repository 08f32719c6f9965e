//! A chart in a page, with its numbers as a table.

use maud::{Markup, PreEscaped, html};

use crate::draw::chart::{Chart, Plane, Sheet};
use crate::draw::figure::{Axis, Figure, Panel, Quantity};
use crate::draw::preset::Preset;
use crate::draw::svg::{ChartError, Inline, inline};
use crate::report::words::{hours, number, words};

/// Rows of a table at most: what is between them is in the file of the time series.
const ROWS: usize = 48;

/// The chart, as large as a desk and paper want it. A phone scrolls over it: what the page itself draws fits one.
fn drawn(chart: &Chart) -> Result<Inline, ChartError> {
    let size = Preset::Web.size();
    let size = match chart {
        // Small multiples need height for their rows.
        Chart::Sheet(_) => size.taller(1.3),
        Chart::Figure(_) | Chart::HeatMap(_) | Chart::Effects(_) | Chart::Strips(_) | Chart::Plane(_) => size,
    };
    inline(chart, size)
}

/// The chart with its table. What it says stands in its title; listeners have a sentence in the picture itself.
pub(super) fn figure(chart: &Chart) -> Result<Markup, ChartError> {
    let drawn = drawn(chart)?;
    let table = match chart {
        Chart::Figure(figure) => Some(curves(figure)),
        Chart::Sheet(sheet) => Some(multiples(sheet)),
        Chart::Plane(plane) => Some(path(plane)),
        Chart::HeatMap(_) | Chart::Effects(_) | Chart::Strips(_) => None,
    };
    Ok(html! {
        figure {
            .wide-chart tabindex="0" role="group" aria-label=(chart.title()) { (PreEscaped(&drawn.svg)) }
            @if let Some(table) = table { details { summary { "The numbers of this chart" } .wide-table tabindex="0" role="group" aria-label=(format!("Numbers: {}", chart.title())) { (table) } } }
        }
    })
}

/// Curves over one axis, a column each.
fn curves(figure: &Figure) -> Markup {
    let series = figure.panels.iter().flat_map(|panel| columns(panel, ""));
    over_time(&figure.x, &figure.at, &series.collect::<Vec<_>>())
}

/// The curves of every arm, side by side.
fn multiples(sheet: &Sheet) -> Markup {
    let series = sheet.plots.iter().flat_map(|plot| columns(&plot.panel, &plot.heading));
    over_time(&sheet.x, &sheet.at, &series.collect::<Vec<_>>())
}

/// Heading and values of a column.
type Column<'a> = (String, &'a [Option<f64>]);

fn columns<'a>(panel: &'a Panel, arm: &'a str) -> impl Iterator<Item = Column<'a>> {
    let of = if arm.is_empty() { String::new() } else { format!("{arm}: ") };
    let series = panel.areas.iter().chain(&panel.lines);
    series.map(move |series| (format!("{of}{}{}", series.label, unit(panel.y.quantity)), series.values.as_slice()))
}

fn over_time(x: &Axis, at: &[f64], columns: &[Column<'_>]) -> Markup {
    let step = at.len().div_ceil(ROWS).max(1);
    let time = |at: f64| match x.quantity {
        Quantity::Hours => hours(at),
        Quantity::Number | Quantity::Count | Quantity::PerSecond | Quantity::Percent | Quantity::Bytes => number(at),
    };
    html! {
        table {
            caption { (words!("page/picture.txt", "over_time", { label: &'a str = &x.label, step: usize })) }
            thead { tr { th scope="col" { "time" } @for (heading, _) in columns { th.number scope="col" { (heading) } } } }
            tbody { @for (row, at) in at.iter().enumerate().step_by(step) {
                tr { th scope="row" { (time(*at)) } @for (_, values) in columns { (cell(values.get(row).copied().flatten())) } }
            } }
        }
    }
}

/// The places of a path in the order of time. Those that the chart names are always among them.
fn path(plane: &Plane) -> Markup {
    let step = plane.path.len().div_ceil(ROWS).max(1);
    let named = |place: usize| plane.moments.iter().find(|moment| moment.at == place).map(|moment| &moment.label);
    let places = plane.path.iter().enumerate().filter(|(place, _)| place % step == 0 || named(*place).is_some());
    html! {
        table {
            caption { (words!("page/picture.txt", "path", { step: usize })) }
            thead { tr {
                th scope="col" { "place" }
                th scope="col" { "here begins" }
                @for axis in [&plane.x, &plane.y] { th.number scope="col" { (axis.label) } }
            } }
            tbody { @for (place, at) in places { tr {
                th scope="row" { (place + 1) }
                td { @if let Some(label) = named(place) { (label) } }
                (cell(at.map(|at| at.0))) (cell(at.map(|at| at.1)))
            } } }
        }
    }
}

fn cell(value: Option<f64>) -> Markup {
    html! { td.number { @match value { Some(value) => (number(value)), None => "–" } } }
}

fn unit(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Number | Quantity::Count | Quantity::Hours => "",
        Quantity::PerSecond => ", per s",
        Quantity::Percent => ", %",
        Quantity::Bytes => ", bytes",
    }
}
