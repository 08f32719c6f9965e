//! A phase diagram: the map of a sweep in the units of theory, with its lines.

use super::rows;
use super::sensitivity::rounded;
use super::sweep::Sweep;
use crate::draw::chart::{Boundary, Cell, GridAxis, HeatMap};
use crate::experiment::phase::{Map, Service};
use crate::report::words::{number, words};

/// Share of runs, in percent, from which a cell counts as stuck.
const HALF: f64 = 50.0;

/// The chart of a phase diagram; none if the sweep has no two axes.
pub fn chart(map: Map, sweep: &Sweep, service: Option<Service>, replications: u64) -> Option<HeatMap> {
    let paths = rows::paths(sweep.points);
    let [x, y] = paths.as_slice() else { return None };
    let mut drawn = sweep.map(x, y, *sweep.shown.first()?)?;
    match (map, service) {
        (Map::Load, Some(service)) => in_units(&mut drawn, service),
        (Map::Outage, _) | (Map::Load, None) => {
            drawn.x.label = "length of the cache outage".to_owned();
            drawn.y.label = "delay between retries".to_owned();
            for name in drawn.x.names.iter_mut().chain(&mut drawn.y.names) {
                *name = rounded(name, 2);
            }
        }
    }
    drawn.title = words!("study/words.txt", "phase_title", { map: Map, edge: bool = edge(&drawn).is_some() });
    drawn.subtitle = words!("study/words.txt", "phase_subtitle", { map: Map, replications: u64 });
    drawn.value.label = "runs that stay stuck".to_owned();
    drawn.value.max = Some(100.0);
    drawn.spots = Vec::new();
    drawn.alt = format!("{}. {}.", drawn.title, drawn.subtitle);
    Some(drawn)
}

/// Loads as parts of capacity, queues as parts of capacity × timeout, and the two lines.
fn in_units(drawn: &mut HeatMap, service: Service) {
    scale(&mut drawn.x, service.capacity, "load / capacity");
    // So many per hour are so many in the batch, and a chart counts rates by the second.
    scale(&mut drawn.y, service.late / 3600.0, "queue / (capacity × timeout)");
    let hidden = service.hidden / service.capacity;
    let (Some(right), Some(top)) = (drawn.x.at.last().copied(), drawn.y.at.last().copied()) else { return };
    let line = |label: &str, points| Boundary { label: label.to_owned(), points };
    drawn.boundaries = vec![
        line("hidden capacity", vec![(hidden, 1.0), (hidden, top)]),
        line("queue = capacity × timeout", vec![(hidden, 1.0), (right, 1.0)]),
    ];
}

fn scale(axis: &mut GridAxis, unit: f64, label: &str) {
    axis.at.iter_mut().for_each(|at| *at /= unit);
    axis.names = axis.at.iter().map(|at| number(*at)).collect();
    axis.label = label.to_owned();
}

/// For every row the first column in which most runs are stuck; none where there is none in any row, or all are.
pub fn edge(map: &HeatMap) -> Option<Vec<Option<usize>>> {
    let stuck = |cell: &Cell| matches!(cell, Cell::Value(share) if *share > HALF);
    let edge: Vec<Option<usize>> = map.cells.iter().map(|row| row.iter().position(stuck)).collect();
    let mixed = map.cells.iter().flatten().any(stuck) && !map.cells.iter().flatten().all(stuck);
    mixed.then_some(edge)
}
