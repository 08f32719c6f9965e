//! What a sweep is asked: by flags, or by a file; and the plan that is written before anything runs.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::arguments::SweepArguments;
use crate::cli::changes::{self, Changes, Chosen, Fix};
use crate::cli::choose::quoted;
use crate::cli::failure::Failure;
use crate::cli::{clash, text};
use crate::experiment::design::{self, Layout};
use crate::experiment::physics::physics_fingerprint;
use crate::experiment::{Base, Point};
use crate::measure::Owners;
use crate::measure::tiers::TierNames;
use crate::report::provenance::VERSION;
use crate::scenario::diagnostic::{Problem, Problems};
use crate::scenario::load::read_text;
use crate::scenario::path::KeyPath;
use crate::scenario::source::{Origin, Sources};
use crate::scenario::vary::{Axis, Values};
use crate::scenario::{Rejected, Scenario};

/// Name and version of the schema of a plan.
pub const PLAN: &str = "syncstorm.study/1";
/// Replications of each point, if nothing else is asked for.
const REPLICATIONS: u32 = 1;

/// A sweep as a file says it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SweepFile {
    /// Name of a built-in scenario, or a file that ends in `.toml`, seen from where the command is given.
    scenario: String,
    #[serde(default)]
    fixes: Vec<String>,
    #[serde(default)]
    set: BTreeMap<String, String>,
    #[serde(default)]
    seed: Option<u32>,
    #[serde(default)]
    scale: Option<f64>,
    #[serde(default)]
    replications: Option<u32>,
    #[serde(default)]
    sample: Option<u32>,
    #[serde(default)]
    vary: BTreeMap<String, String>,
}

/// What a sweep is asked.
pub struct Asked {
    /// The scenario and its changes.
    pub chosen: Chosen,
    /// The axes, in the order in which they were written.
    pub axes: Vec<Axis>,
    /// Number of points to draw; none for a grid.
    pub sample: Option<u32>,
    /// Runs of every point.
    pub replications: u32,
    /// Command that asks the same.
    pub command: String,
    /// Where the values of all axes stand, if it is one place.
    pub source: Option<&'static str>,
    /// What `--vary` says.
    pub vary: Vec<String>,
}

/// The plan of a sweep as it is written: everything that decides its results, and nothing else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SweepPlan {
    schema: String,
    study: String,
    version: String,
    physics: String,
    /// Command that writes this plan.
    pub command: String,
    /// Name of the scenario.
    pub scenario: String,
    /// The scenario and what is changed at all points, in few words.
    pub variant: String,
    /// Names of its classes.
    pub classes: Vec<String>,
    /// Names of its services, calls and links, if it is a graph.
    #[serde(default, skip_serializing_if = "TierNames::is_empty")]
    tiers: TierNames,
    /// Factor on populations and capacities.
    pub scale: f64,
    /// First seed.
    pub first_seed: u64,
    /// Runs of every point.
    pub replications: u64,
    /// Names of the metrics that are shown.
    pub metrics: Vec<String>,
    /// The scenario's own values of the paths that are varied.
    pub own: Vec<(String, String)>,
    /// Every point.
    pub points: Vec<Point>,
    /// If the points are the cells of a fleet: what they have in common.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fleet: Option<FleetPlan>,
}

/// What the cells of a fleet have in common. Each runs once, with a seed of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FleetPlan {
    /// Whether each cell is hit.
    pub hit: Vec<bool>,
    /// What is drawn for each, as paths.
    pub drawn: Vec<String>,
}

impl SweepPlan {
    /// Reads a plan that this program has written.
    pub fn read(text: &str, folder: &Path) -> Result<SweepPlan, Failure> {
        let refused =
            |why: String| Failure::Usage(format!("error: {} holds no sweep of this version: {why}", folder.display()));
        let plan: SweepPlan = serde_json::from_str(text).map_err(|error| refused(error.to_string()))?;
        if plan.schema != PLAN || plan.study != "sweep" {
            return Err(refused("it is another study".to_owned()));
        }
        if plan.physics != physics_fingerprint() {
            return Err(refused("it was made by a build with other physics".to_owned()));
        }
        Ok(plan)
    }

    /// Whose metrics the runs have.
    pub fn owners(&self) -> Owners {
        Owners { classes: self.classes.clone(), tiers: self.tiers.clone() }
    }

    /// The plan for these points.
    pub fn new(asked: &Asked, base: &Base, points: Vec<Point>, metrics: Vec<String>) -> SweepPlan {
        let own = |axis: &Axis| {
            let path: KeyPath = axis.path.parse().ok()?;
            let value = base.scenario.tree.find(&path)?.value.to_string();
            Some((axis.path.clone(), value))
        };
        SweepPlan {
            schema: PLAN.to_owned(),
            study: "sweep".to_owned(),
            version: VERSION.to_owned(),
            physics: physics_fingerprint().to_owned(),
            command: asked.command.clone(),
            scenario: base.scenario.name.clone(),
            variant: asked.chosen.variant(&base.scenario.name),
            classes: base.classes(),
            tiers: base.owners().tiers,
            scale: base.scale,
            first_seed: base.scenario.document.run.seed,
            replications: u64::from(asked.replications),
            metrics,
            own: asked.axes.iter().filter_map(own).collect(),
            points,
            fleet: None,
        }
    }

