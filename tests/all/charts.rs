//! Oracle: the format (well-formed XML, boxes from the embedded typeface), and
//! invariants a reader relies on (nothing overlaps, nothing leaves the paper).
#![cfg(feature = "charts")]

use syncstorm::draw::chart::Chart;
use syncstorm::draw::compose::compose;
use syncstorm::draw::figure::{Axis, Band, Event, Figure, Panel, Quantity, Reference, Scale, Series, Size};
use syncstorm::draw::font::{self, Weight};
use syncstorm::draw::ink::Ink;
use syncstorm::draw::scene::{Mark, Rect};
use syncstorm::draw::svg::{render_png, render_svg};
use syncstorm::measure::Phase;

const SIZES: [(u32, u32); 2] = [(1600, 900), (320, 320)];

fn storm(count: usize) -> Figure {
    let at: Vec<f64> = (0..count).map(|index| index as f64 * 0.1 - 1.0).collect();
    let value =
        |scale: f64| (0..count).map(|index| Some(scale * (1.0 + 0.1 * (index as f64 * 1.7).sin()))).collect::<Vec<_>>();
    Figure {
        title: "Retries push load to 38 × capacity; web mail is gone for 2.4 h".into(),
        subtitle: "One cell, five-minute means".into(),
        alt: "Load rises & stays <high>.".into(),
        x: Axis::hours("hours since failure"),
        panels: vec![Panel {
            areas: vec![
                Series::new("first attempts", Ink::Blue, value(80.0)),
                Series::new("retries", Ink::Orange, value(1400.0)),
            ],
            lines: vec![Series::new("goodput", Ink::Green, value(60.0))],
            references: vec![Reference { label: "capacity 250/s".into(), ink: Ink::Limit, value: 250.0 }],
            ..Panel::new(Axis::new("requests per second", Quantity::PerSecond))
        }],
        bands: vec![
            band(-1.0, 0.0, Phase::Healthy),
            band(0.0, 0.4, Phase::Failure),
            band(0.4, 0.8, Phase::Flood),
            band(0.8, 1.5, Phase::Blocked),
            band(1.5, 9.0, Phase::Stuck),
        ],
        events: vec![event(0.4, "cache repaired"), event(0.8, "phones blocked")],
        footer: "model, no measured data".into(),
        at,
    }
}

fn band(from: f64, to: f64, kind: Phase) -> Band {
    Band { from, to, kind: kind.stage(), label: String::new() }
}

fn event(at: f64, label: &str) -> Event {
    Event { at, label: label.into() }
}

/// Every text's box, read back from the SVG alone.
fn boxes(svg: &str) -> (Vec<(String, Rect)>, Rect) {
    let document = roxmltree::Document::parse(svg).expect("well-formed XML");
    let root = document.root_element();
    let number = |node: roxmltree::Node<'_, '_>, name: &str| -> f64 {
        node.attribute(name).and_then(|text| text.parse().ok()).expect("a number")
    };
    let scale = 10.0;
    let paper = Rect { left: 0.0, top: 0.0, right: number(root, "width"), bottom: number(root, "height") };
    let texts = root.descendants().filter(|node| node.has_tag_name("text"));
    let found = texts
        .map(|node| {
            let content = node.text().unwrap_or_default().trim_end_matches('\n').to_owned();
            let em = number(node, "font-size") / scale;
            let weight = match node.attribute("font-weight") {
                Some(_) => Weight::Bold,
                None => Weight::Regular,
            };
            let width = font::width(&content, em, weight);
            let left = number(node, "x") / scale
                - match node.attribute("text-anchor") {
                    Some("end") => width,
                    Some("middle") => width / 2.0,
                    Some(_) | None => 0.0,
                };
            let baseline = number(node, "y") / scale + 0.76 * em;
            let extent = Rect {
                left,
                top: baseline - font::ASCENT * em,
                right: left + width,
                bottom: baseline + font::DESCENT * em,
            };
            (content, extent)
        })
        .collect();
    (found, paper)
}

fn check(figure: &Figure, size: Size) {
    let svg = render_svg(&figure.clone().into(), size).expect("renders");
    assert!(!svg.contains("NaN") && !svg.contains("inf,"), "no non-numbers in paths");
    let (texts, paper) = boxes(&svg);
    assert!(texts.len() > 3, "the chart says something");
    for (index, (content, extent)) in texts.iter().enumerate() {
        let inside = extent.left >= -0.5
            && extent.top >= -0.5
            && extent.right <= paper.right + 0.5
            && extent.bottom <= paper.bottom + 0.5;
        assert!(inside, "{content:?} leaves the paper {size:?}: {extent:?}");
        for (other, other_extent) in &texts[index + 1..] {
            assert!(
                !extent.grown(-0.6).overlaps(&other_extent.grown(-0.6)),
                "{content:?} overlaps {other:?} at {size:?}: {extent:?} {other_extent:?}"
            );
        }
    }
}

