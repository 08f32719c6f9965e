//! The guided lesson: what it says follows from its runs, what it tells people to paste works, and the sheet gives
//! nothing away. Oracles: the stories and files of the runs themselves, and the form of the lesson.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::program::{command, files, succeeds, syncstorm};
use serde_json::Value;
use syncstorm::draw::figure::Figure;
use syncstorm::experiment::Watch;
use syncstorm::experiment::lesson::{Role, play};
use syncstorm::report::lesson::{Cast, Lesson, Look, STEPS, Step, Take, name, roles};
use syncstorm::report::provenance::Provenance;
use syncstorm::scenario::{Scenario, catalog};

/// Small enough for a test, and the same story.
const SMALL: f64 = 0.07;

struct Nobody;

impl Watch for Nobody {
    fn planned(&self, _: usize) {}
    fn advanced(&self, _: f64, _: f64) {}
    fn stops(&self) -> bool {
        false
    }
}

/// The runs of a lesson, or of a step, of scenarios with further changes.
fn cast(step: Option<usize>, changes: &[&str]) -> Cast {
    let scenario = |role: &Role| {
        let fetch = &mut |name: &str| catalog::find(name).map(str::to_owned).ok_or_else(|| name.to_owned());
        let fixes = role.fixes().settings().into_iter().map(|setting| setting.text());
        let sets = role.sets().iter().chain(changes).map(|set| (*set).to_owned()).chain(fixes);
        let loaded = Scenario::load(role.scenario(), fetch, &sets.collect::<Vec<_>>(), SMALL);
        loaded.unwrap_or_else(|rejected| panic!("{}", rejected.render(false)))
    };
    let roles = roles(step);
    let scenarios: Vec<Scenario> = roles.iter().map(scenario).collect();
    let documents: Vec<_> = scenarios.iter().map(|scenario| &scenario.document).collect();
    let outcomes = play(&documents, &Nobody).expect("nobody stops it");
    let takes = roles.into_iter().zip(scenarios).zip(outcomes).map(|((role, scenario), outcome)| {
        let about = Provenance::of(&scenario, SMALL, "syncstorm run it".to_owned());
        Take { role, scenario, about, folder: format!("output/{}", name(role)), outcome }
    });
    Cast(takes.collect())
}

/// The runs of the whole lesson, played once for all tests that change nothing.
static WHOLE: LazyLock<Cast> = LazyLock::new(|| cast(None, &[]));

fn lesson() -> Lesson {
    Lesson::of(&WHOLE, None, "syncstorm lesson".to_owned())
}

/// A step of the scenarios with further changes.
fn step(number: usize, changes: &[&str]) -> Step {
    let own = (!changes.is_empty()).then(|| cast(Some(number), changes));
    Lesson::of(own.as_ref().unwrap_or(&WHOLE), Some(number), "syncstorm lesson".to_owned()).steps.remove(0)
}

/// The folder that the program writes, as name and bytes of every file.
static COURSE: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let here = tempfile::tempdir().expect("a folder");
    assert_eq!(succeeds(here.path(), &["lesson", "--scale", "0.05", "-q", "--out", "course"]), "");
    files(&here.path().join("course"))
});

fn right(step: &Step) -> &str {
    &step.predict.options[step.predict.right]
}

/// A text without its line breaks.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_lesson_has_six_steps_for_45_minutes() {
    let lesson = lesson();
    assert_eq!((lesson.steps.len(), lesson.minutes), (STEPS, 45));
    for (place, step) in lesson.steps.iter().enumerate() {
        assert_eq!(step.number, place + 1);
        let options: BTreeSet<&String> = step.predict.options.iter().collect();
        assert!((3..=4).contains(&options.len()) && options.len() == step.predict.options.len(), "{options:?}");
        assert!(step.predict.right < options.len());
        assert!(!step.run.is_empty() && !step.see.is_empty() && !step.given.is_empty(), "{}", step.title);
        assert!((2..=4).contains(&step.explain.len()), "{}", step.title);
        assert!((1..=3).contains(&step.charts.len()), "{}", step.title);
    }
    let different = |of: &dyn Fn(&Step) -> String| lesson.steps.iter().map(of).collect::<BTreeSet<_>>().len();
    assert_eq!(different(&|step| step.term.name.to_owned()), STEPS);
    assert!(different(&|step| step.predict.right.to_string()) >= 3, "the right option has no usual place");
    let files: Vec<&String> = lesson.steps.iter().flat_map(|step| &step.charts).map(|chart| &chart.file).collect();
    assert_eq!(files.iter().collect::<BTreeSet<_>>().len(), files.len(), "{files:?}");
    assert_eq!(lesson.closing.expect("an end").open.len(), 3);
}

