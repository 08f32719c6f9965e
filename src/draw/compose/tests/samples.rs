//! One chart of every kind and size, and the charts nobody should ask for.

use crate::draw::chart::{
    Boundary, Cell, Chart, EffectBar, EffectRow, Effects, GridAxis, HeatMap, Moment, Plane, Plot, Rise, Sheet, Spot,
    Strip, Strips,
};
use crate::draw::figure::{
    Axis, Band, Figure, Flagged, Panel, Points, Quantity, Range, Reference, Scale, Series, Stage,
};
use crate::draw::ink::{Ink, Rgb};
use crate::units::Interval;

pub(super) const FOOTER: &str = "model, no measured data · sample · seed 1";

pub(super) const HEALTHY: Stage = Stage { key: None, ..stage("healthy", (190, 226, 208), Flagged::Never) };
pub(super) const FAILURE: Stage = Stage { key: Some(0), ..stage("failure", (240, 158, 138), Flagged::Untold) };
pub(super) const FLOOD: Stage = Stage { key: Some(1), ..stage("flood", (247, 200, 130), Flagged::Always) };
pub(super) const BLOCKED: Stage =
    Stage { key: Some(2), hatch: Some((204, 121, 167)), ..stage("blocked", (233, 196, 217), Flagged::Untold) };
pub(super) const RAMP: Stage = Stage { key: Some(3), ..stage("ramp", (184, 212, 238), Flagged::Untold) };
pub(super) const RECOVERED: Stage = Stage { key: Some(4), ..stage("recovered", (190, 226, 208), Flagged::Always) };

const fn stage(word: &'static str, strip: Rgb, flagged: Flagged) -> Stage {
    Stage { word, tint: (245, 245, 245), strip, hatch: None, key: None, flagged }
}

fn sure(estimate: f64, half: f64) -> Interval {
    Interval { estimate, low: estimate - half, high: estimate + half }
}

fn arm(index: usize, at: &[f64]) -> Plot {
    let end = 20.0 - index as f64;
    let storm = |level: f64| at.iter().map(|t| Some(if *t < end { level } else { 30.0 })).collect();
    let band = |from: f64, to: f64, kind: Stage| Band { from, to, kind, label: String::new() };
    Plot {
        heading: format!("policy number {index}"),
        note: format!("web gone for {end} h"),
        panel: Panel {
            areas: vec![
                Series::new("first attempts", Ink::Blue, storm(120.0)),
                Series::new("retries", Ink::Orange, storm(900.0 - 60.0 * index as f64)),
            ],
            lines: vec![Series::new("answered in time", Ink::Green, storm(20.0))],
            references: vec![Reference { label: "capacity 250/s".into(), ink: Ink::Limit, value: 250.0 }],
            ..Panel::new(Axis::new("requests per second", Quantity::PerSecond).with_scale(Scale::Linear))
        },
        bands: vec![
            band(0.0, 0.5, FAILURE),
            band(0.5, 6.0, FLOOD),
            band(6.0, end, BLOCKED),
            band(end, 24.0, RECOVERED),
        ],
    }
}

pub(super) fn sheet(plots: usize, columns: usize) -> Sheet {
    let at: Vec<f64> = (0..=240).map(|index| f64::from(index) * 0.1).collect();
    Sheet {
        title: "Only both fixes together bring the web back".into(),
        subtitle: "Attempts that reach the cell".into(),
        alt: "The same curves for every policy.".into(),
        footer: FOOTER.into(),
        x: Axis::hours("hours since failure"),
        columns,
        plots: (0..plots).map(|index| arm(index, &at)).collect(),
        at,
    }
}

