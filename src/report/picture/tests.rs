//! Oracles: figures as data, independent arithmetic, formats.

use super::moment::apportion;
use super::*;
use crate::draw::figure::Size;
use crate::draw::scene::{Rect, Scene};
use crate::engine::simulation::Verdict as Look;
use crate::experiment;
use crate::scenario::{Scenario, catalog};

const FORMS: [Form; 2] = [Form::Wide, Form::Tall];

fn played(name: &str, scale: f64, changes: &[&str]) -> (Document, Outcome) {
    let changes: Vec<String> = changes.iter().map(|change| (*change).to_owned()).collect();
    let mut fetch = |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| name.to_owned());
    let scenario = Scenario::load(name, &mut fetch, &changes, scale).expect("a shipped scenario");
    let outcome = experiment::run(&scenario.document, &mut |_, _| Look::Continue);
    (scenario.document, outcome)
}

fn metastable() -> (Document, Outcome) {
    played("metastable-cell", 0.01, &[])
}

pub(super) fn scene(picture: &Picture, shown: &[Shown]) -> Scene {
    let size = Size::new(picture.width as u32, picture.height as u32);
    let mut scene = Scene::blank(size);
    draw(&mut scene, picture, shown, Rect::paper(size));
    scene
}

/// Texts of a picture that overlap or leave it.
pub(super) fn misplaced(picture: &Picture, outcome: &Outcome, interval: usize) -> Vec<String> {
    let scene = scene(picture, &picture.at(outcome, interval));
    let paper = Rect { left: 0.0, top: 0.0, right: picture.width, bottom: picture.height };
    let texts: Vec<(String, Rect)> = scene.texts().map(|text| (text.content.clone(), text.extent())).collect();
    let mut found = Vec::new();
    for (place, (content, extent)) in texts.iter().enumerate() {
        if extent.left < paper.left || extent.right > paper.right || extent.top < 0.0 || extent.bottom > paper.bottom {
            found.push(format!("`{content}` leaves the picture: {extent:?}"));
        }
        for (other, with) in &texts[place + 1..] {
            if extent.grown(-0.5).overlaps(with) {
                found.push(format!("`{content}` lies on `{other}`"));
            }
        }
    }
    found
}

#[test]
fn words_of_every_scenario_keep_their_places() {
    for name in catalog::names() {
        let (scale, changes): (f64, &[&str]) = match name {
            name if name.starts_with("textbook") => (1.0, &["run.length=9 h"]),
            name if name.starts_with("published") => (0.1, &[]),
            // One instance more than there are is none at a smaller size.
            "incidents/kinesis-2020" => (1.0, &[]),
            name if name.starts_with("incidents") => (0.05, &[]),
            name if name.starts_with("story") => (1.0, &[]),
            name if name.starts_with("services") && name != "services/three-tiers" => (1.0, &[]),
            _ => (0.01, &[]),
        };
        let (document, outcome) = played(name, scale, changes);
        let last = outcome.series.resources.len() - 1;
        for form in FORMS {
            let picture = Picture::of(&document, &[&outcome], form);
            for interval in [0, last / 7, last / 5, last / 3, last / 2, last] {
                let found = misplaced(&picture, &outcome, interval);
                assert!(found.is_empty(), "{name}, {form:?}, interval {interval}:\n{}", found.join("\n"));
            }
        }
    }
}

#[test]
fn a_picture_of_long_names_and_many_classes_keeps_its_words_apart() {
    let (mut document, outcome) = metastable();
    let class = document.classes["web"].clone();
    for number in 0..7 {
        document.classes.insert(format!("an endless name of a class that nobody would choose {number}"), class.clone());
    }
    for form in FORMS {
        let picture = Picture::of(&document, &[&outcome], form);
        assert_eq!(misplaced(&picture, &outcome, 20), Vec::<String>::new(), "{form:?}");
    }
}

#[test]
fn dots_add_up_and_follow_the_time_that_clients_spent() {
    let (document, outcome) = metastable();
    let picture = Picture::of(&document, &[&outcome], Form::Wide);
    let phones = outcome.series.classes.iter().position(|name| name == "phones").expect("phones");
    let mut seen = [false; 2];
    for interval in 0..outcome.series.resources.len() {
        for (part, shown) in picture.changing().zip(picture.at(&outcome, interval)) {
            let (Kind::Dots { places, states }, Shown::Counts(counts)) = (&part.kind, shown) else { continue };
            assert_eq!(counts.len(), states.len());
            assert_eq!(counts.iter().map(|count| usize::from(*count)).sum::<usize>(), places.len());
            if part.id != "dots-0" {
                continue;
            }
            let sample = &outcome.series.by_class[phones][interval];
            let waiting = sample.client_seconds[2] / sample.seconds / f64::from(sample.population.expect("closed"));
            let place = states.iter().position(|state| *state == State::Waiting).expect("phones wait");
            let shown = f64::from(counts[place]) / places.len() as f64;
            assert!((shown - waiting).abs() * places.len() as f64 <= 1.0 + 1e-9, "{shown} for {waiting}");
            seen[usize::from(waiting > 0.3)] = true;
        }
    }
    assert_eq!(seen, [true; 2], "phones that wait were not seen in both ways");
}