#[test]
fn the_right_option_follows_from_the_runs() {
    let patient = "classes.phones.behaviours={patient={any_error=\"none\"}}";
    // Step 1: a size, and the others made from it.
    let (before, after) = (step(1, &[]), step(1, &[patient]));
    assert_ne!(before.predict.options, after.predict.options);
    assert!(before.explain[0].contains("an error by a new try") && after.explain[0].contains("do not make"));
    // Step 2: which resource is full.
    assert!(right(&step(2, &[])).starts_with("both"));
    let wide = "network.capacity=1 Gbit/s";
    assert!(right(&step(2, &[wide])).starts_with("the workers of the servers, and not"));
    assert!(right(&step(2, &[patient])).starts_with("neither"));
    // Step 3: whether the repair is enough.
    assert!(right(&step(3, &[])).starts_with("not within"));
    let mild = step(3, &[patient, "classes.phones.activesync.first_contact.resync=0.0"]);
    assert!(right(&mild).contains("the repair is enough"), "{}", right(&mild));
    assert!(mild.explain[0].contains("thins out"));
    // Step 4: when the web is back, by the times of the scenario.
    assert!(right(&step(4, &[])).contains("by 3 h 10 min"));
    assert!(right(&step(4, &["timeline.block.at=2 h"])).contains("by 2 h 10 min"));
    // Step 5: what a return costs.
    assert!(right(&step(5, &[])).starts_with("more than half"));
    assert!(right(&step(5, &["timeline.restore.do.ramp.over=15 h"])).starts_with("hardly any"));
    // Step 6: a fix that changes nothing wins nowhere.
    assert!(right(&step(6, &[])).starts_with("it depends"));
    assert!(right(&step(6, &["fixes.bandwidth.factor=1.0"])).starts_with("changed error handling"));
}

#[test]
fn the_sheet_gives_nothing_away() {
    let lesson = lesson();
    let (sheet, teacher) = (flat(&lesson.sheet(true)), flat(&lesson.teacher(true)));
    assert!(!sheet.contains("Right:") && !sheet.contains("One sees"));
    for step in &lesson.steps {
        for ask in step.predict.options.iter().chain([&step.predict.ask]).chain(&step.given) {
            assert!(sheet.contains(&flat(ask)) && teacher.contains(&flat(ask)), "{ask}");
        }
        let looks = step.see.iter().flat_map(|look| [Some(&look.seen), look.table.as_ref().map(|[_, filled]| filled)]);
        let told = step.explain.iter().chain([&step.predict.because]).chain(looks.flatten());
        for answer in told.map(|text| flat(text)).chain([format!("**{}**", step.term.name)]) {
            assert!(teacher.contains(&answer), "{answer}");
            assert!(!sheet.contains(&answer), "{answer}");
        }
        assert!(!sheet.contains(step.term.name.as_str()), "{}", step.term.name);
        assert!(step.charts.iter().all(|chart| !sheet.contains(&chart.caption)));
    }
    for seen in &lesson.closing.as_ref().expect("an end").seen {
        assert!(teacher.contains(&flat(seen)) && !sheet.contains(&flat(seen)), "{seen}");
    }
}

/// Everything that is written on a chart but its title and subtitle.
fn labels(figure: &Figure) -> Vec<String> {
    let of_panels = figure.panels.iter().flat_map(|panel| {
        let curves = panel.areas.iter().chain(&panel.lines).map(|curve| &curve.label);
        curves.chain(panel.references.iter().map(|line| &line.label)).chain([&panel.y.label])
    });
    of_panels.chain(figure.events.iter().map(|event| &event.label)).cloned().collect()
}

