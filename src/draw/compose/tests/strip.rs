//! Phases and events. Oracle: what a reader needs (every word readable, the key events told), measured on the scene.

use crate::draw::figure::{Axis, Band, Event, Figure, Panel, Quantity, Series, Size, Stage};
use crate::draw::ink::{Ink, Rgb};
use crate::draw::scene::{Mark, Rect, Scene};

use super::super::compose;
use super::samples::{BLOCKED, FLOOD, HEALTHY, RAMP, RECOVERED};
use super::{around, strokes};

const POLE: Rgb = (70, 70, 70);

/// Three days of which all but the last event happen in the first hours, as in August 2013.
fn story() -> Figure {
    let at: Vec<f64> = (0..86).map(|hour| f64::from(hour) - 1.5).collect();
    let band = |from: f64, to: f64, kind: Stage| Band { from, to, kind, label: String::new() };
    let event = |at: f64, label: &str| Event { at, label: label.into() };
    let panel = |label: &str| Panel {
        areas: vec![Series::new("retries", Ink::Orange, vec![Some(50.0); 86])],
        ..Panel::new(Axis::new(label, Quantity::PerSecond))
    };
    Figure {
        x: Axis::intervals(&at),
        at,
        panels: vec![panel("requests per second"), panel("attempts that were refused")],
        bands: vec![
            band(-2.0, 0.0, HEALTHY),
            band(0.0, 3.0, FLOOD),
            band(3.0, 7.0, BLOCKED),
            band(7.0, 67.0, RAMP),
            band(67.0, 84.0, RECOVERED),
        ],
        events: vec![
            event(0.0, "cache fails"),
            event(3.0, "phones blocked"),
            event(4.0, "cache repaired"),
            event(7.0, "phones let back over 60 h"),
        ],
        ..Figure::default()
    }
}

fn says(scene: &Scene, words: &str) -> bool {
    scene.texts().any(|text| text.content == words)
}

#[test]
fn events_close_to_each_other_are_all_told_on_a_phone_too() {
    for size in [Size::SLIDE, Size::new(1000, 620).with_type(116), Size::new(420, 460).with_type(190)] {
        let scene = compose(&story().into(), size);
        for event in story().events {
            assert!(says(&scene, &event.label), "{} at {size:?}", event.label);
        }
    }
}

#[test]
fn where_not_all_flags_have_room_those_that_begin_a_phase_stay() {
    let mut crowded = story();
    crowded.events.extend((0..8).map(|n| Event { at: 0.5 + f64::from(n) * 0.3, label: format!("note number {n}") }));
    let scene = compose(&crowded.into(), Size::new(420, 460).with_type(190));
    assert!(!(0..8).all(|n| says(&scene, &format!("note number {n}"))), "there is no room for all");
    for words in ["cache fails", "phones blocked", "phones let back over 60 h"] {
        assert!(says(&scene, words), "{words}");
    }
}

#[test]
fn labels_of_axes_stand_on_clean_paper() {
    let scene = compose(&story().into(), Size::SLIDE);
    for panel in story().panels {
        let text = scene.texts().find(|text| text.content == panel.y.label).expect("the label of an axis");
        let place = text.extent();
        for mark in scene.marks.iter().skip(1) {
            let drawn = match mark {
                Mark::Fill(ring, _) => around(ring),
                Mark::Stroke(path, ..) => around(path).grown(0.1),
                Mark::Text(_) => continue,
            };
            assert!(!drawn.overlaps(&place), "{:?} stands on {drawn:?}", text.content);
        }
    }
}

#[test]
fn no_line_of_an_event_crosses_the_word_of_a_phase() {
    // In the middle of the flood; near its end; and where only a ground keeps the word readable.
    for (until, moments) in [(60.0, vec![30.0]), (60.0, vec![28.0, 35.0]), (9.0, vec![4.5])] {
        let mut figure = story();
        figure.bands = vec![Band { from: 0.0, to: until, kind: FLOOD, label: String::new() }];
        figure.events = moments.iter().map(|at| Event { at: *at, label: "repair".into() }).collect();
        let scene = compose(&figure.into(), Size::SLIDE);
        let order = scene.marks.iter().position(|mark| matches!(mark, Mark::Text(text) if text.content == "flood"));
        let place = scene.texts().find(|text| text.content == "flood").expect("the word").extent();
        let crossed = strokes(&scene, POLE).iter().any(|pole| pole.grown(0.1).overlaps(&place));
        let covered = scene.marks[..order.expect("the word")].iter().rev().take(1).any(|mark| match mark {
            Mark::Fill(ring, _) => holds(&around(ring), &place),
            Mark::Stroke(..) | Mark::Text(_) => false,
        });
        assert!(!crossed || covered, "{moments:?}");
    }
}

fn holds(large: &Rect, small: &Rect) -> bool {
    large.left <= small.left && large.right >= small.right
}
