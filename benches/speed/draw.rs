//! What the page `docs::speed` shows, from the newest results.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::results::Results;
use super::{growth, page};

/// Writes `src/docs/growth.svg` and `src/docs/speed-table.md`.
pub fn redraw() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some((name, results)) = Results::newest(root) else {
        eprintln!("benches/results holds no file of results with these columns");
        return ExitCode::FAILURE;
    };
    let written = [("growth.svg", growth::svg(&name, &results)), ("speed-table.md", page::tables(&name, &results))];
    for (file, text) in written {
        let path = root.join("src/docs").join(file);
        if let Err(problem) = fs::write(&path, text) {
            eprintln!("{}: {problem}", path.display());
            return ExitCode::FAILURE;
        }
        println!("{name}.csv -> {}", path.display());
    }
    ExitCode::SUCCESS
}