#[test]
fn what_a_chart_is_looked_at_for_is_written_on_it() {
    let (cast, lesson) = (&*WHOLE, lesson());
    let mut held = 0;
    for (step, look) in lesson.steps.iter().flat_map(|step| step.see.iter().map(move |look| (step, look))) {
        assert_eq!(look.charts.is_empty(), !look.place.contains(".png"), "{}", look.place);
        let figures: Vec<Figure> =
            look.charts.iter().filter_map(|(role, name)| cast.take(*role).figure(*name)).collect();
        assert_eq!(figures.len(), look.charts.len(), "{}", look.place);
        for (role, chart) in &look.charts {
            assert!(look.place.contains(&format!("output/{}/{}", name(*role), chart.png())), "{}", look.place);
            let shown = step.charts.iter().any(|picture| picture.role == *role && picture.name == *chart);
            assert!(shown, "the teacher's version has no picture of {}", look.place);
        }
        for figure in &figures {
            let written = labels(figure);
            let of_chart = quoted(&look.watch).filter(|word| written.iter().any(|label| label.starts_with(word)));
            assert!(of_chart.count() > 0, "nothing of `{}` is on the chart: {written:?}", look.watch);
        }
        let everything: Vec<String> = figures.iter().flat_map(labels).collect();
        for word in quoted(&look.watch).filter(|_| !figures.is_empty()) {
            assert!(everything.iter().any(|label| label.starts_with(word)), "`{word}` is not in {everything:?}");
            held += 1;
        }
    }
    assert!(held >= 12, "{held}");
}

#[test]
fn what_is_seen_of_the_block_is_what_its_charts_show() {
    let step = step(4, &[]);
    let look = |name: &str| step.see.iter().find(|look: &&Look| look.place.contains(name)).expect("a look");
    let seen = &look("backlog.png").seen;
    // The chart has no knocks, and no more devices than there are.
    let devices = seen.split(" devices blocked at the edge").next().and_then(|before| before.rsplit(' ').next());
    let devices: f64 = devices.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{seen}"));
    let phones = WHOLE.take(roles(Some(4))[0]).population("phones");
    assert!(devices > phones / 2.0 && devices <= phones && !seen.contains("knocks"), "{seen}");
    assert!(look("amplification.png").seen.contains("knocks per second"));
}

#[test]
fn a_sheet_is_proper_markdown() {
    let lesson = lesson();
    let sheet = lesson.sheet(true);
    // An option without a list mark runs into the one before it, and a line of underscores is a rule across the page.
    assert!(!sheet.lines().any(|line| line.starts_with("[ ]")), "{sheet}");
    assert!(!sheet.lines().any(|line| line.len() > 2 && line.trim().chars().all(|c| c == '_')), "{sheet}");
    let options: usize = lesson.steps.iter().map(|step| step.predict.options.len()).sum();
    assert_eq!(sheet.matches("\n- [ ] ").count(), options);
    assert!(sheet.matches("> &nbsp;").count() > 6 * 6, "room to write");
}

#[cfg(feature = "charts")]
#[test]
fn either_version_is_a_page_that_needs_nothing_else() {
    let page = |name: &str| String::from_utf8(COURSE[name].clone()).expect("UTF-8");
    let (lesson, sheet) = (page("lesson.html"), page("sheet.html"));
    for page in [&lesson, &sheet] {
        assert!(page.contains("size: A4") && !page.contains("<hr") && !page.contains("://"));
        assert!(page.split("src=\"").skip(1).all(|source| source.starts_with("data:image/svg+xml;base64,")));
    }
    assert_eq!((lesson.matches("<img").count(), sheet.matches("<img").count()), (12, 0));
    // Every option has a box of its own to tick.
    let boxes = sheet.split("<input disabled").skip(1);
    let options: Vec<&str> = boxes.map(|rest| rest.split("</li>").next().expect("an end")).collect();
    assert_eq!(options.len(), 6 * 4);
    assert!(options.iter().all(|option| option.matches(". ").count() >= 1 && !option.contains("[ ]")), "{options:?}");
    assert!(sheet.contains("<blockquote>") && !sheet.contains("Right:"));
}

