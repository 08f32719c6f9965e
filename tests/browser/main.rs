//! The page of a run in a real browser: clicked, scrubbed, switched, read aloud, printed. Oracle: the data in the page,
//! which `tests/page.rs` compares with the run; axe-core; the browser.
//!
//! Without a browser these tests are left out, and say so; `SYNCSTORM_REQUIRE_BROWSER=1` makes that a failure.

mod devtools;
mod replay;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine;
use devtools::Page;
use libtest_mimic::{Arguments, Trial};
use replay::Replay;
use serde_json::{Value, json};

/// The page that all tests look at: four arms of August 2013, small.
static FILE: OnceLock<PathBuf> = OnceLock::new();
/// The browser they use.
static BROWSER: OnceLock<PathBuf> = OnceLock::new();

/// Whether what is missing is a failure.
fn required() -> bool {
    std::env::var_os("SYNCSTORM_REQUIRE_BROWSER").is_some_and(|value| !value.is_empty() && value != "0")
}

/// The accessibility checker, if it is there.
fn axe() -> Option<String> {
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?.join("axe/node_modules/axe-core/axe.min.js");
    let file = std::env::var_os("SYNCSTORM_AXE").map_or(built, PathBuf::from);
    std::fs::read_to_string(file).ok()
}

fn left_out(what: &str, remedy: &str) {
    println!("LEFT OUT: {what}. {remedy}");
}

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Each browser has several processes of its own.
    arguments.test_threads = arguments.test_threads.or(Some(2));
    let all: [(&str, fn()); 11] = [
        ("the_page_asks_nobody_for_anything", the_page_asks_nobody_for_anything),
        ("play_moves_everything_and_stops", play_moves_everything_and_stops),
        ("scrubbing_shows_any_moment", scrubbing_shows_any_moment),
        ("events_and_charts_lead_to_their_moments", events_and_charts_lead_to_their_moments),
        ("switches_swap_the_four_arms", switches_swap_the_four_arms),
        ("a_keyboard_is_enough", a_keyboard_is_enough),
        ("less_motion_goes_from_event_to_event", less_motion_goes_from_event_to_event),
        ("without_a_script_the_rest_is_there", without_a_script_the_rest_is_there),
        ("it_fits_desks_and_phones", it_fits_desks_and_phones),
        ("it_prints", it_prints),
        ("everybody_can_use_it", everybody_can_use_it),
    ];
    let trials = |ignored: bool| {
        let trial = move |(name, test): (&'static str, fn())| {
            let run = move || {
                test();
                Ok(())
            };
            Trial::test(name, run).with_ignored_flag(ignored)
        };
        all.into_iter().map(trial).collect::<Vec<Trial>>()
    };
    if arguments.list {
        return libtest_mimic::run(&arguments, trials(false)).exit_code();
    }
    let Some(browser) = devtools::browser() else {
        left_out(
            "no browser was found, so nothing here was tested",
            "Install Chromium, or name a browser of its family in SYNCSTORM_BROWSER",
        );
        return if required() { ExitCode::FAILURE } else { libtest_mimic::run(&arguments, trials(true)).exit_code() };
    };
    let folder = tempfile::tempdir().expect("a folder");
    let written = Command::new(env!("CARGO_BIN_EXE_syncstorm"))
        .args(["report", "outlook-2013", "--scale", "0.07", "-q", "--out", "page.html"])
        .current_dir(folder.path())
        .status();
    assert!(written.expect("the program starts").success(), "the page was not written");
    FILE.get_or_init(|| folder.path().join("page.html"));
    BROWSER.get_or_init(|| browser);
    libtest_mimic::run(&arguments, trials(false)).exit_code()
}

/// The page in a window as on a desk.
fn page() -> Page {
    let mut page = Page::blank(BROWSER.get().expect("a browser"));
    page.window(1600, 900);
    page.open(FILE.get().expect("a page"));
    page
}

/// The interval that is shown.
const MOMENT: &str = "Number(document.querySelector('#scrub').dataset.interval)";

fn moment(page: &mut Page) -> usize {
    page.number(MOMENT) as usize
}

const STOPPED: &str = "document.querySelector('#play').textContent === 'Play'";

