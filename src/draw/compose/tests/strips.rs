//! Oracle: the worlds, limits and counts of the chart, found again in the shapes of its scene.

use crate::draw::chart::Strips;
use crate::draw::figure::{Axis, Quantity, Scale, Size};
use crate::draw::ink::Ink;
use crate::draw::scene::{Rect, Scene};

use super::samples::{strips, strips_with};
use super::{columns_of, compose, filled, inside, middle, strokes};

const TINT: (u8, u8, u8) = (216, 236, 224);

fn drawn(strips: &Strips) -> Scene {
    compose(&strips.clone().into(), Size::SLIDE)
}

/// Where a value lies on a linear axis, by two of its numbers.
fn column(scene: &Scene, [low, high]: [f64; 2], value: f64) -> f64 {
    let [from, to] = [low, high].map(|tick| columns_of(scene, &tick.to_string())[0]);
    from + (value - low) / (high - low) * (to - from)
}

fn says(scene: &Scene, words: &str) -> usize {
    scene.texts().filter(|text| text.content == words).count()
}

#[test]
fn every_world_is_a_dot_near_its_value_on_its_side_of_the_limit() {
    for worlds in [1, 30, 200, 2000] {
        let mut strips = strips(2, worlds);
        // One world exactly at the limit, where the condition holds.
        strips.rows[0].values[0] = 12.0;
        let scene = drawn(&strips);
        let tints = filled(&scene, TINT);
        assert_eq!(tints.len(), 2);
        let limits = [12.0, 7.5].map(|limit| column(&scene, [0.0, 12.0], limit));
        assert!((tints[0].left - limits[0]).abs() < 0.01 && (tints[1].right - limits[1]).abs() < 0.01);
        for (row, tint) in strips.rows.iter().zip(&tints) {
            let dots = filled(&scene, row.ink.pen().rgb);
            assert_eq!(dots.len(), worlds, "a dot for every world");
            let holds = row.values.iter().filter(|value| match row.holds {
                (Some(from), _) => **value >= from,
                (None, to) => to.is_none_or(|to| **value <= to),
            });
            let within = dots.iter().filter(|dot| inside(dot, tint)).count();
            assert_eq!(within, holds.count(), "as many dots in the tint as worlds where the condition holds");
            assert_eq!(dots.iter().filter(|dot| dot.overlaps(tint)).count(), within, "no dot across a limit");
            let mut values = row.values.clone();
            values.sort_by(f64::total_cmp);
            let mut places: Vec<f64> = dots.iter().map(|dot| middle(dot).x).collect();
            places.sort_by(f64::total_cmp);
            for (place, value) in places.iter().zip(&values) {
                let off = (place - column(&scene, [0.0, 12.0], *value)).abs();
                assert!(off < 1.3 * dots[0].width() + 4.0, "{value} lies {off} px from its place");
            }
        }
    }
}

#[test]
fn few_dots_do_not_cover_each_other_and_many_stay_in_their_row() {
    let scene = drawn(&strips(1, 200));
    let dots = filled(&scene, Ink::Orange.pen().rgb);
    let mut stacked: Vec<&Rect> = dots.iter().collect();
    stacked.sort_by(|one, other| (one.left, one.top).partial_cmp(&(other.left, other.top)).expect("finite"));
    for pair in stacked.windows(2).filter(|pair| (pair[0].left - pair[1].left).abs() < 1e-9) {
        assert!(!pair[0].overlaps(pair[1]), "{pair:?}");
    }
    let scene = drawn(&strips_with(|row| row.values = vec![15.0; 2000]));
    let tint = filled(&scene, TINT)[0];
    let dots = filled(&scene, Ink::Orange.pen().rgb);
    assert!(dots.len() == 2000 && dots.iter().all(|dot| inside(dot, &tint)));
    let at = column(&scene, [0.0, 12.0], 15.0);
    assert!(dots.iter().all(|dot| (middle(dot).x - at).abs() < 0.01), "equal worlds lie at their value");
}

