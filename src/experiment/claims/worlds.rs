//! Draws of worlds: batches of a Latin hypercube over all ranges, and shares that sum to 1.
//!
//! Draws come in batches of one size, each with a seed of its own, so that asking for more worlds goes on where fewer
//! ended.

use super::busy::{BusyPlan, PREFIX};
use super::file::{ClaimsFile, Order, Rival};
use crate::engine::StreamFamily;
use crate::experiment::design::{self, Layout};
use crate::experiment::point::Setting;
use crate::scenario::Scenario;
use crate::scenario::vary::{Axis, Values};

/// Worlds drawn at a time.
pub const BATCH: u32 = 32;

/// What worlds are drawn from.
#[derive(Debug, Clone)]
pub struct Worlds {
    /// Ranges.
    pub axes: Vec<Axis>,
    /// Values that follow from how busy it is.
    pub follow: Vec<String>,
    /// Shares that sum to 1.
    pub mixes: Vec<Mix>,
    /// What has to be so before a world is worth a run.
    pub require: Vec<Order>,
    /// Structures, one of which each world has.
    pub rivals: Vec<Rival>,
    /// Seed of the draws.
    pub seed: u64,
}

/// A draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// What differs from the scenario, that of its rival last.
    pub settings: Vec<Setting>,
    /// How busy it is when all is well.
    pub busy: Vec<Setting>,
    /// Its rival.
    pub rival: Option<String>,
}

/// Shares drawn from a Dirichlet distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    /// Where the behaviours are.
    pub path: String,
    /// Names and weights.
    pub weights: Vec<(String, u32)>,
}

impl Worlds {
    /// The priors of a scenario with the changes of a file of claims, which has been checked.
    pub fn new(file: &ClaimsFile, scenario: &Scenario) -> Worlds {
        let plan = &file.worlds;
        let priors = &scenario.document.priors;
        // What follows from one utilisation alone is not drawn: nothing would come of it.
        let replaced: Vec<&String> = plan.utilisation.values().filter_map(BusyPlan::only).collect();
        let is_out = |path: &String| plan.fixed.contains(path) || replaced.contains(&path);
        let kept = priors.iter().filter(|(path, _)| !is_out(path) && !plan.vary.contains_key(*path));
        let axis =
            |(path, text): (&String, &String)| Some(Axis { path: path.clone(), values: Values::parse(text).ok()? });
        let busy = plan.utilisation.iter().filter_map(|(name, plan)| plan.axis(name));
        let mix = |(path, weights): (&String, &std::collections::BTreeMap<String, u32>)| Mix {
            path: path.clone(),
            weights: weights.iter().map(|(name, weight)| (name.clone(), *weight)).collect(),
        };
        Worlds {
            axes: kept.chain(&plan.vary).filter_map(axis).chain(busy).collect(),
            follow: plan.utilisation.values().flat_map(BusyPlan::paths).cloned().collect(),
            mixes: plan.mix.iter().map(mix).collect(),
            require: plan.require.clone(),
            rivals: file.rivals.clone(),
            seed: scenario.document.run.seed,
        }
    }

    /// The draws of one batch.
    pub fn batch(&self, number: u64) -> Vec<Drawn> {
        // Batches differ by the upper half of the seed; the streams hash all of it.
        let seed = self.seed.wrapping_add(number << 32);
        let layout = Layout::LatinHypercube { points: BATCH, seed };
        let drawn = design::settings(&self.axes, layout).expect("a hypercube takes any axis");
        let one = |(place, mut settings): (usize, Vec<Setting>)| {
            for mix in &self.mixes {
                settings.extend(mix.draw(seed, place as u64));
            }
            let rival = self.rival(seed, place as u64);
            let set = rival.iter().flat_map(|rival| &rival.set);
            settings.extend(set.map(|(path, value)| Setting::new(path.clone(), value.clone())));
            let (busy, settings) = settings.into_iter().partition(|one| one.path.starts_with(PREFIX));
            Drawn { settings, busy, rival: rival.map(|rival| rival.id.clone()) }
        };
        drawn.into_iter().enumerate().map(one).collect()
    }

    /// One of the rivals, by weight.
    fn rival(&self, seed: u64, place: u64) -> Option<&Rival> {
        let total: f64 = self.rivals.iter().map(|rival| f64::from(rival.weight)).sum();
        let mut left = StreamFamily::new(seed, "rivals", "draw").stream(place).at(0).unit() * total;
        self.rivals.iter().find(|rival| {
            left -= f64::from(rival.weight);
            left < 0.0
        })
    }

    /// Every path that differs between worlds.
    pub fn paths(&self) -> Vec<String> {
        let shares = self.mixes.iter().flat_map(|mix| mix.weights.iter().map(|(name, _)| mix.path_of(name)));
        let drawn = self.axes.iter().map(|axis| axis.path.clone());
        let follow = self.follow.iter().filter(|path| self.axes.iter().all(|axis| axis.path != **path));
        drawn.chain(shares).chain(follow.cloned()).collect()
    }
}