fn the_page_asks_nobody_for_anything() {
    let mut page = page();
    page.click("#play", 0.5);
    page.click("#fix-bandwidth", 0.5);
    page.until(&format!("{MOMENT} < 10"));
    page.until(&format!("{MOMENT} > 20"));
    let (addresses, complaints) = page.asked_for();
    let others: Vec<&String> =
        addresses.iter().filter(|url| !url.starts_with("\"data:") && !url.ends_with("/page.html\"")).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(addresses.iter().any(|url| url.ends_with("/page.html\"")), "requests are seen at all: {addresses:?}");
    assert!(complaints.is_empty(), "{complaints:?}");
}

fn play_moves_everything_and_stops() {
    let mut page = page();
    let replay = Replay::of(&mut page);
    let opening = moment(&mut page);
    replay.is_shown(&mut page, 0, opening);
    page.click("#play", 0.5);
    assert_eq!(page.words("document.querySelector('#play').textContent"), "Pause");
    // It opens amid the storm, and plays from the beginning.
    page.until(&format!("{MOMENT} < {}", opening / 2));
    page.until(&format!("{MOMENT} > {}", opening + 20));
    page.click("#play", 0.5);
    assert_eq!(page.ask(STOPPED), true);
    let paused = moment(&mut page);
    replay.is_shown(&mut page, 0, paused);
    // Longer than several pictures of the replay take.
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(moment(&mut page), paused, "paused");
    page.ask("document.querySelector('#scrub').focus()");
    page.key("End");
    for _ in 0..12 {
        page.key("ArrowLeft");
    }
    let stops = replay.stops();
    assert_eq!(moment(&mut page), stops[stops.len() - 1 - 12]);
    page.click("#play", 0.5);
    page.until(STOPPED);
    replay.is_shown(&mut page, 0, replay.last());
    // From the end it begins anew.
    page.click("#play", 0.5);
    page.until(&format!("{MOMENT} < {}", replay.last() / 2));
}

fn scrubbing_shows_any_moment() {
    let mut page = page();
    let replay = Replay::of(&mut page);
    page.click("#play", 0.5);
    for share in [0.05, 0.3, 0.8] {
        page.click("#scrub", share);
        let at = moment(&mut page);
        let place = replay.stops().iter().position(|stop| *stop == at).expect("a place of the slider");
        assert!((place as f64 / (replay.stops().len() - 1) as f64 - share).abs() < 0.05, "{at} for {share}");
        assert_eq!(page.ask(STOPPED), true, "who scrubs has stopped it");
        replay.is_shown(&mut page, 0, at);
    }
    page.key("Home");
    replay.is_shown(&mut page, 0, 0);
    page.key("ArrowRight");
    replay.is_shown(&mut page, 0, replay.stops()[1]);
    page.key("End");
    replay.is_shown(&mut page, 0, replay.last());
    page.key("PageUp");
    page.key("ArrowLeft");
    let at = moment(&mut page);
    replay.is_shown(&mut page, 0, at);
}

fn events_and_charts_lead_to_their_moments() {
    let mut page = page();
    let replay = Replay::of(&mut page);
    let jumps = page.ask("[...document.querySelectorAll('[data-jump]')].map((b) => [b.textContent, b.dataset.jump])");
    let jumps = jumps.as_array().expect("buttons").clone();
    let label = |jump: &Value| jump[0].as_str().expect("a label").replace('\u{a0}', " ");
    let named: Vec<String> = jumps.iter().map(label).collect();
    assert_eq!(named, ["cache fails", "phones blocked", "cache repaired", "phones let back over 60 h", "well again"]);
    for jump in &jumps {
        let at = jump[1].as_str().expect("an interval");
        page.click(&format!("[data-jump=\"{at}\"]"), 0.5);
        replay.is_shown(&mut page, 0, at.parse().expect("a number"));
    }
    // A block is seen in what is said of its moment.
    let blocked: usize = jumps[1][1].as_str().expect("an interval").parse().expect("a number");
    assert!(replay.said(0, blocked).contains("phones blocked"), "{}", replay.said(0, blocked));
    let chart = ".curves .wide .follow:not([hidden])";
    for share in [0.3, 0.6] {
        page.click(chart, share);
        let axis = page.ask(&format!(
            "(() => {{ const c = document.querySelector('{chart}').dataset; return [c.low, c.high, c.left, c.right].map(Number); }})()"
        ));
        let [low, high, left, right] = [0, 1, 2, 3].map(|place| axis[place].as_f64().expect("a number"));
        let hours = low + (share * 100.0 - left) / (right - left) * (high - low);
        let (at, wanted) = (moment(&mut page), replay.interval_at(hours));
        assert!(at.abs_diff(wanted) <= 2, "{at} and not {wanted} for {hours} h");
        replay.is_shown(&mut page, 0, at);
    }
}

