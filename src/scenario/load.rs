//! From a name to a scenario that can run: text, bases, flags, types, and every problem on the way.

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::diagnostic::{Problem, Problems};
use super::document::Document;
use super::node::{Node, Sources, Value};
use super::path::KeyPath;
use super::scale::Scaled;
use super::validate::{idle, validate};
use super::{extends, fixes, no_such, overrides, read, scale, syntax};

/// A change of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A value, as a text `path=value`.
    Set(String),
    /// All values of one of the scenario's named fixes.
    Fix(String),
}

/// A scenario that is whole and possible.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Short name: that of a shipped scenario, or of the file without its folder and ending.
    pub name: String,
    /// What it says, with defaults filled in.
    pub document: Document,
    /// The tree it was read from, each value with its origin.
    pub tree: Node,
    /// The texts it was put together from.
    pub sources: Sources,
    /// Settings that do nothing where they stand: no reason not to run, but worth a word.
    pub warnings: Problems,
    /// Numbers that its scale could not hit; each in one line.
    pub rounded: Vec<String>,
}

/// What is said of a fix that changes nothing.
const IN_VAIN: &str = "a fix that changes nothing here";

/// Why there is no scenario.
#[derive(Debug)]
pub struct Rejected {
    /// Everything that is wrong.
    pub problems: Problems,
    /// The texts that the problems point into.
    pub sources: Sources,
}

impl Rejected {
    /// The problems as text, each with file, line, caret, cause and remedy.
    pub fn render(&self, color: bool) -> String {
        self.problems.render(&self.sources, color)
    }
}

impl Scenario {
    /// Loads a scenario. `fetch` gives the text of a name, or says why it cannot. `sets` are texts `path=value` that
    /// are applied in order, and `factor` multiplies populations and capacities.
    pub fn load(
        name: &str,
        fetch: &mut dyn FnMut(&str) -> Result<String, String>,
        sets: &[String],
        factor: f64,
    ) -> Result<Scenario, Rejected> {
        Scenario::load_with(name, fetch, &set(sets), factor)
    }

    /// The same with any changes, named fixes among them.
    ///
    /// # Errors
    /// When the scenario with the changes is not possible, or one of its named fixes is not.
    pub fn load_with(
        name: &str,
        fetch: &mut dyn FnMut(&str) -> Result<String, String>,
        changes: &[Change],
        factor: f64,
    ) -> Result<Scenario, Rejected> {
        let mut sources = Sources::default();
        let (tree, new) = match extends::load_noting(name, fetch, &mut sources) {
            Ok(loaded) => loaded,
            Err(problems) => return Err(Rejected { problems, sources }),
        };
        let mut scenario = settle(name, tree.clone(), sources.clone(), changes, factor)?;
        no_such::warn(&new, &scenario.tree, &mut scenario.warnings);
        each_fix_alone(&tree, &sources)?;
        Ok(scenario)
    }

    /// The same scenario with further changes, on top of those it was loaded with; `factor` as in [`Scenario::load`].
    ///
    /// # Errors
    /// When the scenario with the changes is not possible.
    pub fn changed(&self, sets: &[String], factor: f64) -> Result<Scenario, Rejected> {
        self.changed_with(&set(sets), factor)
    }

    /// The same with any changes, named fixes among them.
    ///
    /// # Errors
    /// When the scenario with the changes is not possible.
    pub fn changed_with(&self, changes: &[Change], factor: f64) -> Result<Scenario, Rejected> {
        settle(&self.name, self.tree.clone(), self.sources.clone(), changes, factor)
    }

    /// The settings that do nothing, as text like that of problems; none if there is none.
    pub fn warned(&self, color: bool) -> Option<String> {
        (!self.warnings.is_empty()).then(|| self.warnings.render_warnings(&self.sources, color))
    }

    /// The named fixes among its changes that change nothing, as text like that of problems.
    pub fn fixes_in_vain(&self, color: bool) -> Option<String> {
        let mut vain = self.warnings.clone();
        vain.take(|problem| problem.title != IN_VAIN);
        (!vain.is_empty()).then(|| vain.render_warnings(&self.sources, color))
    }

    /// The whole scenario as TOML, every default written out: it reads back to the same document.
    pub fn resolved(&self) -> String {
        self.document.to_toml()
    }

