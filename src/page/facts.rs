//! A scenario as a page knows it: who asks, what they pass, what happens when, every value, what can be moved by hand.

use schemars::JsonSchema;
use serde::Serialize;

use super::names::in_words;
use super::system::SystemFacts;
use super::usual;
use crate::model::timeline::By;
use crate::report::parameters;
use crate::scenario::vary::Values;
use crate::scenario::{Document, Scenario, fixes};
use crate::units::Limit;

/// Positions of a slider over a range.
const STOPS: usize = 25;
/// Controls that a page shows without being asked.
const MOST_CONTROLS: usize = 6;

/// A scenario as a page knows it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Facts {
    /// Name of the scenario.
    pub scenario: String,
    /// One line that says what it is; may be empty.
    pub title: String,
    /// What happened.
    pub story: String,
    /// What to look for.
    pub look_for: String,
    /// Factor on populations and capacities.
    pub scale: f64,
    /// The factor that its page begins with.
    pub page_scale: f64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Length of an interval in seconds.
    pub sample_s: f64,
    /// Number of the first interval after the onset.
    pub onset: usize,
    /// Hours from the onset to the horizon.
    pub horizon_h: f64,
    /// Who asks.
    pub classes: Vec<ClassFacts>,
    /// What the requests pass, in order; of a system of services only the edge.
    pub stations: Vec<Station>,
    /// Services and the calls between them; none in the short form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemFacts>,
    /// What happens when.
    pub timeline: Vec<EntryFacts>,
    /// The fixes, each with a switch.
    pub fixes: Vec<Fix>,
    /// What can be moved by hand.
    pub controls: Vec<ControlFacts>,
    /// Every value, at full size.
    pub values: Vec<ValueFacts>,
    /// Settings that do nothing, and what the scale could not hit; may be empty.
    pub warned: String,
    /// The whole scenario as TOML, every default written out, at full size.
    pub resolved: String,
}

/// Who asks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ClassFacts {
    /// Name of the class.
    pub name: String,
    /// Clients of a closed class.
    pub population: Option<u32>,
    /// Whether they are phones on ActiveSync.
    pub phones: bool,
    /// Whether the cache is needed to answer them.
    pub uses_cache: bool,
}

/// Something that requests pass, with what is shown of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Station {
    /// `edge`, `network`, `servers` or `store`.
    pub id: String,
    /// What it is called.
    pub heading: String,
    /// Places of its queues; none if they are not limited, or if it has none.
    pub queue: Option<f64>,
    /// Whether it has a cache.
    pub cache: bool,
}

/// What happens.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntryFacts {
    /// Name of the entry.
    pub name: String,
    /// Hours since the onset; none if it is not known beforehand.
    pub at_h: Option<f64>,
    /// What, in words.
    pub what: String,
    /// `fault`, `operator` or `automatic`.
    pub by: String,
    /// Whether it is done at the edge.
    pub at_edge: bool,
    /// Whether it is switched on.
    pub enabled: bool,
    /// The kind of action, as it is written.
    pub action: String,
}

/// A fix.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Fix {
    /// Its name.
    pub name: String,
    /// The words for it.
    pub words: String,
    /// Whether the scenario itself has it switched on.
    pub on: bool,
    /// What it sets: the switch of one of the two of 2013, or the values of a named one.
    pub sets: Vec<Set>,
}

/// A value that a fix sets.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Set {
    /// Where.
    pub path: String,
    /// As TOML.
    pub value: String,
}

/// A value that is moved by hand.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ControlFacts {
    /// Where it stands.
    pub path: String,
    /// What it is.
    pub words: String,
    /// Its value, as it is written.
    pub value: String,
    /// The values that it can be moved to, in order, as they are written.
    pub stops: Vec<String>,
}

/// A value.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ValueFacts {
    /// Where it stands.
    pub path: String,
    /// As TOML.
    pub value: String,
    /// File and line, a flag, or that it is a default.
    pub origin: String,
    /// `fact`, `inferred`, `assumption`; none if nothing speaks for it.
    pub mark: Option<&'static str>,
    /// Who says so.
    pub source: Option<String>,
    /// Which values would be plausible too, in words.
    pub range: Option<String>,
    /// The values of its prior.
    pub prior: Option<String>,
}

