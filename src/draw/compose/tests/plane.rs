//! Oracle: the numbers of a plane, found again in the shapes of its scene.

use super::samples::plane;
use super::{around, columns_of, compose, strokes};
use crate::draw::figure::{Scale, Size};
use crate::draw::ink::Ink;
use crate::draw::scene::{Mark, Point};

#[test]
fn the_path_goes_through_its_places_and_breaks_at_gaps() {
    let plane = plane(Scale::Linear);
    let scene = compose(&plane.clone().into(), Size::SLIDE);
    let row = |content: &str| {
        let text = scene.texts().find(|text| text.content == content).expect("a number of the axis");
        text.at.y - 0.36 * text.em
    };
    let [left, right] = ["100/s", "400/s"].map(|tick| columns_of(&scene, tick)[0]);
    let (floor, fifth) = (row("0"), row("20/s"));
    let place =
        |x: f64, y: f64| Point::new(left + (x - 100.0) / 300.0 * (right - left), floor + y / 20.0 * (fifth - floor));
    let paths: Vec<&Vec<Point>> = scene
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Stroke(path, _, paint) if paint.rgb == Ink::BoldBlue.pen().rgb => Some(path),
            Mark::Fill(..) | Mark::Stroke(..) | Mark::Text(_) => None,
        })
        .collect();
    assert_eq!(paths.len(), 1, "nothing is drawn across the gap, and one place alone is no path");
    for (drawn, (x, y)) in paths[0].iter().zip(plane.path.iter().flatten()) {
        let at = place(*x, *y);
        assert!((drawn.x - at.x).abs() < 0.01 && (drawn.y - at.y).abs() < 0.01, "{drawn:?} for {x}, {y}");
    }
    // The capacity stands at its value on both axes.
    let dashes = strokes(&scene, Ink::Limit.pen().rgb);
    let at = place(60.0, 60.0);
    assert!(dashes.iter().any(|dash| (dash.left - at.x).abs() < 0.01 && dash.right - dash.left < 0.01));
    assert!(dashes.iter().any(|dash| (dash.top - at.y).abs() < 0.01 && dash.bottom - dash.top < 0.01));
}

#[test]
fn the_diagonal_is_where_both_numbers_are_equal() {
    for scale in [Scale::Linear, Scale::Log] {
        let mut plane = plane(scale);
        plane.path = vec![Some((20.0, 20.0)), Some((40.0, 40.0)), Some((480.0, 55.0))];
        (plane.rise, plane.column, plane.row) = (None, None, None);
        let scene = compose(&plane.into(), Size::SLIDE);
        let diagonal = strokes(&scene, Ink::Green.pen().rgb);
        assert!(!diagonal.is_empty());
        let path = scene.marks.iter().find_map(|mark| match mark {
            Mark::Stroke(path, _, paint) if paint.rgb == Ink::BoldBlue.pen().rgb => Some(path),
            Mark::Fill(..) | Mark::Stroke(..) | Mark::Text(_) => None,
        });
        for place in &path.expect("the path")[..2] {
            // No dash is further away than a gap between two of them.
            let near = diagonal.iter().any(|dash| {
                let box_around = dash.grown(12.0);
                around(&[*place]).overlaps(&box_around.grown(0.1)) || box_around.overlaps(&around(&[*place]).grown(0.1))
            });
            assert!(near, "{scale:?}: {place:?}");
        }
    }
}

#[test]
fn all_that_matters_is_written_where_there_is_room() {
    let scene = compose(&plane(Scale::Log).into(), Size::SLIDE);
    for words in
        ["healthy", "flood 0 min", "blocked 3 h", "stuck 4 h", "100 % before", "5 % after 4 h", "capacity 60/s"]
    {
        assert_eq!(columns_of(&scene, words).len(), 1, "{words}");
    }
    assert_eq!(columns_of(&scene, "everything answered").len(), 1);
    assert_eq!(columns_of(&scene, "end").len(), 1, "the end has no moment of its own");
}
