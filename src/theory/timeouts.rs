//! The small model of a metastable cell: clients time out and come back, and what they left behind is still done.
//!
//! N clients think (rate γ each) and send; a full queue refuses at once; whoever waits or is served loses patience at
//! rate θ, counted from the arrival, and whoever was refused or gave up backs off (rate ν each) and sends again. One
//! server takes from the queue in random order, and finishes what nobody waits for any more like everything else. All
//! times are exponential, so this is a finite Markov chain, and it is solved as one: no approximation. (Our own
//! model of the mechanism in Bronson et al. 2021, "Metastable failures in distributed systems"; the chain needs no source
//! but its transition rates.)

use super::chain::{Transition, mean, stationary};
use super::positive;

/// The parameters: clients N, rates per second, and Kq waiting places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Impatient {
    /// N: number of clients.
    pub clients: u32,
    /// γ: rate at which a thinking client asks.
    pub thinking: f64,
    /// μ: service rate.
    pub service: f64,
    /// ν: rate at which a client that backs off tries again.
    pub retry: f64,
    /// θ: rate at which a client gives an attempt up.
    pub patience: f64,
    /// Kq: requests that may wait.
    pub queue: u32,
}

/// What comes out in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goodput {
    /// Requests answered in time per second.
    pub goodput: f64,
    /// Share of the server's time spent on what nobody waits for any more.
    pub after_leaving: f64,
    /// Share of the server's time spent on attempts that end for nobody, the time before their clients left included.
    pub in_vain: f64,
    /// Share of time in which the server is busy.
    pub busy: f64,
    /// Mean number of clients that back off.
    pub backing_off: f64,
}

/// Whom the server works for.
#[derive(Clone, Copy, PartialEq)]
enum Serves {
    Nobody = 0,
    Somebody = 1,
    /// A request that its client has given up.
    Abandoned = 2,
}

/// One state: clients that back off, what the server does, requests in the queue that are awaited and abandoned.
#[derive(Clone, Copy, PartialEq)]
struct State {
    backing_off: usize,
    serves: Serves,
    awaited: usize,
    abandoned: usize,
}

/// Solves the chain; none unless all rates are positive and there is a client.
pub fn impatient(plan: &Impatient) -> Option<Goodput> {
    let Impatient { clients, thinking, service, retry, patience, .. } = *plan;
    if !positive(&[thinking, service, retry, patience]) || clients == 0 {
        return None;
    }
    let states = states(plan);
    let place = |wanted: State| states.iter().position(|state| *state == wanted);
    let mut transitions: Vec<Transition> = Vec::new();
    for (from, state) in states.iter().enumerate() {
        for (next, rate) in steps(plan, *state) {
            transitions.extend(place(next).map(|to| (from, to, rate)));
        }
    }
    let shares = stationary(states.len(), &transitions);
    let part = |serves: Serves| mean(&shares, |n| f64::from(u8::from(states[n].serves == serves)));
    let busy = 1.0 - part(Serves::Nobody);
    Some(Goodput {
        goodput: service * part(Serves::Somebody),
        after_leaving: part(Serves::Abandoned) / busy,
        // An attempt that is answered was served for the shorter of two exponential times, 1 / (μ + θ) on average.
        in_vain: 1.0 - service * part(Serves::Somebody) / ((service + patience) * busy),
        busy,
        backing_off: mean(&shares, |n| states[n].backing_off as f64),
    })
}

/// All states that can occur: an idle server has an empty queue, and no more clients are about than there are.
fn states(plan: &Impatient) -> Vec<State> {
    let (clients, queue) = (plan.clients as usize, plan.queue as usize);
    let mut states = Vec::new();
    for backing_off in 0..=clients {
        states.push(State { backing_off, serves: Serves::Nobody, awaited: 0, abandoned: 0 });
        for serves in [Serves::Somebody, Serves::Abandoned] {
            for awaited in 0..=queue {
                for abandoned in 0..=queue - awaited {
                    let about = backing_off + awaited + usize::from(serves == Serves::Somebody);
                    if about <= clients {
                        states.push(State { backing_off, serves, awaited, abandoned });
                    }
                }
            }
        }
    }
    states
}

/// Everything that can happen in a state, with its rate.
fn steps(plan: &Impatient, state: State) -> Vec<(State, f64)> {
    let State { backing_off, serves, awaited, abandoned } = state;
    let waiting = awaited + abandoned;
    let thinking = plan.clients as usize - backing_off - awaited - usize::from(serves == Serves::Somebody);
    let mut steps = Vec::new();
    // A client sends: for the first time, or again.
    for (left, rate) in
        [(backing_off, thinking as f64 * plan.thinking), (backing_off.wrapping_sub(1), backing_off as f64 * plan.retry)]
    {
        if rate > 0.0 {
            let arrived = match serves {
                Serves::Nobody => State { backing_off: left, serves: Serves::Somebody, ..state },
                Serves::Somebody | Serves::Abandoned if waiting < plan.queue as usize => {
                    State { backing_off: left, awaited: awaited + 1, ..state }
                }
                Serves::Somebody | Serves::Abandoned => State { backing_off: left + 1, ..state },
            };
            steps.push((arrived, rate));
        }
    }
    // A client loses patience: in the queue, or with the server.
    if awaited > 0 {
        let given_up = State { backing_off: backing_off + 1, awaited: awaited - 1, abandoned: abandoned + 1, serves };
        steps.push((given_up, awaited as f64 * plan.patience));
    }
    if serves == Serves::Somebody {
        steps.push((State { backing_off: backing_off + 1, serves: Serves::Abandoned, ..state }, plan.patience));
    }
    // The server is through, and takes any of those that wait.
    match (serves, waiting) {
        (Serves::Nobody, _) => {}
        (Serves::Somebody | Serves::Abandoned, 0) => {
            steps.push((State { serves: Serves::Nobody, ..state }, plan.service))
        }
        (Serves::Somebody | Serves::Abandoned, _) => {
            let rate = |part: usize| plan.service * part as f64 / waiting as f64;
            if awaited > 0 {
                steps.push((State { serves: Serves::Somebody, awaited: awaited - 1, ..state }, rate(awaited)));
            }
            if abandoned > 0 {
                steps.push((State { serves: Serves::Abandoned, abandoned: abandoned - 1, ..state }, rate(abandoned)));
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_values_come_out() {
        for (clients, retry, queue, goodput, wasted) in
            [(6, 0.5, 6, 0.229899, 0.570891), (10, 2.0, 2, 0.332386, 0.602496)]
        {
            let plan = Impatient { clients, thinking: 0.05, service: 1.0, retry, patience: 0.5, queue };
            let seen = impatient(&plan).expect("a chain");
            assert!((seen.goodput / goodput - 1.0).abs() < 1e-5, "{seen:?}");
            assert!((seen.after_leaving / wasted - 1.0).abs() < 1e-5, "{seen:?}");
        }
    }

    /// Clients with endless patience waste nothing, and are the finite source with a limited queue.
    #[test]
    fn patience_wastes_nothing() {
        let plan = Impatient { clients: 5, thinking: 0.3, service: 1.0, retry: 1.0, patience: 1e-12, queue: 5 };
        let (seen, patient) = (impatient(&plan).expect("a chain"), super::super::finite::finite_source(5, 0.3, 1.0, 1));
        assert!(seen.after_leaving < 1e-10);
        assert!((seen.goodput - patient.expect("stable").busy).abs() < 1e-9);
    }
}
