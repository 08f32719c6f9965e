//! Oracle: the numbers of the chart, found again in the shapes of its scene; and what a reader relies on (nothing
//! overlaps, nothing leaves the paper, letters are large enough).

mod plane;
mod samples;
mod strip;
mod strips;
mod tear;
mod words;

use crate::draw::chart::{Cell, Chart};
use crate::draw::figure::{Axis, Event, Figure, Panel, Quantity, Series, Size};
use crate::draw::ink::{self, Ink, Rgb};
use crate::draw::preset::Preset;
use crate::draw::scene::{Mark, Point, Rect, Scene};
use crate::draw::svg;
use crate::units::Interval;

use super::compose;
use samples::{FOOTER, absurd, curve, effects, map, samples, sheet};

fn check(chart: &Chart, size: Size) {
    let scene = compose(chart, size);
    let paper = Rect::paper(size).grown(0.5);
    let texts: Vec<_> = scene.texts().map(|text| (text.content.as_str(), text.extent())).collect();
    for (index, (content, extent)) in texts.iter().enumerate() {
        let inside = extent.left >= paper.left && extent.right <= paper.right && extent.top >= paper.top;
        let title = chart.title();
        assert!(inside && extent.bottom <= paper.bottom, "{title:?}: {content:?} leaves {size:?}: {extent:?}");
        for (other, place) in &texts[index + 1..] {
            let overlap = extent.grown(-0.6).overlaps(&place.grown(-0.6));
            assert!(!overlap, "{title:?}: {content:?} overlaps {other:?} at {size:?}: {extent:?} {place:?}");
        }
    }
    let points = scene.marks.iter().flat_map(|mark| match mark {
        Mark::Fill(ring, _) => ring.clone(),
        Mark::Stroke(path, ..) => path.clone(),
        Mark::Text(text) => vec![text.at],
    });
    for point in points {
        assert!(point.x.is_finite() && point.y.is_finite(), "{:?} at {size:?}", chart.title());
    }
}

#[test]
fn words_neither_overlap_nor_leave_the_paper() {
    for chart in samples().iter().chain(&absurd()) {
        for (width, height) in [(1600, 900), (800, 450), (480, 800), (420, 560), (320, 320)] {
            check(chart, Size::new(width, height));
        }
        // As on the page of a run, for desks and for phones held upright, and as in print.
        let upright = Size::new(420, 460).with_type(190);
        for size in [Preset::Web.size(), Preset::Paper.size(), upright, upright.taller(1.5)] {
            check(chart, size);
        }
    }
}

#[test]
fn letters_are_large_enough_for_the_last_row() {
    for chart in samples() {
        for text in compose(&chart, Size::SLIDE).texts().filter(|text| text.content != FOOTER) {
            assert!(text.em >= 21.5, "{}: {:?} has {} px", chart.title(), text.content, text.em);
        }
    }
}

#[test]
fn the_same_chart_gives_the_same_bytes_and_words_for_listeners() {
    for chart in samples() {
        let size = Size::new(640, 360);
        assert_eq!(svg::render_png(&chart, size), svg::render_png(&chart, size));
        let text = svg::render_svg(&chart, size).expect("renders");
        assert_eq!(Ok(&text), svg::render_svg(&chart, size).as_ref());
        assert!(text.contains(&format!("<title>{}</title>", chart.title())) && text.contains("role=\"img\""));
        assert!(text.contains(&format!("<desc>{}</desc>", chart.alt())));
    }
}

/// Rectangles filled with this colour.
fn filled(scene: &Scene, rgb: Rgb) -> Vec<Rect> {
    let fills = scene.marks.iter().filter_map(|mark| match mark {
        Mark::Fill(ring, paint) if paint.rgb == rgb => Some(around(ring)),
        Mark::Fill(..) | Mark::Stroke(..) | Mark::Text(_) => None,
    });
    fills.collect()
}