fn switches_swap_the_four_arms() {
    let mut page = page();
    let replay = Replay::of(&mut page);
    // In the middle of the flood, where all arms differ.
    page.ask("document.querySelector('#scrub').focus()");
    page.key("Home");
    let (stops, flood) = (replay.stops(), replay.interval_at(2.0));
    let place = stops.iter().rposition(|stop| *stop <= flood).expect("a place of the slider");
    for _ in 0..place {
        page.key("ArrowRight");
    }
    let flood = stops[place];
    let mut said = Vec::new();
    for (switch, arm) in
        [("#fix-error-handling", 1), ("#fix-bandwidth", 3), ("#fix-error-handling", 2), ("#fix-bandwidth", 0)]
    {
        page.click(switch, 0.5);
        replay.is_shown(&mut page, arm, flood);
        said.push(page.words("document.querySelector('.cell').textContent") + replay.said(arm, flood));
    }
    said.sort();
    said.dedup();
    assert_eq!(said.len(), 4, "four arms look different");
    // It can be switched while it plays.
    page.click("#play", 0.5);
    page.click("#fix-error-handling", 0.5);
    page.until(&format!("{MOMENT} > {}", flood + 3));
    page.click("#play", 0.5);
    let at = moment(&mut page);
    replay.is_shown(&mut page, 1, at);
}

fn a_keyboard_is_enough() {
    let mut page = page();
    let mut reached: Vec<String> = Vec::new();
    while reached.last().is_none_or(|last| last != "fix-bandwidth") {
        page.key("Tab");
        let on = page.ask(
            "(() => { const e = document.activeElement, look = getComputedStyle(e); \
             return [e.id || e.getAttribute('href') || e.tagName, look.outlineStyle, look.outlineWidth]; })()",
        );
        assert!(on[1] != "none" && on[2] != "0px", "what has the focus can be seen: {on}");
        reached.push(on[0].as_str().expect("a name").to_owned());
        assert!(reached.len() < 40, "{reached:?}");
        if ["fix-error-handling", "fix-bandwidth", "play"].contains(&&**reached.last().expect("the last")) {
            page.key(" ");
        }
    }
    assert_eq!(reached[0], "#story", "the first link skips to the story");
    for place in ["#replay", "#values", "fix-error-handling", "fix-bandwidth", "play", "scrub", "BUTTON"] {
        assert!(reached.iter().any(|name| name == place), "{place} is not reached: {reached:?}");
    }
    let replay = Replay::of(&mut page);
    assert_eq!(page.words("document.querySelector('#play').textContent"), "Pause", "space has started it");
    page.ask("document.querySelector('#scrub').focus()");
    page.key("Home");
    replay.is_shown(&mut page, 3, 0);
}

fn less_motion_goes_from_event_to_event() {
    let mut page = Page::blank(BROWSER.get().expect("a browser"));
    page.wishes(&[("prefers-reduced-motion", "reduce")]);
    page.open(FILE.get().expect("a page"));
    let replay = Replay::of(&mut page);
    let stops: Vec<usize> = replay.steps(0).into_iter().map(|hours| replay.interval_at(hours)).collect();
    let mut next = stops.iter().copied();
    page.click("#play", 0.5);
    let first = next.next().expect("a step");
    replay.is_shown(&mut page, 0, first);
    let second = next.find(|stop| *stop > first).expect("another step");
    page.until(&format!("{MOMENT} > {first}"));
    replay.is_shown(&mut page, 0, second);
}

fn without_a_script_the_rest_is_there() {
    let mut page = Page::blank(BROWSER.get().expect("a browser"));
    page.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    page.open(FILE.get().expect("a page"));
    assert_eq!(page.ask("getComputedStyle(document.querySelector('#replay-controls')).display"), "none");
    let story = page.words("document.querySelector('#story').innerText");
    assert!(story.len() > 500, "{story}");
    assert!(page.number("document.querySelectorAll('#charts svg').length") > 5.0);
    assert!(page.number("document.querySelectorAll('#charts table tr').length") > 50.0);
    assert!(page.number("document.querySelectorAll('.cell [data-part]').length") > 100.0, "the cell at one moment");
}

