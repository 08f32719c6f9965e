//! Reading typed values: what is accepted, and what each problem looks like.

use serde::Deserialize;

use super::{
    diagnostic::Problems,
    overrides,
    path::KeyPath,
    read::{ATTEMPTS, read},
    read_samples::{ClassName, Deed, Growth, Minutes, Policy, Reply, Scenario},
    source::Sources,
    syntax,
};

/// A mistake of every common kind.
const FAULTY: &str = "\
[classes.phones]
hartbeat = '15 min'
count = 'many'
share = 0.5
[behaviours.calm]
policy = 'exponental'
steps = ['1 min', '2 parsecs', 3, '4 min']
[timeline.block]
at = 900
do.block = { class = 'phones', reply = '530' }
[run]
seed = '7'
";

fn scenario(text: &str, flags: &[&str]) -> (Option<Scenario>, Problems, String) {
    let mut sources = Sources::default();
    let id = sources.add_file("outlook.toml", text);
    let mut root = syntax::parse(text, id).expect("valid TOML");
    for flag in flags {
        overrides::apply(&mut root, &mut sources, flag).expect("an override");
    }
    let (value, problems) = read(&root, &sources);
    let shown = problems.render(&sources, false);
    (value, problems, shown)
}

#[track_caller]
fn assert_one(text: &str, cause: &str, remedy: &str) {
    let (_, problems, shown) = scenario(text, &[]);
    assert_eq!(problems.len(), 1, "{shown}");
    assert!(shown.contains(cause), "{shown}");
    assert!(shown.contains(&format!("= help: {remedy}\n")), "{shown}");
}

#[test]
fn a_good_scenario_is_read_without_problems() {
    let text = "
            pair = [1, 2]
            classes.phones = { heartbeat = '15 min', count = 3, share = 1, enabled = true }
            [behaviours]
            a.policy = 'immediate'
            b = { policy.exponential.base = '1 min', steps = ['2 min', '3 min'] }
            c.policy.fixed = '4 min'
            [timeline.block]
            at = '3 min'
            do.block = { class = 'phones', reply = '503' }
            [timeline.restart]
            at = '4 min'
            do = 'restart'
        ";
    let (value, _, shown) = scenario(text, &[]);
    assert_eq!(shown, "no problems\n");
    let value = value.expect("a scenario");
    let phones = &value.classes[&ClassName("phones".to_owned())];
    assert_eq!((phones.heartbeat.0, phones.count, phones.share, phones.enabled), (15, 3, 1.0, true));
    assert_eq!(value.behaviours["a"].policy, Policy::Immediate);
    assert_eq!(value.behaviours["c"].policy, Policy::Fixed(Minutes(4)));
    assert_eq!(value.behaviours["b"].steps, [Minutes(2), Minutes(3)]);
    assert_eq!(value.timeline["block"].at, Minutes(3));
    match &value.timeline["block"].r#do {
        Deed::Block { class, reply } => {
            assert_eq!((class.as_str(), reply), ("phones", &Reply::Unavailable));
        }
        Deed::Restart => panic!("the wrong deed"),
    }
    assert_eq!(value.pair, Some([1, 2]));
}

