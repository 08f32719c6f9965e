//! The runs that are under way, and what is done with them.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::film::Film;
use super::protocol::{
    About, Act, Acted, Answer, Cloned, Draw, Drawn, Finished, Follow, Happenings, Look, Loss, Opened, Ran, Request,
    Seen, Step, Stepped, Wanted,
};
use crate::engine::random::StreamFamily;
use crate::engine::simulation::Verdict as Keep;
use crate::experiment::follow::follow;
use crate::experiment::live::{Live, Slice};
use crate::experiment::physics::physics_fingerprint;
use crate::experiment::{Outcome, run};
use crate::measure::{ClassSummary, summary::Crossing};
use crate::report::provenance::{Provenance, VERSION};
use crate::report::{csv, json, story};
use crate::scenario::vary::Values;
use crate::scenario::{Document, Scenario, catalog};
use crate::units::{Instant, Span};

/// Runs under way of one page.
#[derive(Default)]
pub struct Desk {
    runs: BTreeMap<u32, Run>,
    /// Runs there have been so far: no number is given twice.
    opened: u32,
}

#[derive(Clone)]
struct Run {
    live: Live,
    scale: f64,
    /// The name by which it was asked for.
    asked: String,
}

/// Why something is not answered, in words.
type Refusal = String;

impl Desk {
    /// Answers a request, both as JSON.
    pub fn answer(&mut self, request: &str) -> String {
        let answer = match serde_json::from_str(request) {
            Ok(request) => self.answered(request).unwrap_or_else(Answer::Refused),
            Err(why) => Answer::Refused(format!("error: not a request: {why}")),
        };
        serde_json::to_string(&answer).expect("text is written as JSON")
    }

    fn answered(&mut self, request: Request) -> Result<Answer, Refusal> {
        Ok(match request {
            Request::About(_) => Answer::About(about()),
            Request::Run(wanted) => Answer::Ran(ran(&wanted)?),
            Request::Read(wanted) => Answer::Facts(Box::new(facts(&wanted, &load(&wanted)?)?)),
            Request::Open(wanted) => Answer::Opened(self.open(&wanted, facts)?),
            Request::Begin(wanted) => Answer::Opened(self.open(&wanted, least_facts)?),
            Request::Step(step) => Answer::Stepped(self.step(&step)?),
            Request::Look(look) => Answer::Seen(Box::new(self.look(&look)?)),
            Request::Act(act) => Answer::Acted(self.act(&act)?),
            Request::Clone(of) => {
                let copy = self.run(of.run)?.clone();
                Answer::Cloned(Cloned { run: self.keep(copy) })
            }
            Request::Finish(look) => Answer::Finished(Box::new(self.finish(&look)?)),
            Request::Close(of) => {
                self.runs.remove(&of.run);
                Answer::Closed {}
            }
            Request::Draw(draw) => Answer::Drawn(drawn(&draw)?),
            Request::Follow(wish) => Answer::Followed(followed(&wish)?),
        })
    }

    fn keep(&mut self, run: Run) -> u32 {
        self.opened += 1;
        self.runs.insert(self.opened, run);
        self.opened
    }

    fn run(&mut self, number: u32) -> Result<&mut Run, Refusal> {
        self.runs.get_mut(&number).ok_or_else(|| format!("error: there is no run {number}"))
    }

    fn open(
        &mut self,
        wanted: &Wanted,
        facts: fn(&Wanted, &Scenario) -> Result<Facts, Refusal>,
    ) -> Result<Opened, Refusal> {
        let scenario = load(wanted)?;
        let facts = Box::new(facts(wanted, &scenario)?);
        let live = Live::new(&scenario, wanted.scale);
        Ok(Opened { run: self.keep(Run { live, scale: wanted.scale, asked: wanted.scenario.clone() }), facts })
    }

