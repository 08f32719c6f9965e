//! Step 2: what the phones' trouble is to people on the web.

use super::cast::{Cast, Hours, PHONES, Take, WEB};
use super::fault::{late, length};
use super::question::Question;
use super::{Look, Step, Term};
use crate::experiment::lesson::Role;
use crate::model::network::LinkDiscipline;
use crate::report::charts::Name;
use crate::report::words::{count, hours, number, percent, sentence};

/// A resource that is busy for more than this part of the time is full.
const FULL: f64 = 0.9;

/// The step.
pub fn step(cast: &Cast) -> Step {
    let (take, patient) = (cast.take(Role::FirstHours), cast.take(Role::Patient));
    let late = late(take);
    let (workers, link) = (take.workers_busy(&late), take.link_busy(&late));
    let cases = [
        ("none of them: web pages fail for want of the cache", workers < FULL && link < FULL),
        ("the workers of the servers, and not the network link", workers >= FULL && link < FULL),
        ("the network link, and not the workers of the servers", workers < FULL && link >= FULL),
        ("both the workers and the network link", workers >= FULL && link >= FULL),
    ];
    let because = format!(
        "In the last {} of the run the workers are busy for {} of the time and the link for {}; on the healthy day before, \
         for {} and {}.",
        length(&late),
        percent(workers),
        percent(link),
        percent(take.workers_busy(&take.healthy_time())),
        percent(take.link_busy(&take.healthy_time()))
    );
    Step {
        number: 2,
        title: "The neighbours",
        minutes: 7,
        given: vec![
            format!(
                "{} people read their mail on the web. Their pages need no cache, and nothing that they use is broken. \
                 They share two things with the phones: the workers of the servers and the network link to the clients.",
                count(take.population(WEB))
            ),
            "After this question we run a control experiment: the same fault, with phones that have no retry at all and \
             wait for their next turn."
                .to_owned(),
        ],
        predict: Question::of_cases("Which of the shared things are full during the fault?".to_owned(), &cases, because),
        run: vec![patient.command("the control: the same fault with phones that do not try again after an error")],
        see: see(take, patient, &late),
        explain: explain(take, patient, &late),
        term: Term {
            name: "goodput",
            meaning: "answers that somebody still waits for; a full resource can be busy all the time and yet give hardly any",
        },
        charts: vec![take.picture(2, Name::People), patient.picture(2, Name::Load)],
        short: format!(
            "With retries {} of the web pages came in time, and without them {}.",
            percent(take.availability(WEB, &late)),
            percent(patient.availability(WEB, &late))
        ),
    }
}

fn see(take: &Take, patient: &Take, late: &Hours) -> Vec<Look> {
    vec![
        Look {
            place: "the story of the control, `What broke`".to_owned(),
            watch: "what becomes of `web` when phones do not try again; compare with the run of step 1".to_owned(),
            seen: format!(
                "in the last {} of the control {} of the web pages come in time, with retries {}; the fault alone reaches \
                 the phones only ({} of their wishes are met)",
                length(late),
                percent(patient.availability(WEB, late)),
                percent(take.availability(WEB, late)),
                percent(patient.availability(PHONES, late))
            ),
        },
        Look {
            place: format!("{} of step 1, last rows", take.file("resources.csv")),
            watch: "`worker_utilisation`, `downlink_utilisation` (1 is full), `queue_length` and `downlink_transfers`"
                .to_owned(),
            seen: format!(
                "workers {}, link {}, {} requests in the queues, {} answers share the link",
                percent(take.workers_busy(late)),
                percent(take.link_busy(late)),
                count(take.mean(late, |sample| sample.usage.queue)),
                count(take.mean(late, |sample| sample.usage.down))
            ),
        },
    ]
}

fn explain(take: &Take, patient: &Take, late: &Hours) -> Vec<String> {
    let (before, after) = (take.goodput(&take.healthy_time()), take.goodput(late));
    let mut said = vec![format!(
        "The control has the same fault and serves web mail ({} of the pages in time). So it is not the broken cache that \
         takes web mail down: it is the retries.",
        percent(patient.availability(WEB, late))
    )];
    if take.availability(WEB, late) >= patient.availability(WEB, late) {
        said = vec!["In these runs the retries do web mail no harm.".to_owned()];
    }
    said.extend(page(take, late));
    let [up, down] = error_bytes(take);
    said.push(format!(
        "Errors are not free: each takes a worker for a moment, and with its new connection {} bytes up and {} bytes down.",
        count(up),
        count(down)
    ));
    said.push(format!(
        "{} answers per second reached their clients in time on the healthy day, and {} now. {} of the bytes moved were \
         for clients that had already given up: wasted work.",
        number(before),
        number(after),
        sentence(&percent(take.wasted_bytes(late)))
    ));
    said
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
        "On average {} answers share the link, so a web page of {} bytes needs {} to come through; alone it needs {}, and \
         people wait {}.",
        count(others),
        count(bytes),
        hours(bytes * others / capacity / 3600.0),
        span(bytes / capacity),
        hours(take.plan(WEB).patience.as_hours())
    ))
}

/// A short time in seconds, with its fractions.
fn span(seconds: f64) -> String {
    format!("{} s", number(seconds))
}

/// What an error moves to the servers and to the phone.
fn error_bytes(take: &Take) -> [f64; 2] {
    let phones = take.plan(PHONES);
    let request = phones.activesync.as_ref().map_or(0, |eas| eas.request.0);
    let (up, down) = (request + phones.new_connection.up.0, phones.error_reply.0 + phones.new_connection.down.0);
    [up as f64, down as f64]
}