/// The value is the sum of the two indices, so every colour is known.
pub(super) fn map(columns: usize, rows: usize) -> HeatMap {
    let axis = |label: &str, count: usize, unit: &str| GridAxis {
        label: label.into(),
        at: (0..count).map(|index| index as f64 * 10.0).collect(),
        names: (0..count).map(|index| format!("{} {unit}", index * 10)).collect(),
    };
    let cell = |column: usize, row: usize| match (column + row, column * row) {
        (0 | 1, _) => Cell::Never,
        (_, 2) => Cell::Missing,
        (sum, _) => Cell::Value(sum as f64),
    };
    HeatMap {
        title: "Below ten seconds the storm never ends".into(),
        subtitle: "Median of 20 runs".into(),
        alt: "Recovery over delay and capacity.".into(),
        footer: FOOTER.into(),
        x: axis("first retry delay", columns, "s"),
        y: axis("capacity after the repair", rows, "/s"),
        value: Axis::new("hours until recovered", Quantity::Hours),
        cells: (0..rows).map(|row| (0..columns).map(|column| cell(column, row)).collect()).collect(),
        boundaries: vec![
            Boundary { label: "limit by theory".into(), points: vec![(-50.0, 25.0), (15.0, 15.0), (60.0, -90.0)] },
            Boundary {
                label: "as measured".into(),
                points: vec![(0.0, 20.0), (f64::NAN, 1.0), (20.0, 0.0), (25.0, 30.0)],
            },
        ],
        spots: vec![
            Spot { label: "Outlook 2013".into(), x: 10.0, y: 20.0 },
            Spot { label: "with jitter".into(), x: 25.0, y: 25.0 },
            Spot { label: "outside".into(), x: 1e9, y: 0.0 },
        ],
    }
}

pub(super) fn effects(rows: usize) -> Effects {
    let bar =
        |label: &str, ink: Ink, estimate: f64| EffectBar { label: label.into(), ink, interval: sure(estimate, 0.4) };
    let row = |index: usize| {
        let size = 3.0 / (1.0 + index as f64);
        let high = if index == 2 { 4.0 - size / 2.0 } else { 4.0 + 1.5 * size };
        EffectRow {
            label: format!("parameter {index} of the servers, from a few to very many of them"),
            bars: vec![bar("at the low end", Ink::Low, 4.0 - size), bar("at the high end", Ink::High, high)],
        }
    };
    Effects {
        title: "The first parameter moves recovery most".into(),
        subtitle: "95 % intervals of 20 runs".into(),
        alt: "Bars from the base.".into(),
        footer: FOOTER.into(),
        axis: Axis::new("hours until recovered", Quantity::Hours),
        base: 4.0,
        base_label: "as it was: 4 h".into(),
        rows: (0..rows).map(row).collect(),
    }
}

/// Row by row half as long: the worlds of the first lie between 10 and 20, and no two of them are equal.
pub(super) fn strips(rows: usize, worlds: usize) -> Strips {
    let row = |index: usize| {
        let size = 10.0 * 0.5_f64.powi(index as i32);
        let values = (0..worlds).map(|world| size * (1.0 + (world * 7 % worlds) as f64 / worlds as f64));
        Strip {
            label: format!("run {index} without the retries of all the phones"),
            note: format!("in {worlds} of {worlds} worlds"),
            ink: [Ink::Orange, Ink::Blue, Ink::Green][index % 3],
            values: values.collect(),
            never: index * 3,
            holds: if index == 0 { (Some(12.0), None) } else { (None, Some(1.5 * size)) },
            limit: if index == 0 { "≥ 12 h".into() } else { format!("≤ {} h", 1.5 * size) },
        }
    };
    Strips {
        title: "Without retries it is over in half the time".into(),
        subtitle: "Every dot is a world".into(),
        alt: "Rows of dots over hours.".into(),
        footer: FOOTER.into(),
        x: Axis::new("hours until recovered", Quantity::Hours),
        rows: (0..rows).map(row).collect(),
    }
}

/// The first of two rows changed.
pub(super) fn strips_with(change: impl Fn(&mut Strip)) -> Strips {
    let mut changed = strips(2, 200);
    change(&mut changed.rows[0]);
    changed
}

fn strips_samples() -> Vec<Strips> {
    let mut cut = strips(2, 200);
    (cut.x.min, cut.x.max) = (Some(6.0), Some(15.0));
    let mut long = strips(8, 200);
    long.title = "A title so long that it needs two lines ".repeat(2);
    long.subtitle = "A subtitle so long that it needs two lines on a slide ".repeat(3);
    let mut tight = strips(8, 200);
    (tight.x.min, tight.x.max) = (Some(2.0), Some(15.0));
    tight.rows.iter_mut().for_each(|row| row.values.extend([1.0, 99.0, f64::NAN]));
    vec![
        tight,
        strips(1, 200),
        strips(2, 3),
        strips(5, 200),
        strips(8, 2000),
        long,
        cut,
        strips_with(|row| row.values = vec![5.0; 2000]),
        strips_with(|row| row.values.clear()),
        strips_with(|row| (row.values, row.never) = (Vec::new(), 200)),
        strips_with(|row| row.values = (0..200).map(|n| 10_f64.powf(f64::from(n) * 0.045 - 3.0)).collect()),
        strips_with(|row| row.values.extend([0.0, 1e6, f64::NAN])),
        strips_with(|row| (row.holds, row.limit) = ((Some(12.0), Some(12.5)), "between 12 and 12.5 h".into())),
        strips_with(|row| row.label = "a label of many words that nobody should need at all ".repeat(4)),
    ]
}

