//! Small inputs on which what was said was wrong once, each with what is right. Oracle: what a careful reader of the rows
//! over time would say (`tests/cases/*.toml` hold the inputs). Beside each, the same kind of fault in another dress.

use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::{Outcome, run};
use syncstorm::measure::{ClassSummary, Verdict};
use syncstorm::model::retry::ErrorKind;
use syncstorm::model::timeline::By;
use syncstorm::report::story;
use syncstorm::scenario::{Rejected, Scenario, catalog};

fn text_of(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/cases/{name}.toml", env!("CARGO_MANIFEST_DIR"))).expect("a case")
}

fn load(text: &str, sets: &[&str]) -> Result<Scenario, Box<Rejected>> {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let mut fetch = |name: &str| Ok(catalog::find(name).unwrap_or(text).to_owned());
    Scenario::load("case.toml", &mut fetch, &sets, 1.0).map_err(Box::new)
}

/// Runs a text and tells its story.
fn told(text: &str, sets: &[&str]) -> (Outcome, String) {
    let scenario = load(text, sets).unwrap_or_else(|refused| panic!("{}", refused.render(false)));
    let outcome = run(&scenario.document, &mut |_, _| Look::Continue);
    let story = story::tell(&scenario.document, &outcome, 1.0);
    (outcome, story)
}

fn refused(text: &str, sets: &[&str]) -> String {
    match load(text, sets) {
        Ok(_) => panic!("nothing is refused"),
        Err(refused) => refused.render(false),
    }
}

fn only(outcome: &Outcome) -> &ClassSummary {
    &outcome.summary.classes[0]
}

fn verdict(outcome: &Outcome) -> Verdict {
    outcome.summary.recovery.verdict
}

/// Names of the entries that caused it.
fn causes(outcome: &Outcome) -> Vec<&str> {
    outcome.summary.recovery.causes.iter().map(|cause| cause.entry.as_str()).collect()
}

fn without(text: &str, unsaid: &[&str]) {
    for words in unsaid {
        assert!(!text.contains(words), "`{words}` is said:\n{text}");
    }
}

/// The only server is down for an hour: an hour without service for all 100, however few wishes they could begin.
#[test]
fn a_dead_hour_is_an_hour() {
    let text = text_of("dead-hour");
    let (outcome, story) = told(&text, &[]);
    let class = only(&outcome);
    assert_eq!(verdict(&outcome), Verdict::Recovered);
    assert_eq!(causes(&outcome), ["dead"]);
    assert!((97.0..101.0).contains(&class.without_h), "{}", class.without_h);
    assert!((0.97..1.01).contains(&class.outage_h), "{}", class.outage_h);
    assert!(outcome.summary.recovery.recovered_h.is_some_and(|at| (0.99..1.05).contains(&at)));
    // Everybody would have had 60 windows, and all of the hour's are lost: the rest of the 4 h is well.
    assert!(
        class.counts.availability().is_some_and(|share| (0.70..0.80).contains(&share)),
        "{:?}",
        class.counts.windows
    );
    assert!(story.contains("for good from 1 h"), "{story}");
    // Half of the servers, and a quarter of an hour.
    let half =
        ["servers.count=2", "timeline.dead.do={crash_servers={servers={only=[0]}}}", "timeline.dead.lasts=15 min"];
    let (outcome, _) = told(&text, &half);
    let home = only(&outcome).without_peak;
    assert!((35.0..65.0).contains(&home), "about half of the clients have their home there: {home}");
    assert!((only(&outcome).without_h / home - 0.25).abs() < 0.03, "{}", only(&outcome).without_h);
}

/// Nobody is ever served again: that is neither "above 99 % for good" nor undecided.
#[test]
fn who_is_never_back_is_down() {
    let (outcome, story) = told(&text_of("never-back"), &[]);
    assert_eq!(verdict(&outcome), Verdict::Down);
    assert_eq!(outcome.summary.recovery.down_because, ["servers crash (dead)"]);
    assert_eq!(outcome.summary.recovery.recovered_h, None);
    assert!((only(&outcome).without_end - 100.0).abs() < 1e-6);
    assert!(story.contains("Verdict: down") && story.contains("never within the 4 h simulated"), "{story}");
    without(&story, &["for good from", "never away", "Nothing breaks"]);
}

