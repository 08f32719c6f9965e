//! Inverse questions: the smallest or largest value of a parameter with which a run passes with a wanted probability.
//!
//! P(x) is the probability that a run with the value x satisfies the condition; x passes if P(x) is at least the wanted
//! probability p. P is taken to be monotone between the ends; what was run is checked for the contrary.
//!
//! 1. **Both ends** are tried; they decide whether the smallest or the largest passing value is looked for, if nobody
//!    has said so. If both pass, or neither does, that is the answer, and three places between are tried for surprises.
//! 2. **Bisection** over the rungs of the axis ([`crate::scenario::vary::Stretch::rungs`]). Bisection with noisy answers
//!    is stochastic root finding (Waeber, Frazier and Henderson 2013, "Bisection search with noisy responses"); here each
//!    decision is a short sequence of looks at the same seeds (common random numbers: Glasserman and Yao 1992, "Some
//!    guidelines and guarantees for common random numbers"), cheap and without a guarantee.
//! 3. **Verification** with seeds that the search never used: choosing among values by their luck and then believing
//!    that luck is selection bias. The passing value must show P ≥ p and its failing neighbour P < p, each by the exact
//!    one-sided limit of Clopper and Pearson (1934). What is not shown is stepped over, 1, 2, 4 … rungs further, to the
//!    next candidate. Candidates and looks are a fixed list but for their beginning, which the search seeds alone
//!    decide, and α is spent over it as a geometric series (Bonferroni's inequality; the spending of α over looks is
//!    that of Lan and DeMets 1983, "Discrete sequential boundaries for clinical trials"): candidate a and look b may err
//!    with probability α/2 · w(a) · w(b), w(i) = ¾ · 4^(1−i), the sums of which are 1. Half of α is for each side, so both
//!    statements together hold with the stated confidence.
//!
//! Every run is a trial of the ledger: an interrupted search that is started again finds its own steps there.

mod confirm;
mod finding;
mod looks;
mod question;
mod surprises;

pub use confirm::{Confirmation, Confirmed, confirm};
pub use finding::{Finding, Role, Stopped, Tally};
pub use looks::search;
pub use question::{Question, Wanted};
