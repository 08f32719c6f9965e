//! Torn edges. Oracle: the intervals whose values lie beyond the axis, as columns of it.

use crate::draw::chart::Sheet;
use crate::draw::figure::{Axis, Figure, Panel, Quantity, Scale, Series, Size};
use crate::draw::ink::Ink;

use super::super::compose;
use super::samples::sheet;
use super::strokes;

/// 50/s, and 700/s in all from the third to the fifth and in the eighth of ten hours, on an axis to 200/s.
fn cut() -> Figure {
    let at: Vec<f64> = (0..10).map(|index| f64::from(index) + 0.5).collect();
    let load = (0..10).map(|hour| Some(if [2, 3, 4, 7].contains(&hour) { 650.0 } else { 0.0 })).collect();
    Figure {
        x: Axis::intervals(&at),
        panels: vec![Panel {
            areas: vec![
                Series::new("first attempts", Ink::Blue, vec![Some(50.0); 10]),
                Series::new("retries", Ink::Orange, load),
            ],
            ..Panel::new(Axis::new("load", Quantity::PerSecond).with_scale(Scale::Linear).with_max(200.0))
        }],
        at,
        ..Figure::default()
    }
}

/// Columns of the zigzags, one for each of their two edges.
fn torn(figure: &Figure) -> Vec<(f64, f64)> {
    let scene = compose(&figure.clone().into(), Size::SLIDE);
    strokes(&scene, (70, 70, 70)).iter().map(|edge| (edge.left, edge.right)).collect()
}

#[test]
fn what_an_axis_cuts_has_a_torn_edge_there_and_nowhere_else() {
    let figure = cut();
    let across = compose(&figure.clone().into(), Size::SLIDE).across.expect("an axis");
    let expected = [(2.0, 5.0), (2.0, 5.0), (7.0, 8.0), (7.0, 8.0)].map(|(a, b)| (across.column(a), across.column(b)));
    let found = torn(&figure);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found.0 - expected.0).abs() < 0.01 && (found.1 - expected.1).abs() < 0.01, "{found:?} {expected:?}");
    }
    let mut whole = cut();
    whole.panels[0].y.max = None;
    assert_eq!(torn(&whole), []);
    whole.panels[0].y.max = Some(700.0);
    assert_eq!(torn(&whole), [], "what just reaches the end is not cut");
}

#[test]
fn plots_cut_at_one_height_say_how_far_each_of_them_goes_on() {
    let peaks = |sheet: Sheet| -> Vec<String> {
        let scene = compose(&sheet.into(), Size::SLIDE);
        scene.texts().filter(|text| text.content.starts_with("peak ")).map(|text| text.content.clone()).collect()
    };
    assert_eq!(peaks(sheet(4, 2)), Vec::<String>::new());
    let mut cut = sheet(4, 2);
    cut.plots.iter_mut().for_each(|plot| plot.panel.y.max = Some(900.0));
    // 120 + 900 − 60 i, the last one below the end of the axis.
    assert_eq!(peaks(cut), ["peak 1\u{2009}100/s", "peak 960/s"]);
}
