//! Settings that do nothing where they stand. Oracle: format (a warning that names the place), and what is so by the
//! meaning of a setting.

use crate::world::load;
use syncstorm::scenario::{Scenario, catalog};

/// What is warned about in a text.
fn warned(text: &str) -> String {
    load(text, &[]).warned(false).unwrap_or_default()
}

/// Shipped scenarios say nothing that changes nothing.
#[test]
fn no_shipped_scenario_has_an_idle_setting() {
    for (name, _) in catalog::SHIPPED {
        let mut fetch = |wanted: &str| catalog::find(wanted).map(str::to_owned).ok_or_else(|| "not shipped".to_owned());
        let scenario =
            Scenario::load(name, &mut fetch, &[], 1.0).unwrap_or_else(|rejected| panic!("{}", rejected.render(false)));
        assert_eq!(scenario.warned(false), None, "{name}");
    }
}

const CELL: &str = "[run]\nlength = \"1 h\"\n[classes.web]\npopulation = 9\n[classes.web.web]\n";

/// Each setting is named at its line, and the scenario runs all the same.
#[test]
fn an_idle_setting_is_named() {
    for (idle, cause) in [
        ("[servers]\nworkers = \"unlimited\"\nqueue = 10\n", "nothing ever waits"),
        ("[servers]\nshed_above = 10\n", "it is for ActiveSync classes"),
        ("[servers]\nreserved_for_others = 0.2\n", "it is for ActiveSync classes"),
        ("[servers]\ncancel = true\n", "nothing is left to cancel"),
        ("[cache]\n", "no class uses the cache"),
        ("[store]\n", "only a cache miss asks the store"),
        ("[network]\ndiscipline = \"fair\"\n", "nothing to share"),
        ("[edge]\nround_trip = \"1 s\"\n", "lets the edge refuse anybody"),
        ("[fixes.error_handling]\nhold = true\n", "no cache fails"),
        ("[classes.web.behaviours.b]\nblocked.after = \"1 s\"\n", "nothing in this scenario leads to this error"),
        ("[classes.web.behaviours.b]\ntries = 3\n", "these clients never try again"),
        ("[classes.web.behaviours.b]\nobeys_retry_after = 1.0\n", "nothing ever tells `web` when to come back"),
        ("[timeline.up]\nat = \"1 min\"\ndo.restart_servers = {}\n", "begins what it ends"),
    ] {
        let text = warned(&format!("{CELL}{idle}"));
        assert!(text.contains("warning: a setting that does nothing here") && text.contains(cause), "{idle}\n{text}");
        assert!(text.contains("random.toml:") && text.contains("help: "), "{text}");
    }
    assert_eq!(warned(CELL), "");
}

/// A chain of entries can be switched off as a whole.
#[test]
fn what_follows_an_entry_that_is_off_may_be_off_too() {
    let chain = "[timeline.a]\nat = \"0 min\"\nenabled = false\ndo.crash_servers = {}\n\
        [timeline.b]\nafter = \"a\"\nenabled = false\ndo.set_workers = { workers = 2 }\n";
    load(&format!("{CELL}{chain}"), &[]);
}

/// A refused text, as a user sees it.
fn refused(text: &str) -> String {
    let mut fetch = |_: &str| Ok(text.to_owned());
    match Scenario::load("random.toml", &mut fetch, &[], 1.0) {
        Ok(_) => panic!("nothing is refused:\n{text}"),
        Err(rejected) => rejected.render(false),
    }
}

/// What nobody but its own class could use, a factor of one, and a fix of errors that never come.
#[test]
fn settings_that_need_others_are_named() {
    let alone = CELL.replace("population = 9", "population = 9\nreserved_for_others = 0.5");
    let two = "[servers]\nworkers = 4\n";
    let other = "[classes.mobile]\npopulation = 9\n[classes.mobile.web]\n";
    assert!(warned(&format!("{alone}{two}")).contains("there are no others"));
    assert_eq!(warned(&format!("{alone}{two}{other}")), "");
    let fast = format!("{CELL}[network]\ncapacity = \"1 Mbit/s\"\n[fixes.bandwidth]\nfactor = 1.0\n");
    assert!(warned(&fast).contains("a factor of 1 is the capacity there is"));
    let hold = warned(&format!("{CELL}[fixes.error_handling]\nhold = true\n"));
    assert!(hold.contains("no cache fails"), "{hold}");
}

/// Fewer workers than a bulkhead takes away leave nobody to serve the class behind it.
#[test]
fn a_loss_of_workers_may_starve_who_is_behind_a_bulkhead() {
    let cell = CELL.replace("population = 9", "population = 9\nreserved_for_others = 0.5");
    let lost = |workers: u32| {
        format!(
            "{cell}[servers]\nworkers = 4\n[classes.mobile]\npopulation = 9\n[classes.mobile.web]\n\
             [timeline.lost]\nat = \"1 min\"\nlasts = \"5 min\"\ndo.set_workers = {{ workers = {workers} }}\n"
        )
    };
    assert!(warned(&lost(1)).contains("0 workers serve `web`"), "{}", warned(&lost(1)));
    assert_eq!(warned(&lost(2)), "");
}

/// Whatever answers at once to a retry that goes out at once is a circle in which the clock stands still; the remedy
/// names what would give it time, and helps.
#[test]
fn circles_in_no_time_are_refused_with_what_helps() {
    let cell = |more: &str, behaviour: &str| {
        format!(
            "[run]\nlength = \"10 min\"\nwarm_up = \"0 s\"\n[classes.web]\npopulation = 9\nuses_cache = true\n\
             [classes.web.web]\n[classes.web.behaviours.b]\n{behaviour}\n{more}"
        )
    };
    let at_once = "any_error = \"immediate\"\ntries = 9";
    let still = "[network]\ndelay = \"0 s\"\n";
    let fails = "[cache]\nerror_time = \"0 s\"\n[timeline.f]\nat = \"1 min\"\ndo.fail_cache = {}\n";
    let share =
        "[edge]\nround_trip = \"0 s\"\n[timeline.a]\nat = \"1 min\"\ndo.admit = { class = \"web\", share = 0.5 }\n";
    let slow_network = "[network]\ndelay = \"10 ms\"\n";
    for (more, cause, remedy, mended) in [
        (
            format!("{still}{fails}"),
            "a failed cache (`timeline.f`) answers at once",
            "give network.delay",
            format!("{slow_network}{fails}"),
        ),
        (
            format!("{slow_network}[cache]\n{share}"),
            "the edge (`timeline.a`) refuses at once",
            "give edge.round_trip",
            format!("{slow_network}[cache]\n{}", share.replace("0 s", "10 ms")),
        ),
    ] {
        let text = refused(&cell(&more, at_once));
        assert!(text.contains("retries that take no time") && text.contains(cause) && text.contains(remedy), "{text}");
        load(&cell(&mended, at_once), &[]);
    }
    // A full queue may have room for the first try: that is worth a word, and no more.
    let full = |network: &str| warned(&cell(&format!("{network}[cache]\n[servers]\nqueue = 3\n"), at_once));
    assert!(full(still).contains("all 9 tries find the same full queue"), "{}", full(still));
    assert!(!full(slow_network).contains("find the same full queue"));
    let guarded = "any_error = \"immediate\"\nbreaker = { mode = \"fail_fast\" }";
    let text = refused(&cell(&format!("{slow_network}[cache]\n"), guarded));
    assert!(text.contains("the guard of the client itself") && text.contains("mode = \"retry_only\""), "{text}");
    load(&cell(&format!("{slow_network}[cache]\n"), &guarded.replace("fail_fast", "retry_only")), &[]);
}
