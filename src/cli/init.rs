//! `syncstorm init`: a small scenario to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::failure::Failure;
use super::terminal::say;

/// The scenario; a test runs it.
const STARTER: &str = include_str!("starter.toml");

/// Writes the starter, over an existing file only with `force`.
pub fn init(file: &Path, force: bool) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true);
    match force {
        true => options.create(true).truncate(true),
        // Checked by the system in one step, so that no file can appear in between.
        false => options.create_new(true),
    };
    let mut opened = options.open(file).map_err(|error| match error.kind() == ErrorKind::AlreadyExists {
        true => Failure::Usage(format!(
            "error: {} is there already\nhelp: replace it with --force, or name another file",
            file.display()
        )),
        false => Failure::file("write", file, &error),
    })?;
    opened.write_all(STARTER.as_bytes()).map_err(|error| Failure::file("write", file, &error))?;
    let shown = file.display();
    say!("wrote {shown}\nnext: syncstorm run {shown}");
    Ok(())
}
