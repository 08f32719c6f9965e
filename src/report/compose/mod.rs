//! From figure to scene: where everything goes.
//!
//! Space is given out from the outside in: heading and footer first, then the margins
//! that the axis numbers and end labels need, and the plots get the rest. Labels inside
//! a plot come last, when all ink they must avoid is known.
//!
//! - `layers`  what one panel draws, and on which scale
//! - `frame`   margins, lanes and plots
//! - `heading` title, subtitle, footer
//! - `strip`   phases and events: background, strip, flags above it
//! - `axes`    grid, ticks, axis labels
//! - `curves`  areas and lines, broken at gaps
//! - `ends`    which lines are labelled beside their right end
//! - `margin`  labels beside the right ends of lines
//! - `field`   the ink that labels avoid
//! - `spots`   labels within the plot

mod axes;
mod curves;
mod ends;
mod field;
mod frame;
mod heading;
mod layers;
mod margin;
mod spots;
mod strip;

use crate::report::chart::Chart;
use crate::report::figure::{Figure, Size};
use crate::report::scene::Scene;

use frame::Frame;
use layers::Layers;

/// Arranges the chart on paper of this size.
#[must_use]
pub fn compose(chart: &Chart, size: Size) -> Scene {
    let mut scene = Scene::blank(size);
    let top = heading::draw(&mut scene, chart);
    match chart {
        Chart::Figure(figure) => panels(&mut scene, figure, top),
        Chart::Sheet(_) | Chart::HeatMap(_) | Chart::Effects(_) => {}
    }
    scene
}

/// A figure below its heading.
fn panels(scene: &mut Scene, figure: &Figure, top: f64) {
    let ticks = (9 / figure.panels.len().max(1)).clamp(3, 5);
    let layers: Vec<Layers<'_>> = figure.panels.iter().map(|panel| Layers::of(panel, ticks)).collect();
    let frame = Frame::measure(figure, &layers, scene.size, ticks, top);

    strip::backgrounds(scene, figure, &frame);
    for plot in &frame.plots {
        axes::grid(scene, plot, &frame);
    }
    strip::draw(scene, figure, &frame);
    for ((panel, layers), plot) in figure.panels.iter().zip(&layers).zip(&frame.plots) {
        axes::heading(scene, panel, layers.peak, plot, &frame);
    }
    for (layers, plot) in layers.iter().zip(&frame.plots) {
        let curves = curves::draw(scene, layers, plot, &figure.at, frame.unit);
        let ends = margin::draw(scene, layers, &curves, plot, &frame);
        spots::draw(scene, layers, &curves, plot, &frame, &ends);
    }
    axes::time(scene, figure, &frame);
}
