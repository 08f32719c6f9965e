//! Settings that do nothing where they stand. Oracle: format (a warning that names the place), and what is so by the
//! meaning of a setting.

mod world;

use syncstorm::scenario::{Scenario, catalog};
use world::load;

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
        ("[fixes.error_handling]\nhold = true\n", "there are none"),
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
