//! What each of two or three fixes is worth: all 2^k arms on common random numbers.
//!
//! The worth of a fix is its Shapley value (Shapley 1953): what it changes, averaged over the orders in which the fixes can
//! be introduced. These values sum to what all fixes change together. With two fixes they are the main effects of
//! [`super::fixes`], and everything here is what is found there.

use super::estimate::Estimate;
use super::fixes::Arm;
use super::point::Setting;
use crate::engine::StreamFamily;
use crate::measure::Interval;
use crate::measure::bounds::FEWEST;

/// Most fixes of one comparison: a fourth would make sixteen arms in every situation.
pub const MOST: usize = 3;
/// Resamples of the bootstrap.
const RESAMPLES: u64 = 2000;

/// One of the fixes that are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name in files.
    pub key: String,
    /// Its name in tables and charts.
    pub label: String,
    /// What it is, in words; none where the label says it.
    pub words: Option<String>,
    /// What it sets.
    pub on: Vec<Setting>,
    /// What an arm without it sets.
    pub off: Vec<Setting>,
}

/// The fixes that are compared. Arm number `n` has those whose bit is set in `n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// Two or three fixes.
    pub members: Vec<Member>,
}

impl Member {
    /// One of the two fixes of 2013, which an arm without it switches off.
    pub fn of_2013(arm: Arm) -> Option<Member> {
        let (key, path) = match arm {
            Arm::ErrorHandling => ("error_handling", "fixes.error_handling.on"),
            Arm::Bandwidth => ("bandwidth", "fixes.bandwidth.on"),
            Arm::Neither | Arm::Both => return None,
        };
        let (key, label) = (key.to_owned(), arm.words().to_owned());
        let switch = |to: &str| vec![Setting::new(path, to)];
        Some(Member { key, label, words: None, on: switch("true"), off: switch("false") })
    }
}

impl Design {
    /// The two fixes of 2013.
    pub fn of_2013() -> Design {
        Design { members: [Arm::ErrorHandling, Arm::Bandwidth].into_iter().filter_map(Member::of_2013).collect() }
    }

    /// Number of arms.
    pub fn arms(&self) -> usize {
        1 << self.members.len()
    }

    /// The fixes of an arm.
    pub fn members_of(&self, arm: usize) -> impl Iterator<Item = &Member> {
        self.members.iter().enumerate().filter(move |(place, _)| arm >> place & 1 == 1).map(|(_, member)| member)
    }

    /// What an arm sets.
    pub fn settings(&self, arm: usize) -> Vec<Setting> {
        let of =
            |(place, member): (usize, &Member)| if arm >> place & 1 == 1 { &member.on } else { &member.off }.clone();
        self.members.iter().enumerate().flat_map(of).collect()
    }

    /// An arm in words.
    pub fn words(&self, arm: usize) -> String {
        match (arm, self.members.len()) {
            (0, 2) => "neither fix".to_owned(),
            (0, _) => "no fix".to_owned(),
            (3, 2) => "both fixes".to_owned(),
            (_, count) if arm + 1 == 1 << count => "all fixes".to_owned(),
            (_, _) => self.members_of(arm).map(|member| member.label.as_str()).collect::<Vec<_>>().join(" and "),
        }
    }

    /// All fixes together, in one word.
    pub fn together(&self) -> &'static str {
        if self.members.len() == 2 { "both" } else { "all" }
    }
}

/// What the fixes do to one metric.
#[derive(Debug, Clone, PartialEq)]
pub struct Worths {
    /// Worth of each fix.
    pub each: Vec<Estimate>,
    /// What all do beyond the sum of what each does alone.
    pub interaction: Estimate,
    /// What all do together.
    pub total: Estimate,
    /// Shares of the total, if there is a total to share: its interval does not hold 0.
    pub shares: Option<Vec<Interval>>,
}

impl Worths {
    /// From the values of one metric in all arms, seed by seed. Seeds that lack the number in some arm are left out, and
    /// counted. No difference of two values is larger than `largest`, of either sign.
    pub fn of(arms: &[Vec<Option<f64>>], largest: f64) -> Worths {
        let fixes = arms.len().ilog2() as usize;
        let count = arms.iter().map(Vec::len).min().unwrap_or(0);
        let seeds: Vec<Option<Vec<f64>>> =
            (0..count).map(|seed| arms.iter().map(|arm| arm[seed]).collect::<Option<Vec<f64>>>()).collect();
        let estimate = |of: &dyn Fn(&[f64]) -> f64, largest: f64| {
            let values: Vec<Option<f64>> = seeds.iter().map(|seed| seed.as_deref().map(of)).collect();
            Estimate::of_differences(&values, largest)
        };
        let all = arms.len() - 1;
        let total = estimate(&|y| y[all] - y[0], largest);
        let beyond = |y: &[f64]| (0..fixes).fold(y[all] - y[0], |rest, fix| rest - (y[1 << fix] - y[0]));
        let whole: Vec<Vec<f64>> = seeds.iter().flatten().cloned().collect();
        let told = total.interval().is_some_and(|interval| !interval.contains(0.0));
        Worths {
            each: (0..fixes).map(|fix| estimate(&|y| worth(y, fix), largest)).collect(),
            // A difference of as many differences as there are fixes.
            interaction: estimate(&beyond, fixes as f64 * largest),
            shares: told.then(|| shares(&whole, fixes)),
            total,
        }
    }