impl Facts {
    /// What is known of a scenario. `full` is the same one at full size, with the same changes.
    pub fn of(scenario: &Scenario, full: &Scenario, scale: f64) -> Facts {
        let warned = scenario.warned(false).into_iter().chain(scenario.rounded.iter().cloned());
        Facts {
            page_scale: page_scale(full),
            fixes: fixes(full),
            controls: controls(full),
            values: values(full),
            warned: warned.collect::<Vec<_>>().join("\n"),
            resolved: full.resolved(),
            ..Facts::least(scenario, scale)
        }
    }

    /// What a picture of a run needs, without what can be said only of the full size.
    pub fn least(scenario: &Scenario, scale: f64) -> Facts {
        let (document, run) = (&scenario.document, &scenario.document.run);
        Facts {
            scenario: scenario.name.clone(),
            title: document.title.clone(),
            story: document.story.trim().to_owned(),
            look_for: document.look_for.trim().to_owned(),
            scale,
            page_scale: document.page.scale.unwrap_or(1.0),
            seed: run.seed,
            sample_s: run.sample.seconds(),
            onset: (run.warm_up.0 / run.sample.0) as usize,
            horizon_h: run.end().seconds() / 3600.0 - run.warm_up.as_hours(),
            classes: classes(document),
            stations: stations(document),
            system: SystemFacts::of(document),
            timeline: timeline(document),
            fixes: Vec::new(),
            controls: Vec::new(),
            values: Vec::new(),
            warned: String::new(),
            resolved: String::new(),
        }
    }
}