impl Mix {
    fn path_of(&self, name: &str) -> String {
        format!("{}.{name}.share", self.path)
    }

    /// Shares from a Dirichlet distribution with whole weights: the gaps between sorted uniform numbers, as many of
    /// them in each share as its weight says (Wilks 1962, "Mathematical statistics", section 8.7).
    fn draw(&self, seed: u64, place: u64) -> Vec<Setting> {
        let total: u32 = self.weights.iter().map(|(_, weight)| weight).sum();
        let stream = StreamFamily::new(seed, &self.path, "mix").stream(place);
        let mut cuts: Vec<f64> = (1..total).map(|number| stream.at(u64::from(number)).unit()).collect();
        cuts.sort_by(f64::total_cmp);
        cuts.push(1.0);
        let (mut taken, mut given, mut settings) = (0, 0.0, Vec::new());
        for (position, (name, weight)) in self.weights.iter().enumerate() {
            taken += *weight as usize;
            let upto = cuts[taken - 1];
            // Four digits, and the last share is what the others leave: together exactly 1.
            let share = ((upto - given) * 1e4).round() / 1e4;
            let share = if position + 1 == self.weights.len() { 1.0 - given } else { share };
            given += share;
            settings.push(Setting::new(self.path_of(name), format!("{share:.4}")));
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::vary::magnitude;

    fn mix() -> Mix {
        let weights = [("a", 3), ("b", 4), ("c", 2), ("d", 1)];
        Mix { path: "classes.x.behaviours".to_owned(), weights: weights.map(|(n, w)| (n.to_owned(), w)).to_vec() }
    }

    fn shares(place: u64) -> Vec<f64> {
        let number = |setting: &Setting| magnitude(&setting.value).expect("a number");
        mix().draw(5, place).iter().map(number).collect()
    }

    #[test]
    fn shares_sum_to_1_and_have_the_moments_of_the_dirichlet_distribution() {
        let drawn: Vec<Vec<f64>> = (0..4000).map(shares).collect();
        assert!(drawn.iter().all(|shares| (shares.iter().sum::<f64>() - 1.0).abs() < 1e-9));
        for (place, weight) in [3.0, 4.0, 2.0, 1.0].into_iter().enumerate() {
            let mean = drawn.iter().map(|shares| shares[place]).sum::<f64>() / 4000.0;
            let variance = drawn.iter().map(|shares| (shares[place] - mean).powi(2)).sum::<f64>() / 4000.0;
            // Mean a / A, variance a (A - a) / (A² (A + 1)); five standard errors.
            let expected = weight * (10.0 - weight) / 1100.0;
            assert!((mean - weight / 10.0).abs() < 5.0 * (expected / 4000.0f64).sqrt(), "{place}: {mean}");
            assert!((variance / expected - 1.0).abs() < 0.2, "{place}: {variance} for {expected}");
        }
    }

    #[test]
    fn batches_differ_and_each_is_the_same_again() {
        let worlds = Worlds {
            axes: vec![Axis::parse("a=0.0..1.0").expect("an axis")],
            follow: Vec::new(),
            mixes: vec![mix()],
            require: Vec::new(),
            rivals: Vec::new(),
            seed: 7,
        };
        assert_eq!(worlds.batch(1), worlds.batch(1));
        assert_ne!(worlds.batch(0), worlds.batch(1));
        assert_eq!(worlds.batch(0).len(), BATCH as usize);
        assert_eq!(worlds.paths().len(), 5);
    }

    /// Oracle: the weights, and five standard errors of a share.
    #[test]
    fn rivals_are_drawn_by_weight_and_set_their_values_last() {
        let set = [("a".to_owned(), "7".to_owned())].into();
        let rival = |id: &str, weight, set| Rival { id: id.to_owned(), what: id.to_owned(), weight, set };
        let worlds = Worlds {
            axes: vec![Axis::parse("a=0.0..1.0").expect("an axis")],
            follow: Vec::new(),
            mixes: Vec::new(),
            require: Vec::new(),
            rivals: vec![rival("x", 3, std::collections::BTreeMap::new()), rival("y", 1, set)],
            seed: 7,
        };
        let drawn: Vec<Drawn> = (0..100).flat_map(|number| worlds.batch(number)).collect();
        let second = drawn.iter().filter(|one| one.rival.as_deref() == Some("y"));
        assert!(second.clone().all(|one| one.settings.last().is_some_and(|last| last.value == "7")));
        let share = second.count() as f64 / drawn.len() as f64;
        assert!((share - 0.25).abs() < 5.0 * (0.25f64 * 0.75 / drawn.len() as f64).sqrt(), "{share}");
    }
}
