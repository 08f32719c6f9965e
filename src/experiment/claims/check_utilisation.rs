//! What is wrong with the utilisations that worlds are drawn by.

use super::busy::BusyPlan;
use super::check::Check;
use super::plan::value_at;
use crate::scenario::vary::{Values, times};

/// More than that is no service that is well.
const MOST: f64 = 0.95;

impl Check<'_> {
    pub(super) fn utilisations(&mut self) {
        let file = self.file;
        for (name, plan) in &file.worlds.utilisation {
            let place = ["worlds", "utilisation", name.as_str()];
            if file.healthy.is_empty() {
                let cause = "nothing says what makes the cell healthy".to_owned();
                self.report(&place, "a utilisation of nothing", cause, "write a table [healthy]");
            }
            self.busy_values(name, plan);
            self.busy_whole(name, plan);
            self.of_a_run(&["worlds", "utilisation", name, "measure"], &plan.measure);
            if plan.paths().next().is_none() {
                let cause = "no value follows from it".to_owned();
                let remedy = "name times of service in `times`, or capacities in `over`";
                self.report(&place, "a setting without effect", cause, remedy);
            }
            for path in plan.paths() {
                self.busy_path(name, path);
            }
        }
    }

    fn busy_values(&mut self, name: &str, plan: &BusyPlan) {
        let place = ["worlds", "utilisation", name, "busy"];
        match Values::parse(&plan.busy) {
            Err(error) => self.report(&place, "values that cannot be read", error.cause, error.remedy),
            Ok(values) => {
                let ends = values.all().map_or_else(|| vec![values.at(0.0), values.at(1.0)], <[String]>::to_vec);
                let is_share = |text: &String| text.parse::<f64>().is_ok_and(|share| share > 0.0 && share <= MOST);
                if let Some(other) = ends.iter().find(|end| !is_share(end)) {
                    let cause = format!("`{other}` is no utilisation of a healthy service");
                    let remedy = format!("write numbers above 0 and up to {MOST}, for example \"0.1..0.7\"");
                    self.report(&place, "an impossible utilisation", cause, remedy);
                }
            }
        }
    }

    /// What it is a part of has a utilisation of its own.
    fn busy_whole(&mut self, name: &str, plan: &BusyPlan) {
        let Some(of) = &plan.of else { return };
        let others = &self.file.worlds.utilisation;
        let cause = match others.get(of) {
            _ if of == name => format!("`{name}` would be a part of itself"),
            None => format!("there is no [worlds.utilisation.{of}]"),
            Some(whole) if whole.of.is_some() => format!("`{of}` is a part itself"),
            Some(_) => return,
        };
        let remedy = "name another utilisation that is no part of one";
        self.report(&["worlds", "utilisation", name, "of"], "a part of nothing", cause, remedy);
    }

    /// A value follows from one thing only.
    fn busy_path(&mut self, name: &str, path: &str) {
        let place = ["worlds", "utilisation", name];
        let known = self.problem_count();
        self.path(&place, path);
        if known != self.problem_count() {
            return;
        }
        let value = value_at(&self.base.scenario.tree, path);
        if value.and_then(|value| times(&value, 2.0)).is_none() {
            let cause = format!("`{path}` is no number that can be multiplied");
            self.report(&place, "a product of nothing", cause, "name a length of time, a rate or a capacity");
        }
        let file = self.file;
        let often = file.worlds.utilisation.values().flat_map(BusyPlan::paths).filter(|other| *other == path).count();
        let by_rival = file.rivals.iter().find(|rival| rival.set.contains_key(path));
        let only = file.worlds.utilisation.get(name).and_then(BusyPlan::only).is_some();
        let cause = match by_rival {
            Some(rival) => format!("the rival `{}` sets `{path}`", rival.id),
            None if often > 1 => format!("`{path}` is there {often} times"),
            None if only && file.worlds.vary.contains_key(path) => {
                format!("`{path}` is drawn in [worlds.vary] as well")
            }
            None => return,
        };
        self.report(&place, "a value that would follow from two things", cause, "leave one of them out");
    }
}