    fn step(&mut self, step: &Step) -> Result<Stepped, Refusal> {
        let live = &mut self.run(step.run)?.live;
        let last = live.events().saturating_add(step.events);
        let mut goes_on = true;
        while goes_on && now_h(live) < step.until_h - 1e-9 && live.events() < last {
            goes_on = live.step(Slice::Interval);
        }
        Ok(Stepped { now_h: now_h(live), events: live.events(), ended: !goes_on })
    }

    fn look(&mut self, look: &Look) -> Result<Seen, Refusal> {
        let live = &self.run(look.run)?.live;
        seen(&live.as_done().document, &live.so_far(), look.from)
    }

    fn act(&mut self, act: &Act) -> Result<Acted, Refusal> {
        let live = &mut self.run(act.run)?.live;
        let at = live.act(&act.name, &act.entry).map_err(|rejected| rejected.render(false))?;
        let onset = live.as_done().document.run.onset();
        Ok(Acted { at_h: at.since(onset).as_hours(), done: live.done().to_vec() })
    }

    fn finish(&mut self, look: &Look) -> Result<Finished, Refusal> {
        let Run { live, scale, asked } = self.runs.remove(&look.run).ok_or("error: there is no such run")?;
        let (done, mut scenario) = (live.done().to_vec(), live.as_done().clone());
        scenario.name = asked;
        let outcome = live.finish();
        finished(&scenario, scale, &outcome, (done, look.from))
    }
}

/// What came of a run of a scenario at a scale, of which this was done live, with its film from an interval on.
fn finished(
    scenario: &Scenario,
    scale: f64,
    outcome: &Outcome,
    (done, from): (Vec<String>, usize),
) -> Result<Finished, Refusal> {
    let about = Provenance::of(scenario, scale, String::new());
    Ok(Finished {
        seen: seen(&scenario.document, outcome, from)?,
        summary: json::summary(&outcome.summary, &about).map_err(|why| why.to_string())?,
        timeseries: timeseries(outcome)?,
        story: story::paragraphs(&scenario.document, outcome),
        done,
    })
}

/// Where a run stands, in hours since the onset.
fn now_h(live: &Live) -> f64 {
    live.now().seconds() / 3600.0 - live.as_done().document.run.warm_up.as_hours()
}

fn about() -> About {
    About { version: VERSION.to_owned(), physics: physics_fingerprint().to_owned() }
}

pub(super) fn load(wanted: &Wanted) -> Result<Scenario, Refusal> {
    loaded(wanted, wanted.scale)
}

fn loaded(wanted: &Wanted, scale: f64) -> Result<Scenario, Refusal> {
    let mut fetch = |name: &str| match (&wanted.text, catalog::find(name)) {
        (Some(text), _) if name == wanted.scenario => Ok(text.clone()),
        (_, Some(text)) => Ok(text.to_owned()),
        (_, None) => Err(format!("there is no scenario `{name}`")),
    };
    let loaded = Scenario::load(&wanted.scenario, &mut fetch, &wanted.set, scale);
    loaded.map_err(|rejected| rejected.render(false))
}

pub(super) fn facts(wanted: &Wanted, scenario: &Scenario) -> Result<Facts, Refusal> {
    Ok(match wanted.scale == 1.0 {
        true => Facts::of(scenario, scenario, 1.0),
        false => Facts::of(scenario, &loaded(wanted, 1.0)?, wanted.scale),
    })
}

/// Facts for somebody who knows the others: a scenario is then read once, and not once for each of them.
fn least_facts(wanted: &Wanted, scenario: &Scenario) -> Result<Facts, Refusal> {
    Ok(Facts::least(scenario, wanted.scale))
}

fn timeseries(outcome: &Outcome) -> Result<String, Refusal> {
    let table = csv::timeseries(&outcome.series, &outcome.summary.recovery.phases).map_err(|why| why.to_string())?;
    String::from_utf8(table).map_err(|why| why.to_string())
}

