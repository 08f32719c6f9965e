//! Handlers as the cell plays them: steps in order, with the names of calls and services resolved.

use std::collections::BTreeMap;

use super::outcome::{Outcome, Outcomes};
use super::plan::GraphPlan;
use super::service::{Failing, Needs, StepPlan};
use crate::engine::Distribution;
use crate::units::Span;

/// One handler.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Its steps.
    pub steps: Vec<Step>,
    /// The look-up that is decided at the door of the instance, by its step.
    pub at_door: Option<u8>,
    /// The cache that it looks into, by the number of its service.
    pub cache: Option<u16>,
}

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Outcomes of the last call after which it is taken; all, if there is none.
    pub on: Outcomes,
    /// What is done.
    pub what: Doing,
    /// What is answered if it fails and nobody takes that over.
    pub failing: Failing,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Doing {
    /// A worker works. The second and further works of a handler have random numbers of their own.
    Work(Distribution<Span>, u32),
    /// A look-up in a cache, by the number of its service.
    LookUp(u16, u32),
    /// A look-up of a key in a cache of keys, by the number of its service.
    LookUpKey(u16, u32),
    /// Calls at once, and how many of them must end well.
    Calls(Vec<Site>, u32),
}

/// A place from which a call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// Number of the call.
    pub call: u16,
    /// What tells its random numbers from those of other places that call the same service for the same wish; 0 where
    /// there is only one.
    pub branch: u32,
}

impl Program {
    /// A handler that does nothing but work.
    pub fn of_work(work: Distribution<Span>) -> Program {
        let step = Step { on: Outcomes::NONE, what: Doing::Work(work, 0), failing: Failing::default() };
        Program { steps: vec![step], ..Program::default() }
    }

    /// The step that takes an outcome over after a step at which a call failed.
    pub fn rescue(&self, step: u8, outcome: Outcome) -> Option<u8> {
        let after = step as usize + 1;
        let place = self.steps.get(after..)?.iter().position(|later| later.on.has(outcome))?;
        Some((after + place) as u8)
    }

    /// The place from which one of the calls of a step is made.
    pub fn site(&self, step: u8, place: usize) -> Site {
        match &self.steps[step as usize].what {
            Doing::Calls(sites, _) => sites[place],
            Doing::Work(..) | Doing::LookUp(..) | Doing::LookUpKey(..) => unreachable!("a step that calls has places"),
        }
    }

    /// Mean time that a worker works on one request, without what only follows some outcomes; in nanoseconds.
    pub fn mean_work(&self) -> f64 {
        let always = self.steps.iter().filter(|step| step.on.is_empty());
        always.map(|step| if let Doing::Work(time, _) = &step.what { time.mean() } else { 0.0 }).sum()
    }
}

/// Numbers of the calls and services of a graph, in the order of their names.
pub struct Numbers<'a> {
    graph: &'a GraphPlan,
    calls: Vec<String>,
    branches: BTreeMap<Place, u32>,
}

/// A place in a graph from which a call is made: service, handler, step, which of several.
type Place = (String, Option<String>, usize, usize);

