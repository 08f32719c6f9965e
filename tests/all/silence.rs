//! What has no effect is said, and nothing is built on it. Oracle: what was written (a limit far above the load, a share of
//! 0, a condition outside the range of its metric) and what must therefore be so, worked out by hand.

use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::{Outcome, run};
use syncstorm::measure::Verdict;
use syncstorm::report::story;
use syncstorm::scenario::{Scenario, catalog};

use crate::program::syncstorm;

/// A hundred people and one server, which is enough for them.
const CALM: &str = r#"
[run]
warm_up = "4 h"
length = "4 h"
[classes.c]
population = 100
timeout = "30 s"
service = "10 ms"
[classes.c.web]
think = { exponential = "2 min" }
[classes.c.behaviours.b]
any_error = { after = "10 s" }
tries = 3
"#;

fn load(text: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let mut fetch = |name: &str| Ok(catalog::find(name).unwrap_or(text).to_owned());
    let loaded = Scenario::load("case.toml", &mut fetch, &sets, 1.0);
    loaded.unwrap_or_else(|refused| panic!("{}", refused.render(false)))
}

fn told(text: &str, sets: &[&str]) -> (Outcome, String) {
    let scenario = load(text, sets);
    let outcome = run(&scenario.document, &mut |_, _| Look::Continue);
    let story = story::tell(&scenario.document, &outcome, 1.0);
    (outcome, story)
}

fn causes(outcome: &Outcome) -> Vec<&str> {
    outcome.summary.recovery.causes.iter().map(|cause| cause.entry.as_str()).collect()
}

/// About one attempt per second, and a limit of a thousand.
#[test]
fn a_limit_that_refuses_nobody_takes_nothing() {
    let limit = "[timeline.wide]\ndo.limit = { class = \"c\", rate = \"1000 /s\" }\n";
    // So late that its effect could not be seen, if it had one.
    let late = format!("{CALM}{limit}at = \"239 min\"\n");
    let (outcome, story) = told(&late, &[]);
    let recovery = &outcome.summary.recovery;
    assert_eq!(recovery.verdict, Verdict::Healthy, "{story}");
    assert!(story.contains("(wide): refused nobody"), "{story}");
    assert_eq!(outcome.summary.classes[0].counts.refused_at_edge, 0);
    // In force all the time, beside a fault: the fault alone is the cause, and it ends.
    let beside = format!("{CALM}{limit}at = \"0 h\"\n[timeline.dead]\nat = \"1 h\"\ndo.crash_servers = {{}}\n");
    let (outcome, story) = told(&beside, &["timeline.dead.lasts=30 min"]);
    assert_eq!((outcome.summary.recovery.verdict, causes(&outcome)), (Verdict::Recovered, vec!["dead"]), "{story}");
    // Down is down for the crash alone.
    let (outcome, _) = told(&beside, &[]);
    assert_eq!(outcome.summary.recovery.down_because, ["servers crash (dead)"]);
    // One that ends says so as it ends.
    let (outcome, story) = told(&format!("{CALM}{limit}at = \"1 h\"\nlasts = \"1 h\"\n"), &[]);
    assert!(outcome.summary.log.last().is_some_and(|entry| entry.what.ends_with("it refused nobody")), "{story}");
    // A tenth of the load is let in: that is felt, and is not said to refuse nobody.
    let (outcome, story) = told(&beside, &["timeline.dead.enabled=false", "timeline.wide.do.limit.rate=0.1 /s"]);
    assert_eq!((outcome.summary.recovery.verdict, causes(&outcome)), (Verdict::Down, vec!["wide"]));
    assert!(!story.contains("refused nobody"), "{story}");
}

/// Warnings of a scenario as text.
fn warned(text: &str, sets: &[&str]) -> String {
    let scenario = load(text, sets);
    scenario.warnings.render(&scenario.sources, false)
}

fn refused(text: &str, sets: &[&str]) -> String {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let mut fetch = |name: &str| Ok(catalog::find(name).unwrap_or(text).to_owned());
    match Scenario::load("case.toml", &mut fetch, &sets, 1.0) {
        Ok(_) => panic!("nothing is refused"),
        Err(refused) => refused.render(false),
    }
}

/// The message says where, why and what to do.
fn says(text: &str, parts: &[&str]) {
    for part in ["-->", "help:"].iter().chain(parts) {
        assert!(text.contains(part), "`{part}` is not said:\n{text}");
    }
}

/// Phones that poll; repair waits for those that try again.
const PHONES: &str = r#"
[run]
warm_up = "4 h"
length = "4 h"
[classes.p]
population = 100
timeout = "30 s"
needs_repair = { share = 0.5, after = "1 h" }
[classes.p.activesync]
contact.poll.every = "15 min"
[classes.p.behaviours.b]
any_error = { after = "1 min" }
"#;