/// A class that asks for nothing is well as soon as nobody of it is without service.
#[test]
fn a_class_that_asks_for_nothing_is_not_stuck() {
    let (outcome, story) = told(&text_of("quiet-class"), &[]);
    assert_eq!(verdict(&outcome), Verdict::Recovered);
    assert!(outcome.summary.recovery.recovered_h.is_some_and(|at| at < 0.2));
    // One attempt in the warm-up is no rate: no multiple of it is told.
    assert!(outcome.summary.recovery.warm_up.thin.iter().any(|why| why.contains("too few")));
    assert_eq!(only(&outcome).peak, None);
    without(&story, &["× normal", "never away", "Verdict: stuck"]);
}

/// A block that is never lifted is an outage, and an operator's.
#[test]
fn a_block_for_good_is_an_outage() {
    let text = text_of("blocked-for-good");
    let (outcome, story) = told(&text, &[]);
    assert_eq!(verdict(&outcome), Verdict::Down);
    assert_eq!((causes(&outcome), outcome.summary.recovery.causes[0].by), (vec!["filter"], By::Operator));
    assert!((only(&outcome).without_end - 200.0).abs() < 1e-6);
    without(&story, &["Nothing", "healthy"]);
    // Lifted after half an hour, it is over then; and a filter that nobody owns up to is a fault.
    let (outcome, _) = told(&text, &["timeline.filter.lasts=30 min", "timeline.filter.by=fault", "servers.workers=20"]);
    assert_eq!((verdict(&outcome), outcome.summary.recovery.causes[0].by), (Verdict::Recovered, By::Fault));
    assert_eq!(outcome.summary.recovery.cause_gone_h, Some(0.5));
    // A limit far below the load is a cause like any other.
    let limit = "timeline.filter.do={limit={class=\"c\", rate=\"0.01 /s\"}}";
    let (outcome, _) = told(&text, &[limit]);
    assert_eq!((verdict(&outcome), causes(&outcome)), (Verdict::Down, vec!["filter"]));
}

/// Guards that start anew with every session are refused, with what to write instead.
#[test]
fn a_guard_of_sessions_needs_a_scope() {
    let text = text_of("breaker-of-sessions");
    let said = refused(&text, &[]);
    assert!(said.contains("breaker") && said.contains("scope = \"class\""), "{said}");
    // With the remedy it has an effect.
    let shared = ["classes.c.behaviours.b.breaker.scope=class"];
    let none = text.replace("breaker = { failures = 3, open_for = \"30 s\", mode = \"fail_fast\" }\n", "");
    let (guarded, plain) = (told(&text, &shared).0, told(&none, &[]).0);
    assert!(only(&guarded).counts.held_back > 100);
    assert_eq!(only(&plain).counts.held_back, 0);
}

/// Who follows an entry that is off may be off too; who is on may not.
#[test]
fn a_chain_can_be_switched_off() {
    let text = text_of("chain-switched-off");
    let (outcome, _) = told(&text, &[]);
    assert_eq!((verdict(&outcome), outcome.summary.log.len()), (Verdict::Healthy, 0));
    let said = refused(&text, &["timeline.b.enabled=true"]);
    assert!(said.contains("timeline.b.enabled = false"), "{said}");
}

/// Tries that follow each other in no time are refused, and the loop is named; with a way to go they are fine.
#[test]
fn no_tries_burn_in_no_time() {
    let text = text_of("zero-time-retries");
    let said = refused(&text, &[]);
    assert!(said.contains("immediate"), "{said}");
    let (outcome, _) = told(&text, &["network.delay=5 ms", "verdict.held_for=5 s", "classes.c.patience=1 s"]);
    let most = outcome.series.by_class[0].iter().map(|s| s.attempts_per_s()).fold(0.0, f64::max);
    assert!(most <= 3.0 / 0.01 + 1.0, "three clients, 10 ms each way: {most}/s");
}

