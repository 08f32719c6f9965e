//! What one panel draws: stacked sums, lines and levels, and the scale they share.

use crate::draw::figure::{Axis, Panel, Points, Range, Series};
use crate::draw::ink::{Ink, Pen, Rgb};
use crate::draw::scale::{Span, drawable};
use crate::draw::scene::Paint;
use crate::units::Interval;

use super::dots::Symbol;

/// Values over the figure's positions; `None` is a gap.
pub(super) type Values = Vec<Option<f64>>;

/// One panel's layers, back to front.
pub(super) struct Layers<'a> {
    pub span: Span,
    pub fills: Vec<Fill<'a>>,
    pub strokes: Vec<Stroke<'a>>,
    /// Largest value of all, to say so where the axis ends below it.
    pub peak: f64,
}

/// The area between two courses.
pub(super) struct Fill<'a> {
    pub label: &'a str,
    pub paint: Paint,
    pub edge: Rgb,
    pub text: Rgb,
    /// Whether the lower edge is an edge of its own, and not that of the area below.
    pub band: bool,
    /// Whether diagonals tell it from areas of the same grey.
    pub hatched: bool,
    pub lower: Values,
    pub upper: Values,
}

/// A line.
pub(super) struct Stroke<'a> {
    pub label: &'a str,
    pub pen: Pen,
    pub course: Course,
}

/// Where a line runs.
pub(super) enum Course {
    /// Through these values.
    Values(Values),
    /// At one value from edge to edge.
    Level(f64),
    /// Nowhere: values on their own.
    Dots(Vec<Option<Interval>>, Symbol),
}

/// The numbers that choose a scale.
#[derive(Default)]
pub(super) struct Numbers {
    /// All that is drawn.
    pub all: Vec<f64>,
    /// The stacked sums, or else the lines.
    pub totals: Vec<f64>,
}

impl Numbers {
    /// Those of one panel.
    pub(super) fn of(panel: &Panel) -> Self {
        let sums = stacked(&panel.areas);
        let lines: Vec<Values> = panel.lines.iter().map(known).collect();
        let dots = panel.points.iter().flat_map(|points| &points.values).flatten();
        let dots: Values = dots.flat_map(|value| [value.estimate, value.low, value.high]).map(Some).collect();
        let totals: Vec<f64> = match sums.last() {
            Some(total) => total.iter().copied().flatten().collect(),
            None => lines.iter().chain([&dots]).flatten().copied().filter_map(drawable).collect(),
        };
        let levels = panel.references.iter().map(|level| Some(level.value));
        let ends = panel.ranges.iter().flat_map(|range| range.low.iter().chain(&range.high)).copied();
        // On a scale of ratios the parts are lines of their own.
        let parts = panel.areas.iter().flat_map(|area| &area.values).map(|part| part.map(|part| part.max(0.0)));
        let values = sums.iter().chain(&lines).flatten().copied().chain(dots).chain(levels).chain(ends).chain(parts);
        Self { all: values.filter_map(drawable).collect(), totals }
    }

    /// A scale for about `ticks` numbers.
    pub(super) fn span(&self, axis: &Axis, ticks: usize) -> Span {
        Span::rounded(axis, &self.all, &self.totals, ticks)
    }
}

impl<'a> Layers<'a> {
    /// Stacks the panel's areas and chooses its scale for about `ticks` numbers.
    pub(super) fn of(panel: &'a Panel, ticks: usize) -> Self {
        Self::on(panel, Numbers::of(panel).span(&panel.y, ticks))
    }

    /// Stacks the panel's areas on a given scale.
    pub(super) fn on(panel: &'a Panel, span: Span) -> Self {
        let sums = stacked(&panel.areas);
        let peak = Numbers::of(panel).all.into_iter().fold(0.0, f64::max);
        let (mut fills, parts) = if span.is_log() {
            (total_only(panel, &sums), parts_as_lines(panel))
        } else {
            (stack_of_fills(panel, sums), Vec::new())
        };
        fills.extend(panel.ranges.iter().map(band));
        let drawn = panel.lines.iter().map(|line| Stroke {
            label: &line.label,
            pen: line.ink.pen(),
            course: Course::Values(known(line)),
        });
        let levels = panel.references.iter().filter_map(|level| {
            Some(Stroke {
                label: &level.label,
                pen: level.ink.pen(),
                course: Course::Level(drawable(Some(level.value))?),
            })
        });
        // Levels lie under the lines that may touch them.
        let dots = panel.points.iter().enumerate().map(|(index, points)| lone(points, Symbol::of(index)));
        let strokes = parts.into_iter().chain(levels).chain(drawn).chain(dots).collect();
        Self { span, fills, strokes, peak }
    }
}

