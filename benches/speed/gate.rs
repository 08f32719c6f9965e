//! A gate that does not depend on how busy the machine is: instructions per event, counted by callgrind, against the
//! numbers that are committed in `benches/instructions.csv`.

use std::process::{Command, ExitCode};

use super::meter;

const COMMITTED: &str = include_str!("../instructions.csv");
const ALLOWED: f64 = 0.03;
const COUNTED: [(&str, u64); 5] =
    [("closed-loop", 10_000), ("agenda", 10_000), ("link", 1_000), ("phones", 3), ("tiers", 50)];

/// Counts, and compares with the committed numbers or (with `accept`) replaces them.
pub fn check(accept: bool) -> ExitCode {
    let mut rows = String::from("bench,size,instructions_per_event\n");
    let mut within = true;
    for (bench, size) in COUNTED {
        let Some(counted) = instructions_per_event(bench, size) else {
            eprintln!("valgrind is not installed, or failed: nothing was counted");
            return ExitCode::FAILURE;
        };
        rows += &format!("{bench},{size},{counted:.1}\n");
        let before = COMMITTED.lines().find_map(|row| row.strip_prefix(&format!("{bench},{size},"))?.parse().ok());
        let change: f64 = before.map_or(0.0, |before: f64| counted / before - 1.0);
        within &= change.abs() <= ALLOWED;
        println!("{bench:<12} {size:>8} {counted:>8.1} instructions per event, {:+.1} %", 100.0 * change);
    }
    if accept {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.csv");
        std::fs::write(file, rows).expect("the numbers can be written beside the bench");
    } else if !within {
        eprintln!("more than {:.0} % away from benches/instructions.csv; --accept replaces it", 100.0 * ALLOWED);
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
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
