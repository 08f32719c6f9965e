//! `syncstorm play`: one file with the engine in it, in which the reader runs the scenario.

use std::path::{Path, PathBuf};

use clap::Args;

use super::changes::Chosen;
use super::choose::warn;
use super::failure::Failure;
use super::folder::{self, Written};
use super::play::simulate;
use super::terminal::{Terminal, say};
use crate::draw::preset::Preset;
use crate::page::fill::Filling;
use crate::report::page::committed;
use crate::report::provenance::Provenance;

/// Help at the end of `play --help`.
pub const PLAY_HELP: &str = "The file needs no network, no server and no other file: the engine is in it, and gives the \
numbers of this program byte for byte. Open it in a browser, mail it to a class. Changes and fixes are those with which \
it opens; the reader can change every value. --scale is the size at which it plays, without it that of [page] in the \
scenario.\n\nExamples:\n  syncstorm play\n  syncstorm play metastable-cell --out demo.html\n  \
syncstorm play my.toml --set 'run.length=8 h'";

/// What `play` takes.
#[derive(Debug, Args)]
pub struct PlayArguments {
    /// The scenario, and what is changed in it.
    #[command(flatten)]
    pub chosen: Chosen,
    /// File to write instead of output/<scenario>-play.html.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace a different file.
    #[arg(long)]
    pub force: bool,
    /// Nothing on stderr but errors and warnings.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Writes the page.
pub fn play(arguments: &PlayArguments, terminal: &Terminal) -> Result<(), Failure> {
    let scenario = arguments.chosen.load(terminal.color)?;
    warn(&scenario, terminal.color);
    let about = Provenance::of(&scenario, arguments.chosen.changes.scale, String::new());
    let file = arguments
        .out
        .clone()
        .unwrap_or_else(|| Path::new("output").join(format!("{}-play.html", arguments.chosen.folder(&scenario.name))));
    folder::check_file(&file, &about.fingerprint, arguments.force)?;
    let command = arguments.chosen.command_of("play", Preset::default());
    let verdicts = committed(&scenario.name);
    let filling = Filling { scenario: &scenario, command: &command, verdicts: &verdicts, appendix: None };
    let page = filled(&filling, terminal, arguments.quiet)?;
    let written = folder::write_file(&file, page.as_bytes(), &about.fingerprint, arguments.force)?;
    if !arguments.quiet {
        say_written(&file, written, page.len());
    }
    Ok(())
}

/// What became of the file of a page.
pub fn say_written(file: &Path, written: Written, bytes: usize) {
    let shown = file.display();
    match written {
        Written::UpToDate => say!("{shown}: up to date"),
        Written::Written => say!("wrote {shown} ({:.1} MB)\nnext: open it in a browser", bytes as f64 / 1e6),
    }
}

/// The page, once its opening run is played.
pub fn filled(filling: &Filling, terminal: &Terminal, quiet: bool) -> Result<String, Failure> {
    let small = filling.small().map_err(Failure::Usage)?;
    let (outcome, _) = simulate(&small, terminal, quiet)?;
    filling.html(&small, &outcome).map_err(Failure::Usage)
}