#[test]
fn all_problems_are_found_in_one_go() {
    let (_, _, shown) = scenario(FAULTY, &[]);
    insta::assert_snapshot!(shown, @r#"
    error: unknown key `hartbeat`
     --> outlook.toml:2:1
      |
    2 | hartbeat = '15 min'
      | ^^^^^^^^ `classes.phones` has no such key
      |
      = help: did you mean `heartbeat`?

    error: wrong value for `classes.phones.count`
     --> outlook.toml:3:9
      |
    3 | count = 'many'
      |         ^^^^^^ expected a whole number from 0 to 4294967295, found a text
      |
      = help: write a whole number from 0 to 4294967295

    error: unknown choice `exponental`
     --> outlook.toml:6:10
      |
    6 | policy = 'exponental'
      |          ^^^^^^^^^^^^ not a choice for `behaviours.calm.policy`
      |
      = help: did you mean `exponential`?

    error: wrong value for `behaviours.calm.steps.1`
     --> outlook.toml:7:19
      |
    7 | steps = ['1 min', '2 parsecs', 3, '4 min']
      |                   ^^^^^^^^^^^ `2 parsecs` is no length of time
      |
      = help: write "15 min"

    error: wrong value for `behaviours.calm.steps.2`
     --> outlook.toml:7:32
      |
    7 | steps = ['1 min', '2 parsecs', 3, '4 min']
      |                                ^ `3` has no unit
      |
      = help: write a text with a unit, for example "15 min"

    error: wrong value for `timeline.block.at`
     --> outlook.toml:9:6
      |
    9 | at = 900
      |      ^^^ `900` has no unit
      |
      = help: write a text with a unit, for example "15 min"

    error: unknown choice `530`
      --> outlook.toml:10:40
       |
    10 | do.block = { class = 'phones', reply = '530' }
       |                                        ^^^^^ not a choice for `timeline.block.do.block.reply`
       |
       = help: did you mean `503`?

    error: wrong value for `run.seed`
      --> outlook.toml:12:8
       |
    12 | seed = '7'
       |        ^^^ expected a whole number, 0 or more, found a text
       |
       = help: write it without quotes: 7

    8 problems in outlook.toml
    "#);
}

#[test]
fn what_remains_is_read_and_what_was_left_out_is_known() {
    let (value, problems, _) = scenario(FAULTY, &[]);
    assert_eq!(problems.len(), 8);
    let value = value.expect("what remains");
    assert_eq!(value.behaviours["calm"].steps, [Minutes(1), Minutes(4)]);
    let suppressed = |path: &str| problems.suppressed(&path.parse().expect("a path"));
    assert!(suppressed("classes.phones.count"));
    assert!(suppressed("classes.phones.heartbeat"), "misspelt, so not a default");
    assert!(!suppressed("classes.phones.share"));
    assert!(suppressed("timeline.block"), "unreadable without `at`");
}

#[test]
fn a_wrong_key_or_type_has_cause_and_remedy() {
    assert_one("clases = {}", "unknown key `clases`", "did you mean `classes`?");
    assert_one("run.colour = 1", "`run` has no such key", "allowed here: `seed`, `title`");
    assert_one("run = 3", "expected a table, found a whole number", "write a table");
    assert_one("run.seed = -1", "found `-1`", "write a whole number, 0 or more");
    assert_one("run.title = 5", "found a whole number", "write a text in quotes");
    assert_one("classes.a.enabled = 'true'", "found a text", "write it without quotes: true");
}

#[test]
fn a_wrong_choice_has_cause_and_remedy() {
    assert_one("behaviours.a.policy = 'fixed'", "`fixed` needs settings", "write `{ fixed = ... }`");
    assert_one("behaviours.a.policy.immediate = 1", "takes no settings", "write \"immediate\"");
    assert_one("behaviours.a.policy = {}", "none is given", "keep one of `exponential`, `fixed`, `immediate`");
    assert_one(
        "behaviours.a.policy = { fixed = '1 min', immediate = {} }",
        "given: `fixed`, `immediate`",
        "keep one of `exponential`, `fixed`, `immediate`",
    );
    assert_one("behaviours.a.policy.fixd = '1 min'", "not a choice for `behaviours.a.policy`", "did you mean `fixed`?");
}

#[test]
fn a_wrong_value_has_cause_and_remedy() {
    assert_one(
        "behaviours.a.policy.fixed = 1.5",
        "`1.5` has no unit",
        "write a text with a unit, for example \"15 min\"",
    );
    assert_one("timeline.x = { do = 'restart' }", "`timeline.x` needs `at`", "add `at = ...`");
    assert_one("pair = [1]", "this list has length 1", "write an array of length 2");
}

#[test]
fn what_follows_from_a_known_problem_is_not_reported() {
    assert_one("timeline.x = { ta = '1 min', do = 'restart' }", "unknown key `ta`", "did you mean `at`?");
    assert_one("pair = [1, 'x']", "`pair.1`", "write a whole number from 0 to 255");
    assert_one("window = { from = 3, to = '4' }", "`window.to`", "write it without quotes: 4");
    let (_, problems, shown) = scenario("window = { from = 3, to = 2 }", &[]);
    assert_eq!(problems.len(), 1);
    assert!(shown.contains("`from` lies after `to`"), "{shown}");
}

#[test]
fn a_flag_is_pointed_into_and_may_have_lost_its_quotes() {
    let flags = ["clases.phones.count=3", "run.title=2013", "run.seed=x"];
    let (value, problems, shown) = scenario("", &flags);
    assert_eq!(problems.len(), 2, "{shown}");
    assert!(shown.contains("1 | clases.phones.count=3\n  | ^^^^^^ "), "{shown}");
    assert!(shown.ends_with("2 problems in --set\n"), "{shown}");
    assert_eq!(value.expect("what remains").run.title, "2013");
    let text = "timeline.x = { at = '1 min', do.block = { class = 'a', reply = '503' } }";
    let (value, _, shown) = scenario(text, &["timeline.x.do.block.reply=449"]);
    assert_eq!(shown, "no problems\n");
    match &value.expect("a scenario").timeline["x"].r#do {
        Deed::Block { reply, .. } => assert_eq!(*reply, Reply::RetryWith),
        Deed::Restart => panic!("the wrong deed"),
    }
}

#[test]
fn the_stronger_text_decides_a_choice() {
    let base = "behaviours.a.policy.fixed = '4 min'\n";
    let flags = ["behaviours.a.policy.exponential.cap=9 min"];
    let (value, _, shown) = scenario(base, &flags);
    assert_eq!(shown, "no problems\n");
    let policy = &value.expect("a scenario").behaviours["a"].policy;
    let cap = Minutes(9);
    let base = Minutes(0);
    assert_eq!(*policy, Policy::Exponential(Growth { base, cap }));
}

#[test]
fn a_missing_key_of_the_whole_scenario_ends_the_reading() {
    #[derive(Debug, Deserialize)]
    struct Strict {
        #[serde(rename = "name")]
        _name: String,
    }
    let mut sources = Sources::default();
    let id = sources.add_file("a.toml", "");
    let root = syntax::parse("", id).expect("an empty table");
    let (value, problems) = read::<Strict>(&root, &sources);
    assert!(value.is_none());
    let shown = problems.render(&sources, false);
    assert!(shown.contains("the scenario needs `name`"), "{shown}");
    assert!(problems.suppressed(&KeyPath::from(["name"])));
}

#[test]
fn a_file_with_endless_problems_ends() {
    let text: String = (0..300).map(|n| format!("unknown_{n} = 1\n")).collect();
    let (value, problems, _) = scenario(&text, &[]);
    assert!(value.is_none());
    assert_eq!(problems.len(), ATTEMPTS + 1);
}
