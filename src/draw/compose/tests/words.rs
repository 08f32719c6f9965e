//! Words on the picture. Oracle: what a reader must find, and near what.

use crate::draw::figure::{Axis, Figure, Panel, Quantity, Scale, Series, Size};
use crate::draw::ink::Ink;

use super::super::compose;
use super::samples::sheet;

/// A class that is without service for three hours of three days, as web mail was.
fn short_outage() -> Figure {
    let at: Vec<f64> = (0..336).map(|index| f64::from(index) * 0.25 - 2.0).collect();
    let share =
        |from: f64, to: f64| at.iter().map(|t| Some(if (from..to).contains(t) { 100.0 } else { 0.0 })).collect();
    Figure {
        x: Axis::intervals(&at),
        panels: vec![Panel {
            lines: vec![Series::new("web not served", Ink::Wine, share(1.0, 4.0))],
            ..Panel::new(Axis::new("without service", Quantity::Percent).with_scale(Scale::Linear).with_max(104.0))
        }],
        at,
        ..Figure::default()
    }
}

#[test]
fn a_label_is_near_where_its_curve_tells_something() {
    let mut figure = short_outage();
    // Where the line reaches the right edge its label would stand there.
    let last = figure.panels[0].lines[0].values.len() - 15;
    figure.panels[0].lines[0].values.truncate(last);
    let scene = compose(&figure.into(), Size::SLIDE);
    let across = scene.across.expect("an axis");
    let label = scene.texts().find(|text| text.content == "web not served").expect("the label").extent();
    assert!(label.left - across.column(4.0) < 0.15 * across.plots.width(), "{label:?} in {across:?}");
    assert!(label.bottom < across.plots.bottom - 0.1 * across.plots.height(), "{label:?} lies at zero");
}

#[test]
fn a_phone_shows_all_words_of_a_sheet() {
    let mut sheet = sheet(4, 2);
    let note = "out: phones for 34 h 45 min, sharing and web for 77 h; breaks down again and stays down";
    sheet.subtitle = "Attempts sent, those refused at the edge included, relative to the time before the onset; \
                      the cell stays down after its cause is gone"
        .into();
    sheet.plots.iter_mut().for_each(|plot| plot.note = note.into());
    let scene = compose(&sheet.into(), Size::new(420, 460).with_type(190).taller(1.5));
    let cut: Vec<&str> = scene.texts().map(|text| text.content.as_str()).filter(|text| text.contains('…')).collect();
    assert_eq!(cut, Vec::<&str>::new());
    let said: Vec<&str> = scene.texts().map(|text| text.content.as_str()).collect();
    let said = said.join(" ");
    assert_eq!(said.matches("again and stays down").count(), 4, "{said}");
}
