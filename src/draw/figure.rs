//! A chart as plain data: what it says, not how it is drawn.
//!
//! Everything a reader will see is text or numbers in here, so tests can check a
//! chart's message without looking at pixels, and the renderers cannot invent any.

use crate::draw::ink::{Ink, Rgb};
use crate::units::Interval;

/// One chart: a finding, its evidence in one or more panels over a shared x axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// States the finding, not the topic: "Twice as many come at noon".
    pub title: String,
    /// What is drawn and under which conditions; may be empty.
    pub subtitle: String,
    /// One sentence for those who cannot see the chart (`<desc>` in the SVG).
    pub alt: String,
    /// The axis all panels share.
    pub x: Axis,
    /// Where on the x axis each value of every series belongs; must ascend.
    pub at: Vec<f64>,
    /// Drawn from top to bottom, equally high.
    pub panels: Vec<Panel>,
    /// What went on when, as background of every panel and a labelled strip on top.
    pub bands: Vec<Band>,
    /// Moments that explain the curves; each crosses every panel, because a moment
    /// belongs to the shared axis and not to one quantity.
    pub events: Vec<Event>,
    /// Provenance: "model, no measured data · scenario, seed, version".
    pub footer: String,
}

/// An axis: what is measured, in which unit, and how it is spread over the paper.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// Quantity in words; a y label stands horizontally above its axis.
    pub label: String,
    /// Decides the unit on the ticks and how large numbers are shortened.
    pub quantity: Quantity,
    /// Linear unless the data leave no choice.
    pub scale: Scale,
    /// Lowest value shown; without it zero (y) or the first value (x).
    pub min: Option<f64>,
    /// Highest value shown; without it the data decide. Data above a given maximum
    /// are cut at the edge and their peak is written there.
    pub max: Option<f64>,
    /// On an x axis: each value is a mean over a stretch this long around its position, and is drawn as a level over it.
    /// A line from one mean to the next would let an effect begin before its cause.
    pub step: Option<f64>,
}

/// What the numbers of an axis count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quantity {
    /// A plain number without a unit, small ones too: "0.05", "1.5".
    #[default]
    Number,
    /// Things: "20 000".
    Count,
    /// Things per second: "250/s", "12 k/s".
    PerSecond,
    /// A share, given as 0 to 100: "40 %".
    Percent,
    /// Bytes in powers of a thousand: "1.5 GB".
    Bytes,
    /// Hours; ticks follow the clock (1, 3, 6, 12, 24 h) and carry no unit.
    Hours,
}

/// How values are spread over an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Linear, unless the largest value is more than 50 × the typical (median) one.
    #[default]
    Auto,
    /// Equal steps, from zero.
    Linear,
    /// Equal ratios. A y axis has a linear stretch down to a true zero: goodput that dies
    /// must be seen at zero, where a pure logarithm has no room for it. An x axis runs from
    /// the first value to the last, and is linear where one of them is not above zero.
    Log,
}

/// One plot: a y axis and the layers over it, in the order in which they cover each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// The panel's own axis.
    pub y: Axis,
    /// Parts of a whole, stacked in this order from zero upwards. Where one part is
    /// unknown the whole stack is a gap, because its sum is unknown. On a log scale
    /// heights do not add up, so there the parts become lines over their total.
    pub areas: Vec<Series>,
    /// Between what values lie, translucent.
    pub ranges: Vec<Range>,
    /// Drawn over the areas.
    pub lines: Vec<Series>,
    /// Constant levels such as a limit, drawn over the whole width.
    pub references: Vec<Reference>,
    /// Single values and how sure they are.
    pub points: Vec<Points>,
}

/// Values over the figure's `at`. `None`, NaN and infinities are gaps: the line
/// breaks there, nothing is drawn at zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Written on or beside the line; there is no legend box.
    pub label: String,
    /// Colour, thickness and dash of this role, the same in every chart.
    pub ink: Ink,
    /// One value for each position; missing ones at the end are gaps.
    pub values: Vec<Option<f64>>,
}

/// Between what values lie at each of the figure's `at`: where most of many runs went. A gap where either end is
/// unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// Written in or beside the band, and must say what it holds: "middle 80 % of 200 runs"; empty for none.
    pub label: String,
    /// Usually that of the line within.
    pub ink: Ink,
    /// Lower ends, one for each position; missing ones at the end are gaps.
    pub low: Vec<Option<f64>>,
    /// Upper ends, as many.
    pub high: Vec<Option<f64>>,
}

/// Dots with whiskers over the figure's `at`; nothing joins them.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// Written beside them; empty for none.
    pub label: String,
    /// Colour of this role.
    pub ink: Ink,
    /// One for each position; missing ones at the end are gaps.
    pub values: Vec<Option<Interval>>,
}

/// A constant level.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// For example "limit 250/s".
    pub label: String,
    /// Usually [`Ink::Limit`].
    pub ink: Ink,
    /// In the units of the panel's y axis.
    pub value: f64,
}