#[test]
fn repair_needs_phones_that_try_again() {
    assert_eq!(load(PHONES, &[]).warnings.len(), 0, "{}", warned(PHONES, &[]));
    for once in [PHONES.replace("any_error = { after = \"1 min\" }\n", ""), format!("{PHONES}tries = 1\n")] {
        says(&warned(&once, &[]), &["needs_repair", "these never do", "more than one of `tries`"]);
        // And so it is: while the only server is down for an hour, nobody is found to need repair.
        let dead = format!("{once}[timeline.dead]\nat = \"1 h\"\nlasts = \"1 h\"\ndo.crash_servers = {{}}\n");
        let (outcome, _) = told(&dead, &[]);
        let broken = |sample: &syncstorm::measure::ClassSample| sample.client_seconds[4];
        assert_eq!(outcome.series.by_class[0].iter().map(broken).sum::<f64>(), 0.0);
    }
}

#[test]
fn a_behaviour_of_nobody_is_told() {
    let two = |share: &str| format!("{CALM}{share}\n[classes.c.behaviours.d]\nany_error = \"immediate\"\ntries = 2\n");
    says(&warned(&two("share = 1"), &[]), &["shares of the others leave nothing", "behaviours.d"]);
    assert_eq!(load(&two("share = 0.9"), &[]).warnings.len(), 0);
    says(&warned(&two("share = 1"), &["classes.c.behaviours.d.share=0"]), &["its share is 0", "--set"]);
    // Several beside one of 1 are a choice for `--set`, as in a scenario that comes with the program.
    let shipped = catalog::find("published/backoff-and-jitter").expect("it comes with the program");
    let menu = load(shipped, &[]);
    assert!(!menu.warnings.render(&menu.sources, false).contains("share is 0"));
}

#[test]
fn a_breaker_that_cannot_open_is_told() {
    // Three tries a wish and a wish every two minutes: 240 wishes in 8 h, so 723 tries, and twice that at most.
    let breaker = |failures: u32, scope: &str| {
        format!(
            "{CALM}breaker = {{ failures = {failures}, open_for = \"1 min\", mode = \"fail_fast\", scope = \"{scope}\" }}\n"
        )
    };
    let said = |failures: u32, scope: &str| {
        let scenario = load(&breaker(failures, scope), &[]);
        scenario.warnings.render(&scenario.sources, false)
    };
    assert!(!said(1400, "client").contains("failures in a row"));
    says(&said(1500, "client"), &["opens after 1500 failures in a row", "1446 tries", "fewer `failures`"]);
    // All hundred together can make a hundred times as many.
    assert!(!said(140_000, "class").contains("failures in a row"));
    says(&said(150_000, "class"), &["all of the class make at most some 144600 tries"]);
}

#[test]
fn a_condition_outside_the_range_of_its_metric_is_refused() {
    let when = |condition: &str| {
        format!(
            "{CALM}[timeline.w]\nwhen = {{ class = \"c\", held_for = \"5 min\", {condition} }}\ndo.block = {{ class = \"c\" }}\n"
        )
    };
    let never = "a condition that can never hold";
    says(&refused(&when("metric = \"availability\", at_least = 1.5"), &[]), &[never, "at_least = 1.5", "from 0 to 1"]);
    says(&refused(&when("metric = \"availability\", at_most = -0.5"), &[]), &[never, "write 0 or more"]);
    says(&refused(&when("metric = \"amplification\", at_most = -1.0"), &[]), &[never, "0 or more"]);
    says(&refused(&when("metric = \"availability\", at_least = 0.9, at_most = 0.1"), &[]), &[never, "at least 0.9"]);
    says(&refused(&when("metric = \"availability\", at_least = 0.0"), &[]), &["always holds", "every value"]);
    says(
        &refused(&when("metric = \"workers\", at_most = 1.0").replace("class = \"c\", held", "held"), &[]),
        &["always"],
    );
    let long = when("metric = \"availability\", at_most = 0.5").replace("5 min", "5 h");
    says(&refused(&long, &[]), &[never, "held_for", "longer run.length"]);
    load(&when("metric = \"availability\", at_least = 1.0"), &[]);
    load(&when("metric = \"availability\", at_most = 0.0"), &[]);
    load(&when("metric = \"amplification\", at_least = 1000.0"), &[]);
    let ramp = |watch: &str, target: f64| {
        format!(
            "{CALM}[timeline.b]\nat = \"1 h\"\ndo.block = {{ class = \"c\" }}\n[timeline.r]\nat = \"2 h\"\ndo.feedback_ramp = {{ class = \"c\", \
             watch = \"{watch}\", watch_class = \"c\", target = {target:?}, step = 0.1, every = \"5 min\", back_off = 0.5 }}\n"
        )
    };
    says(&refused(&ramp("availability", 1.5), &[]), &["never met", "target"]);
    says(&refused(&ramp("availability", 0.0), &[]), &["always met"]);
    says(&refused(&ramp("amplification", -1.0), &[]), &["never met"]);
    load(&ramp("availability", 0.99), &[]);
    load(&ramp("amplification", 1.5), &[]);
}

