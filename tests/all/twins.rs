//! Slow twins: fast structures against obvious ones, driven in lock-step by random operations.
//!
//! | fast | slow |
//! |---|---|
//! | the agenda of slots | a heap of (time, insertion) |
//! | the fair link | a link in which every transfer keeps its own remainder |
//! | skip-ahead past a closed gate | the same cell, knock by knock through the agenda |
//! | the latency histogram | all times, sorted |

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use proptest::prelude::*;
use syncstorm::engine::{Agenda, Event};
use syncstorm::model::latency::Latency;
use syncstorm::model::link_fair::FairLink;
use syncstorm::units::{Instant, Span};

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

/// One transfer of the slow link.
#[derive(Debug)]
struct Slow {
    attempt: u32,
    bytes: f64,
    left: f64,
    handle: u32,
}

/// The slow twin of the fair link: every transfer keeps its own remainder, and every step takes each one's share of
/// the capacity away from it.
#[derive(Debug, Default)]
struct SlowLink {
    capacity: f64,
    now: f64,
    transfers: Vec<Slow>,
}

impl SlowLink {
    /// Seconds until the first transfer ends, if nothing changes.
    fn first_end(&self) -> f64 {
        let rate = self.capacity / self.transfers.len() as f64;
        // What has nothing left to move ends at once, even where nothing moves.
        let time = |t: &Slow| if t.left <= 0.0 { 0.0 } else { t.left / rate };
        self.transfers.iter().map(time).fold(f64::INFINITY, f64::min)
    }

    fn pass(&mut self, seconds: f64) {
        let share = self.capacity * seconds / self.transfers.len().max(1) as f64;
        self.transfers.iter_mut().for_each(|t| t.left -= share);
        self.now += seconds;
    }
}

#[derive(Clone, Debug)]
enum Touch {
    Start(u64),
    /// Stops the transfer at this place among those in flight.
    Stop(usize),
    Advance(u64),
    Capacity(f64),
}

fn touches() -> impl Strategy<Value = Vec<Touch>> {
    let size = prop_oneof![Just(0u64), 1u64..2_000, 1_000u64..2_000_000];
    let touch = prop_oneof![
        4 => size.prop_map(Touch::Start),
        2 => (0usize..64).prop_map(Touch::Stop),
        4 => prop_oneof![0u64..1_000, 0u64..50_000_000, 0u64..2_000_000_000].prop_map(Touch::Advance),
        1 => prop_oneof![Just(0.0), 1e3..1e5, 1e6..1e8].prop_map(Touch::Capacity),
    ];
    prop::collection::vec(touch, 1..200)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Twin: transfers end in the same order and within 2 ns, and a stopped one has moved the same bytes within 1.
    #[test]
    fn fair_link_moves_what_a_step_by_step_link_moves(touches in touches(), capacity in 1e5..1e7) {
        let mut fast = FairLink::new(capacity);
        let mut slow = SlowLink { capacity, ..SlowLink::default() };
        let (mut now, mut serial) = (0u64, 0u32);
        for touch in touches {
            match touch {
                Touch::Start(bytes) => {
                    let handle = fast.start(Instant(now), serial, bytes);
                    slow.transfers.push(Slow { attempt: serial, bytes: bytes as f64, left: bytes as f64, handle });
                    serial += 1;
                }
                Touch::Stop(place) if !slow.transfers.is_empty() => {
                    let gone = slow.transfers.remove(place % slow.transfers.len());
                    let moved = fast.stop(Instant(now), gone.handle) as f64;
                    let wanted = gone.bytes - gone.left.max(0.0);
                    prop_assert!((moved - wanted).abs() <= 1.0, "moved {moved}, wanted {wanted}");
                }
                Touch::Stop(_) => {}
                Touch::Capacity(capacity) => {
                    fast.set_capacity(Instant(now), capacity);
                    slow.capacity = capacity;
                }
                Touch::Advance(length) => advance_both(&mut fast, &mut slow, &mut now, length)?,
            }
            prop_assert_eq!(fast.in_flight(), slow.transfers.len());
        }
    }
}