fn known(series: &Series) -> Values {
    series.values.iter().copied().map(drawable).collect()
}

/// A range as an area between its ends.
fn band(range: &Range) -> Fill<'_> {
    let pen = range.ink.pen();
    Fill {
        label: &range.label,
        paint: Paint { rgb: pen.rgb, opacity: 0.24 },
        edge: pen.rgb,
        text: pen.text,
        band: true,
        hatched: false,
        // Both ends must be known, and the lower one must be below.
        lower: range.low.iter().copied().map(drawable).collect(),
        upper: range
            .high
            .iter()
            .zip(&range.low)
            .map(|(high, low)| drawable(*low).and_then(|low| Some(drawable(*high)?.max(low))))
            .collect(),
    }
}

/// Values nothing joins. An interval without an end reaches the edge of the plot, one that is no number has no whisker.
fn lone(points: &Points, symbol: Symbol) -> Stroke<'_> {
    let sure = |value: Interval| {
        let estimate = drawable(Some(value.estimate))?;
        let end = |end: f64| if end.is_nan() { estimate } else { end };
        Some(Interval { estimate, low: end(value.low), high: end(value.high) })
    };
    let values = points.values.iter().map(|value| value.and_then(sure)).collect();
    Stroke { label: &points.label, pen: points.ink.pen(), course: Course::Dots(values, symbol) }
}

/// Running sums of the areas; unknown as soon as one part is. Negative parts count as
/// nothing, because a stack cannot go down again.
fn stacked(areas: &[Series]) -> Vec<Values> {
    let length = areas.iter().map(|area| area.values.len()).max().unwrap_or(0);
    let part = |area: &Series, index: usize| -> Option<f64> {
        drawable(area.values.get(index).copied().flatten()).map(|value| value.max(0.0))
    };
    let mut sums = vec![vec![None; length]; areas.len()];
    for index in 0..length {
        let Some(parts) = areas.iter().map(|area| part(area, index)).collect::<Option<Vec<f64>>>() else {
            continue;
        };
        let mut total = 0.0;
        for (sum, value) in sums.iter_mut().zip(parts) {
            total += value;
            sum[index] = Some(total);
        }
    }
    sums
}

fn stack_of_fills(panel: &Panel, sums: Vec<Values>) -> Vec<Fill<'_>> {
    let floor: Values = vec![Some(0.0); sums.first().map_or(0, Vec::len)];
    let mut lower = floor;
    let mut fills = Vec::with_capacity(sums.len());
    for (area, upper) in panel.areas.iter().zip(sums) {
        fills.push(Fill {
            label: &area.label,
            paint: Paint::solid(area.ink.fill()),
            edge: area.ink.pen().rgb,
            text: area.ink.pen().text,
            band: false,
            hatched: area.ink.is_hatched(),
            lower: std::mem::replace(&mut lower, upper.clone()),
            upper,
        });
    }
    fills
}

/// On a log scale a part on top of another looks thinner than it is, so only the total
/// is an area there.
fn total_only<'a>(panel: &Panel, sums: &[Values]) -> Vec<Fill<'a>> {
    let (true, Some(total)) = (panel.areas.len() > 1, sums.last()) else {
        return Vec::new();
    };
    vec![Fill {
        label: "total",
        // The grid must shine through: on a log scale it alone tells the ratios.
        paint: Paint { rgb: (170, 170, 170), opacity: 0.42 },
        edge: (120, 120, 120),
        text: (80, 80, 80),
        band: false,
        hatched: false,
        lower: vec![Some(0.0); total.len()],
        upper: total.clone(),
    }]
}

fn parts_as_lines(panel: &Panel) -> Vec<Stroke<'_>> {
    let second_signal = |ink: Ink| match ink {
        Ink::Orange => Pen { dash: &[12.0, 5.0], ..ink.pen() },
        Ink::Blue
        | Ink::Green
        | Ink::Limit
        | Ink::Pink
        | Ink::BoldBlue
        | Ink::Wine
        | Ink::Dark
        | Ink::Slate
        | Ink::DashedOrange
        | Ink::Low
        | Ink::High
        | Ink::Neutral => ink.pen(),
    };
    panel
        .areas
        .iter()
        .map(|area| Stroke { label: &area.label, pen: second_signal(area.ink), course: Course::Values(known(area)) })
        .collect()
}
