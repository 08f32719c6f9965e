//! The small scenarios behind the steps of the story that the page tells, up to the flood: what each of its sentences
//! says has to follow from arithmetic. Oracle: arithmetic.

use syncstorm::engine::StopReason;
use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::{Outcome, run};
use syncstorm::measure::ClassSample;
use syncstorm::measure::capacity::healthy;
use syncstorm::scenario::{Scenario, catalog};

fn outcome(name: &str, sets: &[&str]) -> Outcome {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let mut shipped =
        |name: &str| catalog::find(name).map(str::to_string).ok_or_else(|| "no such scenario".to_string());
    let scenario = Scenario::load(name, &mut shipped, &sets, 1.0)
        .unwrap_or_else(|rejected| panic!("{name}: {}", rejected.render(false)));
    let outcome = run(&scenario.document, &mut |_, _| Look::Continue);
    assert_eq!(outcome.summary.stopped, StopReason::EndOfTime);
    outcome
}

/// The intervals of a class from one time to another, in hours since the onset.
fn samples<'a>(outcome: &'a Outcome, class: &str, from_h: f64, to_h: f64) -> Vec<&'a ClassSample> {
    let index = outcome.series.classes.iter().position(|name| name == class).expect("a class of the scenario");
    let inside = |sample: &&ClassSample| sample.time_h >= from_h - 1e-9 && sample.time_h < to_h - 1e-9;
    outcome.series.by_class[index].iter().filter(inside).collect()
}

/// Attempts per second of all classes.
fn load(outcome: &Outcome, from_h: f64, to_h: f64) -> f64 {
    let of = |class: &String| {
        let samples = samples(outcome, class, from_h, to_h);
        let attempts: u64 = samples.iter().map(|sample| sample.counts.first_attempts + sample.counts.retries).sum();
        attempts as f64 / samples.iter().map(|sample| sample.seconds).sum::<f64>()
    };
    outcome.series.classes.iter().map(of).sum()
}

/// Requests answered in time, and those that failed.
fn decided(outcome: &Outcome, class: &str, from_h: f64) -> (u64, u64) {
    let samples = samples(outcome, class, from_h, f64::INFINITY);
    let failed = |sample: &&ClassSample| sample.counts.failures.iter().sum::<u64>();
    (samples.iter().map(|sample| sample.counts.answered).sum(), samples.iter().map(failed).sum())
}

/// `value` lies within `part` of `wanted`.
#[track_caller]
fn near(value: f64, wanted: f64, part: f64) {
    assert!((value - wanted).abs() <= part * wanted.abs(), "{value} is not within {part} of {wanted}");
}

#[test]
fn a_held_phone_asks_once_per_heartbeat_and_twice_per_message() {
    let per_hour = |sets: &[&str]| load(&outcome("story/silence", sets), 0.0, 24.0) * 3600.0 / 100.0;
    near(per_hour(&["classes.phones.activesync.mail=0 /h"]), 3600.0 / 900.0, 0.001);
    // A message ends a question after half a heartbeat on average, and is fetched by one request more.
    let with_mail = per_hour(&[]);
    near(with_mail, 4.0 + 0.24 * 1.5, 0.03);
    // The page: one phone, minute by minute, over one hour.
    let one = outcome("story/silence", &["classes.phones.population=1", "run.length=1 h", "run.sample=1 min"]);
    assert!((3.0..=6.0).contains(&(load(&one, 0.0, 1.0) * 3600.0)));
}

#[test]
fn after_an_error_the_wait_alone_says_how_often_a_hundred_phones_ask() {
    // A try takes the way there and back, 100 ms, and 1 ms of work.
    let asks = |wait_s: f64, length_h: f64| {
        let around = format!("classes.phones.behaviours.again.any_error.after.spread.around={wait_s} s");
        let run = outcome("story/errors", &[&around, &format!("run.length={length_h} h")]);
        (load(&run, -0.25, 0.0), load(&run, length_h / 2.0, length_h))
    };
    for (wait_s, length_h) in [(1.0, 4.0 / 60.0), (10.0, 4.0 / 60.0), (60.0, 0.2), (900.0, 3.0)] {
        let (healthy, broken) = asks(wait_s, length_h);
        near(healthy, 100.0 / 900.0, 0.01);
        near(broken, 100.0 / (wait_s + 0.101), 0.05);
    }
    // The default, of which the bet is: ninety times as often as healthy.
    let (healthy, broken) = asks(10.0, 4.0 / 60.0);
    near(broken / healthy, 900.0 / 10.1, 0.02);
}

#[test]
fn sixty_phones_ask_for_more_than_the_cell_can_serve() {
    let with = |phones: u32| outcome("story/few", &[&format!("classes.phones.population={phones}")]);
    let capacity = healthy(&with(1).series).expect("a cell that serves").per_s;
    near(capacity, 1.0 / 0.145, 0.001);
    let people = 1800.0 / 900.0;
    let steady = |run: &Outcome| load(run, 1.0 / 60.0, 5.0 / 60.0);
    for phones in [40, 100, 500, 1000] {
        // Each of them: its wait, the way there and back, and between nothing and the queue of 20.
        let run = with(phones);
        let most = people + f64::from(phones) / 10.1;
        let least = people + f64::from(phones) / (10.1 + 21.0 * 0.145);
        let found = steady(&run);
        assert!((least * 0.95..=most * 1.07).contains(&found), "{phones}: {found} is not within {least} … {most}");
        assert_eq!(found > capacity, phones > 50, "{phones}: {found}");
    }
    let share = |phones| {
        let (well, ill) = decided(&with(phones), "web", 1.0 / 60.0);
        well as f64 / (well + ill) as f64
    };
    assert!(share(1) > 0.999);
    // The worker is always busy: of all who knock, as many are served as it can serve.
    near(share(1000), capacity / (people + 1000.0 / 10.1), 0.3);
}

#[test]
fn one_page_more_than_the_road_carries_and_nobody_arrives() {
    let arrive = |pages: u32| {
        decided(&outcome("story/road", &[&format!("classes.pages.arrivals.rate={pages} /h")]), "pages", 0.0)
    };
    // 1.25 Mbit/s carry 31.25 pages of 50 kB in 10 s.
    for pages in [1, 10, 31] {
        assert_eq!(arrive(pages), (u64::from(pages), 0));
    }
    for pages in [32, 40, 60] {
        assert_eq!(arrive(pages), (0, u64::from(pages)));
    }
}

#[test]
fn phones_that_try_again_take_the_road_from_the_pages() {
    let share = |phones: u32| {
        let run = outcome("story/bystanders", &[&format!("classes.phones.population={phones}")]);
        let (well, ill) = decided(&run, "web", 1.0 / 30.0);
        well as f64 / (well + ill) as f64
    };
    // The road is full where 0.34 Mbit/s of pages and 0.004 Mbit/s per phone are 1.25 Mbit/s: at some 230 phones.
    assert!(share(1) > 0.999);
    assert!(share(150) > 0.99);
    assert!(share(350) < 0.1);
}