/// Lets time pass in both links, end by end. The fast one rounds every end up to a whole nanosecond, so the slow one
/// is taken along to the same nanosecond before the next comparison; errors therefore do not add up.
fn advance_both(fast: &mut FairLink, slow: &mut SlowLink, now: &mut u64, length: u64) -> Result<(), TestCaseError> {
    let target = *now + length;
    loop {
        let end = fast.next_end(Instant(*now));
        let wanted = slow.first_end() * 1e9;
        if end.0 > target {
            prop_assert!(
                slow.transfers.is_empty() || *now as f64 + wanted > target as f64 - 2.0,
                "an end was missed: {wanted} ns from {now}"
            );
            break;
        }
        let ahead = (end.0 - *now) as f64;
        prop_assert!((ahead - wanted.max(0.0)).abs() <= 2.0, "ends {ahead} ns ahead, wanted {wanted}");
        slow.pass(ahead / 1e9);
        *now = end.0;
        let mut ended = 0;
        while let Some(arrived) = fast.take_ended(Instant(*now)) {
            ended += 1;
            // Equal remainders end in the order in which they began; those within two nanoseconds count as equal.
            let slack = slow.capacity * 2e-9 / slow.transfers.len() as f64 + 1e-3;
            let place = slow.transfers.iter().position(|t| t.attempt == arrived.attempt);
            prop_assert!(place.is_some(), "transfer {} is not in flight", arrived.attempt);
            let done = slow.transfers.remove(place.unwrap_or(0));
            prop_assert_eq!(arrived.bytes as f64, done.bytes);
            let least = slow.transfers.iter().map(|t| t.left).fold(f64::INFINITY, f64::min);
            prop_assert!(done.left <= least + slack, "{} ended before one with {least} left", done.left);
            prop_assert!(done.left.abs() <= slack, "ended with {} bytes left", done.left);
        }
        prop_assert!(ended > 0, "an end was announced and did not come");
    }
    slow.pass((target - *now) as f64 / 1e9);
    *now = target;
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]
    /// Twin: clients that knock at a closed gate without the agenda are counted as if they had used it.
    #[test]
    fn skip_ahead_changes_no_count_of_any_cell(text in crate::world::cells()) {
        prop_assert_eq!(crate::world::counts(&text, &[], true), crate::world::counts(&text, &[], false));
    }
}

/// What can happen to one of a few histograms.
#[derive(Clone, Debug)]
enum Keep {
    Record(usize, u64),
    /// Adds the first histogram to the second.
    Add(usize, usize),
    Ask(usize, f64),
}

fn keeps() -> impl Strategy<Value = Vec<Keep>> {
    // From nanoseconds to years, and the milliseconds around which the histogram begins to round.
    let took = prop_oneof![
        Just(0u64),
        0u64..2_000_000,
        120_000_000u64..520_000_000,
        0u64..60_000_000_000,
        0u64..1 << 47,
        any::<u64>(),
    ];
    let share =
        prop_oneof![Just(0.0), Just(1.0), (0u32..=100).prop_map(|percent| f64::from(percent) / 100.0), 0.0..1.0];
    let which = || 0usize..4;
    let keep = prop_oneof![
        12 => (which(), took).prop_map(|(which, took)| Keep::Record(which, took)),
        1 => (which(), which()).prop_map(|(from, into)| Keep::Add(from, into)),
        4 => (which(), share).prop_map(|(which, share)| Keep::Ask(which, share)),
    ];
    prop::collection::vec(keep, 1..400)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    /// Twin: the quantile at a share is the smallest time that at least this share of all times do not exceed. It is
    /// told in milliseconds, rounded up, and then at most 1 % above the sorted one and never below: a quantile flatters
    /// nobody. Only at share 0, the shortest time, it may be up to 1 % below and is never above.
    #[test]
    fn quantiles_are_those_of_the_sorted_times(keeps in keeps()) {
        let mut fast: [Latency; 4] = Default::default();
        let mut slow: [Vec<u64>; 4] = Default::default();
        for keep in keeps {
            match keep {
                Keep::Record(which, took) => {
                    fast[which].record(Span(took));
                    slow[which].push(took);
                }
                // Copies of copies would soon fill the memory and show nothing new.
                Keep::Add(from, into) if slow[from].len() + slow[into].len() < 4_000 => {
                    let (histogram, times) = (fast[from].clone(), slow[from].clone());
                    fast[into].add(&histogram);
                    slow[into].extend(times);
                }
                Keep::Add(..) => {}
                Keep::Ask(which, share) => asked(&fast[which], &mut slow[which], share)?,
            }
        }
    }
}

fn asked(fast: &Latency, slow: &mut [u64], share: f64) -> Result<(), TestCaseError> {
    prop_assert_eq!(fast.count(), slow.len() as u64);
    slow.sort_unstable();
    let Some(told) = fast.quantile(share) else {
        prop_assert!(slow.is_empty(), "no quantile of {} times", slow.len());
        return Ok(());
    };
    // A share such as 0.07 is no exact binary number: where it falls on a whole rank, both neighbours are right.
    let ranked = |slack: f64| {
        let rank = (share * slow.len() as f64 + slack).ceil().clamp(1.0, slow.len() as f64);
        slow[rank as usize - 1].div_ceil(1_000_000).max(1) as f64
    };
    let (least, most) =
        if share == 0.0 { (0.99 * ranked(0.0), ranked(0.0)) } else { (ranked(-1e-9), 1.01 * ranked(1e-9)) };
    let (milliseconds, digits) = (told * 1000.0, 1e-12);
    prop_assert!(milliseconds >= least * (1.0 - digits), "{milliseconds} ms at {share}, sorted: {least} ms or more");
    prop_assert!(milliseconds <= most * (1.0 + digits), "{milliseconds} ms at {share}, sorted: {most} ms or less");
    Ok(())
}
