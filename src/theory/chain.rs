//! The stationary distribution of a finite continuous-time Markov chain.
//!
//! Solved by the elimination of Grassmann, Taksar and Heyman (1985, "Regenerative analysis and steady state
//! distributions for Markov chains"): it subtracts nothing, so that small probabilities keep all their digits. States
//! are numbered so that transitions reach only near neighbours; the elimination then stays inside a band, and costs
//! states × band².

/// A transition: from, to, rate per second.
pub type Transition = (usize, usize, f64);

/// Probability of every state in the long run. Every state must lead, perhaps over others, to state 0, and be reached
/// from it; states with lower numbers must not be cut off from each other once the higher ones are left out.
pub fn stationary(states: usize, transitions: &[Transition]) -> Vec<f64> {
    let band = transitions.iter().map(|(from, to, _)| from.abs_diff(*to)).max().unwrap_or(0);
    let mut rates = Band { band, width: 2 * band + 1, rates: vec![0.0; states * (2 * band + 1)] };
    for (from, to, rate) in transitions.iter().filter(|(from, to, _)| from != to) {
        *rates.at(*from, *to) += rate;
    }
    // Leave out the states from the last to the second: what led there leads on to where it would have gone from there.
    for gone in (1..states).rev() {
        let first = gone.saturating_sub(band);
        let down: f64 = (first..gone).map(|to| *rates.at(gone, to)).sum();
        for from in first..gone {
            let part = *rates.at(from, gone) / down;
            *rates.at(from, gone) = part;
            if part > 0.0 {
                for to in first..gone {
                    let onward = part * *rates.at(gone, to);
                    *rates.at(from, to) += onward;
                }
            }
        }
    }
    let mut share = vec![0.0; states];
    share[0] = 1.0;
    for state in 1..states {
        let first = state.saturating_sub(band);
        share[state] = (first..state).map(|from| share[from] * *rates.at(from, state)).sum();
    }
    let total: f64 = share.iter().sum();
    share.iter_mut().for_each(|share| *share /= total);
    share
}

/// A square matrix that is zero outside a band around its diagonal.
struct Band {
    band: usize,
    width: usize,
    rates: Vec<f64>,
}

impl Band {
    fn at(&mut self, from: usize, to: usize) -> &mut f64 {
        &mut self.rates[from * self.width + to + self.band - from]
    }
}

/// Probabilities of a birth–death chain on 0 … `last`: p(n) ∝ Π birth(i) / death(i + 1) (Kleinrock 1975, "Queueing
/// Systems I", chapter 3). Worked in logarithms, so that thousands of states neither overflow nor vanish early.
pub fn birth_death(last: usize, birth: impl Fn(usize) -> f64, death: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut logarithm = 0.0;
    let mut logarithms = vec![0.0];
    for n in 0..last {
        logarithm += birth(n).ln() - death(n + 1).ln();
        logarithms.push(logarithm);
    }
    let largest = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logarithms.iter().map(|logarithm| (logarithm - largest).exp()).collect();
    let total: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / total).collect()
}

/// Mean of a quantity over the states of a distribution.
pub fn mean(shares: &[f64], of: impl Fn(usize) -> f64) -> f64 {
    shares.iter().enumerate().map(|(state, share)| share * of(state)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain that turns in a circle spends time in inverse proportion to the rates of leaving.
    #[test]
    fn a_circle_is_solved() {
        let shares = stationary(3, &[(0, 1, 1.0), (1, 2, 2.0), (2, 0, 4.0)]);
        for (share, wanted) in shares.iter().zip([4.0 / 7.0, 2.0 / 7.0, 1.0 / 7.0]) {
            assert!((share - wanted).abs() < 1e-15);
        }
    }

    #[test]
    fn both_ways_of_solving_agree() {
        let (birth, death) = (|n: usize| 3.0 / (n as f64 + 1.0), |n: usize| n.min(4) as f64);
        let up = (0..30).map(|n| (n, n + 1, birth(n)));
        let down = (0..30).map(|n| (n + 1, n, death(n + 1)));
        let transitions: Vec<Transition> = up.chain(down).collect();
        for (one, other) in stationary(31, &transitions).iter().zip(birth_death(30, birth, death)) {
            assert!((one / other - 1.0).abs() < 1e-12, "{one} {other}");
        }
    }
}
