//! Labels in the right margin, beside the ends of the lines they name.

use crate::draw::font::{self, Weight};
use crate::draw::scene::{Align, Point, Scene, Text};

use super::curves::Curve;
use super::ends;
use super::layers::Layers;
use super::plot::{Frame, LABEL, Plot};

struct End<'a> {
    curve: usize,
    tip: Point,
    lines: Vec<String>,
    label: &'a Curve<'a>,
    top: f64,
    height: f64,
}

/// Labels all lines that reach the right edge; returns which curves are labelled now.
pub(super) fn draw(
    scene: &mut Scene,
    layers: &Layers<'_>,
    curves: &[Curve<'_>],
    plot: &Plot,
    frame: &Frame,
) -> Vec<usize> {
    let em = LABEL * frame.unit;
    let mut ends: Vec<End<'_>> = curves
        .iter()
        .enumerate()
        .skip(layers.fills.len())
        .zip(&plot.at_end)
        .filter(|(_, at_end)| **at_end)
        .filter_map(|((index, curve), _)| {
            let tip = *curve.upper.last()?.last()?;
            let lines = ends::lines(curve.label, frame.unit);
            let height = lines.len() as f64 * 1.15 * em;
            (!lines.is_empty()).then_some(End {
                curve: index,
                tip,
                lines,
                label: curve,
                top: tip.y - height / 2.0,
                height,
            })
        })
        .collect();
    ends.sort_by(|one, other| one.tip.y.total_cmp(&other.tip.y));
    let ceiling = plot.area.top - 0.4 * em;
    let floor = plot.area.bottom + 0.3 * em;
    // Labels beyond the margin's height are left to the plot's inside.
    let mut room = floor - ceiling;
    ends.retain(|end| {
        room -= end.height;
        room >= 0.0
    });
    spread(&mut ends, ceiling, floor);
    for end in &ends {
        write(scene, end, plot, frame);
    }
    ends.into_iter().map(|end| end.curve).collect()
}

/// Pushes labels apart, downwards from the top and then back up from the bottom; their
/// order stays that of the lines, so no two leaders cross.
fn spread(ends: &mut [End<'_>], ceiling: f64, floor: f64) {
    for _ in 0..20 {
        let mut shared = false;
        for index in 1..ends.len() {
            let lap = ends[index - 1].top + ends[index - 1].height - ends[index].top;
            if lap > 0.01 {
                ends[index - 1].top -= lap / 2.0;
                ends[index].top += lap / 2.0;
                shared = true;
            }
        }
        if !shared {
            break;
        }
    }
    let mut free = ceiling;
    for end in ends.iter_mut() {
        end.top = end.top.max(free);
        free = end.top + end.height;
    }
    let mut free = floor;
    for end in ends.iter_mut().rev() {
        end.top = end.top.min(free - end.height);
        free = end.top;
    }
}

fn write(scene: &mut Scene, end: &End<'_>, plot: &Plot, frame: &Frame) {
    let unit = frame.unit;
    let em = LABEL * unit;
    let left = plot.area.right + 18.0 * unit;
    let middle = end.top + end.height / 2.0;
    scene.line(
        Point::new(end.tip.x.max(plot.area.right - 1.0) + 2.0 * unit, end.tip.y),
        Point::new(left - 4.0 * unit, middle),
        1.6 * unit,
        end.label.text,
    );
    for (index, line) in end.lines.iter().enumerate() {
        let top = end.top + index as f64 * 1.15 * em;
        scene.text(Text {
            content: line.clone(),
            at: Point::new(left, top + 0.06 * em + font::ASCENT * em),
            em,
            weight: Weight::Bold,
            align: Align::Start,
            rgb: end.label.text,
        });
    }
}