/// Fewer workers for eight seconds are a fault, and what they start outlives them.
#[test]
fn lost_workers_are_a_fault() {
    let text = text_of("workers-lost");
    let (outcome, story) = told(&text, &[]);
    assert_eq!((verdict(&outcome), causes(&outcome)), (Verdict::Stuck, vec!["half"]));
    assert!(outcome.summary.recovery.cause_gone_h.is_some_and(|at| (at * 3600.0 - 8.0).abs() < 1e-6));
    without(&story, &["Nothing", "mean number in queue"]);
    // More workers than before take nothing from anybody.
    let (outcome, _) = told(&text, &["timeline.half.do={set_workers={workers=20}}", "run.length=2 min"]);
    assert_eq!((verdict(&outcome), causes(&outcome).len()), (Verdict::Healthy, 0));
    assert!(outcome.summary.log.iter().all(|entry| entry.kind != syncstorm::model::observe::LogKind::FaultBegins));
}

/// A dead server holds nothing: only the failed cache's errors are held.
#[test]
fn a_dead_server_holds_no_error() {
    let text = text_of("two-replies");
    let errors = |sets: &[&str]| only(&told(&text, sets).0).counts.failures[ErrorKind::ServerError.index()];
    let (held, plain) = (errors(&[]), errors(&["fixes.error_handling.on=false"]));
    assert!(plain > 100_000 && held == plain, "{held} and {plain}");
    let failed = "timeline.crash.do={fail_cache={}}";
    let (held, plain) = (errors(&[failed]), errors(&[failed, "fixes.error_handling.on=false"]));
    assert!(held * 20 < plain, "{held} and {plain}");
}

/// A bulkhead that leaves a class without a worker is refused with both.
#[test]
fn a_bulkhead_leaves_everybody_a_worker() {
    let said = refused(&text_of("bulkhead"), &[]);
    assert!(said.contains("phones") && said.contains("reserved_for_others"), "{said}");
}

/// First contacts of every distribution are spread as in a steady state.
#[test]
fn polls_do_not_start_in_step() {
    let (outcome, story) = told(&text_of("lockstep-polls"), &[]);
    assert!(outcome.summary.recovery.warm_up.ill.is_empty(), "{:?}", outcome.summary.recovery.warm_up);
    assert_eq!(verdict(&outcome), Verdict::Recovered);
    // 5 polls/s, and the minute's 300 came again: no storm, and it is said how much.
    assert!(story.contains("× normal"), "{story}");
    // The herd is there for who wants it, and is said first.
    let (outcome, story) = told(&text_of("lockstep-polls"), &["classes.c.start=together"]);
    assert_eq!(verdict(&outcome), Verdict::Undecided);
    assert!(story.starts_with("The warm-up was not well and steady"), "{story}");
    assert!(only(&outcome).peak.is_none(), "no multiple of what was not normal");
}

/// One client in a hundred without service is an availability of 99 %, however patient they are.
#[test]
fn one_in_a_hundred_is_one_percent() {
    let text = "[run]\nwarm_up = \"30 min\"\nlength = \"4 h\"\n[classes.c]\npopulation = 2000\ntimeout = \"2 s\"\n\
                [classes.c.web]\nthink = { exponential = \"2 min\" }\n[classes.c.behaviours.b]\nany_error.after = \"5 s\"\n\
                [servers]\ncount = 50\nworkers = 4\n[network]\ndelay = \"10 ms\"\n\
                [timeline.dead]\nat = \"0 s\"\ndo.crash_servers = { servers = { only = [7] } }\n[verdict]\nheld_for = \"1 h\"\n";
    for patience in ["2 s", "30 s", "5 min"] {
        let (outcome, _) = told(text, &[&format!("classes.c.patience={patience}")]);
        let samples: Vec<_> = outcome.series.by_class[0].iter().filter(|s| s.time_h >= 1.0).collect();
        let windows =
            samples.iter().fold((0, 0), |(met, unmet), s| (met + s.counts.windows.met, unmet + s.counts.windows.unmet));
        let share = windows.1 as f64 / (windows.0 + windows.1) as f64;
        let out = samples.iter().filter_map(|s| s.without_service_share()).sum::<f64>() / samples.len() as f64;
        assert!(out > 0.01 && (share / out - 1.0).abs() < 0.03, "patience {patience}: {share} unmet, {out} out");
    }
}