    /// As it is written.
    pub fn text(&self) -> Result<String, Failure> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// All runs, by point and seed.
    pub fn runs(&self) -> Vec<(String, u64)> {
        let of_point = |point: &Point| self.seeds().map(|seed| (point.id.clone(), seed)).collect::<Vec<_>>();
        match self.fleet {
            None => self.points.iter().flat_map(of_point).collect(),
            Some(_) => {
                self.points.iter().zip(self.first_seed..).map(|(point, seed)| (point.id.clone(), seed)).collect()
            }
        }
    }

    /// Seeds of the replications.
    pub fn seeds(&self) -> std::ops::Range<u64> {
        self.first_seed..self.first_seed + self.replications
    }
}

impl Asked {
    /// What flags or a file ask.
    pub fn of(arguments: &SweepArguments, color: bool) -> Result<Asked, Failure> {
        match &arguments.plan {
            Some(file) => Asked::of_file(file, color),
            None => Asked::of_flags(arguments, color),
        }
    }

    fn of_flags(arguments: &SweepArguments, color: bool) -> Result<Asked, Failure> {
        let Some(scenario) = arguments.scenario.clone() else {
            let text = "error: which scenario?\nhelp: name one (`syncstorm list` shows the built-in ones), or a file with --plan";
            return Err(Failure::Usage(text.to_owned()));
        };
        let chosen = Chosen { scenario, changes: arguments.changes.clone() };
        let mut axes = axes_of("--vary", &arguments.vary, color)?;
        if arguments.priors {
            let loaded = chosen.load(color)?;
            if loaded.document.priors.is_empty() {
                let name = &loaded.name;
                return Err(Failure::Usage(format!(
                    "error: {name} has no priors\nhelp: say with --vary what to draw from"
                )));
            }
            axes.extend(
                priors(&loaded)
                    .into_iter()
                    .filter(|axis| !arguments.vary.iter().any(|text| text.starts_with(&axis.path))),
            );
        }
        let mut command = chosen.command_of("sweep", arguments.study.drawn.preset());
        command.extend(arguments.vary.iter().map(|text| format!(" --vary {}", quoted(text))));
        if arguments.priors {
            command += " --priors";
        }
        command.extend(arguments.sample.map(|points| format!(" --sample {points}")));
        command.extend(arguments.replications.map(|number| format!(" --replications {number}")));
        let replications = arguments.replications.unwrap_or(REPLICATIONS);
        Asked {
            chosen,
            axes,
            sample: arguments.sample,
            replications,
            command,
            source: None,
            vary: arguments.vary.clone(),
        }
        .checked()
    }

    fn of_file(file: &Path, color: bool) -> Result<Asked, Failure> {
        let name = file.display().to_string();
        let text = text::read(file).map_err(|error| Failure::Usage(format!("error: cannot read {name}: {error}")))?;
        let read = read_text::<SweepFile>(&name, &text);
        let (said, tree, sources) = read.map_err(|rejected| Failure::Usage(rejected.render(color)))?;
        let mut problems = Problems::default();
        let mut axes = Vec::new();
        for (path, values) in &said.vary {
            let at = KeyPath::from(["vary", path.as_str()]);
            match Values::parse(values) {
                Ok(values) => axes.push(Axis { path: path.clone(), values }),
                Err(error) => {
                    problems.push(
                        Problem::new("values that cannot be read", error.cause)
                            .at_path(&tree, &at)
                            .remedy(error.remedy),
                    );
                }
            }
        }
        let mut fix = Vec::new();
        for (place, name) in said.fixes.iter().enumerate() {
            fix.push(Fix::of(name));
            if name.trim().is_empty() {
                let at = KeyPath::from(vec!["fixes".to_owned(), place.to_string()]);
                let problem = Problem::new("a fix without a name", "there is nothing between the quotes");
                problems.push(
                    problem
                        .at_path(&tree, &at)
                        .remedy("write \"error-handling\", \"bandwidth\", or a named fix of the scenario"),
                );
            }
        }
        let counts = [("replications", said.replications), ("sample", said.sample)];
        let scale = changes::scale(&said.scale.unwrap_or(1.0).to_string());
        for (key, _) in counts.iter().filter(|(_, count)| *count == Some(0)) {
            let problem = Problem::new("nothing to run", format!("`{key}` is 0"));
            problems.push(problem.at_path(&tree, &KeyPath::from([*key])).remedy("write 1 or more"));
        }
        if let Err(cause) = &scale {
            problems.push(Problem::new("an impossible scale", cause.clone()).at_path(&tree, &KeyPath::from(["scale"])));
        }
        if !problems.is_empty() {
            return Err(Failure::Usage(Rejected { problems, sources }.render(color)));
        }
        let set = said.set.iter().map(|(path, value)| format!("{path}={value}")).collect();
        let changes = Changes { fix, set, seed: said.seed, scale: scale.unwrap_or(1.0) };
        let chosen = Chosen { scenario: said.scenario, changes };
        let file_name = file.file_name().map_or_else(|| name.clone(), |name| name.to_string_lossy().into_owned());
        let command = format!("syncstorm sweep --plan {}", quoted(&file_name));
        let replications = said.replications.unwrap_or(REPLICATIONS);
        Asked { chosen, axes, sample: said.sample, replications, command, source: Some("[vary]"), vary: Vec::new() }
            .checked()
    }