fn absurd() -> Vec<Figure> {
    let base = storm(80);
    let with = |change: &dyn Fn(&mut Figure)| {
        let mut figure = base.clone();
        change(&mut figure);
        figure
    };
    let all = |value: Option<f64>| {
        move |figure: &mut Figure| {
            for panel in &mut figure.panels {
                for series in panel.areas.iter_mut().chain(&mut panel.lines) {
                    series.values = vec![value; 80];
                }
            }
        }
    };
    vec![
        base.clone(),
        storm(0),
        storm(1),
        storm(2),
        with(&all(None)),
        with(&all(Some(f64::NAN))),
        with(&all(Some(f64::INFINITY))),
        with(&all(Some(f64::MAX))),
        with(&all(Some(-5.0))),
        with(&all(Some(0.0))),
        with(&all(Some(1e-300))),
        with(&|figure| figure.title = "Long titles wrap ".repeat(20)),
        with(&|figure| figure.title = "x".repeat(300)),
        with(&|figure| figure.panels[0].lines[0].label = "<&>\" 漢字 \u{1}".repeat(9)),
        with(&|figure| figure.panels.clear()),
        with(&|figure| figure.panels = vec![figure.panels[0].clone(); 3]),
        with(&|figure| figure.panels[0].y.scale = Scale::Log),
        with(&|figure| figure.x.scale = Scale::Log),
        with(&|figure| {
            figure.x = Axis::new("clients", Quantity::Count).with_scale(Scale::Log);
            figure.at = (0..80).map(|index| 10_f64.powf(f64::from(index) * 0.2 - 3.0)).collect();
        }),
        with(&|figure| figure.panels[0].y.max = Some(f64::NAN)),
        with(&|figure| figure.panels[0].y.max = Some(200.0)),
        with(&|figure| figure.at = vec![f64::NAN; 80]),
        with(&|figure| figure.at.reverse()),
        with(&|figure| figure.at = vec![3.0; 80]),
        with(&|figure| figure.bands = vec![band(f64::NAN, 3.0, Phase::Ramp), band(5.0, 1.0, Phase::Ramp)]),
        with(&|figure| figure.events = (0..40).map(|n| event(f64::from(n) * 0.1, "something happened")).collect()),
        with(&|figure| figure.panels[0].lines = vec![figure.panels[0].lines[0].clone(); 12]),
    ]
}

#[test]
fn texts_neither_overlap_nor_leave_the_paper_even_for_absurd_figures() {
    for figure in absurd() {
        for (width, height) in SIZES {
            check(&figure, Size::new(width, height));
        }
    }
}

#[test]
fn absurd_figures_give_valid_pictures() {
    for figure in absurd() {
        let png = render_png(&figure.into(), Size::new(400, 320)).expect("renders");
        assert!(png.starts_with(b"\x89PNG"));
    }
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    let figure: Chart = storm(200).into();
    assert_eq!(render_svg(&figure, Size::SLIDE), render_svg(&figure, Size::SLIDE));
    assert_eq!(render_png(&figure, Size::new(640, 360)), render_png(&figure, Size::new(640, 360)));
}

#[test]
fn a_gap_splits_the_line() {
    let mut figure = storm(80);
    figure.panels[0].areas.clear();
    figure.panels[0].references.clear();
    let strokes = |figure: &Figure| {
        let green = Ink::Green.pen().rgb;
        compose(&figure.clone().into(), Size::SLIDE)
            .marks
            .iter()
            .filter(|mark| matches!(mark, Mark::Stroke(_, _, paint) if paint.rgb == green))
            .count()
    };
    assert_eq!(strokes(&figure), 1);
    for value in &mut figure.panels[0].lines[0].values[30..40] {
        *value = None;
    }
    assert_eq!(strokes(&figure), 2);
}

#[test]
fn a_log_x_axis_gives_every_decade_the_same_room_and_says_so() {
    let mut figure = storm(4);
    figure.x = Axis::new("clients", Quantity::Count).with_scale(Scale::Log);
    figure.at = vec![1e4, 1e5, 1e6, 1e7];
    (figure.bands, figure.events) = (Vec::new(), Vec::new());
    let scene = compose(&figure.into(), Size::SLIDE);
    let column = |content: &str| {
        let text = scene.texts().find(|text| text.content == content);
        text.unwrap_or_else(|| panic!("{content} is not written")).at.x
    };
    let decades = ["10 k", "100 k", "1 M", "10 M"].map(column);
    for pair in decades.windows(2) {
        assert!((pair[1] - pair[0] - (decades[3] - decades[0]) / 3.0).abs() < 1e-6, "{decades:?}");
    }
    column("clients (log scale)");
    let green = Ink::Green.pen().rgb;
    let line = scene.marks.iter().find_map(|mark| match mark {
        Mark::Stroke(path, _, paint) if paint.rgb == green => Some(path),
        Mark::Stroke(..) | Mark::Fill(..) | Mark::Text(_) => None,
    });
    let drawn: Vec<f64> = line.expect("the line").iter().map(|point| point.x).collect();
    assert_eq!(drawn, decades);
}

#[test]
fn listeners_get_a_title_and_a_description() {
    let svg = render_svg(&storm(80).into(), Size::SLIDE).expect("renders");
    let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
    let root = document.root_element();
    let text = |name: &str| root.children().find(|node| node.has_tag_name(name)).and_then(|node| node.text());
    assert_eq!(root.attribute("role"), Some("img"));
    assert_eq!(text("title"), Some(storm(80).title.as_str()));
    assert_eq!(text("desc"), Some("Load rises & stays <high>."));
}

#[test]
fn type_is_large_enough_for_the_last_row() {
    let scene = compose(&storm(80).into(), Size::SLIDE);
    let sizes: Vec<(f64, &str)> = scene.texts().map(|text| (text.em, text.content.as_str())).collect();
    assert!(sizes[0].0 >= 34.0);
    for (em, content) in sizes {
        assert!(em >= 22.0 || content.starts_with("model"), "{content} is {em} px");
    }
}