fn strokes(scene: &Scene, rgb: Rgb) -> Vec<Rect> {
    let strokes = scene.marks.iter().filter_map(|mark| match mark {
        Mark::Stroke(path, _, paint) if paint.rgb == rgb => Some(around(path)),
        Mark::Fill(..) | Mark::Stroke(..) | Mark::Text(_) => None,
    });
    strokes.collect()
}

fn around(points: &[Point]) -> Rect {
    let fold =
        |pick: fn(&Point) -> f64, better: fn(f64, f64) -> f64, start: f64| points.iter().map(pick).fold(start, better);
    Rect {
        left: fold(|point| point.x, f64::min, f64::INFINITY),
        right: fold(|point| point.x, f64::max, f64::NEG_INFINITY),
        top: fold(|point| point.y, f64::min, f64::INFINITY),
        bottom: fold(|point| point.y, f64::max, f64::NEG_INFINITY),
    }
}

fn columns_of(scene: &Scene, content: &str) -> Vec<f64> {
    scene.texts().filter(|text| text.content == content).map(|text| text.at.x).collect()
}

fn middle(rect: &Rect) -> Point {
    Point::new((rect.left + rect.right) / 2.0, (rect.top + rect.bottom) / 2.0)
}

#[test]
fn all_plots_of_a_sheet_share_one_scale() {
    let sheet = sheet(12, 4);
    let scene = compose(&sheet.clone().into(), Size::SLIDE);
    // The retries lie on 120 of first attempts; the key has one more surface of this colour.
    let areas = filled(&scene, Ink::Orange.fill());
    assert_eq!(areas.len(), 13);
    // Two known values in every plot: the capacity, and the top of the stack, 120 + 900 − 60 i.
    let levels: Vec<f64> = strokes(&scene, Ink::Limit.pen().rgb).iter().map(|line| line.top).collect();
    let scales: Vec<f64> = areas[1..]
        .iter()
        .enumerate()
        .map(|(index, area)| {
            let level = levels.iter().find(|row| (area.top..area.bottom).contains(*row)).expect("a capacity line");
            (level - area.top) / (1020.0 - 60.0 * index as f64 - 250.0)
        })
        .collect();
    assert!(
        scales.iter().all(|scale| *scale > 0.0 && (scale - scales[0]).abs() < 1e-9),
        "{scales:?} pixels per request"
    );
    for heading in sheet.plots.iter().map(|plot| plot.heading.as_str()) {
        assert_eq!(columns_of(&scene, heading).len(), 1, "{heading}");
    }
    assert_eq!(columns_of(&scene, "1\u{2009}000/s").len(), 3, "numbers once per row");
    assert_eq!(columns_of(&scene, "12").len(), 4, "and once per column");
}

#[test]
fn only_what_never_happens_is_hatched_and_only_what_is_missing_is_blank() {
    for (columns, rows) in [(5, 4), (10, 10), (40, 30)] {
        let mut map = map(columns, rows);
        (map.boundaries, map.spots) = (Vec::new(), Vec::new());
        let scene = compose(&map.clone().into(), Size::SLIDE);
        let field = filled(&scene, (238, 238, 238));
        let never = map.cells.iter().flatten().filter(|cell| **cell == Cell::Never).count();
        assert_eq!(field.len(), never + 1, "the cells and the sample at the colour bar");
        for line in strokes(&scene, (70, 70, 70)) {
            let home = field.iter().any(|cell| cell.grown(0.01).overlaps(&line) && inside(&line, cell));
            assert!(home, "a hatch outside of all cells that never happen: {line:?}");
        }
        let crosses = strokes(&scene, (165, 165, 165));
        let missing = map.cells.iter().flatten().filter(|cell| **cell == Cell::Missing).count();
        assert_eq!(crosses.len(), 2 * (missing + 1));
        // Nothing is painted below a cross but the paper itself.
        for cross in &crosses {
            let at = middle(cross);
            let below = scene.marks.iter().skip(1).filter(|mark| match mark {
                Mark::Fill(ring, _) => {
                    inside(&Rect { left: at.x, right: at.x, top: at.y, bottom: at.y }, &around(ring))
                }
                Mark::Stroke(..) | Mark::Text(_) => false,
            });
            assert_eq!(below.count(), 0, "{cross:?}");
        }
        let words = |words: &str| scene.texts().any(|text| text.content.contains(words));
        assert!(words("never") && words("no value"));
    }
    let mut certain = map(3, 3);
    certain.cells = vec![vec![Cell::Value(2.0); 3]; 3];
    let scene = compose(&certain.into(), Size::SLIDE);
    assert!(!scene.texts().any(|text| text.content.contains("never within") || text.content.contains("no value")));
}

