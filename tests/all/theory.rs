//! The simulator against theory: closed forms and exact chains. Oracle: theory.
//!
//! Every system is a scenario text that runs through the product's own engine and cell, twenty times with the seeds
//! 1 … 20. The value of theory has to lie in the 99.9 % interval of the runs, and the interval has to be narrow. It is
//! the same code that answers `syncstorm validate`.

use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::validate::{Agreement, Case, FIRST_SEED, Family, Identities, REPLICATIONS, Row, all, cases};

fn judged(case: &Case, sets: &[&str], runs: u64) -> (Vec<Row>, Identities) {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_string()).collect();
    let judged = case
        .judge(&sets, FIRST_SEED..FIRST_SEED + runs, &|| Look::Continue)
        .unwrap_or_else(|rejected| panic!("{}\n{}", rejected.render(false), case.scenario));
    (judged.rows, judged.identities)
}

fn line(row: &Row) -> String {
    let (low, high) = (row.low.unwrap_or(f64::NAN), row.high.unwrap_or(f64::NAN));
    format!("{}, {}: theory {:.6}, runs {low:.6} … {high:.6}: {:?}", row.system, row.quantity, row.theory, row.verdict)
}

/// Every row of a family agrees, and every run keeps the identities.
fn agrees(family: Family) {
    let mut wrong = Vec::new();
    for case in cases(family) {
        let (rows, identities) = judged(&case, &[], REPLICATIONS);
        assert_eq!(rows.len(), case.checks.len());
        assert_eq!(identities.runs, REPLICATIONS);
        wrong.extend(rows.iter().filter(|row| row.verdict != Agreement::Agrees).map(line));
        if !identities.hold() {
            wrong.push(format!("{}: {:?}", case.system, identities.lines()));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn queues() {
    agrees(Family::Queues);
}

#[test]
fn sharing() {
    agrees(Family::Sharing);
}

#[test]
fn finite_sources() {
    agrees(Family::FiniteSource);
}

#[test]
fn impatience() {
    agrees(Family::Impatience);
}

#[test]
fn retrials() {
    agrees(Family::Retrials);
}

#[test]
fn timeouts() {
    agrees(Family::Timeouts);
}

#[test]
fn storms() {
    agrees(Family::Storms);
}

#[test]
fn networks() {
    agrees(Family::Networks);
}

/// So many runs find out most of what is wrong.
const FEW: u64 = REPLICATIONS * 3 / 10;

/// A parameter that is a few per cent wrong is found out, in every family. (Each is wrong in the scenario only: theory
/// stays with the value of the table.) A few of the runs have wider intervals: what they find out, all of them do.
#[test]
fn a_wrong_parameter_is_found_out() {
    for (id, wrong) in [
        ("mm1-0.8", "classes.customers.service={exponential=\"1.03 s\"}"),
        ("mmc-8-10", "classes.customers.arrivals.rate=\"8.24 /s\""),
        ("mmck-0.8-1-5", "servers.queue=5"),
        ("erlang-b-5-3-exponential", "classes.customers.service={exponential=\"1.03 s\"}"),
        ("mg1-fixed-0.75", "classes.customers.service={erlang={mean=\"1 s\",stages=8}}"),
        ("ps-lognormal-0.5", "network.capacity=\"7.76 Mbit/s\""),
        ("ps-lognormal-0.5", "network.discipline={fifo={buffer=\"1 h\"}}"),
        ("finite-50-0.1-4", "classes.customers.service={exponential=\"1.03 s\"}"),
        ("erlang-a-12-10", "classes.customers.timeout={exponential=\"2.1 s\"}"),
        ("erlang-a-12-10", "servers.cancel=false"),
        ("retrial-0.5-1", "classes.customers.service={exponential=\"1.03 s\"}"),
        ("cancelled-3-3", "servers.cancel=false"),
        ("retrial-0.5-0.1", "classes.customers.behaviours.all.any_error={after={exponential=\"10.3 s\"}}"),
        ("retrial-closed-20-0.5", "classes.customers.behaviours.all.any_error={after={exponential=\"2.3 s\"}}"),
        ("timeouts-6-6", "servers.cancel=true"),
        ("timeouts-6-6", "servers.discipline=\"lifo\""),
        ("timeouts-10-2", "classes.customers.timeout={exponential=\"2.1 s\"}"),
        ("long-poll-900-30", "classes.phones.behaviours.all.any_error={after=\"31 s\"}"),
        ("tries-0.5-3", "classes.customers.behaviours.all.tries=2"),
        ("hidden-2-1.1", "classes.customers.behaviours.all.tries=1"),
        ("hidden-2-0.9", "classes.customers.behaviours.all.tries=3"),
        ("ramp-2000", "classes.phones.activesync.first_contact.resync_requests=4"),
        ("tandem-0.6", "services.two.workers=3"),
        ("tandem-0.6", "services.one.instances=2"),
        ("event-loop-0.7", "services.front.holds_worker=true"),
        ("event-loop-0.7", "services.front.steps=[{call=\"store\"},{work={exponential=\"1 s\"}}]"),
        ("branch-1.2-0.6", "services.cache.entries.hit_ratio=0.57"),
        ("closed-8-0.2", "services.disk.workers=1"),
        ("closed-8-0.2", "services.front.workers=4"),
        ("processors-hyperexponential-2", "services.front.workers=2"),
        ("processors-hyperexponential-2", "services.front.processors.cores=3"),
        ("processors-fixed-1", "services.front.workers=1"),
        ("processors-two-sizes", "services.front.workers=2"),
        ("round-robin-2", "calls.front.balance=\"random\""),
        ("round-robin-4", "calls.front.balance=\"two_choices\""),
        ("round-robin-10", "services.front.workers=2"),
        ("two-choices-2", "calls.front.balance=\"random\""),
        ("two-choices-2", "calls.front.balance=\"round_robin\""),
        ("two-choices-1000", "calls.front.balance=\"least_loaded\""),
        ("two-choices-1000", "classes.customers.arrivals.rate=\"720 /s\""),
        ("chain-0.5", "services.store.failure_probability=0.52"),
        ("chain-0.9", "calls.middle.behaviour.tries=2"),
        ("chain-1", "classes.customers.behaviours.all.tries=2"),
        ("chances-1", "classes.customers.behaviours.all.retries_with=[1.0,0.6,0.2]"),
        ("chances-0.7", "calls.store.behaviour.retries_with=[0.9,0.6,0.0]"),
        ("kinds-of-calls", "calls.store.behaviour.tries_per_error.no_answer=2"),
        ("kinds-of-clients", "classes.customers.behaviours.all.tries_per_error.server_error=3"),
        ("deadline-0.8", "classes.customers.timeout=\"5.5 s\""),
        ("deadline-1.2", "classes.customers.gives_up=\"any_time\""),
        ("deadline-inherited", "calls.middle.deadline={within=\"5.5 s\"}"),
        ("deadline-inherited", "services.store.drop_queued=true"),
        ("pool-loss", "calls.store.pool.connections=6"),
        ("pool-queue", "calls.store.pool.connections=3"),
        ("pool-patience", "calls.store.pool.waits=\"3 s\""),
        ("refusals-0.8-0.5", "services.front.refusal=\"0.6 s\""),
        ("refusals-1.5-0.6", "services.front.queue=1"),
        ("refusals-shared-3-4", "services.front.refusal=\"1 s\""),
        ("refusals-shared-3-4", "services.front.workers=5"),
        ("random-ways-0.7", "links.wan.delay={exponential=\"2.4 s\"}"),
        ("handshakes-0.6", "calls.front.connection.work=\"0.33 s\""),
        ("handshakes-behind-0.6", "calls.store.connection={work={exponential=\"0.5 s\"}}"),
        ("handshakes-refused-0.8", "calls.front.connection.work=\"0.4 s\""),
        ("reconnect-storm-200-4", "services.front.workers=5"),
        ("reconnect-storm-200-4", "timeline.restart.enabled=false"),
        ("held-2-2", "services.front.holds_worker=false"),
        ("held-4-2", "services.front.workers=3"),
        ("held-1-3", "services.front.holds_worker=false"),
        ("ejected-random", "balancers.front.panic_below=0.9"),
        ("ejected-random", "services.front.instances=5"),
        ("ejected-random", "calls.front.balance=\"round_robin\""),
        ("ejected-in-turn", "calls.front.balance=\"random\""),
        ("ejected-in-turn", "timeline.down.enabled=false"),
        ("ejection-delay", "balancers.front.check.fails=5"),
        ("ejection-delay", "balancers.front.check.every=\"25 s\""),
        ("ejection-again", "balancers.front.outliers.errors_in_a_row=6"),
        ("ejection-again", "balancers.front.outliers.out_for=\"31 s\""),
        ("neighbours-1", "hosts.box.cores=3"),
        ("neighbours-1", "services.other.steps=[{work=\"0.55 s\"}]"),
        ("neighbours-2", "services.one.workers=1"),
        ("start-after-crash", "services.front.start.work=\"450 s\""),
        ("start-after-crash", "services.front.start.serves_meanwhile=true"),
        ("restarts-3", "services.front.start.work=\"7 s\""),
        ("restarts-3", "balancers.front.restarts.grace=\"11 s\""),
        ("start-on-worker", "services.front.workers=4"),
        ("start-on-worker", "timeline.down.enabled=false"),
        ("start-on-processor", "services.front.start.work=\"20 min\""),
    ] {
        let case = all().into_iter().find(|case| case.id == id).unwrap_or_else(|| panic!("no system {id}"));
        let look = |runs| judged(&case, &[wrong], runs);
        let out = |rows: &[Row]| rows.iter().any(|row| row.verdict == Agreement::Disagrees);
        let few = look(FEW);
        let (rows, identities) = if out(&few.0) { few } else { look(REPLICATIONS) };
        let lines: Vec<String> = rows.iter().map(line).collect();
        assert!(out(&rows), "{wrong} was not found out:\n{}", lines.join("\n"));
        assert!(identities.hold(), "{id} with {wrong}: {:?}", identities.lines());
    }
}

/// Too few runs are no agreement: the interval is then too wide, or there is none.
#[test]
fn a_wide_interval_is_no_agreement() {
    let case = all().into_iter().find(|case| case.id == "mm1-0.8").expect("a system");
    let short = ["length", "warm_up", "sample"].map(|key| format!("run.{key}=\"1 h\""));
    let judged = |seeds| case.judge(&short, seeds, &|| Look::Continue).expect("a scenario").rows;
    assert!(judged(1..4).iter().any(|row| row.verdict == Agreement::TooWide));
    assert!(judged(1..2).iter().all(|row| row.verdict == Agreement::Missing));
}

/// Every system has a name of its own and at least one check, and every family has systems.
#[test]
fn the_table_of_systems_is_whole() {
    let mut ids: Vec<String> = all().into_iter().map(|case| case.id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "two systems share a name");
    for family in Family::ALL {
        assert!(cases(family).len() >= 3, "{}: {} systems", family.name(), cases(family).len());
        assert!(cases(family).iter().all(|case| case.family == family && !case.checks.is_empty()));
    }
}