    fn checked(self) -> Result<Asked, Failure> {
        let mut paths: Vec<&str> = self.axes.iter().map(|axis| axis.path.as_str()).collect();
        paths.sort_unstable();
        let twice = paths.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        let wrong = match (self.axes.is_empty(), twice) {
            (true, _) => {
                "error: nothing is varied\nhelp: say --vary path=1,2,4 (see `syncstorm sweep --help`)".to_owned()
            }
            (false, Some(path)) => {
                format!("error: `{path}` is varied twice\nhelp: write all of its values in one --vary")
            }
            (false, None) if paths.contains(&"run.seed") => {
                "error: the seed is varied\nhelp: ask for --replications; each has a seed of its own".to_owned()
            }
            (false, None) => return Ok(self),
        };
        Err(Failure::Usage(wrong))
    }

    /// What a setting is called in a message, by the axis it comes from.
    fn options(&self) -> impl Fn(&str) -> &'static str {
        let source = self.source;
        let vary = vary_or_prior(&self.vary);
        move |text| source.unwrap_or_else(|| vary(text))
    }

    /// The base and the points.
    pub fn points(&self, color: bool) -> Result<(Arc<Base>, Vec<Point>), Failure> {
        let said = |axis: &Axis| {
            let of = |text: &&String| text.split_once('=').is_some_and(|(path, _)| path.trim() == axis.path);
            let vary = self.vary.iter().find(of).map(|text| format!("--vary {text}"));
            (axis.path.clone(), vary.unwrap_or_else(|| self.source.unwrap_or("--priors").to_owned()))
        };
        clash::refuse_varied(&self.chosen.changed_values(), &self.axes.iter().map(said).collect::<Vec<_>>())?;
        let base = base(&self.chosen, color)?;
        let layout = match self.sample {
            None => Layout::Grid,
            Some(points) => Layout::LatinHypercube { points, seed: base.scenario.document.run.seed },
        };
        let settings = design::settings(&self.axes, layout).map_err(|why| Failure::Usage(format!("error: {why}")))?;
        let points =
            design::points(&base, settings).map_err(|rejected| refused(*rejected, &base, self.options(), color))?;
        Ok((base, points))
    }
}

/// What is wrong with a point, told of the option that each of its settings comes from.
pub fn refused(mut rejected: Rejected, base: &Base, option_of: impl Fn(&str) -> &'static str, color: bool) -> Failure {
    rejected.sources.name_flags(base.scenario.sources.count(), option_of);
    Failure::Usage(rejected.render(color))
}

/// Where the values of an axis come from: `--vary`, if one of these texts speaks of it, else the priors.
pub fn vary_or_prior(vary: &[String]) -> impl Fn(&str) -> &'static str {
    let paths = vary.iter().filter_map(|text| text.split_once('=')).map(|(path, _)| format!("{}=", path.trim()));
    let paths: Vec<String> = paths.collect();
    move |text| if paths.iter().any(|path| text.starts_with(path)) { "--vary" } else { "[priors]" }
}

/// The scenario that a study is made from.
pub fn base(chosen: &Chosen, color: bool) -> Result<Arc<Base>, Failure> {
    Ok(Arc::new(Base { scenario: chosen.load(color)?, scale: chosen.changes.scale }))
}

/// The texts of a repeatable option as axes; all that is wrong with any of them at once.
pub fn axes_of(option: &str, texts: &[String], color: bool) -> Result<Vec<Axis>, Failure> {
    let (mut sources, mut problems, mut axes) = (Sources::default(), Problems::default(), Vec::new());
    for text in texts {
        match Axis::parse(text) {
            Ok(axis) => axes.push(axis),
            Err(error) => {
                let source = sources.add_option(option, text);
                let problem = Problem::new("values that cannot be read", error.cause);
                problems.push(problem.at(Origin::new(source, error.span)).remedy(error.remedy));
            }
        }
    }
    match problems.is_empty() {
        true => Ok(axes),
        false => Err(Failure::Usage(Rejected { problems, sources }.render(color))),
    }
}

/// The priors of a scenario as axes, in the order of their paths.
pub fn priors(scenario: &Scenario) -> Vec<Axis> {
    let axis = |(path, text): (&String, &String)| {
        let values = Values::parse(text).expect("a checked scenario has priors that can be read");
        Axis { path: path.clone(), values }
    };
    scenario.document.priors.iter().map(axis).collect()
}
