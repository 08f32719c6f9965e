//! `syncstorm man`: manual pages, from the definition that `--help` prints.

use std::path::Path;

use clap::CommandFactory;
use clap_mangen::Man;

use super::command::Arguments;
use super::failure::Failure;
use super::folder;
use super::terminal::say;

/// Writes a page for the program and one for each of its commands.
pub fn man(place: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(place).map_err(|error| Failure::file("write", place, &error))?;
    let mut program = Arguments::command();
    program.build();
    let count = write(&program, place)?;
    say!("wrote {count} pages to {}", place.display());
    say!("next: man -l {}", place.join("syncstorm.1").display());
    Ok(())
}

/// A page, and those of everything below it. A command that was built knows the whole of its name, as `man` is asked for it.
fn write(command: &clap::Command, place: &Path) -> Result<usize, Failure> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page).map_err(|error| Failure::Internal(error.to_string()))?;
    let file = place.join(format!("{name}.1"));
    folder::replace(&file, &page).map_err(|error| Failure::file("write", &file, &error))?;
    let below = command.get_subcommands().filter(|below| below.get_name() != "help" && !below.is_hide_set());
    below.map(|below| write(below, place)).sum::<Result<usize, _>>().map(|count| count + 1)
}