/// A moment worth a vertical line.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Position on the x axis.
    pub at: f64,
    /// Short: "cache repaired".
    pub label: String,
}

/// A stretch of the x axis in one stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Begin on the x axis.
    pub from: f64,
    /// End on the x axis.
    pub to: f64,
    /// Decides tint and hatching.
    pub kind: Stage,
    /// Overrides the stage's own word where space permits; empty means that word.
    pub label: String,
}

/// One of the kinds of stretches that a chart tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its word, where a band brings no label of its own, or too long a one.
    pub word: &'static str,
    /// Background behind the curves: barely there, so that the curves keep the stage.
    pub tint: Rgb,
    /// The strip above the plot: the same hue, strong enough to be named from afar.
    pub strip: Rgb,
    /// Lines across the band.
    pub hatch: Option<Rgb>,
    /// Its place in a key, before those with larger numbers; none for what needs no word.
    pub key: Option<u8>,
    /// Whether a flag names a stretch that is too narrow for the word.
    pub flagged: Flagged,
}

/// When a stretch has a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flagged {
    /// It is no news.
    Never,
    /// Unless an event stands at its begin and tells it.
    Untold,
    /// In any case.
    Always,
}

/// The picture's extent in pixels; type grows and shrinks with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    width: u32,
    height: u32,
    /// Size of type and lines in percent of what it is on a slide of this extent.
    kind: u32,
}

impl Size {
    /// One slide for the last row of a lecture hall: title 40 px, labels ≥ 24 px.
    pub const SLIDE: Self = Self { width: 1600, height: 900, kind: 100 };

    /// Any other size, kept between 320 and 6 400 pixels a side: below that no label
    /// fits, above it a mistyped number would ask for gigabytes.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        Self { width: width.clamp(320, 6400), height: height.clamp(320, 6400), kind: 100 }
    }

    /// The same extent with type and lines of this many percent, between 50 and 300: who holds a picture in the hand
    /// needs larger type in proportion than who sits before a screen.
    #[must_use]
    pub fn with_type(self, percent: u32) -> Self {
        Self { kind: percent.clamp(50, 300), ..self }
    }

    /// The same type and width, and so much more height.
    #[must_use]
    pub fn taller(self, by: f64) -> Self {
        Self { height: ((f64::from(self.height) * by) as u32).clamp(320, 6400), ..self }
    }

    /// Pixels from left to right.
    #[must_use]
    pub fn width(self) -> u32 {
        self.width
    }

    /// Pixels from top to bottom.
    #[must_use]
    pub fn height(self) -> u32 {
        self.height
    }

    /// How large one "slide pixel" is here; every length in the layout is so many of it.
    #[must_use]
    pub fn unit(self) -> f64 {
        (f64::from(self.width) / 1600.0).min(f64::from(self.height) / 900.0) * f64::from(self.kind) / 100.0
    }
}

/// Hours below which an axis of time counts minutes or seconds.
pub const SHORT_AXIS: f64 = 0.4;

impl Axis {
    /// The x axis of every chart over time.
    #[must_use]
    pub fn hours(label: impl Into<String>) -> Self {
        Self { scale: Scale::Linear, ..Self::new(label, Quantity::Hours) }
    }

    /// Hours since the onset, from the begin of the first interval to the end of the last; all are equally long, and
    /// these are their middles.
    #[must_use]
    pub fn intervals(middles: &[f64]) -> Self {
        let step = match middles {
            [first, second, ..] => second - first,
            [] | [_] => 0.0,
        };
        let ends = [middles.first().map(|first| first - step / 2.0), middles.last().map(|last| last + step / 2.0)];
        let long = ends.iter().flatten().fold(0.0, |long: f64, end| long.max(end.abs()));
        Self {
            min: ends[0],
            max: ends[1],
            step: (step > 0.0).then_some(step),
            ..Self::hours(if long < SHORT_AXIS { "since the onset" } else { "hours since the onset" })
        }
    }

    /// An axis that lets the data decide on scale and range.
    #[must_use]
    pub fn new(label: impl Into<String>, quantity: Quantity) -> Self {
        Self { label: label.into(), quantity, scale: Scale::Auto, min: None, max: None, step: None }
    }

    /// The same axis on a given scale; comparisons need it equal in all charts.
    #[must_use]
    pub fn with_scale(self, scale: Scale) -> Self {
        Self { scale, ..self }
    }

    /// The same axis up to a given value; comparisons need it equal in all charts.
    #[must_use]
    pub fn with_max(self, max: f64) -> Self {
        Self { max: Some(max), ..self }
    }
}

impl Panel {
    /// An empty plot over this axis.
    #[must_use]
    pub fn new(y: Axis) -> Self {
        Self { y, ..Self::default() }
    }
}

impl Series {
    /// A named curve.
    #[must_use]
    pub fn new(label: impl Into<String>, ink: Ink, values: Vec<Option<f64>>) -> Self {
        Self { label: label.into(), ink, values }
    }
}
