//! Slow twins: fast structures against obvious ones, driven in lock-step by random operations.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use proptest::prelude::*;
use syncstorm::engine::{Agenda, Event};
use syncstorm::units::Instant;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Number(u32);

impl Event for Number {
    fn encode(self) -> u32 {
        self.0
    }
    fn decode(code: u32) -> Number {
        Number(code)
    }
}

/// The slow twin of the agenda: a heap of (time, insertion).
#[derive(Default)]
struct Heap {
    events: BinaryHeap<Reverse<(u64, u32)>>,
}

/// Pushes `count` events `ahead` nanoseconds in the future (spread over `width`), then pops `pops`.
#[derive(Clone, Debug)]
struct Step {
    ahead: u64,
    width: u64,
    count: u32,
    pops: u32,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Distances from one nanosecond to weeks: inside the run, a slot, a block, an era, and far beyond.
    let ahead = prop_oneof![Just(0u64), 0u64..50, 0u64..1 << 21, 0u64..1 << 31, 0u64..1 << 43, 0u64..1 << 51];
    let width = prop_oneof![Just(1u64), Just(2u64), 1u64..2_000, 1u64..1 << 20, 1u64..1 << 33];
    let count = prop_oneof![9 => 0u32..20, 1 => 1_000u32..6_000];
    let step = (ahead, width, count, prop_oneof![0u32..30, 0u32..8_000]);
    prop::collection::vec(step.prop_map(|(ahead, width, count, pops)| Step { ahead, width, count, pops }), 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn agenda_pops_what_a_heap_pops(steps in steps(), salt in any::<u64>()) {
        let (mut fast, mut slow) = (Agenda::<Number>::new(), Heap::default());
        let (mut now, mut serial, mut noise) = (0u64, 0u32, salt | 1);
        for step in steps {
            for _ in 0..step.count {
                noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = now + step.ahead + (noise >> 11) % step.width;
                fast.push(Instant(at), Number(serial));
                slow.events.push(Reverse((at, serial)));
                serial += 1;
            }
            for _ in 0..step.pops {
                let wanted = slow.events.pop().map(|Reverse((at, serial))| (Instant(at), Number(serial)));
                prop_assert_eq!(fast.pop(), wanted);
                now = wanted.map_or(now, |(at, _)| at.0);
            }
            prop_assert_eq!(fast.len(), slow.events.len());
        }
        while let Some(Reverse((at, serial))) = slow.events.pop() {
            prop_assert_eq!(fast.pop(), Some((Instant(at), Number(serial))));
        }
        prop_assert!(fast.pop().is_none() && fast.is_empty());
    }
}

/// A herd in one instant keeps its order, and pushing into the instant that is being played goes to its end.
#[test]
fn a_herd_in_one_instant_stays_in_order() {
    let mut agenda = Agenda::<Number>::new();
    for serial in 0..100_000 {
        agenda.push(Instant(5_000_000_000), Number(serial));
    }
    for serial in 0..200_000 {
        assert_eq!(agenda.pop(), Some((Instant(5_000_000_000), Number(serial))));
        if serial < 100_000 {
            agenda.push(Instant(5_000_000_000), Number(100_000 + serial));
        }
    }
    assert!(agenda.pop().is_none());
}

/// A herd that is pushed into the open millisecond at random offsets costs no quadratic time: a million insertions
/// by moving half of the run each would take minutes.
#[test]
fn a_herd_pushed_into_the_open_slot_is_spread() {
    let mut agenda = Agenda::<Number>::new();
    agenda.push(Instant(10), Number(0));
    agenda.pop();
    let mut noise = 1u64;
    for serial in 0..1_000_000 {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        agenda.push(Instant(10 + (noise >> 20) % 900_000), Number(serial));
    }
    let mut last = Instant(0);
    while let Some((at, _)) = agenda.pop() {
        assert!(at >= last);
        last = at;
    }
}
