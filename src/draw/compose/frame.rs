//! Margins, lanes and plots: who gets which part of the paper.

use crate::draw::figure::{Figure, Size};
use crate::draw::scale::{Span, Tick};
use crate::draw::scene::Rect;

use super::ends;
use super::flags;
use super::heading::{FOOTER, MARGIN};
use super::layers::Layers;
use super::plot::{FLAG_ROW, Frame, PANEL_HEADING, Plot, STRIP, X_AXIS, widest_tick};

impl Frame {
    /// Gives out the space below the heading.
    pub(super) fn measure(figure: &Figure, layers: &[Layers<'_>], size: Size, ticks: usize, top: f64) -> Self {
        let unit = size.unit();
        let paper = Rect::paper(size);
        let x = Span::exact(&figure.x, &figure.at);
        let numbers: Vec<Vec<Tick>> = figure
            .panels
            .iter()
            .zip(layers)
            .map(|(panel, layers)| layers.span.ticks(panel.y.quantity, ticks))
            .collect();
        let left = MARGIN * unit + widest_tick(&numbers, unit) + 14.0 * unit;
        // The plots' height is not known yet; half the paper is close enough to see
        // which lines end too near each other.
        let height = paper.bottom * 0.5 / layers.len().max(1) as f64;
        let at_end: Vec<Vec<bool>> =
            layers.iter().map(|layers| ends::apart(layers, &figure.at, x, height, unit)).collect();
        let right = paper.right - MARGIN * unit - ends::room(layers, &at_end, unit);
        let (flags, rows) = flags::flags(figure, x, (left, right), paper.right, unit);
        let strip_top = top + rows as f64 * FLAG_ROW * unit;
        let strip_height = if figure.bands.is_empty() { 0.0 } else { STRIP * unit };
        let strip = Rect { left, top: strip_top, right, bottom: strip_top + strip_height };
        let floor = paper.bottom - (FOOTER + X_AXIS) * unit;
        let areas = plots(strip, floor, layers.len(), unit);
        let plots = mapped(areas, layers, numbers, at_end, x);
        let mut frame = Self { unit, paper, strip, flags, plots, x, quantity: figure.x.quantity, poles: Vec::new() };
        frame.poles = flags::shown(&figure.events, x).map(|event| frame.column(event.at)).collect();
        frame
    }
}

/// Plots with everything known about them.
fn mapped(
    areas: Vec<Rect>,
    layers: &[Layers<'_>],
    numbers: Vec<Vec<Tick>>,
    at_end: Vec<Vec<bool>>,
    x: Span,
) -> Vec<Plot> {
    areas
        .into_iter()
        .zip(layers)
        .zip(numbers)
        .zip(at_end)
        .map(|(((area, layers), ticks), at_end)| Plot { area, x, y: layers.span, ticks, at_end })
        .collect()
}

/// Equal shares of the height, each below the row of its axis label.
fn plots(strip: Rect, floor: f64, count: usize, unit: f64) -> Vec<Rect> {
    let share = ((floor - strip.bottom) / count.max(1) as f64).max(1.0);
    (0..count)
        .map(|index| {
            let top = strip.bottom + share * index as f64;
            let air = if index == 0 { 0.0 } else { 14.0 * unit };
            let heading = (PANEL_HEADING * unit + air).min(share * 0.5);
            Rect { left: strip.left, top: top + heading, right: strip.right, bottom: top + share }
        })
        .collect()
}