fn inside(small: &Rect, large: &Rect) -> bool {
    let large = large.grown(0.01);
    small.left >= large.left && small.right <= large.right && small.top >= large.top && small.bottom <= large.bottom
}

#[test]
fn cells_have_the_colour_and_the_number_of_their_value() {
    let mut map = map(5, 4);
    (map.boundaries, map.spots) = (Vec::new(), Vec::new());
    map.value = Axis { min: Some(0.0), ..map.value }.with_max(10.0);
    map.cells[2][3] = Cell::Value(2.5);
    let scene = compose(&map.into(), Size::SLIDE);
    let cells = filled(&scene, ink::ramp(0.25));
    let text = scene.texts().find(|text| text.content == "2.5").expect("the number of the cell");
    assert!(cells.iter().any(|cell| inside(&text.extent(), cell)), "the number stands on its colour");
    let names = [columns_of(&scene, "30 s"), columns_of(&scene, "2.5")];
    assert!((names[0][0] - names[1][0]).abs() < 1e-9, "in the column of its name");
}

#[test]
fn bars_end_where_the_numbers_say() {
    let mut effects = effects(3);
    effects.rows.truncate(2);
    let scene = compose(&effects.clone().into(), Size::SLIDE);
    let [zero, eight] = ["0", "8"].map(|tick| columns_of(&scene, tick)[0]);
    let column = |value: f64| zero + value / 8.0 * (eight - zero);
    let bars = [Ink::Low, Ink::High].map(|ink| filled(&scene, ink.fill()));
    for (side, bars) in bars.iter().enumerate() {
        // The first one is the sample in the key.
        for (row, bar) in effects.rows.iter().zip(&bars[1..]) {
            let estimate = row.bars[side].interval.estimate;
            let (left, right) = (column(estimate.min(4.0)), column(estimate.max(4.0)));
            assert!((bar.left - left).abs() < 2.0 && (bar.right - right).abs() < 2.0, "{bar:?} for {estimate}");
        }
    }
    let whiskers = strokes(&scene, (30, 30, 30));
    for interval in effects.rows.iter().flat_map(|row| &row.bars).map(|bar| bar.interval) {
        let (low, high) = (column(interval.low), column(interval.high));
        let found = whiskers.iter().any(|line| (line.left - low).abs() < 0.01 && (line.right - high).abs() < 0.01);
        assert!(found, "a whisker over {interval:?}");
    }
    for words in ["1 h", "8.5 h", "as it was: 4 h"] {
        assert_eq!(columns_of(&scene, words).len(), 1, "{words}");
    }
}

