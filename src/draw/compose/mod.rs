//! From figure to scene: where everything goes.
//!
//! Space is given out from the outside in: heading and footer first, then the margins
//! that the axis numbers and end labels need, and the plots get the rest. Labels inside
//! a plot come last, when all ink they must avoid is known.
//!
//! - `layers`  what one panel draws, and on which scale
//! - `plot`    the parts of the paper
//! - `frame`   who gets which of it: margins, lanes and plots
//! - `heading` title, subtitle, footer
//! - `strip`   phases and the lines of events: background and strip
//! - `bands`   what strip and flags know of the phases
//! - `flags`   the words of events above the strip
//! - `axes`    grid, ticks, axis labels
//! - `curves`  areas and lines, broken at gaps
//! - `dots`    single values with whiskers
//! - `ends`    which lines are labelled beside their right end
//! - `margin`  labels beside the right ends of lines
//! - `field`   the ink that labels avoid
//! - `spots`   labels within the plot
//! - `tear`    the edge of what an axis cuts
//! - `hatch`   diagonals, the signal beside a colour
//! - `key`     samples and their names, where there is no room at the curves
//! - `sheet`   small multiples
//! - `heat`    heat maps
//! - `effects` bars from a base
//! - `strips`  rows of dots, and where a condition holds
//! - `plane`   one number against another, through time

mod axes;
mod bands;
mod curves;
mod dots;
mod effects;
mod ends;
mod field;
mod flags;
mod frame;
mod hatch;
mod heading;
mod heat;
mod key;
mod layers;
mod margin;
mod plane;
mod plot;
mod sheet;
mod spots;
mod strip;
mod strips;
mod tear;
#[cfg(test)]
mod tests;

use crate::draw::chart::Chart;
use crate::draw::figure::{Figure, Size};
use crate::draw::scene::{Across, Rect, Scene};

/// Numbers on an x axis as wide as the picture.
const MOST_TIME_TICKS: usize = 12;

use curves::Places;
use layers::Layers;
use plot::Frame;
use tear::Tear;

/// Arranges the chart on paper of this size.
#[must_use]
pub fn compose(chart: &Chart, size: Size) -> Scene {
    let mut scene = Scene::blank(size);
    let top = heading::draw(&mut scene, chart);
    match chart {
        Chart::Figure(figure) => panels(&mut scene, figure, top),
        Chart::Sheet(sheet) => sheet::draw(&mut scene, sheet, top),
        Chart::HeatMap(map) => heat::draw(&mut scene, map, top),
        Chart::Effects(effects) => effects::draw(&mut scene, effects, top),
        Chart::Strips(strips) => strips::draw(&mut scene, strips, top),
        Chart::Plane(plane) => plane::draw(&mut scene, plane, top),
    }
    scene
}

/// Arranges a figure with so much room for something else between its heading and its plots, and says where that is.
#[must_use]
pub fn compose_with_room(figure: &Figure, size: Size, room: f64) -> (Scene, Rect) {
    let mut scene = Scene::blank(size);
    let top = heading::draw(&mut scene, &Chart::Figure(figure.clone()));
    panels(&mut scene, figure, top + room);
    let margin = heading::MARGIN * size.unit();
    let paper = Rect::paper(size);
    (scene, Rect { left: margin, right: paper.right - margin, top, bottom: top + room })
}

/// A figure below its heading.
fn panels(scene: &mut Scene, figure: &Figure, top: f64) {
    let ticks = (9 / figure.panels.len().max(1)).clamp(3, 5);
    let layers: Vec<Layers<'_>> = figure.panels.iter().map(|panel| Layers::of(panel, ticks)).collect();
    let frame = Frame::measure(figure, &layers, scene.size, ticks, top);

    strip::backgrounds(scene, &figure.bands, &frame);
    for plot in &frame.plots {
        axes::grid(scene, plot, frame.unit);
        axes::numbers(scene, plot, frame.unit);
    }
    strip::draw(scene, &figure.bands, &frame);
    for ((panel, layers), plot) in figure.panels.iter().zip(&layers).zip(&frame.plots) {
        axes::heading(scene, panel, layers.peak, plot, &frame);
    }
    // Values at zero lie on the axis, and their symbols on its line.
    for plot in &frame.plots {
        axes::base(scene, plot.area, frame.unit);
    }
    axes::columns(scene, &frame, MOST_TIME_TICKS);
    for (layers, plot) in layers.iter().zip(&frame.plots) {
        let places = Places::of(&figure.at, &figure.x);
        let curves = curves::draw(scene, layers, plot, places, frame.unit);
        let torn = Tear::of(layers, plot, places).map(|tear| tear.draw(scene, plot.area, frame.unit));
        let ends = margin::draw(scene, layers, &curves, plot, &frame);
        spots::draw(scene, layers, (&curves, &torn.unwrap_or_default()), plot, &frame, &ends);
    }
    axes::label(scene, &figure.x, frame.x, (frame.strip.left, frame.strip.right, frame.floor()), frame.unit);
    let plots = Rect { top: frame.strip.top, bottom: frame.floor(), ..frame.strip };
    scene.across = Some(Across { plots, low: frame.x.low(), high: frame.x.high() });
}
