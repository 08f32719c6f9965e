//! The fair network alone: N transfers share the link; every tenth is given up by its client, every other one ends, and
//! a new one follows at once.

use syncstorm::engine::StreamFamily;
use syncstorm::model::link_fair::FairLink;
use syncstorm::units::Instant;

use super::meter::{Job, Meter, Played};

const STEPS: u64 = 2_000_000;
const MEAN_BYTES: f64 = 20_000.0;
const BYTES_PER_SECOND: f64 = 1e9;

/// Plays the only build.
pub fn play(job: &Job) -> Played {
    let mut source = StreamFamily::new(4, "link", "transfers").stream(0).at(0);
    let mut link = FairLink::new(BYTES_PER_SECOND);
    let count = job.size as usize;
    let meter = Meter::start();
    let mut now = Instant::START;
    // The handle of every transfer, by the number that stands in for an attempt.
    let mut handles: Vec<u32> = Vec::new();
    for attempt in 0..count as u32 {
        handles.push(link.start(now, attempt, (MEAN_BYTES * source.exponential()) as u64));
    }
    let (mut ended, mut moved) = (0, 0);
    for step in 0..STEPS {
        let attempt = if step % 10 == 0 {
            let attempt = source.below(count);
            moved += link.stop(now, handles[attempt]);
            attempt
        } else {
            now = link.next_end(now);
            let arrived = link.take_ended(now).expect("a transfer ends when it is said to end");
            ended += 1;
            moved += arrived.bytes;
            arrived.attempt as usize
        };
        handles[attempt] = link.start(now, attempt as u32, (MEAN_BYTES * source.exponential()) as u64);
    }
    meter.stop(STEPS, &[("ended", f64::from(ended)), ("moved", moved as f64)])
}
