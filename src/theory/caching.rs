//! Caches whose keys are asked for independently of each other and of the past: how often a look-up finds its key.
//!
//! `popularity` is the probability of each key; a look-up that finds nothing writes its key at once.

use super::chain::{Transition, stationary};
use super::positive;

/// Probabilities of `keys` keys by Zipf's law: that of the k-th is proportional to 1 / k^s.
pub fn zipf(keys: u32, exponent: f64) -> Vec<f64> {
    let weights: Vec<f64> = (1..=keys).map(|key| f64::from(key).powf(-exponent)).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

/// Share of hits with room for everything, where an entry lives for T after it was asked for last: the gap between two
/// requests for a key of rate pλ is shorter than T with probability 1 − e^(−pλT). Rate per second, time in seconds.
pub fn hits_renewed(popularity: &[f64], rate: f64, lives: f64) -> Option<f64> {
    let hit = |share: &f64| share * -(-share * rate * lives).exp_m1();
    positive(&[rate, lives]).then(|| popularity.iter().map(hit).sum())
}

/// Share of hits with room for everything, where an entry lives for T after it was written: a miss is followed by pλT
/// requests for its key on average before the entry expires (renewal theorem), so that pλT / (1 + pλT) of them are hits.
pub fn hits_not_renewed(popularity: &[f64], rate: f64, lives: f64) -> Option<f64> {
    let hit = |share: &f64| {
        let found = share * rate * lives;
        share * found / (1.0 + found)
    };
    positive(&[rate, lives]).then(|| popularity.iter().map(hit).sum())
}

/// Share of hits with room for C keys, where the one goes that was not asked for for longest: every key stays for about the
/// same time t, with Σ (1 − e^(−pt)) = C (Che, Tung and Wang 2002, "Hierarchical Web caching systems", IEEE JSAC 20(7)). Good
/// for large caches. None unless there are more keys than room.
pub fn lru_about(popularity: &[f64], room: u32) -> Option<f64> {
    let there = |time: f64| popularity.iter().map(|share| -(-share * time).exp_m1()).sum::<f64>();
    if room == 0 || room as usize >= popularity.len() {
        return None;
    }
    let (mut low, mut high) = (0.0, 1.0);
    while there(high) < f64::from(room) {
        high *= 2.0;
    }
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        *(if there(middle) < f64::from(room) { &mut low } else { &mut high }) = middle;
    }
    Some(popularity.iter().map(|share| share * -(-share * high).exp_m1()).sum())
}

/// The same for two places, exactly: the chain of which two keys are there, the last one first (King 1971, "Analysis of
/// demand paging algorithms"). None unless there are more than two keys.
pub fn lru_of_two(popularity: &[f64]) -> Option<f64> {
    let keys = popularity.len();
    if keys < 3 {
        return None;
    }
    let states: Vec<(usize, usize)> =
        (0..keys).flat_map(|a| (0..keys).filter(move |b| *b != a).map(move |b| (a, b))).collect();
    let number = |state: (usize, usize)| states.binary_search(&state).unwrap_or(0);
    let mut transitions: Vec<Transition> = Vec::new();
    for (from, (newest, _)) in states.iter().enumerate() {
        let asked = (0..keys).filter(|key| key != newest);
        transitions.extend(asked.map(|key| (from, number((key, *newest)), popularity[key])));
    }
    let shares = stationary(states.len(), &transitions);
    Some(states.iter().zip(shares).map(|((a, b), share)| share * (popularity[*a] + popularity[*b])).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Equally likely keys: whichever two of 20 are there, a tenth is found. Of others the approximation for large caches knows
    /// less.
    #[test]
    fn a_few_places_are_not_many() {
        let even = vec![0.05; 20];
        assert!((lru_of_two(&even).expect("a chain") - 0.1).abs() < 1e-12);
        assert!((lru_about(&even, 2).expect("a cache") - 0.1).abs() < 1e-12);
        let skewed = zipf(20, 1.1);
        let (exact, about) = (lru_of_two(&skewed).expect("a chain"), lru_about(&skewed, 2).expect("a cache"));
        assert!((exact - 0.266).abs() < 5e-4 && (about - 0.258).abs() < 5e-4, "{exact} {about}");
        // King's product form for the two that are there, summed by hand.
        let pairs = (0..20).flat_map(|a| (0..20).map(move |b| (a, b))).filter(|(a, b)| a != b);
        let king: f64 = pairs
            .map(|(a, b): (usize, usize)| skewed[a] * skewed[b] / (1.0 - skewed[a]) * (skewed[a] + skewed[b]))
            .sum();
        assert!((king - exact).abs() < 1e-12, "{king} {exact}");
    }

    #[test]
    fn lifetimes_of_one_key() {
        let (renewed, not) = (hits_renewed(&[1.0], 0.5, 2.0), hits_not_renewed(&[1.0], 0.5, 2.0));
        assert!((renewed.expect("a cache") - (1.0 - (-1.0_f64).exp())).abs() < 1e-12);
        assert!((not.expect("a cache") - 0.5).abs() < 1e-12);
        assert_eq!((hits_renewed(&[1.0], 0.0, 1.0), lru_about(&[1.0], 1)), (None, None));
    }
}