fn ran(wanted: &Wanted) -> Result<Ran, Refusal> {
    let scenario = load(wanted)?;
    let outcome = run(&scenario.document, &mut |_, _| Keep::Continue);
    let about = Provenance::of(&scenario, wanted.scale, String::new());
    let resources = csv::resources(&outcome.series).map_err(|why| why.to_string())?;
    Ok(Ran {
        summary: json::summary(&outcome.summary, &about).map_err(|why| why.to_string())?,
        timeseries: timeseries(&outcome)?,
        resources: String::from_utf8(resources).map_err(|why| why.to_string())?,
        story: story::tell(&scenario.document, &outcome, wanted.scale),
    })
}

pub(super) fn seen(document: &Document, outcome: &Outcome, from: usize) -> Result<Seen, Refusal> {
    Ok(Seen {
        film: Film::of(document, outcome, from),
        losses: outcome.summary.classes.iter().map(|class| loss(document, class)).collect(),
        recovery: serde_json::to_value(&outcome.summary.recovery).map_err(|why| why.to_string())?,
    })
}

fn loss(document: &Document, class: &ClassSummary) -> Loss {
    let crossing = |crossing: Crossing| [crossing.fell_h, crossing.rose_h];
    Loss {
        name: class.name.clone(),
        population: document.classes[&class.name].population,
        outage_h: class.outage_h,
        without_peak: class.without_peak,
        without_end: class.without_end,
        below_99_h: crossing(class.full),
        below_50_h: crossing(class.half),
        peak: class.peak,
    }
}

/// What happens to a client of a run, which is played for this alone.
fn followed(wish: &Follow) -> Result<Happenings, Refusal> {
    let document = load(&wish.wanted)?.document;
    let named = document.classes.iter().enumerate().find(|(_, (name, _))| **name == wish.class);
    let Some((class, (_, plan))) = named else {
        return Err(format!("error: there is no class `{}`", wish.class));
    };
    if plan.population.is_none_or(|many| wish.client >= many) {
        return Err(format!("error: class `{}` has no client {} that stays", wish.class, wish.client));
    }
    let before = document.run.warm_up.as_hours();
    let until = Instant::START + Span(((wish.until_h + before).max(0.0) * 3.6e12) as u64);
    let seen = follow(&document, class, wish.client, until);
    let hours = |at: Instant| at.seconds() / 3600.0 - before;
    let all = |times: &[Instant]| times.iter().map(|at| hours(*at)).collect();
    Ok(Happenings {
        asked: all(&seen.asked),
        again: all(&seen.again),
        refused: all(&seen.refused),
        served: all(&seen.served),
        given_up: all(&seen.given_up),
        waited: seen.waited.iter().map(|(from, to)| (hours(*from), hours(*to))).collect(),
    })
}

