//! Brooker, "Exponential backoff and jitter", 2015: which backoff takes the fewest writes, and which the least time.

use super::contention::{Contest, contest};
use super::*;

const SEEDS: u64 = 30;

/// The contests of every behaviour of the scenario, seed by seed.
struct Contests(Vec<(&'static str, Vec<Contest>)>);

fn contests(clients: u32) -> Contests {
    let sets = flags(&[&format!("classes.writers.population={clients}")]);
    let of = |behaviour: &'static str| {
        let play = |seed| contest(&document("published/backoff-and-jitter", &sets, seed), behaviour);
        let contests: Vec<Contest> = (1..=SEEDS).into_par_iter().map(play).collect();
        let average = |of: fn(&Contest) -> f64| mean(&contests.iter().map(of).collect::<Vec<_>>());
        let (writes, seconds) = (average(|c| c.writes), average(|c| c.seconds));
        println!(
            "{clients} clients, {behaviour}: {:.0} ± {:.0} writes, {:.2} ± {:.2} s",
            writes.estimate,
            writes.half_width(),
            seconds.estimate,
            seconds.half_width()
        );
        (behaviour, contests)
    };
    Contests(["none", "exponential", "full", "equal", "decorrelated"].map(of).to_vec())
}

impl Contests {
    fn of(&self, behaviour: &str) -> &[Contest] {
        &self.0.iter().find(|(name, _)| *name == behaviour).expect("a behaviour of the scenario").1
    }

    fn average(&self, behaviour: &str, of: fn(&Contest) -> f64) -> f64 {
        self.of(behaviour).iter().map(of).sum::<f64>() / SEEDS as f64
    }

    /// Mean of the paired differences between two behaviours.
    fn excess(&self, less: &str, more: &str, of: fn(&Contest) -> f64) -> Interval {
        mean(&self.of(more).iter().zip(self.of(less)).map(|(more, less)| of(more) - of(less)).collect::<Vec<_>>())
    }

    /// Each behaviour has less than the next.
    #[track_caller]
    fn rise(&self, order: &[&str], of: fn(&Contest) -> f64) {
        for pair in order.windows(2) {
            let excess = self.excess(pair[0], pair[1], of);
            assert!(excess.low > 0.0, "{} is not below {}: {excess:?}", pair[0], pair[1]);
        }
    }
}

fn writes(contest: &Contest) -> f64 {
    contest.writes
}

fn seconds(contest: &Contest) -> f64 {
    contest.seconds
}

#[test]
fn writes_and_time_come_in_the_published_orders() {
    for clients in [50, 100] {
        let contests = contests(clients);
        // Published as full ≤ equal; here it is strict, and by 2 to 5 %.
        contests.rise(&["full", "equal", "decorrelated", "exponential", "none"], writes);
        contests.rise(&["none", "decorrelated", "equal"], seconds);
        contests.rise(&["none", "full", "equal"], seconds);
        let average = |behaviour| contests.average(behaviour, seconds);
        let alike = average("full") / average("decorrelated");
        assert!((1.0 / 1.5..1.5).contains(&alike), "full and decorrelated differ by a factor of {alike}");
        assert!(average("exponential") > 5.0 * average("equal"));
        if clients == 100 {
            // The article: with 100 clients jitter cuts the calls of exponential backoff by more than half.
            assert!(contests.average("full", writes) < 0.5 * contests.average("exponential", writes));
        }
    }
}

/// Negative control: ten clients are too few for the published order, and a cap of one trip makes backoff no backoff.
#[test]
fn a_small_crowd_or_a_low_cap_has_another_order() {
    let few = contests(10);
    assert!(few.excess("decorrelated", "equal", writes).low > 0.0);
    let capped = flags(&["classes.writers.behaviours.full.any_error.exponential.cap=10 ms"]);
    let all: Vec<f64> = (1..=SEEDS)
        .into_par_iter()
        .map(|seed| contest(&document("published/backoff-and-jitter", &capped, seed), "full").writes)
        .collect();
    let equal = contests(100).average("equal", writes);
    assert!(mean(&all).low > equal, "{:?} writes with full jitter below 10 ms, {equal} with equal jitter", mean(&all));
}

/// What the scenario says of its own run: a crowd that meets at one worker of a cell.
#[test]
fn a_crowd_in_a_cell_is_spread_by_jitter_and_by_nothing_else() {
    let crowd = |behaviour: &str| {
        let share = format!("classes.writers.behaviours.{behaviour}.share=1");
        let sets = flags(&["classes.writers.behaviours.full.share=0", &share]);
        let look = |outcome: &Outcome| {
            let waiting = |s: &ClassSample| s.census.as_ref().map_or(0, |census| census.phases[WAITING]);
            let retries = total(outcome, "writers", 60.0, 70.0, |s| s.counts.retries).0;
            (
                retries,
                total(outcome, "writers", 66.0, 67.0, waiting).0,
                total(outcome, "writers", 119.0, 120.0, waiting).0,
            )
        };
        let runs = over_seeds("published/backoff-and-jitter", &sets, 20, look);
        let average = |of: fn(&(f64, f64, f64)) -> f64| mean(&runs.iter().map(of).collect::<Vec<_>>());
        let crowd = (average(|r| r.0), average(|r| r.1), average(|r| r.2));
        println!("{behaviour}: {crowd:?}");
        crowd
    };
    let full = crowd("full");
    assert!((500.0..800.0).contains(&full.0.estimate) && full.1.high < 2.0, "{full:?}");
    assert!(crowd("exponential").2.low > 50.0);
    assert!(crowd("none").0.low > 5.0 * full.0.high);
}

/// Place of those that wait to try again in a census.
const WAITING: usize = 2;
