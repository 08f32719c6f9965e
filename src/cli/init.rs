//! `syncstorm init`: a small scenario to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use clap::ValueEnum;

use super::choose::quoted;
use super::failure::Failure;
use super::terminal::say;

/// The name that the comments of all of them use.
const OWN_NAME: &str = "scenario.toml";
/// What is written if no template is named; a test runs it.
const STARTER: &str = include_str!("starter.toml");

/// Small scenarios to start from, each with what to try first; tests run them and try that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Template {
    /// The short form: phones and people share servers, a cache, a store and a network.
    Cell,
    /// One service that its retries keep down, and a handful of cures.
    Service,
    /// Three services in a row with tries in each: they multiply.
    Chain,
    /// A queue and a rush, with patient and with impatient customers.
    Queue,
    /// Clients that all come back at the same moment.
    Herd,
}

impl Template {
    fn text(self) -> &'static str {
        match self {
            Template::Cell => include_str!("templates/cell.toml"),
            Template::Service => include_str!("templates/service.toml"),
            Template::Chain => include_str!("templates/chain.toml"),
            Template::Queue => include_str!("templates/queue.toml"),
            Template::Herd => include_str!("templates/herd.toml"),
        }
    }
}

/// Writes a template, or the starter, over an existing file only with `force`.
pub fn init(file: &Path, template: Option<Template>, force: bool) -> Result<(), Failure> {
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
    let text = template.map_or(STARTER, Template::text);
    opened.write_all(named(text, file).as_bytes()).map_err(|error| Failure::file("write", file, &error))?;
    let shown = file.display();
    say!("wrote {shown}\nnext: syncstorm run {shown}");
    Ok(())
}

/// The text with commands that name the file that it is written to, so that they can be copied.
fn named(text: &str, file: &Path) -> String {
    match file.to_str() {
        // A comment ends with its line.
        Some(name) if !name.contains(char::is_control) => text.replace(OWN_NAME, &quoted(name)),
        Some(_) | None => text.to_owned(),
    }
}
