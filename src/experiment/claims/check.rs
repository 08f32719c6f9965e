//! What is wrong with a file of claims: names that nothing has, numbers that no run has, runs that are not possible.
//! Everything at once, each at its place.

use std::collections::BTreeSet;

use super::file::{ClaimsFile, HISTORY};
use super::moment::Moment;
use super::plan::{Questions, WorldPlan, value_at};
use crate::experiment::point::{Base, Setting};
use crate::measure::{MetricName, metric_names};
use crate::scenario::diagnostic::{Problem, Problems};
use crate::scenario::node::Node;
use crate::scenario::path::KeyPath;
use crate::scenario::suggest;
use crate::scenario::vary::{Values, times};

/// Everything that is wrong with a file that could be read. `tree` is what it was read from, `base` its scenario.
pub fn check(file: &ClaimsFile, tree: &Node, base: &std::sync::Arc<Base>) -> Problems {
    let metrics = metric_names(&base.owners());
    let mut check = Check { file, tree, base, metrics, problems: Problems::default() };
    check.names();
    check.file_names();
    check.worlds();
    check.utilisations();
    check.runs();
    check.claims();
    check.ladders();
    check.references();
    check.halves();
    check.rivals();
    check.loops();
    check.letters();
    check.explanation();
    if check.problems.is_empty() {
        check.possible();
    }
    check.problems
}

pub(super) struct Check<'a> {
    pub(super) file: &'a ClaimsFile,
    tree: &'a Node,
    pub(super) base: &'a std::sync::Arc<Base>,
    pub(super) metrics: Vec<MetricName>,
    problems: Problems,
}

