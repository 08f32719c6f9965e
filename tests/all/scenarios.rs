//! Every shipped scenario loads, prints itself so that it reads back the same, and tells its story; and its negative
//! control does not. The oracle is the behaviour seen in an independent sketch of the model (metastable cell) and the
//! public timeline (August 2013), each within stated bounds. Populations and capacities are scaled down together.

use crate::schema::Judge;
use syncstorm::engine::distribution::Shape;
use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::engine::{Distribution, StopReason};
use syncstorm::experiment::{Outcome, run};
use syncstorm::measure::{ClassSample, Verdict};
use syncstorm::model::retry::ErrorKind;
use syncstorm::scenario::{Mark, Scenario, catalog};
use syncstorm::units::Span;

fn shipped(name: &str) -> Result<String, String> {
    catalog::find(name).map(str::to_string).ok_or_else(|| "no such scenario".to_string())
}

fn load(name: &str, sets: &[&str], factor: f64) -> Scenario {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    match Scenario::load(name, &mut shipped, &sets, factor) {
        Ok(scenario) => scenario,
        Err(rejected) => panic!("{}", rejected.render(false)),
    }
}

fn outcome(name: &str, sets: &[&str], factor: f64) -> Outcome {
    let outcome = run(&load(name, sets, factor).document, &mut |_, _| Look::Continue);
    assert_eq!(outcome.summary.stopped, StopReason::EndOfTime);
    outcome
}

fn samples<'a>(outcome: &'a Outcome, class: &str, from_h: f64, to_h: f64) -> Vec<&'a ClassSample> {
    let index = outcome.series.classes.iter().position(|name| name == class).expect("a class of the scenario");
    let inside = |sample: &&ClassSample| sample.time_h >= from_h - 1e-9 && sample.time_h < to_h - 1e-9;
    outcome.series.by_class[index].iter().filter(inside).collect()
}

/// Mean of a number over the intervals from one time to another, in hours since the onset.
fn mean(outcome: &Outcome, class: &str, from_h: f64, to_h: f64, of: impl Fn(&ClassSample) -> f64) -> f64 {
    let samples = samples(outcome, class, from_h, to_h);
    samples.iter().map(|sample| of(sample)).sum::<f64>() / samples.len() as f64
}

fn availability(outcome: &Outcome, class: &str, from_h: f64, to_h: f64) -> f64 {
    mean(outcome, class, from_h, to_h, |sample| sample.availability().unwrap_or(0.0))
}

fn retries_per_s(sample: &ClassSample) -> f64 {
    sample.counts.retries as f64 / sample.seconds
}

fn goodput_per_s(sample: &ClassSample) -> f64 {
    sample.counts.answered as f64 / sample.seconds
}

/// `value` lies within `part` of `wanted`.
#[track_caller]
fn near(value: f64, wanted: f64, part: f64) {
    assert!((value - wanted).abs() <= part * wanted.abs(), "{value} is not within {part} of {wanted}");
}

// ---------------------------------------------------------------------------------------------------------------------
// Every shipped scenario
// ---------------------------------------------------------------------------------------------------------------------

#[test]
fn every_shipped_scenario_reads_back_from_its_resolved_text() {
    for (name, _) in catalog::SHIPPED {
        let scenario = load(name, &[], 1.0);
        let resolved = scenario.resolved();
        let again = Scenario::load("again.toml", &mut |_| Ok(resolved.clone()), &[], 1.0);
        let again = again.unwrap_or_else(|rejected| panic!("{name}: {}", rejected.render(false)));
        assert_eq!(again.document, scenario.document, "{name}");
        assert_eq!(again.fingerprint(), scenario.fingerprint(), "{name}");
        assert!(!scenario.document.story.is_empty() && !scenario.document.look_for.is_empty(), "{name} tells nothing");
    }
}

