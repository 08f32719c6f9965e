//! Step 2: what the phones' trouble is to people on the web.

use super::cast::{Cast, Hours, PHONES, Take, WEB, seconds};
use super::fault::{late, length};
use super::parts::{Look, Step, Term};
use super::question::Question;
use crate::experiment::lesson::Role;
use crate::model::network::LinkDiscipline;
use crate::model::retry::ErrorKind;
use crate::report::charts::Name;
use crate::report::words::{count, hours, number, percent};
use crate::units::Bytes;

/// A resource that is busy for more than this part of the time is full.
const FULL: f64 = 0.9;

/// The step.
pub fn step(cast: &Cast) -> Step {
    let (take, patient) = (cast.take(Role::FirstHours), cast.take(Role::Patient));
    let late = late(take);
    let [workers, link] = busy(take);
    let cases = [
        ("the workers of the servers, and not the network link", workers >= FULL && link < FULL),
        ("both the workers and the network link", workers >= FULL && link >= FULL),
        ("the network link, and not the workers of the servers", workers < FULL && link >= FULL),
        ("neither: web pages fail for want of the cache", workers < FULL && link < FULL),
    ];
    let because = format!(
        "In the {} of the fault the workers are busy for {} of the time and the link for {}; on the healthy day before, for \
         {} and {}.",
        hours(take.horizon_h()),
        percent(workers),
        percent(link),
        percent(take.workers_busy(&take.healthy_time())),
        percent(take.link_busy(&take.healthy_time()))
    );
    Step {
        number: 2,
        story: 4,
        title: "The neighbours",
        minutes: 7,
        given: vec![
            format!(
                "{} people read their mail on the web. Their pages need no cache, and nothing that they use is broken. \
                 They share two things with the phones: the workers of the servers and the network link to the clients.",
                count(take.population(WEB))
            ),
            "The run of step 1 can answer the question below. To be sure of the cause we also run a control experiment: the \
             same fault, with phones that do not try again after an error but wait for their next turn."
                .to_owned(),
        ],
        predict: Question::of_cases("In the run of step 1, which of the shared things is full?".to_owned(), &cases, because),
        run: vec![patient.command("the control: the same fault with phones that do not try again after an error")],
        see: see(take, patient, &late),
        explain: explain(take, patient, &late),
        term: Term {
            name: "goodput",
            meaning: "answers that somebody still waits for; a full resource can be busy all the time and yet give hardly any",
        },
        charts: vec![take.picture(2, Name::People), patient.picture(2, Name::People)],
        short: format!(
            "With retries {} of the web pages came in time, and without them {}.",
            percent(take.availability(WEB, &late)),
            percent(patient.availability(WEB, &late))
        ),
    }
}

/// Busy part of the workers and of the link to the clients, as the summary of the run has them.
fn busy(take: &Take) -> [f64; 2] {
    let run = &take.outcome.summary.run;
    [run.worker_utilisation.unwrap_or(0.0), run.link_utilisation]
}

fn see(take: &Take, patient: &Take, late: &Hours) -> Vec<Look> {
    let [workers, link] = busy(take);
    vec![
        Look::new(
            format!("{} of step 1, near its end (`run`)", take.file("summary.json")),
            "`worker_utilisation` and `link_utilisation` (1 is busy all the time)",
            format!("workers {workers:.2}, link {link:.2}"),
        ),
        Look::new(
            "the story of the control, `Who lost service`",
            "what becomes of `web` when phones do not try again; compare with the story of step 1",
            format!(
                "in the last {} of the control {} of the web pages come in time, and with retries {}; the fault itself hits \
                 only the phones, in both runs",
                length(late),
                percent(patient.availability(WEB, late)),
                percent(take.availability(WEB, late)),
            ),
        ),
        Look::in_charts(
            &[(take, Name::People), (patient, Name::People)],
            "the line of `web`, with retries and without, side by side",
            format!("more than half of the web pages fail, with retries {}, and without {}", lost(take), lost(patient))
                + &silent(patient, late),
        ),
    ]
}

/// For how long more than half of the web pages fail.
fn lost(take: &Take) -> String {
    match take.starved_h(WEB, &(0.0..take.horizon_h())) {
        long if long > 0.0 => format!("for {}", hours(long)),
        _ => "never".to_owned(),
    }
}

/// Why the phones of the control look well in its chart, if they do.
fn silent(patient: &Take, late: &Hours) -> String {
    let look_well = patient.outage_h(PHONES, late) < (late.end - late.start) / 2.0;
    match look_well && patient.availability(PHONES, late) < 0.5 {
        true => {
            ". (The phones of the control get no mail either. They look well because only who goes on wanting something counts \
             as cut off, and they give up at once)"
        }
        false => "",
    }
    .to_owned()
}

fn explain(take: &Take, patient: &Take, late: &Hours) -> Vec<String> {
    let (before, after) = (take.goodput(&take.healthy_time()), take.goodput(late));
    let (with, without) = (take.availability(WEB, late), patient.availability(WEB, late));
    let cause = match with < without {
        true => format!(
            "The control has the same fault and serves web mail ({} of the pages in time). So it is not the broken cache that \
             takes web mail down: it is the retries.",
            percent(without)
        ),
        false => "In these runs the retries do web mail no harm.".to_owned(),
    };
    let mut said = vec![cause];
    said.extend(errors(take, late));
    said.extend(page(take, late));
    said.push(format!(
        "On the healthy day {} answers per second reached somebody in time, and in the last {} of the fault {}, although \
         everything is busier than ever.",
        number(before),
        length(late),
        number(after)
    ));
    said
}

/// What errors take of the link.
fn errors(take: &Take, late: &Hours) -> Option<String> {
    let phones = take.plan(PHONES);
    let capacity = take.document().network.capacity?.bytes_per_second();
    let bytes = (phones.error_reply.0 + phones.new_connection.down.0) as f64;
    let failed = take.counts(PHONES, late).failures[ErrorKind::ServerError.index()] as f64 / seconds(late);
    Some(format!(
        "Errors are not free. Each takes a worker for a moment, and with its new connection it moves {} bytes to the phone. \
         {} errors per second take {} of the link.",
        count(bytes),
        number(failed),
        percent((failed * bytes / capacity).min(1.0))
    ))
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
    Some(format!(
        "On average {} answers share the link, so a web page of {} needs {} to come through; alone it needs {}, and \
         people wait {}.",
        count(others),
        Bytes(bytes as u64),
        hours(bytes * others / capacity / 3600.0),
        span(bytes / capacity),
        hours(take.samples(WEB, late).first()?.patience_s? / 3600.0)
    ))
}

/// A short time in seconds, with its fractions.
fn span(seconds: f64) -> String {
    format!("{} s", number(seconds))
}