    /// Why there are no shares: too few seeds to say whether there is a change, or none that they show.
    pub fn nothing_to_share(&self) -> &'static str {
        if self.total.seen < FEWEST as u64 { "too few to share" } else { "nothing to share" }
    }
}

/// The Shapley value of a fix: what it adds to every set of the others, weighted by how many of the orders have exactly
/// those before it.
fn worth(y: &[f64], fix: usize) -> f64 {
    let count = y.len().ilog2();
    let factorial = |number: u32| (1..=number).map(f64::from).product::<f64>();
    let without = (0..y.len()).filter(|set| set >> fix & 1 == 0);
    let added = without.map(|set| {
        let before = set.count_ones();
        let weight = factorial(before) * factorial(count - before - 1) / factorial(count);
        weight * (y[set | 1 << fix] - y[set])
    });
    added.sum()
}

/// The shares of the mean total, with percentile intervals of a bootstrap over the seeds (Efron 1979), as in
/// [`super::fixes`].
fn shares(seeds: &[Vec<f64>], fixes: usize) -> Vec<Interval> {
    let share = |chosen: &mut dyn Iterator<Item = &Vec<f64>>| -> Vec<f64> {
        let mut sums = vec![0.0; fixes];
        for y in chosen {
            for (fix, sum) in sums.iter_mut().enumerate() {
                *sum += worth(y, fix);
            }
        }
        let total: f64 = sums.iter().sum();
        sums.into_iter().map(|sum| sum / total).collect()
    };
    let estimates = share(&mut seeds.iter());
    let stream = StreamFamily::new(0, "fixes", "bootstrap").stream(0);
    let resample = |number: u64| {
        let mut source = stream.at(number);
        share(&mut (0..seeds.len()).map(|_| &seeds[source.below(seeds.len())]))
    };
    let resampled: Vec<Vec<f64>> = (0..RESAMPLES).map(resample).collect();
    let interval = |fix: usize| {
        let estimate = estimates[fix];
        let mut all: Vec<f64> = resampled.iter().map(|of| of[fix]).filter(|share| share.is_finite()).collect();
        all.sort_by(f64::total_cmp);
        let at = |part: f64| all.get((part * (all.len().max(1) - 1) as f64) as usize).copied().unwrap_or(estimate);
        Interval { estimate, low: at(0.025), high: at(0.975) }
    };
    let first = interval(0);
    match fixes {
        // Of two the second has what the first leaves.
        2 => vec![first, Interval { estimate: 1.0 - first.estimate, low: 1.0 - first.high, high: 1.0 - first.low }],
        _ => (0..fixes).map(interval).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixes::FixEffects;
    use super::*;

    fn arm(value: f64, noise: &[f64]) -> Vec<Option<f64>> {
        noise.iter().map(|n| Some(value + n)).collect()
    }

    /// Two fixes: the square, number by number.
    #[test]
    fn two_fixes_are_the_square() {
        let noises = [[0.0, 0.1, -0.1, 0.2, -0.2, 0.3], [0.3, 0.1, 0.7, -0.2, 0.0, 0.4], [0.0; 6], [0.2; 6]];
        let arms: Vec<Vec<Option<f64>>> =
            [10.0, 4.0, 8.0, 1.0].iter().zip(&noises).map(|(value, noise)| arm(*value, noise)).collect();
        let square = FixEffects::of([&arms[0], &arms[1], &arms[2], &arms[3]], f64::INFINITY);
        let found = Worths::of(&arms, f64::INFINITY);
        assert_eq!((found.each.as_slice(), found.total), (square.main.as_slice(), square.total));
        let near = |a: Option<f64>, b: Option<f64>| (a.expect("a number") - b.expect("a number")).abs() < 1e-12;
        assert!(near(found.interaction.mean, square.interaction.mean));
        let (found, square) = (found.shares.expect("a total"), square.shares.expect("a total"));
        assert_eq!(
            (found[0].estimate, found[0].low, found[0].high),
            (square[0].estimate, square[0].low, square[0].high)
        );
        assert_eq!(
            (found[1].estimate, found[1].low, found[1].high),
            (square[1].estimate, square[1].low, square[1].high)
        );
    }

    /// The glove game: one left glove, two right ones; a pair is worth 1. Its Shapley values are known: 4/6, 1/6, 1/6.
    #[test]
    fn three_fixes_share_as_gloves_do() {
        let pair = |set: usize| f64::from(set & 1 == 1 && set & 6 != 0);
        let arms: Vec<Vec<Option<f64>>> = (0..8).map(|set| arm(pair(set), &[0.0; 6])).collect();
        let found = Worths::of(&arms, f64::INFINITY);
        let means: Vec<f64> = found.each.iter().map(|each| each.mean.expect("a mean")).collect();
        for (mean, known) in means.iter().zip([4.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((mean - known).abs() < 1e-12, "{means:?}");
        }
        // Alone none is worth anything, so that all of it is interaction.
        assert_eq!((found.total.mean, found.interaction.mean), (Some(1.0), Some(1.0)));
        let shares = found.shares.expect("a total");
        assert!((shares.iter().map(|share| share.estimate).sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn arms_are_named_by_their_fixes() {
        let square = Design::of_2013();
        assert_eq!(
            (0..square.arms()).map(|arm| square.words(arm)).collect::<Vec<_>>(),
            Arm::ALL.map(|arm| arm.words().to_owned())
        );
        for (number, arm) in Arm::ALL.into_iter().enumerate() {
            assert_eq!(square.settings(number), arm.settings());
        }
    }
}
