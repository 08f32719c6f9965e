//! A point of a study: a scenario with some of its values changed. Fixes, comparisons, sweeps and searches all are
//! lists of points, and every point is the text of a few `--set` flags on a base.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::measure::Owners;
use crate::scenario::node::Node;
use crate::scenario::{Document, Rejected, Scenario};

/// One value that a point changes: `classes.phones.population = 500`, as it would be written after `--set`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Dotted path.
    pub path: String,
    /// The value as TOML, or as the text it stands for.
    pub value: String,
}

impl Setting {
    /// A value at a path.
    pub fn new(path: impl Into<String>, value: impl Into<String>) -> Setting {
        Setting { path: path.into(), value: value.into() }
    }

    /// As it is written after `--set`.
    pub fn text(&self) -> String {
        format!("{}={}", self.path, self.value)
    }
}

/// A scenario that points are made from, and the factor on its populations and capacities.
#[derive(Debug, Clone)]
pub struct Base {
    /// The scenario, with the changes that hold for all points.
    pub scenario: Scenario,
    /// Factor on populations and capacities.
    pub scale: f64,
}

/// What one point changes, and the name of its content. It keeps no document: ten thousand of them are small.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// Its content: the same physics has the same id, whatever the scenario is called.
    pub id: String,
    /// What it changes.
    pub settings: Vec<Setting>,
}

impl Base {
    /// The scenario with these settings, as a point.
    ///
    /// # Errors
    /// When the scenario with the settings is not possible.
    pub fn point(&self, settings: Vec<Setting>) -> Result<Point, Box<Rejected>> {
        Ok(self.point_and_tree(settings)?.0)
    }

    /// The same, with the tree of its values as they are written.
    ///
    /// # Errors
    /// When the scenario with the settings is not possible.
    pub fn point_and_tree(&self, settings: Vec<Setting>) -> Result<(Point, Node), Box<Rejected>> {
        let scenario = self.scenario.changed(&texts(&settings), self.scale)?;
        Ok((Point { id: content_id(scenario.document), settings }, scenario.tree))
    }

    /// The document of a point of this base, with a seed.
    pub fn document(&self, point: &Point, seed: u64) -> Document {
        let scenario = self.scenario.changed(&texts(&point.settings), self.scale);
        let mut document = scenario.expect("a point was possible when it was made").document;
        document.run.seed = seed;
        document
    }

    /// Names of the classes, in the order of all lists of classes.
    pub fn classes(&self) -> Vec<String> {
        self.scenario.document.classes.keys().cloned().collect()
    }

    /// Whose metrics the runs have.
    pub fn owners(&self) -> Owners {
        self.scenario.document.owners()
    }

    /// The same with those first that a reader asks for first: people before phones (it is they who are taken down by
    /// a flood that they have no part in), and many before few.
    pub fn classes_by_weight(&self) -> Vec<String> {
        let plans = &self.scenario.document.classes;
        let mut names = self.classes();
        names.sort_by_key(|name| (plans[name].is_activesync(), std::cmp::Reverse(plans[name].population)));
        names
    }

    /// So many seeds, from that of the scenario on.
    pub fn seeds(&self, replications: u64) -> std::ops::Range<u64> {
        let first = self.scenario.document.run.seed;
        first..first + replications
    }
}

fn texts(settings: &[Setting]) -> Vec<String> {
    settings.iter().map(Setting::text).collect()
}

/// The first 16 hexadecimal digits of the SHA-256 of everything that a run depends on but its seed. What is only told
/// (title, story, evidence, priors) does not count.
fn content_id(mut document: Document) -> String {
    document.run.seed = 0;
    for text in [&mut document.title, &mut document.story, &mut document.look_for] {
        text.clear();
    }
    document.evidence = BTreeMap::new();
    document.priors = BTreeMap::new();
    // A fix that is not chosen changes nothing; of one that is, the values have changed.
    document.fixes.named = BTreeMap::new();
    let text = toml::to_string(&document).expect("a document has no value that TOML cannot hold");
    Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
