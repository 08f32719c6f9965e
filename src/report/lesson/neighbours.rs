//! Step 2: what the phones' trouble is to people on the web.

use super::cast::{Cast, Hours, PHONES, Take, WEB, seconds};
use super::fault::{late, length};
use super::parts::{Look, Step, Term, paragraphs};
use super::question::Question;
use crate::experiment::lesson::Role;
use crate::model::network::LinkDiscipline;
use crate::model::retry::ErrorKind;
use crate::report::charts::Name;
use crate::report::words::words;
use crate::units::Bytes;

/// A resource that is busy for more than this part of the time is full.
const FULL: f64 = 0.9;

/// The step.
pub fn step(cast: &Cast) -> Step {
    let (take, patient) = (cast.take(Role::FirstHours), cast.take(Role::Patient));
    let late = late(take);
    let [workers, link] = busy(take);
    let cases = [
        workers >= FULL && link < FULL,
        workers >= FULL && link >= FULL,
        workers < FULL && link >= FULL,
        workers < FULL && link < FULL,
    ];
    let because = words!("lesson/neighbours.txt", "because", {
        horizon: f64 = take.horizon_h(),
        workers: f64,
        link: f64,
        healthy: (f64, f64) = (take.workers_busy(&take.healthy_time()), take.link_busy(&take.healthy_time())),
    });
    let (ask, options) = (words!("lesson/neighbours.txt", "ask"), words!("lesson/neighbours.txt", "options"));
    Step {
        number: 2,
        story: 4,
        title: "The neighbours".to_owned(),
        minutes: 7,
        given: paragraphs(&words!("lesson/neighbours.txt", "given", { people: f64 = take.population(WEB) })),
        predict: Question::of_cases(ask, &options, &cases, because),
        run: vec![patient.command(words!("lesson/neighbours.txt", "run"))],
        see: see(take, patient, &late),
        explain: explain(take, patient, &late),
        term: Term::new(&words!("lesson/neighbours.txt", "term")),
        charts: vec![take.picture(2, Name::People), patient.picture(2, Name::People)],
        short: words!("lesson/neighbours.txt", "short", {
            with: f64 = take.availability(WEB, &late),
            without: f64 = patient.availability(WEB, &late),
        }),
    }
}

/// Busy part of the workers and of the link to the clients, as the summary of the run has them.
fn busy(take: &Take) -> [f64; 2] {
    let run = &take.outcome.summary.run;
    [run.worker_utilisation.unwrap_or(0.0), run.link_utilisation]
}

fn see(take: &Take, patient: &Take, late: &Hours) -> Vec<Look> {
    let [workers, link] = busy(take).map(|busy| format!("{busy:.2}"));
    let busy = words!("lesson/neighbours.txt", "see_busy", {
        file: String = take.file("summary.json"),
        workers: String,
        link: String,
    });
    let story = words!("lesson/neighbours.txt", "see_story", {
        late: String = length(late),
        without: f64 = patient.availability(WEB, late),
        with: f64 = take.availability(WEB, late),
    });
    let people = words!("lesson/neighbours.txt", "see_people", {
        with: f64 = lost(take),
        without: f64 = lost(patient),
        silent: bool = silent(patient, late),
    });
    let charts = [(take, Name::People), (patient, Name::People)];
    vec![Look::new(&busy), Look::new(&story), Look::in_charts(&charts, &people)]
}

/// For how long more than half of the web pages fail.
fn lost(take: &Take) -> f64 {
    take.starved_h(WEB, &(0.0..take.horizon_h()))
}

/// Whether the phones of the control look well in its chart and are not.
fn silent(patient: &Take, late: &Hours) -> bool {
    let look_well = patient.outage_h(PHONES, late) < (late.end - late.start) / 2.0;
    look_well && patient.availability(PHONES, late) < 0.5
}

fn explain(take: &Take, patient: &Take, late: &Hours) -> Vec<String> {
    let (with, without) = (take.availability(WEB, late), patient.availability(WEB, late));
    let mut said = vec![words!("lesson/neighbours.txt", "cause", { with: f64, without: f64 })];
    said.extend(errors(take, late));
    said.extend(page(take, late));
    said.push(words!("lesson/neighbours.txt", "goodput", {
        before: f64 = take.goodput(&take.healthy_time()),
        late: String = length(late),
        after: f64 = take.goodput(late),
    }));
    said
}

/// What errors take of the link.
fn errors(take: &Take, late: &Hours) -> Option<String> {
    let phones = take.plan(PHONES);
    let capacity = take.document().network.capacity?.bytes_per_second();
    let bytes = (phones.error_reply.0 + phones.new_connection.down.0) as f64;
    let failed = take.counts(PHONES, late).failures[ErrorKind::ServerError.index()] as f64 / seconds(late);
    Some(words!("lesson/neighbours.txt", "errors", {
        bytes: f64,
        failed: f64,
        share: f64 = (failed * bytes / capacity).min(1.0),
    }))
}

/// How long one page takes on a link that many share fairly.
fn page(take: &Take, late: &Hours) -> Option<String> {
    let network = &take.document().network;
    let capacity = network.capacity.filter(|_| network.discipline == LinkDiscipline::Fair)?.bytes_per_second();
    let bytes = take.plan(WEB).web.as_ref()?.reply.mean();
    let others = take.mean(late, |sample| sample.usage.down);
    if others < 1.0 {
        return None;
    }
    Some(words!("lesson/neighbours.txt", "page", {
        others: f64,
        size: Bytes = Bytes(bytes as u64),
        shared: f64 = bytes * others / capacity / 3600.0,
        alone: f64 = bytes / capacity,
        patience: f64 = take.samples(WEB, late).first()?.patience_s? / 3600.0,
    }))
}
