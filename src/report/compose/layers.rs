//! What one panel draws: stacked sums, lines and levels, and the scale they share.

use crate::report::figure::{Panel, Series};
use crate::report::ink::{Ink, Pen, Rgb};
use crate::report::scale::{Span, drawable};
use crate::report::scene::Paint;

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
}

impl<'a> Layers<'a> {
    /// Stacks the panel's areas and chooses its scale for about `ticks` numbers.
    pub(super) fn of(panel: &'a Panel, ticks: usize) -> Self {
        let sums = stacked(&panel.areas);
        let lines: Vec<Values> = panel.lines.iter().map(known).collect();
        let totals: Vec<f64> = match sums.last() {
            Some(total) => total.iter().copied().flatten().collect(),
            None => lines.iter().flatten().copied().flatten().collect(),
        };
        let levels = panel.references.iter().map(|level| Some(level.value));
        let all: Vec<f64> =
            sums.iter().chain(&lines).flatten().copied().chain(levels.map(drawable)).flatten().collect();
        let span = Span::rounded(&panel.y, &all, &totals, ticks);
        let peak = all.iter().copied().fold(0.0, f64::max);

        let (fills, parts) = if span.is_log() {
            (total_only(panel, &sums), parts_as_lines(panel))
        } else {
            (stack_of_fills(panel, sums), Vec::new())
        };
        let drawn = panel.lines.iter().zip(lines).map(|(line, values)| Stroke {
            label: &line.label,
            pen: line.ink.pen(),
            course: Course::Values(values),
        });
        let levels = panel.references.iter().filter_map(|level| {
            Some(Stroke {
                label: &level.label,
                pen: level.ink.pen(),
                course: Course::Level(drawable(Some(level.value))?),
            })
        });
        // Levels lie under the lines that may touch them.
        let strokes = parts.into_iter().chain(levels).chain(drawn).collect();
        Self { span, fills, strokes, peak }
    }
}

fn known(series: &Series) -> Values {
    series.values.iter().copied().map(drawable).collect()
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
        lower: vec![Some(0.0); total.len()],
        upper: total.clone(),
    }]
}

fn parts_as_lines(panel: &Panel) -> Vec<Stroke<'_>> {
    let second_signal = |ink: Ink| match ink {
        Ink::Retries => Pen { dash: &[12.0, 5.0], ..ink.pen() },
        Ink::FirstAttempts
        | Ink::Goodput
        | Ink::Capacity
        | Ink::Blocked
        | Ink::Phones
        | Ink::Web
        | Ink::Everybody
        | Ink::Backlog
        | Ink::Ours
        | Ink::Baseline
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
