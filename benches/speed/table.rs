//! The results: lines on the terminal, rows of a dated file.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::meter::Played;

const HEADER: &str = "bench,size,build,events,seconds,ns_per_event,ratio_to_heap,ratio_to_floor,bytes_per_unit";

/// Everything measured so far.
#[derive(Default)]
pub struct Table {
    rows: String,
}

impl Table {
    /// Adds the builds of one bench at one size, and prints them.
    pub fn add(&mut self, bench: &str, size: u64, results: &[(&'static str, Played)]) {
        if self.rows.is_empty() {
            println!(
                "{:<15} {:>10} {:<10} {:>13} {:>9} {:>9} {:>7} {:>7} {:>7}",
                "bench", "size", "build", "events", "seconds", "ns/event", "×heap", "/floor", "bytes"
            );
        }
        let of =
            |wanted: &str| results.iter().find(|(build, _)| *build == wanted).map(|(_, played)| played.per_event());
        for (build, played) in results {
            let own = played.per_event();
            // How many times faster than the heap, and how many times slower than the floor.
            let faster = of("heap").map(|heap| heap / own);
            let slower = of("floor").map(|floor| own / floor);
            let bytes = (played.bytes > 0).then(|| played.bytes as f64 / size as f64);
            let seconds = played.nanoseconds as f64 / 1e9;
            let show = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.1}"));
            println!(
                "{bench:<15} {size:>10} {build:<10} {:>13} {seconds:>9.3} {own:>9.1} {:>7} {:>7} {:>7}",
                played.events,
                show(faster),
                show(slower),
                show(bytes)
            );
            let field = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.2}"));
            let (faster, slower, bytes) = (field(faster), field(slower), field(bytes));
            writeln!(
                self.rows,
                "{bench},{size},{build},{},{seconds:.4},{own:.2},{faster},{slower},{bytes}",
                played.events
            )
            .expect("a text takes every row");
        }
    }

    /// Writes `benches/results/<name>.csv`. The name says when and where: `2026-11-23-2-cores`.
    pub fn save(&self, name: &str) -> ExitCode {
        let file = format!("{}/benches/results/{name}.csv", env!("CARGO_MANIFEST_DIR"));
        match std::fs::write(&file, format!("{HEADER}\n{}", self.rows)) {
            Ok(()) => {
                println!("written: {file}");
                ExitCode::SUCCESS
            }
            Err(problem) => {
                eprintln!("{file}: {problem}");
                ExitCode::FAILURE
            }
        }
    }
}