/// A curve over a logarithmic axis with dots, whiskers and a band, all with a gap at the third of six places.
pub(super) fn curve() -> Figure {
    let shares = [Some(2.0), Some(10.0), None, Some(50.0), Some(90.0), Some(98.0)];
    let shifted = |by: f64| shares.iter().map(|share| share.map(|share| share + by)).collect::<Vec<_>>();
    Figure {
        title: "Half of the runs recover from twice the rate on".into(),
        alt: "A curve from none to all.".into(),
        footer: FOOTER.into(),
        x: Axis::new("repairs over failures", Quantity::Number).with_scale(Scale::Log),
        at: vec![0.05, 0.1, 0.5, 1.0, 5.0, 20.0],
        panels: vec![Panel {
            ranges: vec![Range {
                label: "95 % of models".into(),
                ink: Ink::High,
                low: shifted(-2.0),
                high: shifted(2.0),
            }],
            lines: vec![Series::new("model", Ink::Neutral, shifted(0.0))],
            references: vec![Reference { label: "half".into(), ink: Ink::Limit, value: 50.0 }],
            points: vec![Points {
                label: "runs".into(),
                ink: Ink::Low,
                values: shares.iter().map(|share| share.map(|share| sure(share, 2.0))).collect(),
            }],
            ..Panel::new(Axis::new("P(recover)", Quantity::Percent).with_max(100.0))
        }],
        ..Figure::default()
    }
}

pub(super) fn samples() -> Vec<Chart> {
    let sheets = [(1, 1), (2, 2), (4, 2), (3, 3), (7, 3), (12, 4), (12, 0), (5, 9)];
    let maps = [(5, 4), (10, 10), (12, 12), (40, 30), (1, 1), (2, 40)];
    let mut all: Vec<Chart> = sheets.iter().map(|(plots, columns)| sheet(*plots, *columns).into()).collect();
    all.extend(maps.iter().map(|(columns, rows)| Chart::from(map(*columns, *rows))));
    all.extend([1, 3, 10, 14].map(|rows| Chart::from(effects(rows))));
    all.push(curve().into());
    all.extend(strips_samples().into_iter().map(Chart::from));
    all.extend(plane_samples().into_iter().map(Chart::from));
    all
}

/// A loop of eight places: along the diagonal, far out, back along the floor, and a gap before the last.
pub(super) fn plane(scale: Scale) -> Plane {
    let level = |label: &str, value: f64| Reference { label: label.into(), ink: Ink::Limit, value };
    let places = [(20.0, 20.0), (40.0, 40.0), (90.0, 55.0), (400.0, 20.0), (480.0, 1.0), (300.0, 1.0), (40.0, 2.0)];
    let moment = |at: usize, label: &str| Moment { at, label: label.into() };
    Plane {
        title: "At 0.7 × capacity the cell once answers all and later 5 %".into(),
        subtitle: "Intervals of 5 min".into(),
        alt: "Answers against load.".into(),
        footer: FOOTER.into(),
        x: Axis { min: Some(2.0), ..Axis::new("attempts per second", Quantity::PerSecond) }
            .with_scale(scale)
            .with_max(500.0),
        y: Axis::new("answered in time, per second", Quantity::PerSecond).with_scale(Scale::Linear),
        path: places.into_iter().map(Some).chain([None, Some((20.0, 20.0))]).collect(),
        moments: vec![moment(0, "healthy"), moment(2, "flood 0 min"), moment(5, "blocked 3 h"), moment(6, "stuck 4 h")],
        column: Some(level("capacity 60/s", 60.0)),
        row: Some(level("capacity 60/s", 60.0)),
        diagonal: "everything answered".into(),
        rise: Some(Rise { x: 40.0, ends: [40.0, 2.0], labels: ["100 % before".into(), "5 % after 4 h".into()] }),
    }
}

fn plane_samples() -> Vec<Plane> {
    let mut crowded = plane(Scale::Log);
    let label = |at: usize| Moment { at: at % 9, label: format!("moment number {at}") };
    crowded.moments = (0..60).map(label).collect();
    let mut scribble = plane(Scale::Linear);
    let place = |n: u32| Some((f64::from(n * 37 % 101) * 5.0, f64::from(n * 53 % 97)));
    scribble.path = (0..1000).map(place).collect();
    let mut still = plane(Scale::Linear);
    still.path = vec![Some((5.0, 5.0)); 9];
    vec![plane(Scale::Linear), plane(Scale::Log), crowded, scribble, still]
}

