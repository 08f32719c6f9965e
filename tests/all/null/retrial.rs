//! Retries alone cannot sustain an overload: a cell without a queue, whose rejections cost nothing, recovers from any
//! trigger with any retry rate, as long as the healthy load is below what its workers can do (the classical retrial
//! queue is stable for any retry rate when λ < cμ; Falin and Templeton 1997).
//!
//! The control is the same cell with waste: a long queue and clients that give up what waits in it.

use super::cell::World;
use super::{Dice, in_worlds, play};
use syncstorm::measure::Verdict;

const WORLDS: u64 = 8;

/// The verdict, when it recovered, and whether it was down before anything was done to it.
fn verdict(world: &World) -> (Verdict, Option<f64>, bool) {
    let recovery = play(&world.scenario()).summary.recovery;
    (recovery.verdict, recovery.recovered_h, !recovery.warm_up.ill.is_empty())
}

/// The same world with waste: whoever waits gives up after ten services, and the queue is twelve times as long.
/// The number of visitors then grows without end; to keep the run short they try every five seconds at most.
fn with_waste(dice: Dice, phones: bool) -> World {
    let mut world = World::random(dice, phones);
    let timeout = 10.0 * world.service_s;
    world.timeout_s = Some(timeout);
    world.retry_s = if phones { world.retry_s } else { world.retry_s.max(5.0) };
    world.length_h = 2.5;
    world.queue = (12.0 * timeout / world.service_s * f64::from(world.servers.1)) as u32;
    world
}

fn recovers_and_sticks(phones: bool, test: &'static str) {
    in_worlds(test, WORLDS, |dice| {
        let pure = World::random(dice, phones);
        let (free, recovered_h, _) = verdict(&pure);
        let wasteful = with_waste(dice, phones);
        let storm = wasteful.storm(10.0 * wasteful.service_s);
        let (waste, _, by_itself) = verdict(&wasteful);
        let seen = format!(
            "world {}: load {:.2}, retry {:.1} s {}, {:?} x {:.2} s {}, {}; storm {storm:.1}",
            dice.world, pure.load, pure.retry_s, pure.spread, pure.servers, pure.service_s, pure.shape, pure.trigger
        );
        println!("{seen}: {free:?} at {recovered_h:?}, with waste {waste:?}");
        assert_eq!(free, Verdict::Recovered, "{seen}");
        // Some fall by themselves in the warm-up; then no verdict says that the trigger did it.
        assert_eq!(waste, if by_itself { Verdict::Undecided } else { Verdict::Stuck }, "{seen}");
    });
}

#[test]
fn phones_that_are_rejected_for_free_always_recover() {
    recovers_and_sticks(true, "retrial phones");
}

#[test]
fn visitors_who_are_rejected_for_free_always_recover() {
    recovers_and_sticks(false, "retrial visitors");
}