#[test]
fn gauges_and_words_say_what_the_series_say() {
    let (document, outcome) = metastable();
    let picture = Picture::of(&document, &[&outcome], Form::Tall);
    let part = |id: &str, interval: usize| {
        let at = picture.changing().position(|part| part.id == id).expect("the part");
        picture.at(&outcome, interval)[at].clone()
    };
    for interval in [3, 13, 20, 40] {
        let usage = &outcome.series.resources[interval].usage;
        let Shown::Share(busy) = part("workers", interval) else { panic!("no share") };
        assert!((busy * usage.seconds * usage.workers_there - usage.workers).abs() < 1e-6);
        let Shown::Share(down) = part("out", interval) else { panic!("no share") };
        assert!((down * usage.seconds - usage.down_busy).abs() < 1e-6);
    }
    assert_eq!(part("clock", 0), Shown::Words("1 h before the onset".to_owned()));
    assert_eq!(part("clock", 13), Shown::Words("5 min after the onset".to_owned()));
    assert_eq!([part("cache", 11), part("cache", 12)], [Shown::Lamp(0), Shown::Lamp(4)]);
    assert_eq!([part("gate-0", 0), part("gate-words-0", 0)], [Shown::Share(1.0), Shown::Words("open".to_owned())]);
    let blocked = outcome.summary.log.iter().find(|entry| entry.what == "phones blocked").expect("a block");
    let interval = (blocked.at.0 / document.run.sample.0) as usize;
    assert_eq!(
        [part("gate-0", interval), part("gate-words-0", interval)],
        [Shown::Share(0.0), Shown::Words("closed".to_owned())]
    );
}

#[test]
fn markup_is_well_formed_and_has_every_part() {
    let (document, outcome) = metastable();
    for form in FORMS {
        let picture = Picture::of(&document, &[&outcome], form);
        let shown = picture.at(&outcome, 20);
        let text = markup(&picture, &shown, "now");
        let tree = roxmltree::Document::parse(&text).expect("XML");
        for (number, (part, shown)) in picture.changing().zip(&shown).enumerate() {
            let number = number.to_string();
            let found: Vec<_> =
                tree.descendants().filter(|node| node.attribute("data-part") == Some(number.as_str())).collect();
            match (&part.kind, shown) {
                (Kind::Dots { places, .. }, _) => assert_eq!(found.len(), places.len()),
                (Kind::Lamp(looks), _) => assert_eq!(found.len(), looks.len()),
                (Kind::Words(_), Shown::Words(words)) => assert_eq!(found[0].text().unwrap_or_default(), words),
                (Kind::Gauge { .. }, _) => assert!(found[0].has_attribute("data-full")),
                (Kind::Flow { .. }, _) => assert_eq!(found.len(), 1),
                (Kind::Words(_) | Kind::Fixed(_), _) => panic!("{} shows {shown:?}", part.id),
            }
        }
        assert!(!text.contains("style=") && !text.contains("class="));
        for link in tree.descendants().filter_map(|node| node.attribute("href")) {
            assert!(tree.descendants().any(|node| node.attribute("id") == link.strip_prefix('#')), "{link}");
        }
    }
}

#[test]
fn frames_decoded_are_the_moments() {
    let (document, outcome) = metastable();
    let picture = Picture::of(&document, &[&outcome], Form::Wide);
    let frames = frames(&picture, &outcome);
    assert_eq!(frames.time_h.len(), outcome.series.resources.len());
    for interval in 0..frames.time_h.len() {
        for (column, shown) in frames.parts.iter().zip(picture.at(&outcome, interval)) {
            match shown {
                Shown::Counts(counts) => assert_eq!(column.counts.as_ref().expect("counts")[interval], counts),
                Shown::Share(share) => {
                    let share_here = f64::from(column.share.as_ref().expect("share")[interval]) / 1000.0;
                    assert!((share_here - share).abs() <= 0.0005 + 1e-12);
                }
                Shown::Words(words) => {
                    assert_eq!(frames.words[column.words.as_ref().expect("words")[interval]], words);
                }
                Shown::Flow(first, _) => {
                    let first_here = f64::from(column.flow.as_ref().expect("flow")[interval][0]) / 1000.0;
                    assert!((first_here - first).abs() <= 0.0005 + 1e-12);
                }
                Shown::Lamp(look) => assert_eq!(column.lamp.as_ref().expect("lamp")[interval], look),
            }
        }
    }
}

#[test]
fn what_is_apportioned_adds_up() {
    assert_eq!(apportion(&[0.5, 0.25, 0.25], 10), [5, 3, 2]);
    assert_eq!(apportion(&[1.0, 1.0, 1.0], 100), [34, 33, 33]);
    assert_eq!(apportion(&[0.0, 0.0], 7), [7, 0]);
}

#[test]
fn a_storm_gets_its_share_of_the_showing_time() {
    let phases = vec![(-2.0, 0.0, 0.5), (0.0, 3.0, 1.0), (3.0, 7.0, 1.0), (7.0, 67.0, 1.0), (67.0, 84.0, 0.5)];
    let moments = moments_h(-1.9, 84.0, &[phases], 120);
    assert_eq!((moments.len(), moments[0], moments[119]), (120, -1.9, 84.0));
    assert!(moments.windows(2).all(|pair| pair[0] <= pair[1]));
    let storm = moments.iter().filter(|hours| (0.0..3.0).contains(*hours)).count();
    assert!((20..=25).contains(&storm), "{storm} of 120");
    let even = moments_h(0.0, 9.0, &[], 10);
    assert!(even.iter().enumerate().all(|(at, hours)| (hours - at as f64).abs() < 1e-9), "{even:?}");
}