fn absurd_planes() -> Vec<Plane> {
    let mut all = vec![Plane::default(), Plane { path: vec![None; 5], ..plane(Scale::Log) }];
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -5.0, 0.0, 1e-300, f64::MAX, f64::MIN] {
        for scale in [Scale::Auto, Scale::Linear, Scale::Log] {
            let mut odd = plane(scale);
            odd.path[1] = Some((value, value));
            odd.path[3] = Some((value, 3.0));
            odd.moments[1].label = "漢字 \u{1} words ".repeat(30);
            odd.moments[2].at = 99;
            odd.rise = Some(Rise { x: value, ends: [value, 1.0], labels: ["x".repeat(300), String::new()] });
            let same = Plane { path: vec![Some((value, value)); 4], ..odd.clone() };
            odd.x.min = Some(value);
            odd.y.max = Some(value);
            if let Some(column) = &mut odd.column {
                column.value = value;
            }
            all.extend([odd, same]);
        }
    }
    all
}

/// What no caller should ask for, and what must not end in a panic or in letters on letters.
pub(super) fn absurd() -> Vec<Chart> {
    let mut all: Vec<Chart> =
        vec![Sheet::default().into(), HeatMap::default().into(), Effects::default().into(), Figure::default().into()];
    let mut flat = sheet(6, 3);
    flat.at = vec![f64::NAN; 240];
    flat.plots[0].heading = "heading ".repeat(40);
    flat.plots[1].note = "漢字 \u{1} note ".repeat(40);
    flat.plots[2].panel.areas[0].label = "label ".repeat(40);
    flat.plots[3].panel.y.max = Some(f64::INFINITY);
    all.extend([flat, sheet(30, 2)].map(Chart::from));
    for value in [f64::NAN, f64::INFINITY, -5.0, 0.0, 1e-300, f64::MAX] {
        let mut same = map(4, 3);
        same.cells = vec![vec![Cell::Value(value); 4]; 3];
        same.y.at = vec![value; 3];
        same.x.names = vec!["a long name of a value".repeat(3); 9];
        all.push(same.into());
        let mut odd = effects(5);
        odd.base = if value.is_finite() { 1.0 } else { value };
        odd.rows[1].bars[0].interval = sure(value, value);
        odd.rows[2].bars.clear();
        odd.rows[3].label = "x".repeat(200);
        odd.rows[4].bars[1].label = "only here".into();
        all.push(odd.into());
    }
    let mut ragged = map(9, 9);
    ragged.cells.truncate(3);
    ragged.cells[0].truncate(2);
    ragged.spots = (0..30).map(|index| Spot { label: format!("spot {index}"), x: 40.0, y: 40.0 }).collect();
    ragged.value = ragged.value.with_scale(Scale::Log).with_max(3.0);
    all.push(ragged.into());
    all.push(effects(40).into());
    all.extend(absurd_strips().into_iter().map(Chart::from));
    all.extend(absurd_planes().into_iter().map(Chart::from));
    all
}

fn absurd_strips() -> Vec<Strips> {
    let mut all = vec![Strips::default(), strips(0, 0), strips(3, 0), strips(30, 50)];
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -5.0, 0.0, 1e-300, f64::MAX, f64::MIN] {
        for scale in [Scale::Auto, Scale::Linear, Scale::Log] {
            let mut odd = strips(6, 20);
            odd.x = odd.x.with_scale(scale);
            odd.rows[0].values = vec![value; 30];
            odd.rows[1].values.push(value);
            odd.rows[2].holds = (Some(value), None);
            odd.rows[3].holds = (Some(value), Some(3.0));
            odd.rows[4].never = usize::MAX;
            odd.rows[4].limit = "a limit in words ".repeat(20);
            odd.rows[5].label = "漢字 \u{1} x".repeat(40);
            odd.rows[5].note = "y".repeat(200);
            let bounded = |min, max| Strips { x: Axis { min, max, ..odd.x.clone() }, ..odd.clone() };
            all.extend([bounded(Some(value), None), bounded(None, Some(value)), bounded(Some(8.0), Some(2.0))]);
            all.push(odd);
        }
    }
    all
}
