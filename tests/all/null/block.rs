//! A block without a flood changes the web only by the share of the workers and the link that healthy phones use: it
//! does neither more nor less than if the phones had never been there.
//!
//! Three runs of one seed: nothing is blocked; the phones are blocked; there is (next to) no phone at all. Visitors come
//! and ask at the same times in all three. Where nothing is shared, and in every cell some time after the block, their
//! counts are exactly those of the cell without phones: what the phones left behind is gone with the first idle moment.

use super::{Dice, counts, in_worlds, play, samples};
use crate::world::load;
use syncstorm::experiment::Outcome;
use syncstorm::model::observe::Counts;

const WORLDS: u64 = 6;
const BLOCK_H: f64 = 1.0;
const END_H: f64 = 3.0;

fn text(dice: Dice, phones: u32, timeline: &str) -> String {
    let (count, workers) = dice.pick("servers", &[(1, "4"), (2, "3"), (3, "2"), (2, "unlimited")]);
    let network = dice.pick(
        "network",
        &[
            "delay = \"20 ms\"",
            "capacity = \"8 Mbit/s\"\ndelay = \"20 ms\"",
            "capacity = \"8 Mbit/s\"\ndelay = \"5 ms\"\ndiscipline = { fifo = { buffer = \"1 s\" } }",
        ],
    );
    let contact = dice.pick(
        "contact",
        &["contact.poll.every = { exponential = \"2 min\" }", "contact.long_poll.heartbeat = \"3 min\""],
    );
    let retry_s = dice.between("retry", 0.5, 20.0);
    let visits = dice.between("visits", 2.0, 6.0);
    format!(
        "[run]\nwarm_up = \"1 h\"\nlength = \"{END_H} h\"\nsample = \"5 min\"\nseed = {}\n\
         [classes.phones]\npopulation = {phones}\nuses_cache = true\ntimeout = \"20 s\"\nerror_reply = \"2 kB\"\n\
         service = {{ exponential = \"60 ms\" }}\n\
         [classes.phones.activesync]\nmail = \"6 /h\"\nmessage = \"10 kB\"\nrequest = \"1 kB\"\n{contact}\n\
         [classes.phones.behaviours.all]\nany_error.after.spread = {{ around = \"{retry_s} s\", by = 0.5 }}\n\
         [classes.visitors]\narrivals = {{ rate = \"{visits} /s\" }}\ntimeout = \"20 s\"\npatience = \"20 s\"\n\
         service = {{ exponential = \"60 ms\" }}\nweb = {{ request = \"1 kB\", reply = \"20 kB\" }}\n\
         behaviours.all = {{ any_error.after = \"5 s\", tries = 4 }}\n\
         [servers]\ncount = {count}\nworkers = {workers}\nqueue = 400\n[cache]\nerror_time = \"300 ms\"\n\
         [network]\n{network}\n{timeline}",
        dice.world
    )
    .replace("workers = unlimited", "workers = \"unlimited\"")
}

const BLOCK: &str = "[timeline.block]\nat = \"1 h\"\ndo.block = { class = \"phones\" }\n";
const FLOOD: &str = "[timeline.failure]\nat = \"0 h\"\ndo.fail_cache = {}\n";

/// Visitors per interval from one time on.
fn visitors(outcome: &Outcome, from_h: f64) -> Vec<Counts> {
    samples(outcome, "visitors", from_h, END_H).iter().map(|sample| sample.counts.clone()).collect()
}

/// Busy workers and busy part of the link to the clients, as means from one time on.
fn load_of(outcome: &Outcome, from_h: f64) -> (f64, f64) {
    let samples = || outcome.series.resources.iter().filter(|s| s.time_h >= from_h - 1e-9);
    let seconds: f64 = samples().map(|s| s.usage.seconds).sum();
    let mean =
        |of: fn(&syncstorm::model::observe::Usage) -> f64| samples().map(|s| of(&s.usage)).sum::<f64>() / seconds;
    (mean(|usage| usage.workers), mean(|usage| usage.down_busy))
}

#[test]
fn a_block_without_a_flood_is_as_if_the_phones_were_not_there() {
    let floods = in_worlds("block", WORLDS, |dice| {
        let phones = dice.between("phones", 300.0, 1200.0) as u32;
        let run = |phones, timeline: &str| play(&load(&text(dice, phones, timeline), &[]));
        let healthy = run(phones, "");
        let blocked = run(phones, BLOCK);
        let nobody = run(1, BLOCK);
        let met =
            |outcome: &Outcome, from, to| counts(outcome, "visitors", from, to).0.availability().expect("visitors");
        let [with, without, never] = [&healthy, &blocked, &nobody].map(|outcome| met(outcome, BLOCK_H, END_H));
        let [load_with, load_without, load_never] =
            [&healthy, &blocked, &nobody].map(|outcome| load_of(outcome, BLOCK_H + 0.25));
        println!(
            "world {}: {phones} phones; availability {with:.4} {without:.4} {never:.4}; workers and link {load_with:.3?} \
             {load_without:.3?} {load_never:.3?}",
            dice.world
        );
        // Before the block nothing differs; a quarter of an hour after it, nothing is left of the phones.
        let until = |outcome| visitors(outcome, -1.0)[..24].to_vec();
        assert!(until(&healthy) == until(&blocked), "world {}: a block that has not begun yet", dice.world);
        let (ours, theirs) = (visitors(&blocked, BLOCK_H + 0.25), visitors(&nobody, BLOCK_H + 0.25));
        assert_eq!(ours, theirs, "world {}", dice.world);
        assert!((without - never).abs() <= 1e-4 && (without - with).abs() <= 0.01, "world {}", dice.world);
        assert!((load_without.0 - load_never.0).abs() <= 1e-3 && (load_without.1 - load_never.1).abs() <= 1e-3);
        // Negative control: with a flood, the same block is the difference between an outage and none.
        let flood = run(phones, FLOOD);
        let rescued = run(phones, &format!("{FLOOD}{BLOCK}"));
        let [down, up] = [&flood, &rescued].map(|outcome| met(outcome, BLOCK_H + 0.25, END_H));
        println!("    with a flood: {down:.4}, and with a block {up:.4}");
        assert!(up >= down, "world {}: {down} and {up}", dice.world);
        up - down
    });
    assert!(floods.iter().filter(|gained| **gained > 0.3).count() >= 3, "the block ends no flood: {floods:?}");
}
