//! `syncstorm animate`: a run as a film for slides.

use std::path::{Path, PathBuf};

use clap::Args;

use super::asked::What;
use super::changes::Drawn;
use super::choose::quoted;
use super::failure::Failure;
use super::folder::{self, Content, MANIFEST_FILE, Written};
use super::terminal::{Terminal, say};
use crate::report::animation::Animation;
use crate::report::json;
use crate::report::provenance::{Provenance, VERSION};

/// Help at the end of `animate --help`.
pub const ANIMATE_HELP: &str = "The film shows the cell (phones, web visitors, edge, link, servers, store), and below it load and \
people without service up to the moment shown. Time runs slower where much happens: a phase of d hours is shown for a \
time that grows as the fourth root of d, and half as long if all is well in it. It begins anew after its last frame, which stays for 3 s. A film for a slide \
of its own is --width 1440; --preset dark and --preset paper change the colours.\n\nExamples:\n  syncstorm animate \
outlook-2013\n  syncstorm animate metastable-cell --fix bandwidth --fps 5\n  syncstorm animate output/outlook-2013 \
--frames output/frames";

/// Name of the first frame.
const FIRST_FRAME: &str = "frame-0001.png";

/// What `animate` takes.
#[derive(Debug, Args)]
pub struct AnimateArguments {
    /// What ran or is to run.
    #[command(flatten)]
    pub asked: What,
    /// File to write instead of output/<scenario>.gif.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Write every frame as a PNG file into this folder, too.
    #[arg(long, value_name = "FOLDER")]
    pub frames: Option<PathBuf>,
    /// Number of frames.
    #[arg(long, value_name = "NUMBER", default_value_t = 120, value_parser = clap::value_parser!(u16).range(2..=1200))]
    pub count: u16,
    /// Frames a second.
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=50))]
    pub fps: u8,
    /// Width in pixels; the height is three quarters of it.
    #[arg(long, value_name = "PIXELS", default_value_t = 960, value_parser = clap::value_parser!(u32).range(640..=3840))]
    pub width: u32,
    /// How it is drawn.
    #[command(flatten)]
    pub drawn: Drawn,
    /// Replace different files.
    #[arg(long)]
    pub force: bool,
    /// Nothing on stderr but errors and warnings.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Writes the film of a run.
pub fn animate(arguments: &AnimateArguments, terminal: &Terminal) -> Result<(), Failure> {
    let asked = arguments.asked.read("animate", "gif", arguments.drawn.preset(), terminal.color)?;
    let file = arguments.out.clone().unwrap_or(asked.file.clone());
    if arguments.frames.as_ref() == Some(&file) {
        return Err(Failure::Usage(format!(
            "error: {} cannot be the film and the folder of its frames\nhelp: name another file with --out, or another folder",
            file.display()
        )));
    }
    for place in arguments.frames.iter().chain([&file]) {
        asked.spare(place)?;
    }
    if let Some(frames) = &arguments.frames {
        folder::check(frames, &asked.about.fingerprint, FIRST_FRAME, arguments.force)?;
    }
    folder::check_file(&file, &asked.about.fingerprint, arguments.force)?;
    let outcome = asked.simulate(terminal, arguments.quiet)?.outcome;
    let how = (usize::from(arguments.count), arguments.width, arguments.drawn.preset().look());
    let film = Animation::of(&asked.scenario.document, &outcome, &asked.about, how);
    let failed = |error: String| Failure::Internal(format!("the film cannot be drawn: {error}"));
    // Version and fingerprint come first: a GIF cuts its comments into pieces, and both are looked for in one.
    let about = &asked.about;
    let comment =
        format!("syncstorm {VERSION}, scenario {}: {}. Made by: {}", about.fingerprint, about.footer(), about.command);
    let (gif, files) = terminal.stop.with_nothing_to_lose(|| {
        let gif = film.gif(f64::from(arguments.fps), &comment).map_err(failed)?;
        Ok((gif, arguments.frames.as_ref().map(|_| frames(&film, &asked.about)).transpose()?))
    })?;
    if let Some((folder, files)) = arguments.frames.as_ref().zip(files) {
        let written = folder::write(folder, &files, arguments.force)?;
        say_written(arguments.quiet, written, &format!("{} ({} frames)", folder.display(), film.len()));
    }
    let written = folder::write_file(&file, &gif, &asked.about.fingerprint, arguments.force)?;
    say_written(arguments.quiet, written, &format!("{} ({:.1} MB)", file.display(), gif.len() as f64 / 1e6));
    if !arguments.quiet {
        let page = Path::new(&arguments.asked.what)
            .is_dir()
            .then(|| format!("syncstorm report {}", quoted(&arguments.asked.what)));
        let page = page.unwrap_or_else(|| about.command.replacen("animate", "report", 1));
        say!("next: open {} in a browser; then {page}", file.display());
    }
    Ok(())
}

/// Every frame as a file, and the manifest.
fn frames(film: &Animation, about: &Provenance) -> Result<Vec<Content>, Failure> {
    let drawn = film.png().map_err(|error| Failure::Internal(format!("a frame cannot be drawn: {error}")))?;
    let name = |number: usize| format!("frame-{:04}.png", number + 1).into();
    let mut files: Vec<Content> = drawn.into_iter().enumerate().map(|(number, png)| (name(number), png)).collect();
    let manifest = json::manifest(about, &files)?;
    files.push((MANIFEST_FILE.into(), manifest.into_bytes()));
    Ok(files)
}

fn say_written(quiet: bool, written: Written, what: &str) {
    match (quiet, written) {
        (true, _) => {}
        (false, Written::UpToDate) => say!("{what}: up to date"),
        (false, Written::Written) => say!("wrote {what}"),
    }
}
