//! Reads the files that people write. Where a file never ends, or does not begin before somebody else writes, a program would
//! wait or fill its memory: that is refused at once.

use std::fs;
use std::path::Path;

/// Bytes of the largest file that is read: a hundred times the largest that is shipped.
const LARGEST: u64 = 4_000_000;

/// The text of a file, or why there is none.
pub fn read(path: &Path) -> Result<String, String> {
    let about = fs::metadata(path).map_err(|error| error.to_string())?;
    if !about.is_file() {
        let what = if about.is_dir() { "a folder" } else { "a pipe or a device" };
        return Err(format!("this is {what}, and no file"));
    }
    if about.len() > LARGEST {
        return Err(format!("it has {} bytes, and a file that is read here has at most {LARGEST}", about.len()));
    }
    fs::read_to_string(path).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_or_too_large_is_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(read(folder.path()).expect_err("no text"), "this is a folder, and no file");
        let large = folder.path().join("large.toml");
        let file = fs::File::create(&large).expect("a file");
        file.set_len(LARGEST).expect("room");
        assert_eq!(read(&large).map(|text| text.len()), Ok(4_000_000));
        file.set_len(LARGEST + 1).expect("room");
        assert!(read(&large).expect_err("no text").starts_with("it has 4000001 bytes"));
        if cfg!(unix) {
            assert_eq!(read(Path::new("/dev/zero")).expect_err("no text"), "this is a pipe or a device, and no file");
        }
    }
}
