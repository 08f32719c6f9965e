//! A planned study in its folder: what is run, and in how many parts.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cli::failure::Failure;
use crate::cli::folder;
use crate::experiment::physics::physics_fingerprint;
use crate::report::provenance::VERSION;

const SCHEMA: &str = "syncstorm.job/1";
const FILE: &str = "job.json";

/// What `plan` writes for all who work on a study.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    schema: String,
    /// The version and the physics that all runs are made with.
    version: String,
    physics: String,
    /// The command of the study, without the program.
    pub study: Vec<String>,
    /// Into how many parts a round is dealt out.
    pub parts: u32,
    /// Runs of the first round.
    pub runs: usize,
}

impl Job {
    /// A study in so many parts.
    pub fn new(study: Vec<String>, parts: u32, runs: usize) -> Job {
        let (version, physics) = (VERSION.to_owned(), physics_fingerprint().to_owned());
        Job { schema: SCHEMA.to_owned(), version, physics, study, parts, runs }
    }

    /// Writes it into the folder of the study.
    pub fn write(&self, study: &Path) -> Result<(), Failure> {
        let place = study.join(FILE);
        let text = serde_json::to_string_pretty(self)? + "\n";
        folder::replace(&place, text.as_bytes()).map_err(|error| Failure::file("write", &place, &error))
    }

    /// Reads that of a folder, which has to be of this build.
    pub fn read(study: &Path) -> Result<Job, Failure> {
        let place = study.join(FILE);
        let shown = study.display();
        let text = fs::read_to_string(&place).map_err(|error| {
            let help = format!("syncstorm plan {shown} STUDY… writes one");
            Failure::Usage(format!("error: {shown} holds no planned study: {error}\nhelp: {help}"))
        })?;
        let job: Job = serde_json::from_str(&text).map_err(|error| {
            let help = "plan the study again; finished runs are used again";
            Failure::Usage(format!("error: {} is damaged: {error}\nhelp: {help}", place.display()))
        })?;
        if job.version != VERSION || job.physics != physics_fingerprint() || job.schema != SCHEMA {
            return Err(Failure::Usage(format!(
                "error: {shown} was planned by syncstorm {}, and this is {VERSION} with other physics or another version\n\
                 help: use that one, or plan the study into another folder",
                job.version
            )));
        }
        Ok(job)
    }
}
