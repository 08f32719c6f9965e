//! Oracles: figures as data, the format.

use super::*;
use crate::draw::scene::Text;
use crate::engine::simulation::Verdict;
use crate::scenario::{Scenario, catalog};

fn played(name: &str, scale: f64) -> (Scenario, Outcome) {
    let mut fetch = |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| name.to_owned());
    let scenario = Scenario::load(name, &mut fetch, &[], scale).expect("a shipped scenario");
    let outcome = crate::experiment::run(&scenario.document, &mut |_, _| Verdict::Continue);
    (scenario, outcome)
}

#[test]
fn words_of_every_frame_keep_their_places() {
    for (name, scale) in [("metastable-cell", 0.01), ("outlook-2013", 0.005), ("slack-2022", 0.02), ("ios-6.1", 0.05)] {
        let (scenario, outcome) = played(name, scale);
        let about = Provenance::of(&scenario, scale, String::new());
        for width in [640, 960, 1920] {
            let film = Animation::of(&scenario.document, &outcome, &about, (9, width, Look::Light));
            assert_eq!(film.len(), 9);
            for number in 0..film.len() {
                let scene = film.frame(number);
                let paper = Rect::paper(scene.size).grown(1.0);
                let texts: Vec<(&str, Rect)> = scene.texts().map(|text| (&*text.content, text.extent())).collect();
                for (place, (content, extent)) in texts.iter().enumerate() {
                    let inside =
                        extent.left >= paper.left && extent.right <= paper.right && extent.bottom <= paper.bottom;
                    assert!(inside, "{name}, {width}, frame {number}: `{content}` leaves the paper");
                    for (other, with) in &texts[place + 1..] {
                        let apart = !extent.grown(-1.5).overlaps(&with.grown(-1.5));
                        assert!(apart, "{name}, {width}, frame {number}: `{content}` lies on `{other}`");
                    }
                }
            }
        }
    }
}

#[test]
fn the_storm_comes_from_close_up_and_then_the_whole_run() {
    let (scenario, outcome) = played("outlook-2013", 0.005);
    let about = Provenance::of(&scenario, 0.005, String::new());
    let film = Animation::of(&scenario.document, &outcome, &about, (60, 640, Look::Light));
    let spans: Vec<f64> = film.chapters.iter().filter_map(|chapter| chapter.ground.across.map(|a| a.high)).collect();
    assert_eq!(spans.len(), 2);
    assert!((spans[0] - 4.5).abs() < 0.2 && spans[1] > 80.0, "{spans:?}");
    let close = film.moments.iter().filter(|(_, now)| *now <= film.chapters[0].until).count();
    assert!((15..50).contains(&close), "{close} of 60 frames show the storm");
    // The cursor goes on to the right within a chapter, and the picture stays where it is.
    let cursor = |number: usize| {
        let scene = film.frame(number);
        let mut cursors = scene.marks.iter().filter_map(|mark| match mark {
            Mark::Stroke(path, _, paint) if paint.rgb == (20, 20, 20) && path[0].x == path[1].x => Some(path[0].x),
            Mark::Stroke(..) | Mark::Fill(..) | Mark::Text(_) => None,
        });
        cursors.next_back().expect("a cursor")
    };
    for number in 1..close {
        assert!(cursor(number) >= cursor(number - 1), "frame {number}");
    }
    assert!(cursor(close) < cursor(close - 1), "the whole run begins further left");
}

#[test]
fn a_heading_of_fewer_lines_leaves_no_gap_above_the_picture() {
    let (scenario, outcome) = played("outlook-2013", 0.005);
    let about = Provenance::of(&scenario, 0.005, String::new());
    let film = Animation::of(&scenario.document, &outcome, &about, (9, 960, Look::Light));
    let air = |film: &Animation<'_>| -> Vec<(f64, f64)> {
        let words = |chapter: &Chapter| {
            let title = chapter.ground.texts().map(Text::extent).filter(|extent| extent.bottom < film.place.top);
            title.fold((f64::INFINITY, 0.0), |(top, bottom): (f64, f64), e| (top.min(e.top), bottom.max(e.bottom)))
        };
        film.chapters.iter().map(words).map(|(top, bottom)| (top, film.place.top - bottom)).collect()
    };
    // As much more room above the shorter heading as below it, whichever of the two it is.
    let found = air(&film);
    let more = (found[1].0 - found[0].0, found[1].1 - found[0].1);
    assert!((more.0 - more.1).abs() < 3.0, "{found:?}");
}
