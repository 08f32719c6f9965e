//! Public incidents: what was reported, what cured it, and that it is the mechanism that does it (without it, the outcome
//! goes). The oracle is the report; sizes that nobody published are assumptions, and marked so in the scenario.

use syncstorm::engine::simulation::Verdict as Look;
use syncstorm::experiment::{Outcome, run};
use syncstorm::measure::Verdict;
use syncstorm::scenario::{Scenario, catalog};

fn outcome(name: &str, sets: &[&str], factor: f64) -> Outcome {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    let mut shipped = |wanted: &str| catalog::find(wanted).map(str::to_owned).ok_or_else(|| "not shipped".to_owned());
    match Scenario::load(name, &mut shipped, &sets, factor) {
        Ok(scenario) => run(&scenario.document, &mut |_, _| Look::Continue),
        Err(rejected) => panic!("{}", rejected.render(false)),
    }
}

/// Wishes and met wishes of the first class in each interval since the onset.
fn nights(run: &Outcome) -> Vec<(u64, u64)> {
    let samples = &run.series.by_class[0][run.series.onset..];
    samples.iter().map(|sample| (sample.counts.wishes, sample.counts.succeeded)).collect()
}

/// Let's Encrypt, 2022: the herd of midnight grows from night to night, for whoever fails comes again with the next one.
#[test]
fn a_herd_of_renewals_grows_from_night_to_night() {
    const TENTH: f64 = 0.1;
    let name = "incidents/renewal-herd";
    let spike = outcome(name, &[], TENTH);
    let all = nights(&spike);
    assert!(all.windows(2).all(|two| two[1].0 > two[0].0), "each spike is larger: {all:?}");
    assert!(all[13].0 > 3 * 3_300 && all[13].1 < 3_300, "{all:?}");
    assert_eq!(spike.summary.recovery.verdict, Verdict::Stuck);
    // The cure that the clients got, and another one.
    let spread = outcome(name, &["classes.clients.web.clock.spread=8 min"], TENTH);
    assert_eq!(spread.summary.recovery.verdict, Verdict::Healthy);
    let soon = outcome(name, &["classes.clients.web.back_after={exponential=\"2 h\"}"], TENTH);
    assert_eq!(soon.summary.recovery.verdict, Verdict::Recovered);
    // Without the bad night the herd is served every night.
    let quiet = outcome(name, &["timeline.slow_night.enabled=false"], TENTH);
    assert_eq!(quiet.summary.recovery.verdict, Verdict::Healthy);
    assert!(nights(&quiet).iter().all(|(wishes, met)| wishes == met), "{:?}", nights(&quiet));
}
