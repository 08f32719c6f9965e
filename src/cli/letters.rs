//! `syncstorm letters`: a hand-out for a class that compares the public texts of an outage.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;

use super::failure::Failure;
use super::folder::{Content, MANIFEST_FILE, Written, write};
use super::terminal::{print, say};
use super::text;
use crate::experiment::physics::physics_fingerprint;
use crate::report::claims::committed;
use crate::report::claims::letters::Letters;
use crate::report::json::{StudyManifest, study_manifest};
use crate::scenario::{catalog, suggest};

/// Help at the end of `letters --help`.
pub const LETTERS_HELP: &str = "Public texts told what had happened, two of them in August 2013. The hand-out has what they say side by \
side, what the runs say to each technical statement, where a stronger or a weaker sentence would have been true, what no \
text says, a better explanation in at most 150 words, and questions with what bears on each. letters.html prints on both \
sides of one sheet of A4.\n\nIt plays nothing: it is made from a study of `claims`, the committed one unless --from names \
another.\n\nExamples:\n  syncstorm letters\n  syncstorm letters slack-2022 --print\n  syncstorm letters --from output/outlook-2013+claims/results/claims.json";

/// What `letters` takes.
#[derive(Debug, Args)]
pub struct LettersArguments {
    /// Scenario whose committed study it is made from.
    #[arg(default_value = "outlook-2013")]
    pub scenario: String,
    /// `claims.json` of a study, instead of the committed one.
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Print the Markdown and write nothing.
    #[arg(long, conflicts_with = "out")]
    pub print: bool,
    /// Folder to write instead of one in output/.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Replace another result in the folder.
    #[arg(long)]
    pub force: bool,
    /// Nothing on stderr but errors and warnings.
    #[arg(short, long)]
    pub quiet: bool,
}

/// Makes the hand-out.
pub fn letters(arguments: &LettersArguments) -> Result<(), Failure> {
    let study = match &arguments.from {
        Some(file) => read(file)?,
        None => committed::study(&arguments.scenario).ok_or_else(|| unknown(&arguments.scenario))?,
    };
    let letters: Letters = serde_json::from_value(study["letters"].clone()).map_err(|_| {
        Failure::Usage("error: the study has no hand-out\nhelp: make it with `syncstorm claims`".to_owned())
    })?;
    if letters.texts.is_empty() {
        let said = "error: the study asks no public text, and the hand-out is about one\nhelp: name the texts in the file of claims";
        return Err(Failure::Usage(said.to_owned()));
    }
    if arguments.print {
        return print(&letters.markdown());
    }
    let own = || Path::new("output").join(format!("{}+letters", arguments.scenario));
    let folder = arguments.out.clone().unwrap_or_else(own);
    let mut files: Vec<Content> = vec![
        ("letters.md".into(), letters.markdown().into_bytes()),
        ("letters.html".into(), letters.html().into_bytes()),
    ];
    let command = match &arguments.from {
        Some(_) => "syncstorm letters --from claims.json".to_owned(),
        None => format!("syncstorm letters {}", arguments.scenario),
    };
    let scale = study["scale"].as_f64().unwrap_or(1.0);
    let about = StudyManifest { study: "letters", command, physics: physics_fingerprint(), scale };
    let manifest = study_manifest(&about, &files)?;
    files.push((MANIFEST_FILE.into(), manifest.into_bytes()));
    let written = write(&folder, &files, arguments.force)?;
    if !arguments.quiet {
        match written {
            Written::UpToDate => say!("{}: up to date", folder.display()),
            Written::Written => say!("wrote {}: print letters.html on both sides of one sheet", folder.display()),
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<Value, Failure> {
    let refused = |error: String| {
        Failure::Usage(format!("error: cannot read {}: {error}\nhelp: name claims.json of a study", file.display()))
    };
    let text = text::read(file).map_err(|error| refused(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| refused(error.to_string()))
}

fn unknown(scenario: &str) -> Failure {
    let known: Vec<&str> =
        catalog::CLAIMS.iter().map(|(name, _)| *name).filter(|name| committed::study(name).is_some()).collect();
    Failure::Usage(format!("error: no study of `{scenario}` is committed\nhelp: {}", suggest::remedy(scenario, &known)))
}