pub(super) type Place<'a> = &'a [&'a str];

impl Check<'_> {
    pub(super) fn report(&mut self, place: Place, title: &str, cause: String, remedy: impl Into<String>) {
        let path = KeyPath::from(place.iter().map(|step| (*step).to_owned()).collect::<Vec<_>>());
        self.problems.push(Problem::new(title, cause).at_path(self.tree, &path).remedy(remedy));
    }

    pub(super) fn problem_count(&self) -> usize {
        self.problems.len()
    }

    pub(super) fn unknown(&mut self, place: Place, what: &str, name: &str, known: &[&str]) {
        let remedy = suggest::remedy(name, known);
        self.report(place, &format!("an unknown {what}"), format!("there is no {what} `{name}`"), remedy);
    }

    /// Names that stand for one thing each.
    fn names(&mut self) {
        let lists: [(&str, Vec<&str>); 5] = [
            ("rivals", self.file.rivals.iter().map(|rival| rival.id.as_str()).collect()),
            ("texts", self.file.texts.iter().map(|text| text.id.as_str()).collect()),
            ("claims", self.file.claims.iter().map(|claim| claim.id.as_str()).collect()),
            ("ladders", self.file.ladders.iter().map(|ladder| ladder.id.as_str()).collect()),
            ("alternatives", self.file.alternatives.iter().map(|alternative| alternative.id.as_str()).collect()),
        ];
        for (list, names) in lists {
            let mut seen = BTreeSet::new();
            // Some file systems do not tell capitals apart.
            for (place, name) in names.iter().enumerate().filter(|(_, name)| !seen.insert(name.to_lowercase())) {
                let place = place.to_string();
                let cause = format!("`{name}` is there already");
                self.report(&[list, &place, "id"], "a name that is there twice", cause, "choose another one");
            }
        }
        if self.file.claims.is_empty() {
            self.report(
                &["claims"],
                "nothing is claimed",
                "there are no claims".to_owned(),
                "write a table [[claims]]",
            );
        }
    }

    /// Names of files have to be possible everywhere.
    fn file_names(&mut self) {
        let file = self.file;
        let plain = |id: &str| {
            let letters = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
            letters && (1..=40).contains(&id.len()) && id != "calibration"
        };
        for (place, claim) in file.claims.iter().enumerate().filter(|(_, claim)| !plain(&claim.id)) {
            let cause = format!("`{}` cannot be the name of a file", claim.id);
            self.report(
                &["claims", &place.to_string(), "id"],
                "an impossible name",
                cause,
                "use up to 40 letters, digits, - and _, and not `calibration`",
            );
        }
    }

    fn worlds(&mut self) {
        let plan = &self.file.worlds;
        if plan.scale.is_some_and(|scale| !(scale > 0.0 && scale <= 100.0)) {
            let cause = "a scale is a number above 0 and up to 100".to_owned();
            self.report(&["worlds", "scale"], "an impossible scale", cause, "write for example 0.1");
        }
        for (path, values) in &plan.vary {
            self.path(&["worlds", "vary", path], path);
            if let Err(error) = Values::parse(values) {
                self.report(&["worlds", "vary", path], "values that cannot be read", error.cause, error.remedy);
            }
        }
        for path in plan.set.keys() {
            self.path(&["worlds", "set", path], path);
        }
        let priors: Vec<&str> = self.base.scenario.document.priors.keys().map(String::as_str).collect();
        for (place, path) in plan.fixed.iter().enumerate().filter(|(_, path)| !priors.contains(&path.as_str())) {
            self.unknown(&["worlds", "fixed", &place.to_string()], "prior", path, &priors);
        }
        for (path, weights) in &plan.mix {
            for (name, weight) in weights {
                self.path(&["worlds", "mix", path, name], &format!("{path}.{name}.share"));
                if !(1..=1000).contains(weight) {
                    let cause = format!("{weight} is no weight");
                    self.report(
                        &["worlds", "mix", path, name],
                        "an impossible weight",
                        cause,
                        "write a number from 1 to 1000",
                    );
                }
            }
        }
        for (place, order) in plan.require.iter().enumerate() {
            let place = place.to_string();
            for moment in [&order.first, &order.last] {
                if let Some(cause) = moment.fault(&self.base.scenario.tree).or_else(|| self.unwritten(moment)) {
                    let remedy = "name paths of values that are lengths of time, such as timeline.block.at";
                    self.report(&["worlds", "require", &place], "an order of nothing", cause, remedy);
                }
            }
        }
        for (place, target) in self.file.targets.iter().enumerate() {
            let place = place.to_string();
            self.of_a_run(&["targets", &place, "measure"], &target.measure);
            let [low, high] = target.between;
            if low > high || low.is_nan() || high.is_nan() {
                let cause = "the first number is larger than the second".to_owned();
                self.report(&["targets", &place, "between"], "an empty range", cause, "write the smaller one first");
            }
        }
    }

    fn unwritten(&self, moment: &Moment) -> Option<String> {
        let unknown = moment.written(&self.base.scenario.tree).is_none();
        unknown.then(|| format!("`{}` has no time before the run", moment.text()))
    }

    /// A path that the scenario has to have.
    pub(super) fn path(&mut self, place: Place, path: &str) {
        if value_at(&self.base.scenario.tree, path).is_some() {
            return;
        }
        let known: Vec<String> = self.base.scenario.tree.leaves().iter().map(|(path, _)| path.to_string()).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let remedy = match suggest::closest(path, &known) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("name a value of {}; `syncstorm show` lists them", self.base.scenario.name),
        };
        self.report(place, "an unknown path", format!("the scenario has no `{path}`"), remedy);
    }

    fn runs(&mut self) {
        let file = self.file;
        for (name, plan) in &file.runs {
            if name == HISTORY && *plan != (super::file::RunPlan { what: plan.what.clone(), ..Default::default() }) {
                let cause = "`history` is the scenario itself and changes nothing".to_owned();
                self.report(
                    &["runs", name],
                    "a history that did not happen",
                    cause,
                    "give the changed run another name",
                );
            }
            for (path, factor) in &plan.times {
                let place = ["runs", name.as_str(), "times", path.as_str()];
                let known = self.problems.len();
                self.path(&place, path);
                let value = value_at(&self.base.scenario.tree, path);
                let is_number = value.is_some_and(|value| times(&value, *factor).is_some());
                if known == self.problems.len() && !is_number {
                    let cause = format!("`{path}` is no number that can be multiplied");
                    self.report(&place, "a product of nothing", cause, "use `set` for words and tables");
                }
            }
            let mut way = vec![name.as_str()];
            let mut next = plan.from.as_deref();
            while let Some(from) = next {
                if way.contains(&from) {
                    let cause = format!("`{name}` is built on itself: {} → {from}", way.join(" → "));
                    self.report(&["runs", name, "from"], "a circle of runs", cause, "leave one `from` out");
                    break;
                }
                if way.len() == 1 {
                    self.run(&["runs", name, "from"], from);
                }
                way.push(from);
                next = file.runs.get(from).and_then(|plan| plan.from.as_deref());
            }
        }
    }

    pub(super) fn run(&mut self, place: Place, run: &str) {
        if run != HISTORY && !self.file.runs.contains_key(run) {
            let file = self.file;
            let known: Vec<&str> = file.runs.keys().map(String::as_str).chain([HISTORY]).collect();
            self.unknown(place, "run", run, &known);
        }
    }

    fn claims(&mut self) {
        let file = self.file;
        for (place, claim) in file.claims.iter().enumerate() {
            let at = place.to_string();
            self.run(&["claims", &at, "run"], &claim.run);
            for (number, holds) in claim.holds.iter().enumerate() {
                self.requirement(&["claims", &at, "holds", &number.to_string()], &claim.run, holds);
            }
            if claim.holds.is_empty() && claim.not_testable.is_empty() {
                let cause = format!("`{}` has nothing that a run could show", claim.id);
                let remedy = "write `holds = [\"…\"]`, or say why not in `not_testable`";
                self.report(&["claims", &at], "a claim that is not tested", cause, remedy);
            }
            for (number, also) in claim.also.iter().enumerate() {
                self.measure(&["claims", &at, "also", &number.to_string()], also);
            }
            if let Some(picture) = &claim.picture {
                self.measure(&["claims", &at, "picture"], picture);
            }
            for (number, without) in claim.without.iter().enumerate() {
                let number = number.to_string();
                self.run(&["claims", &at, "without", &number, "run"], &without.run);
                if without.holds.is_empty() {
                    let place = ["claims", at.as_str(), "without", number.as_str()];
                    self.report(
                        &place,
                        "a counterfactual that shows nothing",
                        "`holds` is empty".to_owned(),
                        "say what must be gone",
                    );
                }
                for (which, holds) in without.holds.iter().enumerate() {
                    self.requirement(
                        &["claims", &at, "without", &number, "holds", &which.to_string()],
                        &without.run,
                        holds,
                    );
                }
            }
        }
        for (place, alternative) in file.alternatives.iter().enumerate() {
            let at = place.to_string();
            self.run(&["alternatives", &at, "run"], &alternative.run);
            self.run(&["alternatives", &at, "against"], &alternative.against);
            self.of_a_run(&["alternatives", &at, "measure"], &alternative.measure);
        }
        if let Some(fixes) = &file.fixes {
            self.of_a_run(&["fixes", "measure"], &fixes.measure);
        }
    }

    /// Whether every run is possible with the scenario's own values.
    fn possible(&mut self) {
        let file = self.file;
        let questions = Questions::of(file);
        let plan = WorldPlan { file, base: self.base, questions: &questions, settings: &[], seed: 0 };
        let title = "a run that is not possible";
        let cause = |rejected: Box<crate::scenario::Rejected>| {
            let problem = rejected.problems.iter().next().cloned();
            problem.map_or_else(String::new, |problem| format!("{}: {}", problem.title, problem.label))
        };
        let remedy = "try the changes with `syncstorm run … --set PATH=VALUE`, which shows them in full";
        for name in file.runs.keys() {
            if let Err(rejected) = plan.run(name) {
                self.report(&["runs", name], title, cause(rejected), remedy);
            }
        }
        for (place, ladder) in file.ladders.iter().enumerate() {
            if let Err(rejected) = plan.rungs(ladder) {
                self.report(&["ladders", &place.to_string()], title, cause(rejected), remedy);
            }
        }
        if let Err(rejected) = plan.healthy(HISTORY, &[]) {
            self.report(&["healthy"], title, cause(rejected), remedy);
        }
        for (place, rival) in file.rivals.iter().enumerate() {
            let settings: Vec<Setting> =
                rival.set.iter().map(|(path, value)| Setting::new(path.clone(), value.clone())).collect();
            if let Err(rejected) = self.base.point(settings) {
                self.report(&["rivals", &place.to_string(), "set"], title, cause(rejected), remedy);
            }
        }
        if let Err(rejected) = plan.arms() {
            self.report(&["fixes"], title, cause(rejected), remedy);
        }
    }
}
