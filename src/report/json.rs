//! The summary and the manifest of a run as JSON, each with the name and version of its schema.

use std::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::provenance::{Provenance, VERSION};
use crate::engine::random::math_fingerprint;
use crate::measure::metric::{CLASS_SUMMARY, Metric, RUN_SUMMARY};
use crate::measure::summary::{LogLine, stop_name};
use crate::measure::tier_metrics::{CALL, KEPT, LINK, SERVICE};
use crate::measure::tiers::{CallUse, LinkUse, ServiceUse};
use crate::measure::{ClassSummary, Recovery, RunSummary, Summary};

/// Name and version of the schema of `summary.json`.
pub const SUMMARY: &str = "syncstorm.summary/2";
/// Name and version of the schema of `manifest.json`.
pub const MANIFEST: &str = "syncstorm.manifest/1";

/// The numbers of one row of the metric table, in the table's order; `null` where there is no such number.
struct Metrics<'a, Of: 'static>(&'static [Metric<Of>], &'a Of);

impl<Of> Serialize for Metrics<'_, Of> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for metric in self.0 {
            map.serialize_entry(metric.name, &(metric.value)(self.1).filter(|value| value.is_finite()))?;
        }
        map.end()
    }
}

struct ByName<'a>(&'a [ClassSummary]);

impl Serialize for ByName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|class| (&class.name, Metrics(CLASS_SUMMARY, class))))
    }
}

#[derive(Serialize)]
struct SummaryFile<'a> {
    schema: &'static str,
    scenario: &'a str,
    seed: u64,
    scale: f64,
    scenario_fingerprint: &'a str,
    stopped: &'static str,
    recovery: &'a Recovery,
    log: Vec<LogLine>,
    classes: ByName<'a>,
    run: Metrics<'a, RunSummary>,
    #[serde(skip_serializing_if = "Tier::is_empty")]
    services: Tier<'a, ServiceUse>,
    #[serde(skip_serializing_if = "Tier::is_empty")]
    calls: Tier<'a, CallUse>,
    #[serde(skip_serializing_if = "Tier::is_empty")]
    links: Tier<'a, LinkUse>,
    #[serde(skip_serializing_if = "Tier::is_empty")]
    kept: Tier<'a, ServiceUse>,
}

/// Services, calls or links of a graph by name, each with the numbers of its table.
struct Tier<'a, Of: 'static>(&'a [String], &'a [Of], &'static [Metric<Of>]);

impl<Of> Tier<'_, Of> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<Of> Serialize for Tier<'_, Of> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1).map(|(name, of)| (name, Metrics(self.2, of))))
    }
}

/// `summary.json`, with a line break at the end.
///
/// # Errors
/// When a value cannot be written as JSON, which does not happen.
pub fn summary(summary: &Summary, about: &Provenance) -> Result<String, serde_json::Error> {
    let tiers = &summary.tiers;
    let kept: Vec<ServiceUse> = tiers.names.of_kept(&tiers.services).cloned().collect();
    written(&SummaryFile {
        schema: SUMMARY,
        scenario: &about.scenario,
        seed: about.seed,
        scale: about.scale,
        scenario_fingerprint: &about.fingerprint,
        stopped: stop_name(summary.stopped),
        recovery: &summary.recovery,
        log: summary.log_lines(),
        classes: ByName(&summary.classes),
        run: Metrics(RUN_SUMMARY, &summary.run),
        services: Tier(&summary.tiers.names.services, &summary.tiers.services, SERVICE),
        calls: Tier(&summary.tiers.names.calls, &summary.tiers.calls, CALL),
        links: Tier(&summary.tiers.names.links, &summary.tiers.links, LINK),
        kept: Tier(&tiers.names.kept, &kept, KEPT),
    })
}

#[derive(Serialize, Deserialize)]
struct FileEntry<'a> {
    name: Cow<'a, str>,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
struct ManifestFile<'a> {
    schema: Cow<'a, str>,
    version: Cow<'a, str>,
    command: Cow<'a, str>,
    scenario: Cow<'a, str>,
    seed: u64,
    scale: f64,
    scenario_fingerprint: Cow<'a, str>,
    math_fingerprint: String,
    files: Vec<FileEntry<'a>>,
}

/// `manifest.json`: what was run, and the hash of every file that came out.
///
/// # Errors
/// When a value cannot be written as JSON, which does not happen.
pub fn manifest(about: &Provenance, files: &[(Cow<'static, str>, Vec<u8>)]) -> Result<String, serde_json::Error> {
    written(&ManifestFile {
        schema: MANIFEST.into(),
        version: VERSION.into(),
        command: about.command.as_str().into(),
        scenario: about.scenario.as_str().into(),
        seed: about.seed,
        scale: about.scale,
        scenario_fingerprint: about.fingerprint.as_str().into(),
        math_fingerprint: math(),
        files: listed(files),
    })
}

/// The manifest of a run, with a file that was added to its folder, or replaced in it, afterwards.
///
/// # Errors
/// When the text is no manifest of a run.
pub fn manifest_with(manifest: &str, name: &str, content: &[u8]) -> Result<String, serde_json::Error> {
    let mut manifest: ManifestFile = serde_json::from_str(manifest)?;
    manifest.files.retain(|file| file.name != name);
    manifest.files.push(FileEntry { name: name.into(), sha256: hex(&Sha256::digest(content)) });
    written(&manifest)
}

/// What the results of a study say about themselves.
#[derive(Debug, Clone, Serialize)]
pub struct StudyManifest {
    /// Which study it is.
    pub study: &'static str,
    /// Command that gives the same results again.
    pub command: String,
    /// Name of what this program simulates.
    pub physics: &'static str,
    /// Factor on populations and capacities.
    pub scale: f64,
}

#[derive(Serialize)]
struct StudyFile<'a> {
    schema: &'static str,
    version: &'static str,
    about: &'a StudyManifest,
    math_fingerprint: String,
    files: Vec<FileEntry<'a>>,
}

/// `manifest.json` of the results of a study.
///
/// # Errors
/// When a value cannot be written as JSON, which does not happen.
pub fn study_manifest(
    about: &StudyManifest,
    files: &[(Cow<'static, str>, Vec<u8>)],
) -> Result<String, serde_json::Error> {
    written(&StudyFile { schema: MANIFEST, version: VERSION, about, math_fingerprint: math(), files: listed(files) })
}

fn listed<'a>(files: &'a [(Cow<'static, str>, Vec<u8>)]) -> Vec<FileEntry<'a>> {
    files
        .iter()
        .map(|(name, bytes)| FileEntry { name: name.as_ref().into(), sha256: hex(&Sha256::digest(bytes)) })
        .collect()
}

/// Whether a manifest lists a file with this content.
pub fn is_listed(manifest: &serde_json::Value, name: &str, content: &[u8]) -> bool {
    let sum = hex(&Sha256::digest(content));
    let files = manifest["files"].as_array();
    files.into_iter().flatten().any(|file| file["name"] == name && file["sha256"] == sum.as_str())
}

fn math() -> String {
    format!("{:016x}", math_fingerprint())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn written(value: &impl Serialize) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}