/// A value of a prior for a purpose: the same for the same seed, and independent of all draws of the run.
fn drawn(draw: &Draw) -> Result<Drawn, Refusal> {
    let values = Values::parse(&draw.values).map_err(|problem| problem.cause)?;
    let part = StreamFamily::new(draw.seed, "page", &draw.purpose).stream(0).at(0).unit();
    Ok(Drawn { value: values.rounded_at(part), between: [values.at(0.0), values.at(1.0)] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(desk: &mut Desk, request: &str) -> serde_json::Value {
        serde_json::from_str(&desk.answer(request)).expect("JSON")
    }

    #[test]
    fn what_is_not_a_request_is_refused_in_words() {
        for (request, why) in [
            ("{", "not a request"),
            (r#"{"run":{"scenario":"no-such"}}"#, "no scenario `no-such`"),
            (r#"{"run":{"scenario":"textbook/mm1","set":["run.lenght=1 h"]}}"#, "run.lenght"),
            (r#"{"run":{"scenario":"mine","text":"[run"}}"#, "mine"),
            (r#"{"step":{"run":7,"until_h":1,"events":1}}"#, "no run 7"),
            (r#"{"draw":{"values":"5..1 h","seed":1,"purpose":"x"}}"#, "ends before it begins"),
        ] {
            let answer = Desk::default().answer(request);
            assert!(answer.starts_with(r#"{"refused":"#) && answer.contains(why), "{answer}");
        }
    }

    /// A run that is looked at on the way, cloned and gone on with gives the files of one whole run.
    #[test]
    fn a_run_that_is_looked_at_is_the_same_run() {
        let wanted = r#"{"scenario":"metastable-cell","scale":0.01}"#;
        let mut desk = Desk::default();
        let whole = asked(&mut desk, &format!(r#"{{"run":{wanted}}}"#));
        let opened = asked(&mut desk, &format!(r#"{{"open":{wanted}}}"#));
        let horizon = opened["opened"]["facts"]["horizon_h"].as_f64().expect("a number");
        let at = |run: u64, until: f64| format!(r#"{{"step":{{"run":{run},"until_h":{until},"events":1000000000}}}}"#);
        asked(&mut desk, &at(1, horizon / 3.0));
        let half = asked(&mut desk, r#"{"look":{"run":1}}"#);
        assert_eq!(asked(&mut desk, r#"{"clone":{"run":1}}"#)["cloned"]["run"], 2);
        let times = half["seen"]["film"]["time_h"].as_array().expect("a list").len();
        for run in [1, 2] {
            let stepped = asked(&mut desk, &at(run, horizon * 0.9));
            assert!(stepped["stepped"]["now_h"].as_f64() >= Some(horizon * 0.9 - 1e-9));
            let finished = asked(&mut desk, &format!(r#"{{"finish":{{"run":{run}}}}}"#));
            let finished = &finished["finished"];
            assert_eq!(finished["summary"], whole["ran"]["summary"]);
            assert_eq!(finished["timeseries"], whole["ran"]["timeseries"]);
            assert!(finished["seen"]["film"]["time_h"].as_array().expect("a list").len() > times);
        }
        assert!(desk.answer(r#"{"look":{"run":1}}"#).contains("no run 1"));
    }

    /// What is done live is an entry of the timeline of which the page can make a file.
    #[test]
    fn what_is_done_live_gives_the_bytes_of_a_file_that_says_it() {
        let wanted = r#""scenario":"metastable-cell","scale":0.01"#;
        let mut desk = Desk::default();
        asked(&mut desk, &format!(r#"{{"open":{{{wanted}}}}}"#));
        asked(&mut desk, r#"{"step":{"run":1,"until_h":1.0,"events":1000000000}}"#);
        let entry = r#"{ do = { block = { class = \"phones\" } }, lasts = \"30 min\" }"#;
        let acted = asked(&mut desk, &format!(r#"{{"act":{{"run":1,"name":"door","entry":"{entry}"}}}}"#));
        let done = acted["acted"]["done"].to_string();
        let finished = asked(&mut desk, r#"{"finish":{"run":1}}"#);
        let again = asked(&mut desk, &format!(r#"{{"run":{{{wanted},"set":{done}}}}}"#));
        assert_eq!(finished["finished"]["summary"], again["ran"]["summary"]);
    }

    #[test]
    fn a_draw_is_in_its_range_and_differs_from_world_to_world() {
        let draw = |seed: u64| {
            let request = format!(r#"{{"draw":{{"values":"0.5..12 h","seed":{seed},"purpose":"repair"}}}}"#);
            asked(&mut Desk::default(), &request)["drawn"].clone()
        };
        let values: std::collections::BTreeSet<String> = (0..20).map(|seed| draw(seed)["value"].to_string()).collect();
        assert!(values.len() > 15, "{values:?}");
        assert_eq!(draw(1)["between"], serde_json::json!(["0.5 h", "12 h"]));
        assert_eq!(draw(1), draw(1));
    }
}
