//! What could not be multiplied exactly.

use super::choice::{Choice, bulkheads, held_most, latest};
use crate::model::network::LinkDiscipline;
use crate::scenario::Document;
use crate::scenario::path::KeyPath;

/// A number that is off by more than this part is worth a warning.
const OFF: f64 = 0.05;
/// What is said of stretched service: it keeps the capacity, but not the latency.
const LATER: &str =
    "fewer workers are slower at this scale; an answer for which they all are needed comes later or earlier by";

/// A number that should have been multiplied, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rounding {
    /// Where it stands.
    path: Vec<String>,
    /// What it was.
    value: f64,
    /// What it should be.
    pub(super) wanted: f64,
    /// What it is.
    pub(super) got: f64,
    /// Whether it can change what happens to others.
    pub(super) matters: bool,
    /// What it is about, if not the value at the path.
    about: &'static str,
}

impl Rounding {
    pub(super) fn new(path: &[&str], value: f64, wanted: f64, got: f64) -> Rounding {
        let path = path.iter().map(|step| (*step).to_owned()).collect();
        Rounding { path, value, wanted, got, matters: true, about: "" }
    }

    fn about(self, about: &'static str) -> Rounding {
        Rounding { about, ..self }
    }

    pub(super) fn is_off(&self) -> bool {
        (self.got - self.wanted).abs() > OFF * self.wanted
    }

    pub(super) fn matters_most(&self) -> bool {
        self.matters && self.is_off()
    }

    pub(super) fn path(&self) -> KeyPath {
        KeyPath::from(self.path.clone())
    }

    pub(super) fn words(&self) -> String {
        if self.about == LATER {
            let percent = ((self.got - self.wanted) * 100.0).round();
            return format!(
                "{}: {LATER} {percent} % of the time that the most impatient wait, which may change the outcome",
                self.path()
            );
        }
        let [value, wanted, got] = [self.value, self.wanted, self.got].map(short);
        let about = if self.about.is_empty() { String::new() } else { format!(" ({})", self.about) };
        format!("{}{about}: {value} should be {wanted} at this scale and is {got}", self.path())
    }
}

/// What whole numbers of workers and messages leave of the relations in a cell.
pub(super) fn judge_choice(document: &Document, choice: &Choice, factor: f64) -> Vec<Rounding> {
    let mut roundings = Vec::new();
    let workers = document.servers.workers.number().map_or(0.0, f64::from);
    let held = held_most(document, choice);
    let wanted = workers * choice.each;
    let about = "workers that wait for the store, each as slow as it is";
    roundings.push(Rounding::new(&["servers", "workers"], workers, wanted, wanted * held).about(about));
    for (path, wanted, got) in bulkheads(document, choice) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let about = "the part of the workers that is left to those behind it";
        roundings.push(Rounding::new(&path, wanted, wanted, got).about(about));
    }
    let later = Rounding::new(&["servers", "workers"], 0.0, 1.0, 1.0 + latest(document, choice));
    roundings.push(Rounding { matters: false, ..later }.about(LATER));
    roundings.extend(buffer(document, factor));
    roundings
}

/// A message that waits in a buffer may be the last for which there is room: a buffer of few messages holds more.
fn buffer(document: &Document, factor: f64) -> Option<Rounding> {
    let (LinkDiscipline::Fifo { buffer }, Some(capacity)) = (document.network.discipline, document.network.capacity)
    else {
        return None;
    };
    let sizes = document.classes.values().map(|class| {
        let web = class.web.as_ref().map_or(0.0, |web| web.reply.mean());
        let phone = class.activesync.as_ref().map_or(0.0, |phone| (phone.sync_reply.0 + phone.message.0) as f64);
        web.max(phone).max(class.error_reply.0 as f64)
    });
    let message = sizes.fold(1.0, f64::max);
    let holds = capacity.bytes_per_second() * buffer.seconds() / message;
    let path = ["network", "discipline", "fifo", "buffer"];
    let rounding = Rounding::new(&path, holds + 1.0, (holds + 1.0) * factor, holds * factor + 1.0);
    Some(Rounding { matters: holds * factor < 1.0, ..rounding }.about("largest messages that it takes"))
}

/// A number with three digits after the point at most, or as many as it takes.
pub(super) fn short(number: f64) -> String {
    let digits = if number >= 0.1 { 1e3 } else { 1e6 };
    ((number * digits).round() / digits).to_string()
}