/// A restart by operators in the middle of an outage is not what caused it, and does not make it last longer.
#[test]
fn a_restart_is_not_the_fault() {
    let text = text_of("workers-lost");
    let restart = "timeline.restart={at=\"30 s\", lasts=\"2 s\", by=\"operator\", do={crash_servers={}}}";
    let (outcome, story) = told(&text, &[restart, "run.length=2 min", "network.delay=5 ms"]);
    assert_eq!(causes(&outcome), ["half"]);
    assert!(outcome.summary.recovery.cause_gone_h.is_some_and(|at| (at * 3600.0 - 8.0).abs() < 1e-6));
    assert!(story.contains("action   servers crash  (restart)"), "{story}");
}

/// What waits for a condition that is never met, and what waits for that, is said to have never happened.
#[test]
fn what_never_happened_is_said() {
    let never = "timeline.late={when={metric=\"amplification\", class=\"c\", at_least=1000.0, held_for=\"1 min\"}, \
                 do={block={class=\"c\"}}}";
    let after = "timeline.later={after=\"late\", do={open={class=\"c\"}}}";
    let (_, story) = told(&text_of("dead-hour"), &[never, after]);
    assert!(story.contains("c blocked (late): its condition was never met"), "{story}");
    assert!(story.contains("c let in (later): `late`, for which it waits, never happened"), "{story}");
    without(&told(&text_of("dead-hour"), &[]).1, &["never was"]);
}

/// Load above the capacity with nothing on the timeline is said to be that, and only where something is full.
#[test]
fn overload_without_an_entry_is_said_to_be_that() {
    let text = "[run]\nwarm_up = \"10 min\"\nlength = \"2 h\"\nsample = \"1 min\"\n[classes.c]\narrivals = { rate = \"8 /s\" }\n\
                service = { exponential = \"100 ms\" }\ntimeout = \"5 s\"\n[classes.c.web]\n[classes.c.behaviours.b]\n\
                any_error = \"none\"\n[network]\ndelay = \"10 ms\"\n[timeline.more]\nat = \"10 min\"\ndo.surge = { class = \"c\", factor = 2.0 }\n\
                [verdict]\nheld_for = \"10 min\"\n";
    let (outcome, _) = told(text, &[]);
    assert_eq!((verdict(&outcome), causes(&outcome)), (Verdict::Down, vec!["more"]));
    let (ill, story) = told(text, &["classes.c.arrivals.rate=16 /s", "timeline.more.enabled=false"]);
    assert_eq!(verdict(&ill), Verdict::Undecided);
    assert!(
        story.contains("busy all the time in the second half of the warm-up")
            || story.contains("are busy all the time"),
        "{story}"
    );
    let (random, story) =
        told(text, &["servers.failure_probability=0.2", "timeline.more.enabled=false", "run.warm_up=0 s"]);
    assert_eq!(verdict(&random), Verdict::Undecided, "{story}");
    assert!(story.contains("no resource full") && !story.contains("load above capacity"), "{story}");
}

/// Served again for an hour, then not: that is said with the two times, which the rows show. So short a fault that both of
/// its ends are the same minute is told by its length.
#[test]
fn better_for_a_while_is_told_with_its_times() {
    let text = "[run]\nlength = \"4 h\"\nwarm_up = \"30 min\"\nsample = \"1 min\"\n[servers]\nworkers = 8\n\
        [classes.web]\npopulation = 300\ntimeout = \"20 s\"\n[classes.web.web]\nthink = { exponential = \"30 s\" }\n\
        [timeline.one]\nat = \"10 min\"\nlasts = \"10 min\"\ndo.crash_servers = {}\n\
        [timeline.two]\nat = \"90 min\"\nlasts = \"15 s\"\ndo.crash_servers = {}\n";
    let (outcome, story) = told(text, &[]);
    let samples = &outcome.series.by_class[0];
    let below: Vec<usize> = (0..samples.len()).filter(|at| samples[*at].is_below(0.99) == Some(true)).collect();
    let gap = below.windows(2).find(|pair| pair[1] - pair[0] > 30).expect("an hour between them");
    let minute = |interval: usize| interval as u64 - 30;
    let (back, again) = (minute(gap[0] + 1), minute(gap[1]));
    assert!((20..24).contains(&back) && (89..91).contains(&again), "{back} {again}");
    let told = format!("web: in between at 99 % or more from {back} min and below it from 1 h {:02} min", again - 60);
    assert!(story.contains(&told), "{told}\n{story}");
    assert!(story.contains("servers crash (two, from 1 h 30 min, for 15 s)"), "{story}");
}

