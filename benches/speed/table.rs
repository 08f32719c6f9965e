//! The results: lines on the terminal, rows of a dated file.

use std::process::ExitCode;

use super::meter::Played;
use super::results::{Results, Row};

/// Everything measured so far.
#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// Adds the builds of one bench at one size, and prints them.
    pub fn add(&mut self, bench: &str, size: u64, results: &[(&'static str, Played)]) {
        if self.rows.is_empty() {
            println!(
                "{:<15} {:>10} {:<10} {:>13} {:>13} {:>9} {:>9} {:>7} {:>7} {:>7} {:>8}",
                "bench",
                "size",
                "build",
                "events",
                "skipped",
                "seconds",
                "ns/event",
                "×heap",
                "/floor",
                "/thread",
                "bytes"
            );
        }
        let of =
            |wanted: &str| results.iter().find(|(build, _)| *build == wanted).map(|(_, played)| played.per_event());
        for (build, played) in results {
            let own = played.per_event();
            let row = Row {
                bench: bench.to_string(),
                size,
                build: (*build).to_string(),
                events: played.events,
                skipped: played.skipped,
                seconds: played.nanoseconds as f64 / 1e9,
                per_event: own,
                to_heap: of("heap").map(|heap| heap / own),
                to_floor: of("floor").map(|floor| own / floor),
                to_one_thread: of("1-thread").map(|one| own / one),
                bytes: (played.bytes > 0).then(|| played.bytes as f64 / size as f64),
            };
            let show =
                |value: Option<f64>, digits: usize| value.map_or(String::new(), |value| format!("{value:.digits$}"));
            println!(
                "{bench:<15} {size:>10} {build:<10} {:>13} {:>13} {:>9.3} {own:>9.1} {:>7} {:>7} {:>7} {:>8}",
                row.events,
                row.skipped.map_or(String::new(), |skipped| skipped.to_string()),
                row.seconds,
                show(row.to_heap, 1),
                show(row.to_floor, 1),
                show(row.to_one_thread, 2),
                show(row.bytes, 1)
            );
            self.rows.push(row);
        }
    }

    /// Writes `benches/results/<name>.csv`. The name says when and where: `2026-11-23-2-cores`. Rows that are there
    /// already and were not measured again stay.
    pub fn save(&self, name: &str) -> ExitCode {
        let file = format!("{}/benches/results/{name}.csv", env!("CARGO_MANIFEST_DIR"));
        let mut results = match std::fs::read_to_string(&file) {
            Err(_) => Results::default(),
            Ok(text) => match Results::read(&text) {
                Some(results) => results,
                None => {
                    eprintln!("{file}: there already, and with other columns");
                    return ExitCode::FAILURE;
                }
            },
        };
        results.replace(&self.rows);
        match std::fs::write(&file, results.text()) {
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