#[test]
fn every_value_of_every_shipped_scenario_has_evidence() {
    for (name, _) in catalog::SHIPPED {
        let scenario = load(name, &[], 1.0);
        for (path, _) in scenario.tree.leaves() {
            let path = path.to_string();
            let told = ["title", "story", "look_for", "evidence", "priors", "verdict", "fixes", "page"];
            let switch = path.ends_with(".enabled");
            if switch || told.iter().any(|part| path == *part || path.starts_with(&format!("{part}."))) {
                continue;
            }
            let evidence = scenario.document.evidence_for(&path);
            assert!(evidence.is_some_and(|evidence| !evidence.source.is_empty()), "{name}: nothing is said of {path}");
        }
    }
    let outlook = load("outlook-2013", &[], 1.0).document;
    let mark = |path: &str| outlook.evidence_for(path).map(|evidence| evidence.mark);
    assert_eq!(mark("timeline.failure.at"), Some(Mark::Fact));
    assert_eq!(mark("timeline.block.at"), Some(Mark::Assumption));
    assert_eq!(mark("classes.phones.activesync.mail"), Some(Mark::Inferred));
}

/// What is assumed, tuned or not public is no fact; a value that is partly a fact has evidence for each part.
#[test]
fn no_fact_is_assumed() {
    for (name, _) in catalog::SHIPPED {
        for (path, evidence) in load(name, &[], 1.0).document.evidence {
            let doubtful = ["assum", "tuned", "not public", "invented"];
            let said = evidence.source.to_lowercase();
            let found = doubtful.iter().find(|word| evidence.mark == Mark::Fact && said.contains(**word));
            assert_eq!(found, None, "{name}, {path}: {}", evidence.source);
        }
    }
    let outlook = load("outlook-2013", &[], 1.0).document;
    for (path, mark) in [
        ("classes.phones.timeout.mixture.0.of", Mark::Fact),
        ("classes.phones.timeout.mixture.0.share", Mark::Assumption),
        ("timeline.failure.do.fail_cache.mode", Mark::Fact),
        ("timeline.failure.do.fail_cache.held_pings", Mark::Assumption),
        ("timeline.block.do.block.class", Mark::Fact),
        ("timeline.block.do.block.reply", Mark::Assumption),
    ] {
        assert_eq!(outlook.evidence_for(path).map(|evidence| evidence.mark), Some(mark), "{path}");
    }
}

/// A flag that names another shape than the file does replaces it, as everywhere else.
#[test]
fn another_shape_takes_the_place_of_the_first() {
    let set = "classes.customers.service.uniform=[\"1 s\", \"2 s\"]";
    let service = &load("textbook/mm1", &[set], 1.0).document.classes["customers"].service;
    assert_eq!(*service, Distribution::Shaped(Shape::Uniform(Span::secs(1), Span::secs(2))));
}

#[test]
fn the_schema_in_the_repository_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/scenario.schema.json");
    let committed = std::fs::read_to_string(path).expect("the schema is committed");
    let current = syncstorm::scenario::schema::schema();
    assert!(committed == current, "run: cargo run -- schema > scenarios/scenario.schema.json");
}

