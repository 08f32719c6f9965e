//! A folder of finished runs, of which somebody has changed a file: what it holds is read whole, or it is said what is wrong.
#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use syncstorm::cli::study::segments::Segments;

/// Where the file lies: one folder for the process.
fn folder() -> &'static PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("syncstorm-fuzz-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        folder
    })
}

fuzz_target!(|bytes: &[u8]| {
    let path = folder().join("0.runs");
    fs::write(&path, bytes).expect("a file");
    let mut segments = Segments::new(folder().clone(), "physics");
    if let Err(why) = segments.refresh() {
        assert!(!why.is_empty());
        return;
    }
    let finished = segments.finished();
    assert!(finished <= bytes.len());
    if let Err(why) = segments.find("point", 1) {
        assert!(!why.is_empty());
    }
});