#[test]
fn the_control_has_the_same_picture_as_the_storm_and_names_that_tell() {
    let step = step(2, &[]);
    let files: Vec<&str> = step.charts.iter().map(|chart| chart.file.as_str()).collect();
    assert_eq!(files, ["step-2-people-fault-with-retries", "step-2-people-control-without-retries"]);
    let here = tempfile::tempdir().expect("a folder");
    let told: Value =
        serde_json::from_str(&succeeds(here.path(), &["lesson", "--json", "--step", "2", "-q"])).expect("JSON");
    let line = told["steps"][0]["run"][0]["line"].as_str().expect("a command");
    assert!(line.ends_with("--no-report --out output/control-without-retries+scale-0.1"), "{line}");
}

#[test]
fn options_for_a_time_are_round_and_inside_the_run() {
    let step = step(3, &[]);
    for option in step.predict.options.iter().filter(|option| option.starts_with("by ")) {
        let time = option.split(':').next().expect("a time");
        assert!(!time.contains("min") || time.ends_with("10 min"), "{option}");
    }
    assert!(step.predict.options.iter().any(|option| option.starts_with("by 24 h:")), "{:?}", step.predict.options);
}

#[test]
fn a_measure_is_explained_where_it_is_used() {
    let lesson = lesson();
    let teacher = flat(&lesson.teacher(false));
    let sixth = &lesson.steps[5];
    assert!(flat(&sixth.given.join(" ")).contains("hours of full outage"));
    assert!(sixth.see.iter().any(|look| look.watch.contains("the title counts something else")));
    assert!(lesson.steps[4].see.iter().any(|look| look.watch.contains("mind the axes")));
    assert!(teacher.contains("that interval is wide") && teacher.contains("Rust 1."));
}