impl<'a> Numbers<'a> {
    /// The numbers of a graph whose classes make these calls.
    pub fn new(graph: &'a GraphPlan, classes: &[&str]) -> Numbers<'a> {
        let mut calls: Vec<String> = graph.calls.keys().cloned().collect();
        calls.extend(graph.steps().flat_map(StepPlan::names).map(str::to_owned));
        calls.extend(classes.iter().map(|call| (*call).to_owned()));
        calls.sort();
        calls.dedup();
        let mut numbers = Numbers { graph, calls, branches: BTreeMap::new() };
        numbers.tell_branches_apart(classes);
        numbers
    }

    /// Names of the calls, by number.
    pub fn calls(&self) -> &[String] {
        &self.calls
    }

    /// Number of a call.
    pub fn call(&self, name: &str) -> u16 {
        self.calls.binary_search_by(|call| call.as_str().cmp(name)).expect("every call that is named has a number")
            as u16
    }

    /// Number of a service.
    pub fn service(&self, name: &str) -> u16 {
        self.graph.services.keys().position(|service| service == name).expect("a validated call goes to a service")
            as u16
    }

    /// A handler of a service, with everything resolved.
    pub fn program(&self, service: &str, handler: Option<&str>) -> Program {
        let (mut program, mut works) = (Program::default(), 0);
        for (number, step) in self.graph.services[service].steps_of(handler).iter().enumerate() {
            let what = if let Some(time) = &step.work {
                works += 1;
                Doing::Work(time.clone(), works - 1)
            } else {
                self.calling(service, handler, number, step)
            };
            let failing = step.failing.clone().unwrap_or_default();
            if let Doing::LookUp(cache, _) = what {
                program.cache = Some(cache);
                program.at_door = program.at_door.or(failing.early.then_some(number as u8));
            }
            program.steps.push(Step { on: Outcomes::of(&step.on), what, failing });
        }
        if program.steps.is_empty() {
            // Being served takes an event, if no time.
            let nothing = Doing::Work(Distribution::Fixed(Span::ZERO), 0);
            program.steps.push(Step { on: Outcomes::NONE, what: nothing, failing: Failing::default() });
        }
        program
    }

    fn calling(&self, service: &str, handler: Option<&str>, number: usize, step: &StepPlan) -> Doing {
        let handler = handler.map(str::to_owned);
        let sites: Vec<Site> = step
            .names()
            .enumerate()
            .map(|(place, name)| {
                let place = (service.to_owned(), handler.clone(), number, place);
                Site { call: self.call(name), branch: self.branches.get(&place).copied().unwrap_or(0) }
            })
            .collect();
        if let [only] = sites.as_slice() {
            let to = self.graph.target(&self.calls[only.call as usize]);
            let target = self.graph.services.get(to);
            if target.is_some_and(|service| service.entries.is_some()) {
                return Doing::LookUp(self.service(to), only.branch);
            }
            if target.is_some_and(|service| service.keyed.is_some()) {
                return Doing::LookUpKey(self.service(to), only.branch);
            }
        }
        let all = sites.len() as u32;
        let needed = match step.needs.unwrap_or(Needs::All) {
            Needs::All => all,
            Needs::First => 1,
            Needs::Quorum(some) => some.min(all),
        };
        Doing::Calls(sites, needed)
    }

    /// Numbers the places that call a service which the same wish can reach from several.
    fn tell_branches_apart(&mut self, classes: &[&str]) {
        let (mut crowded, mut places) = (Vec::new(), BTreeMap::new());
        for class in classes {
            let mut reached: BTreeMap<String, Vec<Place>> = BTreeMap::new();
            self.reach(class, &mut reached, 0);
            for (target, from) in reached {
                if from.len() > 1 {
                    crowded.push(target.clone());
                }
                places.entry(target).or_insert_with(Vec::new).extend(from);
            }
        }
        let mut next = 0;
        for (target, mut from) in places {
            from.sort();
            from.dedup();
            for place in from.into_iter().filter(|_| crowded.contains(&target)) {
                next += 1;
                self.branches.insert(place, next);
            }
        }
    }

    fn reach(&self, call: &str, reached: &mut BTreeMap<String, Vec<Place>>, depth: usize) {
        let plan = self.graph.call(call);
        let to = self.graph.target(call);
        let Some(service) = self.graph.services.get(to) else { return };
        // A validated graph has no circles; one that is not yet validated must not hang.
        if depth > self.graph.services.len() {
            return;
        }
        for (number, step) in service.steps_of(plan.handler.as_deref()).iter().enumerate() {
            for (place, name) in step.names().enumerate() {
                let from = (to.to_owned(), plan.handler.clone(), number, place);
                let target = reached.entry(self.graph.target(name).to_owned()).or_default();
                if !target.contains(&from) {
                    target.push(from);
                    self.reach(name, reached, depth + 1);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::graph::{CallPlan, ServicePlan};

    fn service(calls: &[&str]) -> ServicePlan {
        let step = |call: &&str| StepPlan { call: Some((*call).to_owned()), ..StepPlan::default() };
        ServicePlan { steps: calls.iter().map(step).collect(), ..ServicePlan::default() }
    }

    fn graph(services: &[(&str, &[&str])]) -> GraphPlan {
        let services = services.iter().map(|(name, calls)| ((*name).to_owned(), service(calls)));
        GraphPlan { services: services.collect(), ..GraphPlan::default() }
    }

    fn branches(program: &Program) -> Vec<u32> {
        let of = |step: &Step| match &step.what {
            Doing::Calls(sites, _) => sites.iter().map(|site| site.branch).collect(),
            Doing::LookUp(_, branch) | Doing::LookUpKey(_, branch) => vec![*branch],
            Doing::Work(..) => Vec::new(),
        };
        program.steps.iter().flat_map(of).collect()
    }

    /// Two ways to one service have two addresses; a chain needs none.
    #[test]
    fn only_places_that_lead_to_the_same_service_are_told_apart() {
        let chain = graph(&[("a", &["b"]), ("b", &["c"]), ("c", &[])]);
        let numbers = Numbers::new(&chain, &["a"]);
        assert_eq!(branches(&numbers.program("a", None)), [0]);
        assert_eq!(branches(&numbers.program("b", None)), [0]);
        let diamond = graph(&[("a", &["b", "c"]), ("b", &["d"]), ("c", &["d"]), ("d", &[])]);
        let numbers = Numbers::new(&diamond, &["a"]);
        assert_eq!(branches(&numbers.program("a", None)), [0, 0]);
        let (b, c) = (branches(&numbers.program("b", None)), branches(&numbers.program("c", None)));
        assert!(b != c && b != [0] && c != [0], "{b:?} {c:?}");
        let twice = graph(&[("a", &["b", "b"]), ("b", &[])]);
        let found = branches(&Numbers::new(&twice, &["a"]).program("a", None));
        assert_ne!(found[0], found[1]);
    }

    #[test]
    fn what_nobody_takes_over_ends_a_handler() {
        let mut plan = graph(&[("a", &["b", "c"]), ("b", &[]), ("c", &[])]);
        plan.services.get_mut("a").expect("a").steps[1].on = vec![Outcome::Timeout];
        plan.calls.insert("b".into(), CallPlan::default());
        let program = Numbers::new(&plan, &["a"]).program("a", None);
        assert_eq!((program.rescue(0, Outcome::Timeout), program.rescue(0, Outcome::Error)), (Some(1), None));
    }
}
