//! Clients that restart. Oracle: arithmetic by hand.

use crate::world::{load, play};
use syncstorm::model::observe::Counts;

/// A hundred clients that ask every ten minutes, anywhere in them.
const CLIENTS: &str = r#"
[run]
warm_up = "10 min"
length = "1 h"
sample = "1 min"
[classes.people]
population = 100
calls = "front"
[classes.people.web]
think = "10 min"
[classes.people.behaviours.all]
[services.front]
workers = "unlimited"
stop_running = true
processors = { cores = 1000 }
steps = [{ work = "1 s" }]
"#;

fn restart(words: &str) -> String {
    format!("timeline.anew={{at=\"20 min\",do={{restart_clients={{class=\"people\",{words}}}}}}}")
}

fn of(sets: &[&str], what: fn(&Counts) -> u64) -> Vec<u64> {
    let (_, cell) = play(&load(CLIENTS, sets), true);
    cell.seen.counts.iter().map(|all| what(&all[0])).collect()
}

/// The restart is in minute 30 of the run; who has begun anew then thinks for ten minutes.
#[test]
fn clients_that_restart_ask_at_once_or_spread() {
    let wishes = |words: &str| of(&[&restart(words)], |counts| counts.wishes);
    let at_once = wishes("over=\"0 s\"");
    assert_eq!((at_once[30], &at_once[31..39]), (100, &[0; 8][..]));
    let spread = wishes("over=\"5 min\"");
    assert_eq!(spread[30..35].iter().sum::<u64>(), 100);
    // Of a hundred in five equal parts: four standard deviations.
    assert!(spread[30..35].iter().all(|part| part.abs_diff(20) <= 16), "{:?}", &spread[30..35]);
    assert_eq!(&spread[35..40], &[0; 5]);
    // Before it nothing is different.
    assert_eq!(spread[..30], of(&[], |counts| counts.wishes)[..30]);
}

/// The same clients whatever the time: how many are chosen, and who, does not depend on `over`.
#[test]
fn the_share_says_who_restarts() {
    let chosen = |over: &str| {
        let (_, cell) = play(&load(CLIENTS, &[&restart(&format!("share=0.3,over=\"{over}\""))]), true);
        let usual = play(&load(CLIENTS, &[]), true).1;
        let times = |cell: &syncstorm::model::Cell<crate::world::Record>| {
            let mut first = vec![0; 100];
            for (at, _, client, _, _) in &cell.trace.attempts {
                if *at >= 30 * 60_000_000_000 && first[*client as usize] == 0 {
                    first[*client as usize] = *at;
                }
            }
            first
        };
        let (anew, before) = (times(&cell), times(&usual));
        (0..100).filter(|client| anew[*client] != before[*client]).collect::<Vec<usize>>()
    };
    let some = chosen("1 s");
    // Four standard deviations of 100 draws.
    assert!(some.len().abs_diff(30) <= 19, "{some:?}");
    assert_eq!(chosen("2 s"), some);
}

/// What they waited for is dropped: their wishes end unmet, and what can be stopped is.
#[test]
fn what_was_pending_is_dropped() {
    let long = "services.front.steps=[{work=\"9 min\"}]";
    let (_, cell) = play(&load(CLIENTS, &[long, &restart("over=\"0 s\"")]), true);
    let abandoned: u64 = cell.seen.counts.iter().map(|all| all[0].abandoned).sum();
    let wishes: u64 = cell.seen.counts[..30].iter().map(|all| all[0].wishes).sum();
    let met: u64 = cell.seen.counts[..30].iter().map(|all| all[0].answered).sum();
    assert_eq!(abandoned, wishes - met);
    assert!(abandoned > 30);
    let busy: f64 = cell.seen.usage[31].services[0].busy / 60.0;
    assert!((busy - 100.0).abs() < 1e-9, "{busy}");
}
