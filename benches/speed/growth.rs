//! How the cost of an event and the memory of a client grow with the number of clients: a chart of the closed loop.

use syncstorm::draw::figure::{Axis, Figure, Panel, Quantity, Scale, Series, Size};
use syncstorm::draw::ink::Ink;
use syncstorm::draw::svg::render_svg;
use syncstorm::report::words::number;

use super::results::{Results, Row};

/// The chart as the documentation shows it.
pub fn svg(name: &str, results: &Results) -> String {
    render_svg(&figure(name, results).into(), Size::SLIDE).expect("a chart of numbers can be drawn")
}

fn figure(name: &str, results: &Results) -> Figure {
    let mut sizes: Vec<u64> = results.of("closed-loop", "syncstorm").map(|row| row.size).collect();
    sizes.sort_unstable();
    let curves = |of: fn(&Row) -> Option<f64>| {
        let curve = |label: &str, ink: Ink, build: &str| {
            let values = sizes.iter().map(|size| results.at("closed-loop", build, *size).and_then(of));
            Series::new(label, ink, values.collect())
        };
        vec![
            curve("the floor", Ink::Limit, "floor"),
            curve("BinaryHeap", Ink::DashedOrange, "heap"),
            curve("syncstorm", Ink::BoldBlue, "syncstorm"),
        ]
    };
    let panel = |label: &str, quantity: Quantity, scale: Scale, lines: Vec<Series>| Panel {
        lines,
        ..Panel::new(Axis::new(label, quantity).with_scale(scale))
    };
    let title = finding(results, &sizes);
    let alt = format!(
        "{title}. Over the number of clients on a logarithmic axis: nanoseconds per event and bytes per client of \
         syncstorm, of the same model on the standard library's BinaryHeap, and of the least that memory allows."
    );
    Figure {
        title,
        subtitle: "The closed loop: clients ask, are refused, come back; for a minute the station is down".to_owned(),
        alt,
        x: Axis::new("clients", Quantity::Count).with_scale(Scale::Log),
        at: sizes.iter().map(|size| *size as f64).collect(),
        panels: vec![
            panel("nanoseconds per event", Quantity::Count, Scale::Log, curves(|row| Some(row.per_event))),
            panel("bytes per client", Quantity::Bytes, Scale::Linear, curves(|row| row.bytes)),
        ],
        bands: Vec::new(),
        events: Vec::new(),
        footer: format!("measured · benches/results/{name}.csv · cargo bench -- draw"),
    }
}

fn finding(results: &Results, sizes: &[u64]) -> String {
    let row = |size: Option<&u64>| size.and_then(|size| results.at("closed-loop", "syncstorm", *size));
    match (row(sizes.first()), row(sizes.last())) {
        (Some(few), Some(many)) => format!(
            "{} × the clients cost {} × the time per event",
            number(many.size as f64 / few.size as f64),
            number(many.per_event / few.per_event)
        ),
        (None, _) | (_, None) => "The closed loop has not been measured".to_owned(),
    }
}
