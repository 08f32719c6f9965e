//! Every picture the program draws, as plain data: a figure, or one of the kinds that commands need which compare
//! runs, sweep parameters, search for limits, rank effects, ask in how many worlds a condition holds, and set one number
//! against another.
//!
//! As with a figure, all that a reader will see is text or numbers in here.

use crate::draw::figure::{Axis, Band, Figure, Panel, Reference};
use crate::draw::ink::Ink;
use crate::units::Interval;

/// Any picture the program draws.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Curves over one shared axis.
    Figure(Figure),
    /// The same plot once for every arm of a comparison.
    Sheet(Sheet),
    /// One number for every pair of two parameters.
    HeatMap(HeatMap),
    /// What moves one number, and how far.
    Effects(Effects),
    /// Where every world of a run lies, and where a condition holds.
    Strips(Strips),
    /// One number against another, as a path through time.
    Plane(Plane),
}

/// Small multiples: one plot per arm, all on the same axes and one scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// States the finding, not the topic.
    pub title: String,
    /// What is drawn and under which conditions; may be empty.
    pub subtitle: String,
    /// One sentence for those who cannot see the chart.
    pub alt: String,
    /// Provenance: "model, no measured data · scenario, seed, version".
    pub footer: String,
    /// The axis all plots share.
    pub x: Axis,
    /// Where on the x axis each value of every series belongs; must ascend.
    pub at: Vec<f64>,
    /// Plots side by side, between 1 and 4; more where there would be more than four rows.
    pub columns: usize,
    /// Row by row, from left to right. The y axis of the first speaks for all of them.
    pub plots: Vec<Plot>,
}

/// One arm of a comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// Names the arm: "both fixes".
    pub heading: String,
    /// One short finding: "gone for 2.4 h"; may be empty.
    pub note: String,
    /// What is drawn.
    pub panel: Panel,
    /// What went on when in this arm.
    pub bands: Vec<Band>,
}

/// A value for every pair of two parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeatMap {
    /// States the finding, not the topic.
    pub title: String,
    /// What is drawn and under which conditions; may be empty.
    pub subtitle: String,
    /// One sentence for those who cannot see the chart.
    pub alt: String,
    /// Provenance: "model, no measured data · scenario, seed, version".
    pub footer: String,
    /// The parameter that grows to the right.
    pub x: GridAxis,
    /// The parameter that grows upwards.
    pub y: GridAxis,
    /// Label, quantity and scale of the colours; values outside a given range have the colour of its end.
    pub value: Axis,
    /// One row for each value of `y`, the first at the bottom; what is not given is missing.
    pub cells: Vec<Vec<Cell>>,
    /// Lines across the map.
    pub boundaries: Vec<Boundary>,
    /// Places worth a name.
    pub spots: Vec<Spot>,
}

/// The values of a parameter; each takes as much room as any other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridAxis {
    /// The parameter in words.
    pub label: String,
    /// Its values, ascending.
    pub at: Vec<f64>,
    /// What is written at each: "30 s".
    pub names: Vec<String>,
}

/// What is known of one pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// A number, shown as a colour.
    Value(f64),
    /// It does not happen within the horizon: hatched.
    Never,
    /// Nothing is known: blank, with a faint cross.
    Missing,
}

/// A line across the map, such as the limit beyond which nothing recovers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Boundary {
    /// Written on the line; may be empty.
    pub label: String,
    /// Its course in the numbers of the two axes.
    pub points: Vec<(f64, f64)>,
}

/// A place on the map, such as a preset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spot {
    /// Written beside the dot.
    pub label: String,
    /// In the numbers of the x axis.
    pub x: f64,
    /// In the numbers of the y axis.
    pub y: f64,
}

/// Effects on one number, one row each: a bar from the base to the estimate and a whisker over its interval
/// (a tornado, or the effects of two fixes).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effects {
    /// States the finding, not the topic.
    pub title: String,
    /// What is drawn and under which conditions; may be empty.
    pub subtitle: String,
    /// One sentence for those who cannot see the chart.
    pub alt: String,
    /// Provenance: "model, no measured data · scenario, seed, version".
    pub footer: String,
    /// The number that is moved, drawn from left to right.
    pub axis: Axis,
    /// Where every bar begins.
    pub base: f64,
    /// What the base is: "as it was: 3.1 h".
    pub base_label: String,
    /// From top to bottom, as they are given.
    pub rows: Vec<EffectRow>,
}

/// What one cause does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EffectRow {
    /// The cause: "delay, 5 s … 10 min".
    pub label: String,
    /// One or two.
    pub bars: Vec<EffectBar>,
}

/// One bar from the base.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectBar {
    /// What it stands for: "at its lowest". Where all rows say the same it is told once, else beside each bar.
    pub label: String,
    /// Usually [`Ink::Low`], [`Ink::High`] or [`Ink::Neutral`].
    pub ink: Ink,
    /// Where the bar ends, and how sure that is.
    pub interval: Interval,
}

