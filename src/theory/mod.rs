//! Theory: closed forms and exact chains with their sources, to judge the model by.
//!
//! Nothing here knows the simulator, and the model and its measurements never look here: the judge stays independent
//! of what it judges. [`crate::experiment::validate`] holds both against each other.
//!
//! * [`chain`]: the stationary distribution of a finite Markov chain, which every formula without a closed form uses.
//! * [`queues`]: M/M/1, M/M/c, M/M/c/K, Erlang B and C, M/G/1.
//! * [`networks`]: one queue after the other, open (Jackson) and closed (Gordon–Newell); a front that holds its workers.
//! * [`balance`]: queues side by side: round robin, two choices.
//! * [`ejection`]: instances that are ejected from balancing, and what that takes.
//! * [`sharing`]: the fair link and shared processors, M/G/c with processor sharing.
//! * [`caching`]: how often a cache finds its key, with lifetimes or with little room.
//! * [`finite`]: a finite population that thinks between its requests, M/M/c//N.
//! * [`impatience`]: customers who leave the queue, M/M/c+M (Erlang A) and M/M/c+D (Barrer).
//! * [`retrial`]: customers who find everybody busy and try again, open and closed.
//! * [`timeouts`]: clients that give up and retry while their abandoned work is still done.
//! * [`storm`]: what makes a retry storm: the collapse of the long poll, attempts per request and down a chain, hidden
//!   capacity, and the ramp back.
//!
//! Symbols, as in the literature: λ arrival rate, μ service rate of one worker, c workers, K places in all, N clients,
//! a = λ/μ offered load in Erlang, ρ = a/c load of a worker, ν retry rate of a waiting client, θ rate at which a
//! customer loses patience, γ rate at which a thinking client asks again. Rates are per second, times in seconds.
//! A function gives nothing where its formula does not hold (an unstable queue, a rate that is not positive).

pub mod balance;
pub mod caching;
pub mod chain;
pub mod ejection;
pub mod finite;
pub mod impatience;
pub mod networks;
pub mod queues;
pub mod retrial;
pub mod sharing;
pub mod storm;
pub mod timeouts;

/// What a queue is like in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Station {
    /// L: mean number of customers, waiting and in service.
    pub in_system: f64,
    /// Lq: mean number waiting.
    pub waiting: f64,
    /// Mean number of busy workers.
    pub busy: f64,
    /// Wq: mean wait of those who are let in, in seconds.
    pub wait: f64,
    /// Probability that an arriving customer has to wait.
    pub delayed: f64,
    /// Probability that an arriving customer is refused.
    pub refused: f64,
}

/// Whether all of these are finite and above 0: the least that every formula asks of its rates.
fn positive(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite() && *value > 0.0)
}