#[test]
fn dots_whiskers_and_bands_lie_over_their_numbers_and_leave_gaps() {
    let figure = curve();
    let scene = compose(&figure.clone().into(), Size::SLIDE);
    let row = |content: &str| {
        let text = scene.texts().find(|text| text.content == content).expect("a number of the axis");
        text.at.y - 0.36 * text.em
    };
    let (zero, whole) = (row("0 %"), row("100 %"));
    let dots = filled(&scene, Ink::Low.pen().rgb);
    let known: Vec<Interval> = figure.panels[0].points[0].values.iter().copied().flatten().collect();
    assert_eq!(dots.len(), known.len(), "no dot where nothing is known");
    let whiskers = strokes(&scene, Ink::Low.pen().text);
    for (dot, value) in dots.iter().zip(&known) {
        let [low, at, high] = [value.low, value.estimate, value.high].map(|v| zero + v / 100.0 * (whole - zero));
        assert!((middle(dot).y - at).abs() < 0.01, "{dot:?}");
        let found = whiskers.iter().any(|line| (line.bottom - low).abs() < 0.01 && (line.top - high).abs() < 0.01);
        assert!(found, "a whisker for {value:?} in {whiskers:?}");
    }
    assert_eq!(filled(&scene, Ink::High.pen().rgb).len(), 2, "the band breaks where it is unknown");
    // Ratios: as far from 0.1 to 1 as from 1 to 10.
    let [tenth, one, ten] = ["0.1", "1", "10"].map(|tick| columns_of(&scene, tick)[0]);
    assert!((one - tenth - (ten - one)).abs() < 1e-6);
}

#[test]
fn no_effect_begins_before_its_cause() {
    let at: Vec<f64> = (0..12).map(|index| f64::from(index) / 12.0 - 0.5 + 1.0 / 24.0).collect();
    let values: Vec<Option<f64>> = at.iter().map(|at| Some(if *at > 0.0 { 40.0 } else { 10.0 })).collect();
    let figure = Figure {
        x: Axis::intervals(&at),
        panels: vec![Panel {
            areas: vec![Series::new("retries", Ink::Orange, values)],
            ..Panel::new(Axis::new("requests per second", Quantity::PerSecond))
        }],
        events: vec![Event { at: 0.0, label: "cache fails".into() }],
        at,
        ..Figure::default()
    };
    assert_eq!((figure.x.min, figure.x.max), (Some(-0.5), Some(0.5)));
    let jump = |figure: Figure| {
        let scene = compose(&figure.into(), Size::SLIDE);
        let event = scene.across.expect("an axis").column(0.0);
        let mut rings = scene.marks.iter().filter_map(|mark| match mark {
            Mark::Fill(ring, paint) if paint.rgb == Ink::Orange.fill() => Some(ring.clone()),
            Mark::Fill(..) | Mark::Stroke(..) | Mark::Text(_) => None,
        });
        let ring = rings.next_back().expect("the area");
        let top = ring.iter().map(|point| point.y).fold(f64::INFINITY, f64::min);
        let first = ring.iter().filter(|point| point.y < top + 0.01).map(|point| point.x).fold(f64::INFINITY, f64::min);
        first - event
    };
    assert!(jump(figure.clone()).abs() < 0.01, "the level rises where its interval begins");
    let joined = Figure { x: Axis { step: None, ..figure.x.clone() }, ..figure };
    assert!(jump(joined) > 10.0, "a line through the middles would be wrong");
}

#[test]
fn what_is_blocked_is_hatched_within_its_area() {
    let figure = |ink: Ink| Figure {
        at: vec![0.0, 1.0, 2.0, 3.0],
        panels: vec![Panel {
            areas: vec![Series::new("part", ink, vec![Some(1.0), Some(8.0), Some(8.0), Some(2.0)])],
            ..Panel::new(Axis::new("devices", Quantity::Count))
        }],
        ..Figure::default()
    };
    let lines = |ink: Ink| {
        let scene = compose(&figure(ink).into(), Size::SLIDE);
        let area = *filled(&scene, ink.fill()).last().expect("the area");
        let hatch = scene.marks.iter().filter_map(|mark| match mark {
            Mark::Stroke(path, _, paint) if paint.rgb == (255, 255, 255) && paint.opacity < 1.0 => Some(around(path)),
            Mark::Fill(..) | Mark::Stroke(..) | Mark::Text(_) => None,
        });
        let hatch: Vec<Rect> = hatch.collect();
        assert!(hatch.iter().all(|line| inside(line, &area)), "{hatch:?} leaves {area:?}");
        hatch.len()
    };
    assert!(lines(Ink::Pink) > 20);
    assert_eq!(lines(Ink::Slate), 0);
}