/// Words as a shell makes them, as far as the lesson goes: single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (part, text) in line.split('\'').enumerate() {
        for (place, word) in if part % 2 == 1 { vec![text] } else { text.split(' ').collect() }.iter().enumerate() {
            if place > 0 {
                words.push(String::new());
            }
            words.last_mut().expect("never empty").push_str(word);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Runs a command of the lesson and gives its stdout.
fn paste(folder: &Path, line: &str) -> String {
    let words = words(line);
    let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    assert_eq!(arguments[0], "syncstorm", "{line}");
    succeeds(folder, &arguments[1..])
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_command_works_and_shows_what_the_lesson_says() {
    let here = tempfile::tempdir().expect("a folder");
    let told: Value =
        serde_json::from_str(&succeeds(here.path(), &["lesson", "--json", "--scale", "0.05", "-q"])).expect("JSON");
    assert_eq!(told["schema"], "syncstorm.lesson/1");
    assert_eq!((told["steps"].as_array().map(Vec::len), told["minutes"].as_u64()), (Some(STEPS), Some(45)));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut stories = String::new();
    for step in told["steps"].as_array().expect("steps") {
        let own: String = step["run"]
            .as_array()
            .expect("commands")
            .iter()
            .map(|run| paste(here.path(), &text(&run["line"])))
            .collect();
        stories += &own;
        for look in step["see"].as_array().expect("looks") {
            let place = text(&look["place"]);
            for name in quoted(&place) {
                let chart = cfg!(not(feature = "charts")) && name.ends_with(".png");
                let found = match name.starts_with("output/") {
                    true => chart || here.path().join(name).is_file(),
                    false => own.contains(name) || name == "run",
                };
                assert!(found, "{place}: {name}\n{own}");
            }
        }
    }
    // Numbers that stand in a story, word by word.
    let see = |step: usize, look: usize| text(&told["steps"][step - 1]["see"][look]["seen"]);
    let peak = see(1, 0);
    let times = peak.split(" times normal").next().and_then(|before| before.rsplit(' ').next()).expect("a number");
    assert!(stories.contains(&format!("{times} × normal")), "{peak}");
    for outage in see(6, 0).replace("left ", "").replace("right ", "").split(", ") {
        assert!(stories.contains(&format!("as much as a full outage of {outage}")), "{outage}\n{stories}");
    }
    for open in told["closing"]["open"].as_array().expect("questions") {
        paste(here.path(), &text(&open["command"]));
    }
}

#[test]
fn the_words_hold_no_number_of_their_own() {
    // The incident's date and the commands of the open questions are in `opening.rs`.
    for name in ["fault", "neighbours", "repair", "block", "back", "fixes"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/report/lesson/{name}.rs"));
        let source = fs::read_to_string(path).expect("a source file");
        let code = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for (place, literal) in code.split('"').enumerate().filter(|(place, _)| place % 2 == 1) {
            // Formats, references to steps, the level that the story itself is told with, and what "busy" is.
            let mut plain: String =
                literal.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect();
            for known in ["step 1", "step 3", "step 4", "99 %", "(1 is"] {
                plain = plain.replace(known, "");
            }
            assert!(!plain.contains(|c: char| c.is_ascii_digit()), "{name}.rs, literal {place}: {literal}");
        }
    }
}

#[test]
fn the_program_tells_it_and_writes_it() {
    let here = tempfile::tempdir().expect("a folder");
    let small = ["lesson", "--scale", "0.05", "-q"];
    let with = |more: &[&'static str]| [&small[..], more].concat();
    let on = |threads: &str| {
        let output = command(here.path(), &small).env("RAYON_NUM_THREADS", threads).output().expect("it runs");
        assert!(output.status.success() && output.stderr.is_empty());
        output.stdout
    };
    let whole = on("1");
    assert!(whole == on("3"), "the bytes do not depend on the threads");
    let whole = String::from_utf8(whole).expect("UTF-8");
    let third = succeeds(here.path(), &with(&["--step", "3"]));
    assert!(whole.contains(&third[third.find("## Step 3").expect("the step")..]));
    assert_ne!(third, succeeds(here.path(), &with(&["--step", "3", "--seed", "7"])));
    let sheet = succeeds(here.path(), &with(&["--sheet"]));
    assert!(sheet.contains("## Step 6") && !sheet.contains("Right:"));

    let written = &*COURSE;
    fs::create_dir(here.path().join("course")).expect("a folder");
    for (name, bytes) in written {
        fs::write(here.path().join("course").join(name), bytes).expect("written");
    }
    // The same, but that the page lies beside it.
    let lies = |text: &str| -> Vec<String> {
        let parts = text.split("\n\n").filter(|part| !part.contains("#story-"));
        parts.map(str::to_owned).collect()
    };
    let beside = String::from_utf8_lossy(&written["sheet.md"]).into_owned();
    assert_eq!(lies(&beside), lies(&sheet));
    let links = if cfg!(feature = "charts") { 6 } else { 0 };
    assert_eq!((beside.matches("(play.html#story-").count(), sheet.matches("#story-").count()), (links, 6));
    assert!(!cfg!(feature = "charts") || String::from_utf8_lossy(&written["play.html"]).contains("<div id=\"app\">"));
    let page = String::from_utf8(written["lesson.md"].clone()).expect("UTF-8");
    let drawn: Vec<&str> = page.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    let drawn: Vec<&str> = drawn.into_iter().filter(|name| !name.contains('#')).collect();
    assert_eq!(drawn.len(), if cfg!(feature = "charts") { 12 } else { 0 });
    assert!(
        drawn.iter().all(|name| written.contains_key(*name) && written.contains_key(&name.replace(".png", ".svg")))
    );
    let manifest: Value = serde_json::from_slice(&written["manifest.json"]).expect("JSON");
    assert_eq!(manifest["schema"], "syncstorm.manifest/1");
    assert_eq!(manifest["command"], "syncstorm lesson --scale 0.05");

    // The same again is up to date; another lesson is not put over it unasked.
    let again = syncstorm(here.path(), &["lesson", "--scale", "0.05", "--out", "course"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("up to date"));
    let other = syncstorm(here.path(), &["lesson", "--scale", "0.06", "--out", "course"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&other.stderr).contains("--force"));
    assert!(files(&here.path().join("course")) == *written);
    succeeds(here.path(), &["lesson", "--scale", "0.06", "--out", "course", "--force", "-q"]);
    let small = syncstorm(here.path(), &["lesson", "--scale", "0.01"]);
    assert!(String::from_utf8_lossy(&small.stderr).contains("at least 0.02"), "chance would decide");
    for bad in [
        &["--step", "7"][..],
        &["--sheet", "--json"],
        &["--step", "1", "--out", "x"],
        &["--scale", "0"],
        &["--scale", "0.01"],
    ] {
        assert_eq!(syncstorm(here.path(), &with(bad)).status.code(), Some(2), "{bad:?}");
    }
}