fn it_fits_desks_and_phones() {
    let mut page = page();
    for (width, height, wide) in [(1600, 900, true), (1024, 768, true), (390, 844, false), (320, 640, false)] {
        page.window(width, height);
        page.until(&format!("innerWidth === {width}"));
        let content = page.number("document.scrollingElement.scrollWidth");
        assert!(content <= f64::from(width), "{width}: the page is {content} wide");
        let seen = page.ask(
            "['.cell[data-form=wide]', '.cell[data-form=tall]'].map((cell) => \
                             document.querySelector(cell).getBoundingClientRect().width > 0)",
        );
        assert_eq!(seen, json!([wide, !wide]), "{width}");
        let charts = page.number(
            "[...document.querySelectorAll('#charts svg')].filter((chart) => chart.getBoundingClientRect().width > 0).length",
        );
        assert!(charts * 2.0 == page.number("document.querySelectorAll('#charts svg').length"), "one size of each");
    }
}

fn it_prints() {
    let mut page = page();
    let done = page.call("Page.printToPDF", json!({ "preferCSSPageSize": true, "printBackground": false }));
    let bytes =
        base64::engine::general_purpose::STANDARD.decode(done["data"].as_str().expect("a file")).expect("base64");
    assert!(bytes.starts_with(b"%PDF"));
    let text = String::from_utf8_lossy(&bytes);
    let sheets = text.matches("/Type /Page\n").count();
    assert!((4..=30).contains(&sheets), "{sheets} sheets");
    assert!(text.contains("/MediaBox [0 0 594.95") || text.contains("/MediaBox [0 0 595"), "A4");
    page.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    // The cursor is placed by shares of its chart.
    let share = "(() => { const chart = [...document.querySelectorAll('.follow')].find((one) => one.offsetWidth); \
                 return chart.querySelector('svg').getBoundingClientRect().width / chart.getBoundingClientRect().width; })()";
    assert_eq!(page.ask(share).as_f64(), Some(1.0), "a chart of the replay fills its place");
    assert_eq!(page.ask("document.querySelectorAll('.stills figure').length").as_f64(), Some(4.0));
    assert_eq!(
        page.ask("getComputedStyle(document.querySelector('.stills')).display"),
        "grid",
        "four moments are printed"
    );
    for gone in ["#replay-controls", ".replay .cells", "nav"] {
        assert_eq!(page.ask(&format!("getComputedStyle(document.querySelector('{gone}')).display")), "none", "{gone}");
    }
}

/// What the checker finds, in words.
fn violations(page: &mut Page) -> Vec<String> {
    let found = page.ask("axe.run().then((result) => result.violations)");
    let told = |violation: &Value| {
        let nodes = violation["nodes"].as_array().expect("nodes").iter().take(3);
        let nodes: Vec<String> = nodes.map(|node| format!("{} {}", node["target"], node["failureSummary"])).collect();
        format!("{}: {}\n  {}", violation["id"], violation["help"], nodes.join("\n  "))
    };
    found.as_array().expect("violations").iter().map(told).collect()
}

fn everybody_can_use_it() {
    let Some(axe) = axe() else {
        left_out("axe-core was not found, so accessibility was not tested", "npm install --prefix target/axe axe-core");
        assert!(!required(), "axe-core is missing");
        return;
    };
    let mut page = page();
    page.ask(&format!("{axe}; 0"));
    for scheme in ["light", "dark"] {
        page.wishes(&[("prefers-color-scheme", scheme)]);
        for (width, height) in [(1600, 900), (390, 844)] {
            page.window(width, height);
            page.until(&format!("innerWidth === {width}"));
            let found = violations(&mut page);
            assert!(found.is_empty(), "{scheme}, {width} pixels wide:\n{}", found.join("\n"));
        }
    }
    // The checker finds what is wrong: a picture without words.
    page.ask("document.body.append(document.createElement('img'))");
    assert!(violations(&mut page).iter().any(|found| found.contains("image-alt")));
}
