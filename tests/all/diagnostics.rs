//! Realistic mistakes and what the user is told about them. Oracle: format (every message names file, line and
//! column, points at the token, says why, and says what to write). The snapshots freeze the texts.

use std::fs;
use std::path::Path;

use syncstorm::scenario::Scenario;

/// The message for a file of `tests/bad`, without colour.
fn message(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let mut fetch = |wanted: &str| fs::read_to_string(folder.join(wanted)).map_err(|_| "no such file".to_string());
    match Scenario::load(name, &mut fetch, &[], 1.0) {
        Ok(_) => panic!("{name} is a scenario"),
        Err(refused) => refused.render(false),
    }
}

#[test]
fn every_mistake_is_explained() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let entries = fs::read_dir(folder).expect("tests/bad");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert!(names.len() >= 20);
    for name in names {
        let text = message(&name);
        assert!(text.contains(&format!("{name}:")), "{name}: no place\n{text}");
        assert!(text.contains('^'), "{name}: no caret\n{text}");
        assert!(text.contains("help:"), "{name}: no remedy\n{text}");
        insta::assert_snapshot!(name.trim_end_matches(".toml"), text);
    }
}

/// Everything that is wrong is said at once, in the order of the file.
#[test]
fn five_mistakes_are_five_messages() {
    let text = message("five-at-once.toml");
    let lines: Vec<usize> = text
        .lines()
        .filter_map(|line| line.split("five-at-once.toml:").nth(1)?.split(':').next()?.parse().ok())
        .collect();
    assert!(lines.len() >= 5 && lines.is_sorted(), "{lines:?}\n{text}");
}

/// Of very many problems the first ones are shown, and all are counted.
#[test]
fn a_flood_of_problems_is_cut_and_counted() {
    let mut text = String::from("[run]\nlength = \"1 h\"\n[evidence]\n");
    for number in 0..3000 {
        text += &format!("\"nothing.like_this_{number}\" = {{ mark = \"fact\", source = \"nobody\" }}\n");
    }
    let Err(refused) = Scenario::load("flood.toml", &mut |_| Ok(text.clone()), &[], 1.0) else {
        panic!("it is a scenario")
    };
    let said = refused.render(false);
    assert_eq!(said.matches("--> flood.toml:").count(), 50, "{}", &said[said.len() - 400..]);
    assert!(
        said.contains(" problems, of which the first 50 are shown, in flood.toml"),
        "{}",
        &said[said.len() - 400..]
    );
    assert!(refused.problems.len() >= 3000, "{}", refused.problems.len());
}