    /// A name for exactly this scenario: the first 16 hexadecimal digits of the SHA-256 of [`Scenario::resolved`].
    pub fn fingerprint(&self) -> String {
        Sha256::digest(self.resolved().as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Reads a file that is no scenario (a sweep, claims) with the same care: every problem with its line.
///
/// # Errors
/// When the text is no TOML, or says what the type has no place for.
pub fn read_text<T: DeserializeOwned>(name: &str, text: &str) -> Result<(T, Node, Sources), Box<Rejected>> {
    let mut sources = Sources::default();
    let id = sources.add_file(name, text);
    let tree = match syntax::parse(text, id) {
        Ok(tree) => tree,
        Err(problems) => return Err(Box::new(Rejected { problems, sources })),
    };
    match read::read::<T>(&tree, &sources) {
        (Some(value), problems) if problems.is_empty() => Ok((value, tree, sources)),
        (_, problems) => Err(Box::new(Rejected { problems, sources })),
    }
}

/// A tree as a scenario, if it can be read, with what is wrong in it.
fn document(tree: &Node, sources: &Sources) -> (Option<Document>, Problems) {
    let (mut document, problems) = read::read::<Document>(tree, sources);
    if let Some(document) = &mut document {
        document.number_caches_within();
    }
    (document, problems)
}

/// A tree with changes as a scenario, if it is possible.
fn settle(
    name: &str,
    mut tree: Node,
    mut sources: Sources,
    changes: &[Change],
    factor: f64,
) -> Result<Scenario, Rejected> {
    let without_fixes = idle_without_fixes(&tree, &sources, changes);
    let Changed { new, problems: flags, before } = change(&mut tree, &mut sources, changes);
    let (document, mut problems) = document(&tree, &sources);
    problems.extend(flags);
    if let Some(document) = &document {
        validate(document, &tree, &mut problems);
    }
    no_such::tell(&new, &tree, &mut problems);
    match document {
        Some(document) if problems.is_empty() => {
            let mut warnings = idle(&document, &tree);
            if let Some(before) = without_fixes {
                // A cure may leave a setting without an effect, the limit of what it has removed for instance.
                let by_fix = |problem: &Problem| problem.at.as_ref().is_some_and(|at| sources.fix(at.source).is_some());
                let known = |problem: &Problem| {
                    before.iter().any(|other| other.title == problem.title && other.label == problem.label)
                };
                warnings.take(|problem| !by_fix(problem) && !known(problem));
            }
            no_such::warn(&new, &tree, &mut warnings);
            changes_nothing(&before, &tree, &sources, &mut warnings);
            let scaled = match factor == 1.0 {
                true => Ok(Scaled { document, warnings: Vec::new() }),
                false => scale::scaled(&document, &tree, factor),
            };
            match scaled {
                Ok(Scaled { document, warnings: rounded }) => {
                    Ok(Scenario { name: short_name(name), document, tree, sources, warnings, rounded })
                }
                Err(problems) => Err(Rejected { problems, sources }),
            }
        }
        Some(_) | None => Err(Rejected { problems, sources }),
    }
}

/// The settings that do nothing in a tree with all these changes but its named fixes; none if there are no fixes among them.
fn idle_without_fixes(tree: &Node, sources: &Sources, changes: &[Change]) -> Option<Problems> {
    let sets: Vec<Change> = changes.iter().filter(|change| matches!(change, Change::Set(_))).cloned().collect();
    if sets.len() == changes.len() {
        return None;
    }
    let (mut tree, mut sources) = (tree.clone(), sources.clone());
    let _ = change(&mut tree, &mut sources, &sets);
    let (document, mut problems) = document(&tree, &sources);
    let document = document.filter(|document| {
        validate(document, &tree, &mut problems);
        problems.is_empty()
    });
    Some(document.map(|document| idle(&document, &tree)).unwrap_or_default())
}

/// What changes have done to a tree.
struct Changed {
    /// Names that they brought in.
    new: Vec<no_such::NewName>,
    /// What could not be done.
    problems: Problems,
    /// The tree before and after each named fix.
    before: Vec<(String, Node, Node)>,
}

/// Makes changes, in their order.
fn change(tree: &mut Node, sources: &mut Sources, changes: &[Change]) -> Changed {
    let (mut problems, mut before) = (Problems::default(), Vec::new());
    let written = spoken_of(tree);
    let paths = |change: &Change| match change {
        Change::Set(text) => overrides::path_of(text).into_iter().collect(),
        Change::Fix(name) => fixes::paths(tree, name),
    };
    let new = no_such::new_names(tree, &changes.iter().flat_map(paths).collect::<Vec<_>>());
    let chosen = changes.iter().filter_map(|change| match change {
        Change::Fix(name) => Some(name.as_str()),
        Change::Set(_) => None,
    });
    fixes::conflicts(tree, &chosen.collect::<Vec<_>>(), &mut problems);
    for change in changes {
        let done = match change {
            Change::Set(text) => overrides::apply(tree, sources, text),
            Change::Fix(name) => {
                let was = tree.clone();
                let done = fixes::apply(tree, sources, name);
                before.push((name.clone(), was, tree.clone()));
                done
            }
        };
        if let Err(problem) = done {
            problems.push(problem);
        }
    }
    // What a change has replaced, nothing needs to speak of any more.
    let replaced = written.into_iter().filter(|(_, path)| tree.find(path).is_none()).collect::<Vec<_>>();
    for (place, _) in replaced {
        tree.remove(&place);
    }
    Changed { new, problems, before }
}

/// Warns of named fixes of which every value is so already, written or by default.
fn changes_nothing(before: &[(String, Node, Node)], tree: &Node, sources: &Sources, warnings: &mut Problems) {
    for (name, was, is) in before {
        let of = |tree: &Node| read::read::<Document>(tree, sources).0;
        let at = fixes::set(tree, name).and_then(|set| Some(set.first()?.1.key.clone()));
        if let (true, Some(at)) = (of(was) == of(is), at) {
            let problem = Problem::new(IN_VAIN, "every value that it sets is so already");
            warnings.push(problem.at(at).remedy(format!("leave out `--fix {name}`, or choose another fix")));
        }
    }
}

/// Tries every named fix alone: what is wrong with one is said before anybody chooses it. Nothing is said where the
/// scenario is not possible without changes anyhow.
fn each_fix_alone(tree: &Node, sources: &Sources) -> Result<(), Rejected> {
    let (mut all, mut texts) = (Problems::default(), sources.clone());
    let mut problems_with = |changes: &[Change]| {
        let mut tree = tree.clone();
        let Changed { new, mut problems, .. } = change(&mut tree, &mut texts, changes);
        let (document, found) = document(&tree, &texts);
        problems.extend(found);
        if let Some(document) = &document {
            validate(document, &tree, &mut problems);
        }
        no_such::tell(&new, &tree, &mut problems);
        problems
    };
    for name in fixes::names(tree) {
        all.extend(problems_with(&[Change::Fix(name)]));
    }
    if all.is_empty() || !problems_with(&[]).is_empty() {
        return Ok(());
    }
    Err(Rejected { problems: all, sources: texts })
}

fn set(texts: &[String]) -> Vec<Change> {
    texts.iter().cloned().map(Change::Set).collect()
}

/// Where evidence, priors and controls are written, and the values that they speak of, as far as those are there.
fn spoken_of(tree: &Node) -> Vec<(KeyPath, KeyPath)> {
    let of_table = |table: &str| {
        let place = KeyPath::from([table]);
        let Some(Node { value: Value::Table(entries), .. }) = tree.find(&place) else { return Vec::new() };
        let spoken = entries.keys().filter_map(|key| Some((place.child(key), key.parse::<KeyPath>().ok()?)));
        spoken.filter(|(_, path)| tree.find(path).is_some()).collect()
    };
    [of_table("evidence"), of_table("priors"), controlled(tree)].concat()
}

/// The controls of the page and the values that they move, as far as those are there; the last one first, so that one that
/// is removed moves none that is still to be.
fn controlled(tree: &Node) -> Vec<(KeyPath, KeyPath)> {
    let place = KeyPath::from(["page", "controls"]);
    let Some(Node { value: Value::Array(controls), .. }) = tree.find(&place) else { return Vec::new() };
    let moved = |(at, control): (usize, &Node)| {
        let Value::Table(entries) = &control.value else { return None };
        let Value::Text(path) = &entries.get("path")?.node.value else { return None };
        Some((place.child(&at.to_string()), path.parse::<KeyPath>().ok()?))
    };
    let moved = controls.iter().enumerate().filter_map(moved).filter(|(_, path)| tree.find(path).is_some());
    moved.collect::<Vec<_>>().into_iter().rev().collect()
}

fn short_name(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match file.strip_suffix(".toml") {
        Some(stem) => stem.to_string(),
        None => name.to_string(),
    }
}