/// What was done to a part holds until that same entry ends: the end of another one takes back its own and nothing else.
mod overlapping {
    use super::*;
    use syncstorm::model::observe::{InForce, LogEntry, LogKind, Observations};

    struct Run {
        outcome: Outcome,
        seen: Observations,
    }

    /// One class at two servers, sampled each minute, with two entries of the timeline.
    fn cell(one: &str, other: &str) -> Run {
        let text = format!(
            "[run]\nlength = \"2 h\"\nwarm_up = \"30 min\"\nsample = \"1 min\"\n[servers]\ncount = 2\nworkers = 4\n\
             [classes.web]\npopulation = 200\ntimeout = \"20 s\"\n[classes.web.web]\nthink = {{ exponential = \"30 s\" }}\n\
             [timeline.one]\n{one}\n[timeline.other]\n{other}\n"
        );
        let (outcome, cell) = crate::world::play(&crate::world::load(&text, &[]), true);
        Run { outcome, seen: cell.seen }
    }

    fn spans(run: &Run) -> Vec<(&str, u64, Option<u64>)> {
        let minute = |at: syncstorm::units::Instant| (at.seconds() / 60.0).round() as u64 - 30;
        let of = |span: &InForce| (minute(span.from), span.to.map(minute));
        run.seen.in_force.iter().map(|span| (span.entry.as_str(), of(span).0, of(span).1)).collect()
    }

