//! The agenda alone, in the hold model (Jones 1986): N events wait; each step takes the next one and puts it back an
//! exponential time later.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rand_distr::{Distribution, Exp1};
use syncstorm::engine::{Agenda, StreamFamily};
use syncstorm::model::event::CellEvent;
use syncstorm::units::Instant;

use super::meter::{Job, Meter, Played};

const MEAN: f64 = 60e9;
const FEWEST_STEPS: u64 = 5_000_000;

/// Plays one build.
pub fn play(job: &Job) -> Played {
    let mut source = StreamFamily::new(4, "agenda", "hold").stream(0).at(0);
    let mut wait = move || -> u64 {
        let unit: f64 = Exp1.sample(&mut source);
        (MEAN * unit) as u64
    };
    // Every event is played a few times, so that the first spread over the buckets has worn off.
    let steps = FEWEST_STEPS.max(3 * job.size);
    let meter = Meter::start();
    match job.build.as_str() {
        "syncstorm" => {
            let mut agenda = Agenda::new();
            (0..job.size as u32).for_each(|id| agenda.push(Instant(wait()), CellEvent::Wake(id)));
            for _ in 0..steps {
                let Some((now, event)) = agenda.pop() else { break };
                agenda.push(Instant(now.0 + wait()), event);
            }
            meter.stop(steps, &[("last", agenda.now().0 as f64)])
        }
        "heap" => {
            let mut heap: BinaryHeap<Reverse<(u64, u32)>> = BinaryHeap::new();
            (0..job.size as u32).for_each(|id| heap.push(Reverse((wait(), id))));
            let mut last = 0;
            for _ in 0..steps {
                let Some(Reverse((now, id))) = heap.pop() else { break };
                last = now;
                heap.push(Reverse((now + wait(), id)));
            }
            meter.stop(steps, &[("last", last as f64)])
        }
        build => panic!("the agenda has no build {build}"),
    }
}