/// A variant whose behaviour has a slip in its name: complete as it stands, so nothing else would say anything.
#[test]
fn a_slip_in_the_name_of_a_behaviour_is_told() {
    let variant = |text: &str| {
        let mut fetch = |name: &str| match name {
            "base.toml" => Ok(format!("{CALM}[classes.c.behaviours.readers]\nshare = 0.5\n")),
            _ => Ok(format!("extends = \"base.toml\"\n{text}")),
        };
        let scenario = Scenario::load("case.toml", &mut fetch, &[], 1.0);
        let scenario = scenario.unwrap_or_else(|refused| panic!("{}", refused.render(false)));
        scenario.warnings.render(&scenario.sources, false)
    };
    says(&variant("[classes.c.behaviours.raeders]\ntries = 5\n"), &["raeders", "did you mean `readers`?"]);
    says(&variant("[classes.c.behaviours.others]\n"), &["others", "nothing is set of what it does"]);
    for meant in [
        "readers]\ntries = 5\nany_error = \"immediate\"",
        "robots]\nany_error = { after = \"1 s\" }",
        "readers_2]\nany_error = { after = \"1 s\" }",
    ] {
        assert!(!variant(&format!("[classes.c.behaviours.{meant}\n")).contains("may be a slip"), "{meant}");
    }
    // On the command line too.
    says(
        &warned(
            &format!("{CALM}[classes.c.behaviours.readers]\nshare = 0.5\n"),
            &["classes.c.behaviours.reader.any_error.after=1 s"],
        ),
        &["did you mean `readers`?"],
    );
}

/// At another size the scenario's own words on what to look for are said to speak of the full one.
#[test]
fn what_to_look_for_speaks_of_the_full_size() {
    let text = format!("look_for = \"A wait of 2 s.\"\n{CALM}");
    let scenario = load(&text, &[]);
    let outcome = run(&scenario.document, &mut |_, _| Look::Continue);
    assert!(story::tell(&scenario.document, &outcome, 1.0).contains("What to look for\n"));
    let small = story::tell(&scenario.document, &outcome, 0.1);
    assert!(small.contains("What to look for (this text speaks of the full size, and not of this run)\n"), "{small}");
}

/// Every world draws it anew, so a value from the command line would count in none: both are named, with their places.
#[test]
fn what_worlds_draw_cannot_be_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = syncstorm(folder.path(), &["claims", "outlook-2013", "-q", "--set", "cache.hit_ratio=0.9"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    let text = catalog::find("outlook-2013").expect("it comes with the program");
    let line = text.lines().position(|line| line.starts_with("\"cache.hit_ratio\" = \"")).expect("a prior") + 1;
    for part in ["--set cache.hit_ratio=0.9", &format!("the prior at outlook-2013:{line}"), "worlds.fixed", "help:"] {
        assert!(said.contains(part), "`{part}` is not said:\n{said}");
    }
}

/// Ten sessions an hour, of which one in a hundred fails by chance: half an hour in which one of five does is below 99 %,
/// and nobody did anything. An hour in which all fail is no chance: five of five have probability 10⁻¹⁰.
#[test]
fn a_crossing_that_chance_explains_has_no_cause() {
    let rare = r#"
[run]
warm_up = "4 h"
length = "8 h"
[classes.c]
arrivals = { rate = "10 /h" }
timeout = "30 s"
service = "10 ms"
[classes.c.web]
[servers]
failure_probability = 0.01
"#;
    let mut few = 0;
    for seed in 1..=20 {
        let (outcome, story) = told(rare, &[&format!("run.seed={seed}")]);
        let recovery = &outcome.summary.recovery;
        assert_eq!((recovery.unknown_from_h, recovery.load_from_h), (None, None), "{story}");
        assert!(recovery.causes.is_empty(), "{story}");
        if recovery.warm_up.ill.is_empty() && recovery.crossed_h.is_some() {
            few += 1;
            assert!(story.contains("Too few wishes to say: c: 1 of"), "{story}");
        }
    }
    assert!(few >= 5, "{few} of 20 crossed by chance");
    let dead = format!("{rare}[timeline.dead]\nat = \"2 h\"\nlasts = \"1 h\"\ndo.crash_servers = {{}}\n");
    for seed in 1..=5 {
        let (outcome, story) = told(&dead, &[&format!("run.seed={seed}"), "servers.failure_probability=0"]);
        assert_eq!((outcome.summary.recovery.verdict, causes(&outcome)), (Verdict::Recovered, vec!["dead"]), "{story}");
        assert!(!story.contains("Too few wishes"), "{story}");
    }
}