#[test]
fn the_median_is_marked_and_written_with_what_it_is_of() {
    let strips = strips_with(|row| (row.values, row.never) = (vec![20.0, 13.0, 17.0, 14.0], 0));
    let scene = drawn(&strips);
    let at = column(&scene, [0.0, 12.0], 15.5);
    let lines = strokes(&scene, Ink::Orange.pen().text);
    assert!(lines.len() == 1 && (lines[0].left - at).abs() < 0.01, "{lines:?} at {at}");
    assert_eq!(filled(&scene, Ink::Orange.pen().text).len(), 2, "a triangle at either end");
    assert_eq!(says(&scene, "median 15 h 30 min"), 1);
    // The second row has three worlds where it never happened.
    assert_eq!(says(&scene, "median of 200: 7 h 29 min"), 1);
    let none = drawn(&strips_with(|row| row.values.clear()));
    assert!(strokes(&none, Ink::Orange.pen().text).is_empty());
}

#[test]
fn what_is_not_on_the_axis_is_counted() {
    let mut strips = strips_with(|row| {
        row.values = vec![1.0, 2.0, 9.0, 10.0, 13.0, 80.0, f64::NAN, f64::INFINITY];
        row.never = 8;
    });
    (strips.x.min, strips.x.max) = (Some(6.0), Some(15.0));
    let scene = drawn(&strips);
    for words in ["above: 1", "below: 2", "never: 8", "unknown: 2"] {
        assert_eq!(says(&scene, words), 1, "{words}");
    }
    assert_eq!(filled(&scene, Ink::Orange.pen().rgb).len(), 3);
    let bars = filled(&scene, (205, 205, 205));
    let row = filled(&scene, TINT)[0];
    assert!((bars[0].height() - row.height() / 2.0).abs() < 0.01, "8 of 16 worlds: half of the bar");
    assert!(drawn(&strips_with(|_| ())).texts().all(|text| !text.content.starts_with("above")));
}

#[test]
fn the_axis_shows_the_open_side_of_a_limit_beyond_all_worlds() {
    for (values, holds) in [(vec![1.0, 2.0], (Some(10.0), None)), (vec![8.0, 9.0], (None, Some(5.0)))] {
        let strips = Strips { x: Axis::new("share", Quantity::Number), ..strips_with(|_| ()) };
        let mut strips = Strips { rows: strips.rows[..1].to_vec(), ..strips };
        (strips.rows[0].values, strips.rows[0].holds) = (values, holds);
        let scene = drawn(&strips);
        let tint = filled(&scene, TINT)[0];
        assert!(tint.width() > 60.0, "{tint:?}");
        assert!(filled(&scene, Ink::Orange.pen().rgb).iter().all(|dot| !dot.overlaps(&tint)));
    }
}

#[test]
fn an_automatic_axis_has_ratios_only_where_a_row_would_be_crowded() {
    let label = |change: &dyn Fn(&mut Strips)| {
        let mut strips = strips(2, 50);
        change(&mut strips);
        let scene = drawn(&strips);
        let zero = says(&scene, "0") > 0;
        (says(&scene, "hours until recovered (log scale)") == 1, zero)
    };
    let spread = |strips: &mut Strips| strips.rows[1].values = vec![0.5; 50];
    assert_eq!(label(&|_| ()), (false, true));
    assert_eq!(label(&spread), (true, false));
    let zero = |strips: &mut Strips| {
        spread(strips);
        strips.rows[1].values[3] = 0.0;
    };
    assert_eq!(label(&zero), (true, true), "a true zero is kept");
    let negative = |strips: &mut Strips| {
        spread(strips);
        strips.rows[1].values[3] = -1.0;
    };
    assert!(!label(&negative).0, "no ratios below zero");
    let linear = |strips: &mut Strips| {
        spread(strips);
        strips.x.scale = Scale::Linear;
    };
    assert!(!label(&linear).0, "equal steps were asked for");
}
