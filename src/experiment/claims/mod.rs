//! What is said in public about an outage, claim by claim: each is a hypothesis with a threshold and a counterfactual
//! that has to remove the effect, tested in every world that could have been the real one.
//!
//! A *world* is the scenario with all uncertain values drawn from their ranges. It is kept if its own run meets the
//! public timeline (approximate Bayesian computation by rejection: Rubin 1984, "Bayesianly justifiable and relevant
//! frequency calculations for the applied statistician"; Tavaré, Balding, Griffiths and Donnelly 1997). In each world
//! that is kept, the factual run and all counterfactual runs share the seed, and with it every random number that the
//! change does not touch. A claim *holds in a world* if the factual run shows the effect and the counterfactuals do not.
//!
//! | file | what is in it |
//! |---|---|
//! | [`mod@file`] | a file of claims as it is written |
//! | [`check`], `check_numbers` | what is wrong with one |
//! | [`moment`], [`requirement`] | what a run has to show, and when |
//! | [`worlds`] | draws of worlds |
//! | [`plan`] | runs, ladders and arms of a world as points and questions |
//! | [`study`] | all of them played |
//! | [`verdict`] | what the worlds say to a claim |
//! | [`flip`] | the value that decides between worlds |
//! | [`alternative`] | what the worlds say to a sceptic |

pub mod alternative;
pub mod check;
mod check_numbers;
pub mod file;
pub mod flip;
pub mod moment;
pub mod plan;
pub mod requirement;
pub mod study;
pub mod verdict;
pub mod worlds;

pub use file::{Claim, ClaimsFile, HISTORY};
pub use requirement::Answer;
pub use study::{Played, PlayedWorld, Study};
pub use verdict::{Judged, Verdict};
