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
//! | [`mod@file`], [`texts`] | a file of claims as it is written |
//! | [`check`], `check_numbers`, `check_texts`, `check_utilisation` | what is wrong with one |
//! | [`healthy`] | thresholds that not even a healthy cell meets |
//! | [`moment`], [`requirement`] | what a run has to show, and when |
//! | [`worlds`], [`busy`], [`utilisation`] | draws of worlds, and how busy they are when all is well |
//! | [`plan`] | runs, ladders and arms of a world as points and questions |
//! | [`study`], `answers` | all of them played, and what each world answers |
//! | [`verdict`] | what the worlds say to a claim |
//! | [`flip`], `cuts` | the value, or the two values, that decide between worlds |
//! | [`construction`] | answers that no value moves |
//! | [`posterior`] | targets one by one, rivals, and what the timeline says about each value |
//! | [`gain`] | loops of failures that cause tries that fail |
//! | [`alternative`] | what the worlds say to a sceptic |

pub mod alternative;
mod answers;
pub mod busy;
pub mod check;
mod check_numbers;
mod check_texts;
mod check_utilisation;
pub mod construction;
mod cuts;
pub mod file;
pub mod flip;
pub mod gain;
pub mod healthy;
pub mod moment;
pub mod plan;
pub mod posterior;
pub mod requirement;
pub mod study;
pub mod texts;
pub mod utilisation;
pub mod verdict;
pub mod worlds;

pub use file::{Claim, ClaimsFile, HISTORY};
pub use requirement::Answer;
pub use study::{Played, PlayedWorld, Study};
pub use verdict::{Judged, Verdict};