#[test]
fn every_shipped_scenario_fits_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(&syncstorm::scenario::schema::schema()).expect("JSON");
    let judge = Judge::of(&schema);
    for (name, text) in catalog::SHIPPED {
        let problems = judge.problems(&toml::from_str(text).expect("TOML"));
        assert!(problems.is_empty(), "{name}: {problems:?}");
    }
    // What it has to refuse, each for another reason.
    for wrong in [
        "[run]\nlength = 3\n",
        "[rum]\nlength = \"3 h\"\n",
        "[servers]\nworkers = -1\n",
        "[timeline.block]\nat = \"1 h\"\ndo = {}\n",
        "[timeline.block]\nat = \"1 h\"\ndo.blok = { class = \"phones\" }\n",
        "[classes.web]\nservice.uniform = [\"1 s\"]\n",
        "[servers]\ndiscipline = \"fastest\"\n",
    ] {
        assert!(!judge.problems(&toml::from_str(wrong).expect("TOML")).is_empty(), "{wrong}");
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The metastable cell: each line of the sketch, at one eighth of its size (2 workers a server, 6 250 phones)
// ---------------------------------------------------------------------------------------------------------------------

const EIGHTH: f64 = 0.125;
/// For what is about hours and halves; a share of a thousandth needs more phones.
const FIFTH: f64 = 0.2;

fn cell(sets: &[&str]) -> Outcome {
    outcome("metastable-cell", sets, EIGHTH)
}

#[test]
fn the_cell_is_healthy_then_floods_then_stays_down_whatever_the_seed() {
    for seed in ["run.seed=1", "run.seed=7"] {
        stays_down(&cell(&[seed]));
    }
}

fn stays_down(run: &Outcome) {
    // Healthy: 83 syncs/s, web 100 %, down-link about 70 % busy.
    near(mean(run, "phones", -1.0, 0.0, goodput_per_s), 83.0 * EIGHTH, 0.03);
    assert!(availability(run, "web", -1.0, 0.0) > 0.999);
    let busy: f64 = run.series.resources[..12].iter().map(|s| s.usage.down_busy / s.usage.seconds).sum::<f64>() / 12.0;
    near(busy, 0.72, 0.08);
    // The cache fails: about 3 800 retries/s, web at a quarter in the first half hour and gone after it.
    near(mean(run, "phones", 0.0, 0.5, retries_per_s), 3800.0 * EIGHTH, 0.05);
    let first_half_hour = availability(run, "web", 0.0, 0.5);
    assert!((0.1..0.4).contains(&first_half_hour), "{first_half_hour}");
    // It is repaired at 0.67 h, and nothing gets better.
    assert!(availability(run, "web", 0.75, 1.5) < 0.02);
    // Blocked at 1.5 h: web back within minutes, phones knock 9 800 times a second, their backlog grows.
    assert!(availability(run, "web", 1.6, 3.5) > 0.99);
    near(mean(run, "phones", 2.0, 3.5, |s| s.counts.refused_at_edge as f64 / s.seconds), 9800.0 * EIGHTH, 0.03);
    let blocked = samples(run, "phones", 1.6, 3.5);
    assert!(blocked.windows(2).all(|pair| pair[1].backlog_messages > pair[0].backlog_messages));
    // Everybody back within a minute at 3.5 h: about 1 430 retries/s for ever, 54 000 transfers in vain, web gone.
    near(mean(run, "phones", 5.0, 7.0, retries_per_s), 1430.0 * EIGHTH, 0.05);
    let last = run.series.resources.last().expect("an interval");
    near(last.usage.down / last.usage.seconds, 54_000.0 * EIGHTH, 0.05);
    assert!(availability(run, "web", 4.0, 7.0) < 0.02);
    assert_eq!(run.summary.recovery.verdict, Verdict::Stuck);
}

#[test]
fn without_a_block_the_flood_outlives_the_repair_and_on_a_fifo_link_it_does_not() {
    let alone = ["timeline.block.enabled=false", "timeline.restore.enabled=false", "run.length=4 h"];
    let fair = cell(&alone);
    assert_eq!(fair.summary.recovery.verdict, Verdict::Stuck);
    near(mean(&fair, "phones", 2.0, 4.0, retries_per_s), 1430.0 * EIGHTH, 0.25);
    // Negative control: the same flood on a FIFO link clears by itself soon after the repair.
    let fifo = [&alone[..], &["network.discipline={fifo={buffer=\"250 ms\"}}"]].concat();
    let fifo = cell(&fifo);
    assert_eq!(fifo.summary.recovery.verdict, Verdict::Recovered);
    assert!(fifo.summary.recovery.recovered_h.is_some_and(|at| at < 1.5), "{:?}", fifo.summary.recovery.recovered_h);
}

#[test]
fn phones_let_back_evenly_over_two_hours_do_not_flood() {
    let run = cell(&["timeline.restore.do.ramp.over=2 h"]);
    assert!(availability(&run, "web", 1.75, 7.0) > 0.99);
    assert_eq!(run.summary.recovery.verdict, Verdict::Recovered);
    assert!(run.summary.classes.iter().all(|class| class.without_end <= 5.0));
}

#[test]
fn error_handling_alone_saves_the_web_but_not_the_phones_let_back_at_once() {
    let fix = "fixes.error_handling.on=true";
    let alone = cell(&[fix, "timeline.block.enabled=false", "timeline.restore.enabled=false", "run.length=3 h"]);
    assert!(availability(&alone, "web", 0.0, 3.0) > 0.99);
    // By themselves within 20 minutes of the repair at 0.67 h, give or take an interval.
    assert!(alone.summary.class("phones").and_then(|p| p.restored_h[1]).is_some_and(|at| at < 0.67 + 0.34 + 0.09));
    assert_eq!(alone.summary.recovery.verdict, Verdict::Recovered);
    let blocked = cell(&[fix]);
    assert!(availability(&blocked, "web", 4.0, 7.0) > 0.95);
    assert!(mean(&blocked, "phones", 5.0, 7.0, goodput_per_s) < 0.2 * 83.0 * EIGHTH);
    assert!(blocked.summary.class("phones").is_some_and(|phones| phones.without_end > 6250.0 / 2.0));
}

#[test]
fn bandwidth_alone_recovers_after_the_repair_but_not_when_everybody_is_let_back_at_once() {
    let fix = "fixes.bandwidth.on=true";
    let alone = cell(&[fix, "timeline.block.enabled=false", "timeline.restore.enabled=false", "run.length=3 h"]);
    // While the cache is out the workers drown in errors: the web loses most of its pages.
    let during = availability(&alone, "web", 0.0, 0.67);
    assert!((0.15..0.55).contains(&during), "{during}");
    assert_eq!(alone.summary.recovery.verdict, Verdict::Recovered);
    let blocked = cell(&[fix]);
    assert!(mean(&blocked, "phones", 5.0, 7.0, goodput_per_s) < 0.3 * 83.0 * EIGHTH);
    assert_ne!(blocked.summary.recovery.verdict, Verdict::Recovered);
}

#[test]
fn both_fixes_together_survive_even_everybody_at_once() {
    let run = cell(&["fixes.error_handling.on=true", "fixes.bandwidth.on=true"]);
    assert!(availability(&run, "web", 0.0, 7.0) > 0.99);
    let back = run.summary.recovery.recovered_h.expect("it recovers");
    assert!(back < 3.5 + 0.6, "{back}");
}

// ---------------------------------------------------------------------------------------------------------------------
// August 2013
// ---------------------------------------------------------------------------------------------------------------------

/// The calibration targets that the scenario was tuned to (block, ramp, held Pings) and those that follow.
#[test]
fn the_historical_run_meets_the_public_timeline() {
    let run = outcome("outlook-2013", &[], 0.5);
    let (web, phones) = (run.summary.class("web").expect("web"), run.summary.class("phones").expect("phones"));
    // Web mail fails within the first hour, but not in the first interval of five minutes.
    assert!(web.half.fell_h.is_some_and(|at| (0.08..=1.0).contains(&at)), "{:?}", web.half);
    // "Most services back" between three and eight hours.
    assert!(web.full.rose_h.is_some_and(|at| (3.0..=8.0).contains(&at)), "{:?}", web.full);
    // After two days the phones are not through yet.
    let cut_off = |from: f64| mean(&run, "phones", from, from + 0.5, |s| s.without_service_share().unwrap_or(0.0));
    assert!(cut_off(50.0) > 0.05);
    // All clear after 66 ± 6 hours: at least 98 % of the devices are well.
    assert!(cut_off(72.0) < 0.02);
    assert!(run.summary.recovery.recovered_h.is_some_and(|at| (60.0..=72.0).contains(&at)));
    // A tail of 0.1 to 2 % is still affected after 70 to 82 hours.
    assert!((0.001..0.02).contains(&cut_off(76.0)), "{}", cut_off(76.0));
    assert!(phones.peak.is_some_and(|(amplification, _)| amplification > 10.0));
    assert_eq!(run.summary.recovery.verdict, Verdict::Recovered);
}

#[test]
fn letting_everybody_back_at_once_floods_again_and_fixes_need_no_rescue() {
    let at_once = outcome("restore-at-once", &["run.length=12 h"], FIFTH);
    assert!(availability(&at_once, "web", 3.5, 7.0) > 0.98);
    assert!(availability(&at_once, "web", 7.2, 9.0) < 0.5, "the second flood");
    let no_block = outcome("no-block", &["run.length=12 h"], FIFTH);
    assert!(availability(&no_block, "web", 4.5, 8.0) < 0.5, "the flood outlives the repair");
    for name in ["outlook-2013-error-handling", "outlook-2013-both"] {
        let fixed = outcome(name, &["run.length=12 h"], FIFTH);
        assert!(availability(&fixed, "web", 0.0, 4.0) > 0.99, "{name}");
        assert_eq!(fixed.summary.recovery.verdict, Verdict::Recovered, "{name}");
    }
    // What the scenario says of the dent after the repair: it is the full resyncs.
    let no_resync = ["run.length=12 h", "classes.phones.activesync.first_contact.resync=0"];
    let whole = outcome("outlook-2013-error-handling", &no_resync, FIFTH);
    assert!(availability(&whole, "web", 0.0, 12.0) > 0.99);
    let bandwidth = outcome("outlook-2013-bandwidth", &["run.length=12 h"], FIFTH);
    assert!(availability(&bandwidth, "web", 0.5, 4.0) < 0.6, "bandwidth alone does not carry the flood");
    assert_eq!(bandwidth.summary.recovery.verdict, Verdict::Recovered);
}

// ---------------------------------------------------------------------------------------------------------------------
// The precedent, the cousin and the textbook
// ---------------------------------------------------------------------------------------------------------------------

#[test]
fn looping_phones_hurt_web_mail_until_they_are_limited() {
    let run = outcome("ios-6.1", &[], FIFTH);
    assert!(availability(&run, "web", 2.5, 6.0) < 0.5);
    assert!(availability(&run, "web", 6.5, 24.0) > 0.99);
    assert_eq!(run.summary.recovery.verdict, Verdict::Recovered);
    let without = outcome("ios-6.1", &["timeline.bug.enabled=false"], FIFTH);
    assert!(availability(&without, "web", 0.0, 24.0) > 0.99);
}

#[test]
fn a_limit_raised_too_early_relapses_on_the_cold_cache() {
    let run = outcome("slack-2022", &[], FIFTH);
    let goodput = |from, to| mean(&run, "clients", from, to, goodput_per_s);
    // The repaired cache is cold: under the first limit, most of what is let in has to be fetched from the store.
    let part = samples(&run, "clients", 0.9, 1.2);
    let (hits, misses) = part.iter().fold((0, 0), |(h, m), s| (h + s.counts.cache_hits, m + s.counts.cache_misses));
    assert!(hits < misses, "{hits} hits, {misses} misses");
    let timeouts =
        mean(&run, "clients", 1.5, 2.0, |s| s.counts.failures[ErrorKind::NoAnswer.index()] as f64 / s.seconds);
    assert!(timeouts > 3.0 * goodput(1.75, 2.0), "{timeouts}/s time out");
    // Ten times the admitted load, and most of it times out: goodput falls while the limit is high.
    assert!(goodput(1.75, 2.0) < 0.7 * goodput(1.3, 1.45), "{} {}", goodput(1.75, 2.0), goodput(1.3, 1.45));
    assert_eq!(run.summary.recovery.verdict, Verdict::Recovered);
    let warm = outcome("slack-2022", &["timeline.cache_emptied.enabled=false"], FIFTH);
    assert!(availability(&warm, "clients", 0.0, 0.7) > 0.99);
}

/// Each of three tiers tries three times, and what they ask for outlives a store that was slow for five minutes. Negative
/// controls: without retries the shop comes back, and so does one whose store takes the newest request first.
#[test]
fn tries_of_three_tiers_keep_a_shop_down_after_its_cause() {
    let run = outcome("services/three-tiers", &[], 1.0);
    assert_eq!(run.summary.recovery.verdict, Verdict::Stuck);
    assert!(availability(&run, "customers", 1.0, 3.0) < 0.01);
    let late = run.series.tiers.sums(run.series.resources.len() - 60..run.series.resources.len());
    let tries = |call: &str| {
        let at = late.names.calls.iter().position(|name| name == call).expect("a call");
        let counts = late.calls[at].counts;
        (counts.first_attempts + counts.retries) as f64 / counts.first_attempts as f64
    };
    near(tries("front") * tries("middle") * tries("store"), 27.0, 0.01);
    let once = ["classes.customers.behaviours.all.tries=1", "calls.middle.behaviour.tries=1"];
    let patient = outcome("services/three-tiers", &[once[0], once[1], "calls.store.behaviour.tries=1"], 1.0);
    assert_eq!(patient.summary.recovery.verdict, Verdict::Recovered);
    let newest = outcome("services/three-tiers", &["services.store.discipline=lifo"], 1.0);
    assert_eq!(newest.summary.recovery.verdict, Verdict::Recovered);
    let budgets =
        ["calls.middle.behaviour.budget.tokens.scope=class", "calls.store.behaviour.budget.tokens.scope=class"];
    let inner = outcome("services/three-tiers", &budgets, 1.0);
    assert_eq!(inner.summary.recovery.verdict, Verdict::Stuck, "the customers' own tries are too many");
}

#[test]
fn the_textbook_queues_have_their_textbook_means() {
    // M/M/1 at load 0.8: 3.2 wait on average, 4 s each. 200 h hold about 576 000 arrivals; the mean of so long a run
    // has a relative standard deviation of about 1.7 %, and five of those are allowed.
    let mm1 = outcome("textbook/mm1", &[], 1.0).summary.run;
    near(mm1.queue_length, 3.2, 0.085);
    near(mm1.queue_wait_s.expect("somebody waits"), 4.0, 0.085);
    // M/M/1/1 retrial at load 0.8, retry rate 1: busy 0.8, 6.4 wait to retry (variance 34.56, seen every 10 min).
    let retrial = outcome("textbook/retrial", &[], 1.0).summary;
    near(retrial.run.busy_workers, 0.8, 0.02);
    near(retrial.classes[0].waiting_mean, 6.4, 0.1);
    // Negative control: another retry rate changes the orbit and not the busy time.
    let slow =
        outcome("textbook/retrial", &["classes.customers.behaviours.retrial.busy={after={exponential=\"4 s\"}}"], 1.0);
    near(slow.summary.run.busy_workers, 0.8, 0.02);
    assert!(slow.summary.classes[0].waiting_mean > 9.0);
}

/// Both ends of every prior give a possible scenario, and so does any mixture of all of them.
#[test]
fn every_prior_of_every_shipped_scenario_is_possible() {
    use syncstorm::experiment::design::{Layout, points, settings};
    use syncstorm::experiment::{Base, Setting};
    use syncstorm::scenario::vary::{Axis, Values};
    let mut with_priors = 0;
    for (name, _) in catalog::SHIPPED {
        if load(name, &[], 1.0).document.priors.is_empty() {
            continue;
        }
        // The shortest queue among the priors has 34 places: at a fiftieth it would have less than one.
        let base = Base { scenario: load(name, &[], 0.05), scale: 0.05 };
        let axis = |(path, text): (&String, &String)| Axis {
            path: path.clone(),
            values: Values::parse(text).expect("a prior of a loaded scenario"),
        };
        let axes: Vec<Axis> = base.scenario.document.priors.iter().map(axis).collect();
        with_priors += usize::from(!axes.is_empty());
        for axis in &axes {
            for end in [0.0, 1.0] {
                let setting = Setting::new(axis.path.clone(), axis.values.at(end));
                let text = setting.text();
                if let Err(rejected) = base.point(vec![setting]) {
                    panic!("{name}: {text}\n{}", rejected.render(false));
                }
            }
        }
        let all = settings(&axes, Layout::LatinHypercube { points: 30, seed: 1 }).expect("points");
        if let Err(rejected) = points(&base, all) {
            panic!("{name}: {}", rejected.render(false));
        }
    }
    assert!(with_priors >= 3, "only {with_priors} scenarios have priors");
}
