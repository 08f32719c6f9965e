//! A gate that does not depend on how busy the machine is: instructions per event, counted by callgrind, against the
//! numbers that are committed in `benches/instructions.csv`. They are those of the profile `dev`, which the tests have built
//! anyway: a build for a gate alone would take longer than everything that it watches over. Built in pieces for the next time
//! (`CARGO_INCREMENTAL`), the same code takes up to a tenth more.

use std::process::{Command, ExitCode};

use super::meter;

const COMMITTED: &str = include_str!("../instructions.csv");
const ALLOWED: f64 = 0.03;
/// With another compiler than the one of the committed numbers, whose own changes are not ours.
const ALLOWED_TO_ANOTHER: f64 = 0.15;
const COUNTED: [(&str, u64); 5] =
    [("closed-loop", 10_000), ("agenda", 10_000), ("link", 1_000), ("phones", 3), ("tiers", 50)];

/// Counts, and compares with the committed numbers or (with `accept`) replaces them.
pub fn check(accept: bool) -> ExitCode {
    if !cfg!(debug_assertions) {
        eprintln!(
            "counted is what the profile of the tests makes: CARGO_INCREMENTAL=0 cargo bench --profile dev -- instructions"
        );
        return ExitCode::FAILURE;
    }
    let compiler = compiler();
    let same = COMMITTED.lines().next().is_some_and(|line| line == format!("# {compiler}"));
    let allowed = if same { ALLOWED } else { ALLOWED_TO_ANOTHER };
    let mut rows = format!("# {compiler}\nbench,size,instructions_per_event\n");
    let mut within = true;
    for (bench, size) in COUNTED {
        let Some(counted) = instructions_per_event(bench, size) else {
            eprintln!("valgrind is not installed, or failed: nothing was counted");
            return ExitCode::FAILURE;
        };
        rows += &format!("{bench},{size},{counted:.1}\n");
        let before = COMMITTED.lines().find_map(|row| row.strip_prefix(&format!("{bench},{size},"))?.parse().ok());
        let change: f64 = before.map_or(f64::INFINITY, |before: f64| counted / before - 1.0);
        within &= change.abs() <= allowed;
        println!("{bench:<12} {size:>8} {counted:>8.1} instructions per event, {:+.1} %", 100.0 * change);
    }
    if accept {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.csv");
        std::fs::write(file, rows).expect("the numbers can be written beside the bench");
    } else if !within {
        eprintln!(
            "more than {:.0} % away from benches/instructions.csv{}\n\
             help: CARGO_INCREMENTAL=0 cargo bench --profile dev -- instructions --accept replaces it; say in the change why",
            100.0 * allowed,
            if same { "" } else { ", though another compiler may take up to that" },
        );
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// What compiles here, as it says itself.
fn compiler() -> String {
    let said = Command::new("rustc").arg("--version").output().expect("rustc has just built this");
    String::from_utf8_lossy(&said.stdout).trim().to_owned()
}

fn instructions_per_event(bench: &str, size: u64) -> Option<f64> {
    let plain = meter::command(bench, "syncstorm", size);
    let counted = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(plain.get_program())
        .args(plain.get_args())
        .output()
        .ok()?;
    let value = |text: &str, before: &str| -> Option<f64> {
        text.split(before).nth(1)?.split_whitespace().next()?.parse().ok()
    };
    let instructions = value(&String::from_utf8_lossy(&counted.stderr), "Collected : ")?;
    let events = value(&String::from_utf8_lossy(&counted.stdout), "events=")?;
    Some(instructions / events)
}
