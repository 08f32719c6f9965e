//! Short queues do not sustain an overload: on a FIFO network, a cell whose queue is shorter than capacity × timeout
//! recovers from any trigger, although its clients give up and try again for ever: what is let in is answered in time.
//!
//! Three things have to be short: the wait for a worker, the service itself, and the wait in the buffers of the link.
//! And the link must have room for all that the workers can answer and for the refusals, in its buffer too: what fills
//! it pushes good answers out, whose work is then wasted. (With a link that carries 1.2 times what the workers can do
//! and a buffer shorter than one answer, some of these worlds do stick.) The controls take one condition away each: a long queue, refusals as large as answers, a fair network.

use super::cell::World;
use super::{Dice, in_worlds, play};
use syncstorm::measure::Verdict;
use syncstorm::scenario::{Scenario, catalog};

const WORLDS: u64 = 6;

/// A random cell on a FIFO link that carries three times what its workers can do, with a queue of half the timeout.
fn short(dice: Dice, phones: bool) -> World {
    let mut world = World::random(dice, phones);
    let timeout = dice.between("timeout", 20.0, 40.0) * world.service_s;
    let (per_worker, buffer_ms) = (0.5 * timeout / world.service_s, dice.between("buffer", 1000.0, 4000.0).round());
    world.retry_s = dice.between("retry", 10.0, 60.0);
    world.timeout_s = Some(timeout);
    world.queue = (per_worker * f64::from(world.servers.1)) as u32;
    world.error_bytes = 200;
    let kbit_per_s = 3.0 * world.capacity_per_s() * 160.0;
    world.network = format!(
        "capacity = \"{kbit_per_s} kbit/s\"\ndelay = \"20 ms\"\ndiscipline = {{ fifo = {{ buffer = \"{buffer_ms} ms\" }} }}"
    );
    world.length_h = 2.5;
    world
}

fn verdict(world: &World) -> (Verdict, Option<f64>) {
    let recovery = play(&world.scenario()).summary.recovery;
    (recovery.verdict, recovery.recovered_h)
}

fn recovers_and_sticks(phones: bool, test: &'static str) {
    let stormy = in_worlds(test, WORLDS, |dice| {
        let world = short(dice, phones);
        let timeout = world.timeout_s.expect("a timeout");
        let (found, recovered_h) = verdict(&world);
        let long = World { queue: world.queue * 12, ..short(dice, phones) };
        let costly = World { error_bytes: 100_000, ..short(dice, phones) };
        let with_long = verdict(&long).0;
        // Mostly the number of clients has to grow without end for that.
        let with_costly = (!phones && dice.world < 3).then(|| verdict(&costly).0);
        let seen = format!(
            "world {}: load {:.2}, timeout {timeout:.0} s, retry {:.1} s {}, {:?} x {:.2} s {}, {}; storm {:.1}",
            dice.world,
            world.load,
            world.retry_s,
            world.spread,
            world.servers,
            world.service_s,
            world.shape,
            world.trigger,
            world.storm(timeout)
        );
        println!("{seen}: {found:?} at {recovered_h:?}, long queue {with_long:?}, costly refusals {with_costly:?}");
        assert_eq!(found, Verdict::Recovered, "{seen}");
        // A storm of little more than twice what can be served may die down by luck in a long queue too.
        let stormy = world.storm(timeout) > 2.3;
        assert!(!stormy || with_long == Verdict::Stuck, "with a long queue: {seen}");
        assert!(with_costly.is_none_or(|verdict| verdict == Verdict::Stuck), "with costly refusals: {seen}");
        stormy
    });
    assert!(stormy.iter().filter(|stormy| **stormy).count() >= 4, "worlds in which the control means something");
}

#[test]
fn phones_with_a_short_queue_on_a_fifo_link_never_stick() {
    recovers_and_sticks(true, "queue phones");
}

#[test]
fn visitors_with_a_short_queue_on_a_fifo_link_never_stick() {
    recovers_and_sticks(false, "queue visitors");
}

/// The queue of the metastable cell is 0.6 s long and its timeout 30 s. With a fair link it sticks all the same.
#[test]
fn a_short_queue_does_not_help_on_a_fair_link() {
    let alone = ["timeline.block.enabled=false", "timeline.restore.enabled=false", "run.length=3 h"];
    let fifo = [&alone[..], &["network.discipline={fifo={buffer=\"250 ms\"}}"]].concat();
    for (sets, wanted) in [(&alone[..], Verdict::Stuck), (&fifo[..], Verdict::Recovered)] {
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        let mut shipped = |name: &str| catalog::find(name).map(str::to_string).ok_or_else(|| name.to_string());
        let scenario = Scenario::load("metastable-cell", &mut shipped, &sets, 0.0625).expect("a shipped scenario");
        assert_eq!(play(&scenario).summary.recovery.verdict, wanted, "{sets:?}");
    }
}