/// People with whom a scenario answers fast enough to be moved by hand.
const HANDY: f64 = 3000.0;
/// Sizes of which a page that may choose takes the one that comes next to so many.
const SIZES: [f64; 10] = [1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

/// The size at which a page plays a scenario first: its own, or a handy one that is possible.
pub fn page_scale(full: &Scenario) -> f64 {
    let document = &full.document;
    let people: f64 = document.classes.values().filter_map(|class| class.population).map(f64::from).sum();
    if people <= HANDY {
        return document.page.scale.unwrap_or(1.0);
    }
    let far = |size: &f64| libm::fabs(libm::log(size * people / HANDY));
    document.page.scale.unwrap_or_else(|| {
        let mut sizes = SIZES;
        sizes.sort_by(|one, other| far(one).total_cmp(&far(other)));
        sizes.into_iter().find(|size| full.changed(&[], *size).is_ok()).unwrap_or(1.0)
    })
}

fn classes(document: &Document) -> Vec<ClassFacts> {
    let class = |(name, class): (&String, &crate::model::class::ClassPlan)| ClassFacts {
        name: name.clone(),
        population: class.population,
        phones: class.is_activesync(),
        uses_cache: class.uses_cache,
    };
    document.classes.iter().map(class).collect()
}

fn stations(document: &Document) -> Vec<Station> {
    let station =
        |id: &str, heading: String, queue: Option<f64>, cache| Station { id: id.to_owned(), heading, queue, cache };
    let touched = |edge: bool| {
        document.timeline.values().any(|entry| {
            entry.enabled
                && if edge {
                    entry.action.is_at_edge()
                } else {
                    entry.action.facts().concerns == crate::model::timeline_meaning::Concerns::Network
                }
        })
    };
    let mut stations = Vec::new();
    if touched(true) {
        stations.push(station("edge", "edge".to_owned(), None, false));
    }
    if document.is_graph() {
        return stations;
    }
    if document.network.capacity.is_some() || touched(false) {
        stations.push(station("network", "network".to_owned(), None, false));
    }
    let servers = &document.servers;
    let heading = if servers.count == 1 { "server".to_owned() } else { format!("{} servers", servers.count) };
    let places = |queue: Limit| queue.number().map(f64::from);
    let queue = places(servers.queue).map(|queue| queue * f64::from(servers.count));
    stations.push(station("servers", heading, queue, document.cache.is_some()));
    if let Some(store) = &document.store {
        stations.push(station("store", "mailbox store".to_owned(), places(store.queue), false));
    }
    stations
}

fn timeline(document: &Document) -> Vec<EntryFacts> {
    let entry = |(name, entry): (&String, &crate::model::timeline::Entry)| EntryFacts {
        name: name.clone(),
        at_h: begins_h(document, name),
        what: entry.words(),
        by: match entry.by.unwrap_or(entry.action.usually_by()) {
            By::Fault => "fault",
            By::Operator => "operator",
            By::Automatic => "automatic",
        }
        .to_owned(),
        at_edge: entry.action.is_at_edge(),
        enabled: entry.enabled,
        action: entry.action.facts().key.to_owned(),
    };
    document.timeline.iter().map(entry).collect()
}

/// When an entry happens, as far as that does not depend on the run. A scenario that loads has no circle of entries.
fn begins_h(document: &Document, name: &str) -> Option<f64> {
    let entry = document.timeline.get(name)?;
    match (&entry.when, &entry.after, entry.at) {
        (None, Some(after), _) => Some(begins_h(document, after)? + entry.delay.as_hours()),
        (None, None, Some(at)) => Some(at.as_hours()),
        (Some(_), _, _) | (None, None, None) => None,
    }
}

fn fixes(full: &Scenario) -> Vec<Fix> {
    let plan = &full.document.fixes;
    let of_2013 = [
        ("error_handling", "error handling", plan.error_handling.on),
        ("bandwidth", "network bandwidth", plan.bandwidth.on),
    ];
    let switch = |(name, words, on): (&str, &str, bool)| Fix {
        name: name.to_owned(),
        words: words.to_owned(),
        on,
        sets: vec![Set { path: format!("fixes.{name}.on"), value: "true".to_owned() }],
    };
    let named = |name: String| {
        let sets = fixes::set(&full.tree, &name)?.into_iter();
        let sets = sets.map(|(path, entry)| Set { path: path.clone(), value: entry.node.value.to_string() }).collect();
        Some(Fix { words: fixes::words(&full.tree, &name), name, on: false, sets })
    };
    // Only those that the scenario can switch on.
    let possible = |fix: &Fix| {
        let set: Vec<String> = fix.sets.iter().map(|set| format!("{}={}", set.path, set.value)).collect();
        full.changed(&set, 1.0).is_ok()
    };
    let all = of_2013.into_iter().map(switch).chain(fixes::names(&full.tree).into_iter().filter_map(named));
    all.filter(possible).collect()
}

fn controls(full: &Scenario) -> Vec<ControlFacts> {
    let document = &full.document;
    let with_words = |(path, values): (String, String)| {
        let words = in_words(&path);
        (path, values, words)
    };
    let all: Vec<(String, String, String)> = if !document.page.controls.is_empty() {
        let named = document.page.controls.iter();
        named.map(|control| (control.path.clone(), control.values.clone(), control.words.clone())).collect()
    } else if !document.priors.is_empty() {
        document.priors.clone().into_iter().map(with_words).take(MOST_CONTROLS).collect()
    } else {
        usual::controls(&parameters::rows(full)).into_iter().map(with_words).collect()
    };
    let control = |(path, values, words): (String, String, String)| {
        let (value, stops) = (value_at(full, &path)?, stops(&values)?);
        Some(ControlFacts { path, words, value, stops })
    };
    all.into_iter().filter_map(control).take(MOST_CONTROLS).collect()
}

fn value_at(full: &Scenario, path: &str) -> Option<String> {
    let node = full.tree.find(&path.parse().ok()?)?;
    Some(full.sources.slice(&node.origin).trim().trim_matches('"').to_owned())
}

/// The positions of a slider.
fn stops(values: &str) -> Option<Vec<String>> {
    let values = Values::parse(values).ok()?;
    let mut stops = match values.all() {
        Some(all) => all.to_vec(),
        None => (0..STOPS).map(|at| values.rounded_at(at as f64 / (STOPS - 1) as f64)).collect(),
    };
    stops.dedup();
    Some(stops)
}

fn values(full: &Scenario) -> Vec<ValueFacts> {
    let document = &full.document;
    let value = |row: parameters::Row| ValueFacts {
        range: document.evidence_for(&row.path).map(|known| known.range.clone()).filter(|range| !range.is_empty()),
        prior: document.priors.get(&row.path).cloned(),
        path: row.path,
        value: row.value,
        origin: row.origin,
        mark: row.mark,
        source: row.source,
    };
    parameters::rows(full).into_iter().map(value).collect()
}
