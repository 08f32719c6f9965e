//! Which instance of a service a call goes to. One rule per function; a rule looks at the instances that may be chosen and
//! at nothing else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::Source;

/// How the calls to a service are spread over its instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Balance {
    /// Always the same instance for the same client, by a stable hash of its number (sticky sessions, sharding).
    Home,
    /// Any instance, equally likely.
    #[default]
    Random,
    /// One after another, each caller in its own order.
    RoundRobin,
    /// The instance with the fewest requests in it; among several, any one.
    LeastLoaded,
    /// Two instances at random, and of them the one with fewer requests (Mitzenmacher 2001, "The power of two choices in
    /// randomized load balancing").
    TwoChoices,
}

/// What a rule may look at.
pub trait Choice {
    /// Number of instances to choose from, 1 or more.
    fn count(&self) -> usize;
    /// Requests in one of them: waiting or being served.
    fn load(&self, place: usize) -> u32;
}

impl Balance {
    /// The place of the chosen instance. `turn` is the pointer of a caller that goes round; `home` gives the place that stays
    /// the same for a client among so many.
    pub fn choose(
        self,
        among: &impl Choice,
        turn: &mut u32,
        home: impl FnOnce(usize) -> usize,
        source: &mut Source,
    ) -> usize {
        match self {
            Balance::Home => home(among.count()),
            Balance::Random => source.below(among.count()),
            Balance::RoundRobin => next_in_turn(among, turn),
            Balance::LeastLoaded => least_loaded(among, source),
            Balance::TwoChoices => two_choices(among, source),
        }
    }
}

fn next_in_turn(among: &impl Choice, turn: &mut u32) -> usize {
    let place = *turn as usize % among.count();
    *turn = turn.wrapping_add(1);
    place
}

/// Which of the equally loaded is drawn, so that the first instance is no favourite.
fn least_loaded(among: &impl Choice, source: &mut Source) -> usize {
    let least = (0..among.count()).map(|place| among.load(place)).min().unwrap_or(0);
    let mut equal = (0..among.count()).filter(|place| among.load(*place) == least);
    let chosen = source.below(equal.clone().count().max(1));
    equal.nth(chosen).unwrap_or(0)
}

fn two_choices(among: &impl Choice, source: &mut Source) -> usize {
    let count = among.count();
    let first = source.below(count);
    if count == 1 {
        return first;
    }
    // The second is one of the others.
    let second = (first + 1 + source.below(count - 1)) % count;
    if among.load(second) < among.load(first) { second } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::StreamFamily;

    struct Loads(Vec<u32>);

    impl Choice for Loads {
        fn count(&self) -> usize {
            self.0.len()
        }
        fn load(&self, place: usize) -> u32 {
            self.0[place]
        }
    }

    fn shares(rule: Balance, loads: &[u32]) -> Vec<f64> {
        let (loads, mut turn) = (Loads(loads.to_vec()), 0);
        let stream = StreamFamily::new(1, "balance", "test").stream(0);
        let mut counts = vec![0u32; loads.count()];
        for draw in 0..30_000 {
            let home = |count| stream.at(draw + 1_000_000).below(count);
            counts[rule.choose(&loads, &mut turn, home, &mut stream.at(draw))] += 1;
        }
        counts.into_iter().map(|count| f64::from(count) / 30_000.0).collect()
    }

    fn assert_near(rule: Balance, loads: &[u32], expected: &[f64]) {
        for (found, expected) in shares(rule, loads).iter().zip(expected) {
            // Four standard deviations of a share of 30 000 draws.
            assert!((found - expected).abs() < 0.012, "{rule:?} with {loads:?}: {found} instead of {expected}");
        }
    }

    #[test]
    fn every_rule_spreads_as_it_says() {
        let third = 1.0 / 3.0;
        for rule in [Balance::Home, Balance::Random, Balance::RoundRobin, Balance::LeastLoaded, Balance::TwoChoices] {
            assert_near(rule, &[2, 2, 2], &[third; 3]);
        }
        assert_near(Balance::LeastLoaded, &[3, 1, 1], &[0.0, 0.5, 0.5]);
        // By hand: of the three pairs, the empty one wins two and the middle one wins one.
        assert_near(Balance::TwoChoices, &[2, 1, 0], &[0.0, third, 2.0 * third]);
        assert_near(Balance::Random, &[9, 0, 0], &[third; 3]);
    }

    #[test]
    fn a_round_is_complete_before_the_next_begins() {
        let (loads, mut turn) = (Loads(vec![0; 4]), 0);
        let mut source = StreamFamily::new(1, "balance", "test").stream(0).at(0);
        let places: Vec<usize> =
            (0..8).map(|_| Balance::RoundRobin.choose(&loads, &mut turn, |_| 0, &mut source)).collect();
        assert_eq!(places, [0, 1, 2, 3, 0, 1, 2, 3]);
    }
}