    fn said<'a>(run: &'a Run, name: &str) -> &'a str {
        let found = run.seen.log.iter().find(|entry: &&LogEntry| entry.name == name);
        &found.unwrap_or_else(|| panic!("no {name}: {:?}", run.seen.log)).what
    }

    /// Share of the wishes met in a minute since the onset.
    fn met(run: &Run, minute: usize) -> f64 {
        run.outcome.series.by_class[0][30 + minute].availability().expect("somebody wished")
    }

    const DOWN: &str = "at = \"10 min\"\nlasts = \"50 min\"\ndo.crash_servers = {}";

    #[test]
    fn a_shorter_crash_within_a_longer_one() {
        let run = cell(DOWN, "at = \"20 min\"\nlasts = \"10 min\"\ndo.crash_servers = { servers = { only = [0] } }");
        assert_eq!(spans(&run), [("one", 10, Some(60))]);
        assert_eq!(met(&run, 40), 0.0, "both servers are still down");
        assert_eq!(met(&run, 70), 1.0);
        assert!(said(&run, "other").ends_with("(which changes nothing)"), "{}", said(&run, "other"));
        assert!(
            said(&run, "other (end)").contains("still in force: servers crash (one)"),
            "{}",
            said(&run, "other (end)")
        );
        assert_eq!(said(&run, "one (end)"), "servers are up again");
        let kinds: Vec<LogKind> = run.seen.log.iter().map(|entry| entry.kind).collect();
        assert_eq!(kinds, [LogKind::FaultBegins, LogKind::Action, LogKind::Action, LogKind::FaultEnds]);
    }

    #[test]
    fn one_that_ends_later_holds_on() {
        let run = cell(DOWN, "at = \"20 min\"\nlasts = \"70 min\"\ndo.crash_servers = { servers = { only = [0] } }");
        assert_eq!(spans(&run), [("one", 10, Some(60)), ("other", 60, Some(90))]);
        assert!((0.3..0.7).contains(&met(&run, 75)), "half of the clients are at server 0: {}", met(&run, 75));
        assert_eq!(met(&run, 100), 1.0);
    }

    #[test]
    fn what_operators_restarted_is_not_restarted_again() {
        let run = cell(DOWN, "at = \"20 min\"\ndo.restart_servers = {}");
        assert_eq!(spans(&run), [("one", 10, Some(20))]);
        assert_eq!(said(&run, "one (end)"), "was undone before its end");
        assert_eq!(met(&run, 40), 1.0);
    }

    #[test]
    fn a_slower_time_falls_back_to_the_one_before() {
        let run = cell(
            "at = \"10 min\"\nlasts = \"50 min\"\ndo.slow_servers = { factor = 2.0 }",
            "at = \"20 min\"\nlasts = \"10 min\"\ndo.slow_servers = { factor = 4.0 }",
        );
        assert_eq!(spans(&run), [("one", 10, Some(20)), ("other", 20, Some(30)), ("one", 30, Some(60))]);
        let busy = |minute: usize| run.outcome.series.resources[30 + minute].usage.workers;
        let (before, slow) = ((0..10).map(busy).sum::<f64>(), (35..45).map(busy).sum::<f64>());
        assert!((1.8..2.2).contains(&(slow / before)), "{slow} against {before}");
    }

    /// Who takes over what is not as planned is a cause like the one before it; what is over is over when the last is.
    #[test]
    fn who_takes_over_is_a_cause_too() {
        let slow = |factor: f64, at: u32, lasts: u32| {
            format!("at = \"{at} min\"\nlasts = \"{lasts} min\"\ndo.slow_servers = {{ factor = {factor:.1} }}")
        };
        // Every minute for the begin: times that are no fractions of an hour are rounded.
        for (begins, within) in [(5, 15), (10, 25), (15, 20), (20, 25)] {
            let run = cell(&slow(500.0, begins, 40), &slow(125.0, within, 10));
            let causes = &run.outcome.summary.recovery.causes;
            let said: Vec<(&str, u32)> =
                causes.iter().map(|c| (c.entry.as_str(), (c.from_h * 60.0).round() as u32)).collect();
            assert_eq!(said, [("one", begins), ("other", within), ("one", within + 10)], "{begins} {within}");
            let gone = run.outcome.summary.recovery.cause_gone_h.expect("gone");
            assert!((gone * 60.0 - f64::from(begins + 40)).abs() < 1e-6, "{gone}");
        }
        let block = |at: u32, lasts: u32| {
            format!("at = \"{at} min\"\nlasts = \"{lasts} min\"\ndo.block = {{ class = \"web\" }}")
        };
        let run = cell(&block(10, 20), &block(20, 30));
        let recovery = &run.outcome.summary.recovery;
        assert_eq!(recovery.causes.iter().map(|cause| cause.entry.as_str()).collect::<Vec<_>>(), ["one", "other"]);
        assert!((recovery.cause_gone_h.expect("gone") * 60.0 - 50.0).abs() < 1e-6);
        // A block under which a slower time has nothing to do with it, and one that ends within what goes on.
        let run = cell(&slow(500.0, 10, 20), &slow(1.1, 15, 90));
        let causes = &run.outcome.summary.recovery.causes;
        assert!(causes.iter().all(|cause| cause.entry == "one"), "all was well under the other: {causes:?}");
    }

    /// A block laid over a ramp: the ramp goes on where it would be, and does not undo the block.
    #[test]
    fn a_block_within_a_ramp() {
        let run = cell(
            "at = \"10 min\"\ndo.admit = { class = \"web\", share = 0.0 }\n[timeline.ramp]\nafter = \"one\"\ndo.feedback_ramp = { class = \"web\", watch = \"workers\", target = 0.9, step = 0.1, every = \"2 min\", back_off = 0.5 }",
            "at = \"16 min\"\nlasts = \"20 min\"\ndo.block = { class = \"web\" }",
        );
        let admitted =
            |minute: usize| run.outcome.series.by_class[0][30 + minute].census.as_ref().expect("whole").admitted;
        assert!((25..35).all(|minute| admitted(minute) == 0.0), "blocked");
        assert!(admitted(37) > 0.0 && admitted(37) < 0.6, "{}", admitted(37));
        assert_eq!(admitted(80), 1.0);
    }
}