/// Rows of dots over one shared x axis, one row for every run and one dot for every simulated world; in each row the
/// part of the axis where its condition holds is tinted (a strip plot).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strips {
    /// States the finding, not the topic.
    pub title: String,
    /// What is drawn and under which conditions; may be empty.
    pub subtitle: String,
    /// One sentence for those who cannot see the chart.
    pub alt: String,
    /// Provenance: "model, no measured data · scenario, seed, version".
    pub footer: String,
    /// The axis all rows share; an automatic one has equal ratios where the largest number is more than 20 × the
    /// smallest of all medians and limits, and values outside a given minimum or maximum are counted at its edge.
    pub x: Axis,
    /// From top to bottom, between 1 and 8.
    pub rows: Vec<Strip>,
}

/// The worlds of one run, and the condition they are held against.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// Names the case: "without delay"; wraps where it is long.
    pub label: String,
    /// One short finding, written under the label: "in 193 of 200 worlds"; may be empty.
    pub note: String,
    /// Colour of the dots.
    pub ink: Ink,
    /// One for each world, in any order; what is no number is counted as unknown.
    pub values: Vec<f64>,
    /// Worlds where it did not happen: a bar as high as their share, and their number, beyond the right end.
    pub never: usize,
    /// From and to where the condition of this row holds, ends included; `None` is open, and two of them are no condition.
    pub holds: (Option<f64>, Option<f64>),
    /// Written at the limit: "≥ 10"; may be empty.
    pub limit: String,
}

/// Two numbers of a run against each other: a path through the plane of both, in the order of time (a phase plane).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plane {
    /// States the finding, not the topic.
    pub title: String,
    /// What is drawn and under which conditions; may be empty.
    pub subtitle: String,
    /// One sentence for those who cannot see the chart.
    pub alt: String,
    /// Provenance: "model, no measured data · scenario, seed, version".
    pub footer: String,
    /// The number that grows to the right. One with equal ratios begins at its minimum, smaller values lie on the edge.
    pub x: Axis,
    /// The number that grows upwards.
    pub y: Axis,
    /// The places in the order of time; `None` is a gap, and what is no number is one too.
    pub path: Vec<Option<(f64, f64)>>,
    /// Written at places of the path, the most important first; what finds no room is left out.
    pub moments: Vec<Moment>,
    /// A value of the x axis worth a line across: a limit.
    pub column: Option<Reference>,
    /// A value of the y axis worth a line across.
    pub row: Option<Reference>,
    /// Written at the line on which both numbers are equal; without it there is no such line.
    pub diagonal: String,
    /// Two places above each other that the title speaks of.
    pub rise: Option<Rise>,
}

/// A moment on a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Which place of the path.
    pub at: usize,
    /// Short: "closed 3 h".
    pub label: String,
}

/// From one value of the y axis to another, at one of the x axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Rise {
    /// On the x axis.
    pub x: f64,
    /// The two values of the y axis.
    pub ends: [f64; 2],
    /// What is written at either end.
    pub labels: [String; 2],
}

impl Chart {
    /// The finding.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Figure(figure) => &figure.title,
            Self::Sheet(sheet) => &sheet.title,
            Self::HeatMap(map) => &map.title,
            Self::Effects(effects) => &effects.title,
            Self::Strips(strips) => &strips.title,
            Self::Plane(plane) => &plane.title,
        }
    }

    /// The sentence for those who cannot see the chart.
    #[must_use]
    pub fn alt(&self) -> &str {
        match self {
            Self::Figure(figure) => &figure.alt,
            Self::Sheet(sheet) => &sheet.alt,
            Self::HeatMap(map) => &map.alt,
            Self::Effects(effects) => &effects.alt,
            Self::Strips(strips) => &strips.alt,
            Self::Plane(plane) => &plane.alt,
        }
    }

    /// Where it comes from.
    #[must_use]
    pub fn footer(&self) -> &str {
        match self {
            Self::Figure(figure) => &figure.footer,
            Self::Sheet(sheet) => &sheet.footer,
            Self::HeatMap(map) => &map.footer,
            Self::Effects(effects) => &effects.footer,
            Self::Strips(strips) => &strips.footer,
            Self::Plane(plane) => &plane.footer,
        }
    }

    /// What is drawn and under which conditions.
    #[must_use]
    pub fn subtitle(&self) -> &str {
        match self {
            Self::Figure(figure) => &figure.subtitle,
            Self::Sheet(sheet) => &sheet.subtitle,
            Self::HeatMap(map) => &map.subtitle,
            Self::Effects(effects) => &effects.subtitle,
            Self::Strips(strips) => &strips.subtitle,
            Self::Plane(plane) => &plane.subtitle,
        }
    }
}

impl From<Figure> for Chart {
    fn from(figure: Figure) -> Self {
        Self::Figure(figure)
    }
}

impl From<Sheet> for Chart {
    fn from(sheet: Sheet) -> Self {
        Self::Sheet(sheet)
    }
}

impl From<HeatMap> for Chart {
    fn from(map: HeatMap) -> Self {
        Self::HeatMap(map)
    }
}

impl From<Effects> for Chart {
    fn from(effects: Effects) -> Self {
        Self::Effects(effects)
    }
}

impl From<Strips> for Chart {
    fn from(strips: Strips) -> Self {
        Self::Strips(strips)
    }
}

impl From<Plane> for Chart {
    fn from(plane: Plane) -> Self {
        Self::Plane(plane)
    }
}
