//! What is wrong with the numbers that a file of claims asks for: metrics that no run has, parts that no run has, and
//! comparisons whose outcome is known before anything runs.

use super::check::{Check, Place};
use super::file::Ladder;
use super::moment::MOMENT_FORM;
use super::plan::{rung_number, rung_values};
use super::requirement::{Measure, Other, Requirement, Test};
use crate::measure::window::is_of_parts;
use crate::scenario::suggest;
use crate::scenario::vary::Values;

impl Check<'_> {
    /// What is asked of a run.
    pub(super) fn requirement(&mut self, place: Place, run: &str, requirement: &Requirement) {
        for test in &requirement.tests {
            self.measure(place, &test.left);
            match &test.of {
                None => self.limit(place, test),
                Some(Other::Run(other)) => self.run(place, other),
                Some(Other::Measure(other)) => self.measure(place, other),
            }
            let with_itself = match &test.of {
                None => false,
                Some(Other::Run(other)) => other == run || test.left.ladder().is_some(),
                Some(Other::Measure(other)) => *other == test.left,
            };
            if with_itself {
                let cause = format!("`{}` is compared with itself", test.left.text());
                self.report(place, "a comparison that says nothing", cause, "name another run, or another number");
            }
        }
    }

    /// A share lies between 0 and 1, and no count is negative: beyond that, the outcome is known before anything runs.
    fn limit(&mut self, place: Place, test: &Test) {
        let metric = self.metrics.iter().find(|known| known.name == test.left.metric);
        let settled = metric.and_then(|metric| test.comparison.settled(test.factor, metric.kind.bounds()));
        let (Some(always), Some(metric)) = (settled, metric) else { return };
        let (title, runs) = match always {
            true => ("a comparison that says nothing", "every run that has the number meets it"),
            false => ("an impossible limit", "no run can meet it"),
        };
        let (range, remedy) = match metric.kind.bounds().high.is_finite() {
            true => ("from 0 to 1", "write a number from 0 to 1, or a percentage such as 95 %"),
            false => ("0 or more", "write a number above 0"),
        };
        self.report(place, title, format!("`{}` is {range}: {runs}", metric.name), remedy);
    }

    /// A number of a run; ladders are none.
    pub(super) fn of_a_run(&mut self, place: Place, measure: &Measure) {
        if measure.ladder().is_some() {
            let cause = format!("`{}` is the answer of a ladder, and no number of a run", measure.metric);
            return self.report(place, "a number of no run", cause, "name a metric");
        }
        self.measure(place, measure);
    }

    pub(super) fn measure(&mut self, place: Place, measure: &Measure) {
        let file = self.file;
        if let Some(id) = measure.ladder() {
            if !file.ladders.iter().any(|ladder| ladder.id == id) {
                let known: Vec<&str> = file.ladders.iter().map(|ladder| ladder.id.as_str()).collect();
                self.unknown(place, "ladder", id, &known);
            }
            if measure.is_of_part() {
                let cause = "a ladder has one answer".to_owned();
                self.report(place, "a part that cannot be asked", cause, "leave out ` in …`");
            }
            return;
        }
        let Some(metric) = self.metrics.iter().find(|known| known.name == measure.metric).cloned() else {
            let known: Vec<String> = self.metrics.iter().map(|metric| metric.name.clone()).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let remedy = match suggest::closest(&measure.metric, &known) {
                Some(close) => format!("did you mean `{close}`?"),
                None => {
                    "a metric is named CLASS.NAME, recovery.NAME or run.NAME; `syncstorm list --metrics` lists the names"
                        .to_owned()
                }
            };
            let cause = format!("no run has a number `{}`", measure.metric);
            return self.report(place, "an unknown metric", cause, remedy);
        };
        if measure.is_of_part() && !is_of_parts(&metric) {
            let cause = format!("`{}` belongs to a whole run", metric.name);
            self.report(place, "a part that cannot be asked", cause, "leave out ` in …`");
        }
        let tree = &self.base.scenario.tree;
        let faults: Vec<String> =
            [&measure.from, &measure.to].into_iter().flatten().filter_map(|moment| moment.fault(tree)).collect();
        let known = |moment: &Option<super::moment::Moment>| {
            moment.as_ref().filter(|m| m.is_fixed()).and_then(|m| m.written(tree))
        };
        let is_empty = known(&measure.from).zip(known(&measure.to)).is_some_and(|(from, to)| from >= to);
        for cause in faults {
            self.report(place, "an unknown moment", cause, MOMENT_FORM);
        }
        if is_empty {
            let cause = "it ends before it begins".to_owned();
            self.report(place, "an empty part of the run", cause, "write the earlier moment first");
        }
    }

    pub(super) fn ladders(&mut self) {
        let file = self.file;
        for (place, ladder) in file.ladders.iter().enumerate() {
            let at = place.to_string();
            self.run(&["ladders", &at, "run"], &ladder.run);
            for (number, path) in ladder.paths.iter().enumerate() {
                self.path(&["ladders", &at, "paths", &number.to_string()], path);
            }
            for (key, is_empty) in [("paths", ladder.paths.is_empty()), ("passes", ladder.passes.is_empty())] {
                if is_empty {
                    let cause = format!("`{key}` is empty");
                    self.report(&["ladders", &at, key], "a ladder that asks nothing", cause, "write at least one");
                }
            }
            if let Some(price) = &ladder.price {
                self.of_a_run(&["ladders", &at, "price"], price);
            }
            self.rungs(&at, ladder);
            for (number, passes) in ladder.passes.iter().enumerate() {
                let number = number.to_string();
                let place = ["ladders", at.as_str(), "passes", number.as_str()];
                self.requirement(&place, &ladder.run, passes);
                if passes.tests.iter().any(|test| test.of.is_some() || test.left.ladder().is_some()) {
                    let cause = "a rung knows its own run only".to_owned();
                    self.report(&place, "a rung that asks others", cause, "compare with a number");
                }
            }
        }
    }

    fn rungs(&mut self, at: &str, ladder: &Ladder) {
        let place = ["ladders", at, "values"];
        match Values::parse(&ladder.values) {
            Err(error) => self.report(&place, "values that cannot be read", error.cause, error.remedy),
            Ok(values) if values.all().is_none() => {
                let cause = "a range has no rungs".to_owned();
                self.report(&place, "a ladder without rungs", cause, "write a list, or add steps (:log7)");
            }
            Ok(_) => {
                let numbers: Vec<f64> = rung_values(ladder).iter().map(|value| rung_number(value)).collect();
                let ascend = numbers.windows(2).all(|pair| pair[0] < pair[1]);
                if !ascend || numbers.iter().any(|number| !number.is_finite()) {
                    let cause = "the values do not ascend".to_owned();
                    self.report(&place, "rungs in disorder", cause, "write numbers, the smallest first");
                }
            }
        }
    }
}
