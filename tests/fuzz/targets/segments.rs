//! The files that finished runs are in. A line that begins with `+` is a run (point, seed, record) and is kept; all others stand in a
//! file of their own, as some other program might have left it; the first three bytes change one byte of what was kept. What was
//! kept is found as it was, or it is said that something is wrong; nothing else is ever found in its place.
#![no_main]

use std::collections::BTreeMap;
use std::fs;

use libfuzzer_sys::fuzz_target;
use syncstorm::cli::Segments;
use syncstorm::experiment::Record;

fuzz_target!(|input: &[u8]| {
    let [high, low, change, rest @ ..] = input else { return };
    let folder = std::env::temp_dir().join(format!("syncstorm-segments-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the temporary folder takes a folder");
    let mut strange = Vec::new();
    let mut kept: BTreeMap<(String, u64), Vec<String>> = BTreeMap::new();
    let mut ours = Segments::new(folder.clone(), "physics");
    for line in rest.split_inclusive(|byte| *byte == b'\n') {
        match run(line) {
            Some((point, seed, record)) => {
                ours.keep(point, seed, record).expect("the temporary folder takes a run");
                kept.entry((point.to_owned(), seed)).or_default().push(record.to_owned());
            }
            None => strange.extend_from_slice(line),
        }
    }
    drop(ours);
    let files = fs::read_dir(&folder).expect("it is there").map(|entry| entry.expect("it is there").path());
    for file in files {
        let mut bytes = fs::read(&file).expect("it was written");
        let place = usize::from(u16::from_be_bytes([*high, *low])) % bytes.len();
        bytes[place] ^= change;
        fs::write(&file, bytes).expect("the temporary folder takes a file");
    }
    if !strange.is_empty() {
        fs::write(folder.join("strange.runs"), strange).expect("the temporary folder takes a file");
    }
    let mut read = Segments::new(folder.clone(), "physics");
    match read.refresh() {
        Err(told) => assert!(told.contains("help:"), "{told}"),
        Ok(()) => {
            for ((point, seed), records) in &kept {
                let Ok(Some((found, _))) = read.find(point, *seed) else { continue };
                assert!(records.contains(&found), "{point} {seed}: {found}");
                assert_ne!((*change, records.last() == Some(&found)), (0, false), "the last one counts");
            }
        }
    }
    fs::remove_dir_all(&folder).expect("it was made here");
});

/// What a line asks to be kept: a point without spaces, a seed, and a record, which is written as the program does it if it is one.
fn run(line: &[u8]) -> Option<(&str, u64, &str)> {
    let text = str::from_utf8(line).ok()?.strip_prefix('+')?.strip_suffix('\n')?;
    let (point, rest) = text.split_once(' ')?;
    let (seed, record) = rest.split_once(' ')?;
    if let Ok(record) = serde_json::from_str::<Record>(record) {
        let again = serde_json::to_string(&record).expect("a record can be written");
        assert_eq!(serde_json::from_str::<Record>(&again).ok(), Some(record), "{again}");
    }
    Some((point, seed.parse().ok()?, record))
}
