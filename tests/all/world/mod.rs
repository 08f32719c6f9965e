//! Random small cells as TOML text, and a trace that keeps everything. Shared by the tests that need them.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;
use syncstorm::engine::simulation::Verdict;
use syncstorm::experiment::run::{Outcome, run_traced};
use syncstorm::model::Cell;
use syncstorm::model::observe::{Counts, Trace, WishEnd};
use syncstorm::scenario::Scenario;
use syncstorm::units::Instant;

/// Keeps every happening.
#[derive(Default)]
pub struct Record {
    /// Time, class, client, wish, whether it is a retry.
    pub attempts: Vec<(u64, usize, u32, u32, bool)>,
    /// Time, class, client, when it began, how it ended.
    pub ends: Vec<(u64, usize, u32, u64, WishEnd)>,
    /// Time, class, client of every answer in time and well.
    pub answers: Vec<(u64, usize, u32)>,
    /// Nanoseconds of the attempt that was in flight for longest, per class.
    pub longest: [u64; 4],
    /// Nanoseconds in flight of all attempts, per class.
    pub in_flight: [u128; 4],
}

impl Trace for Record {
    fn attempt(&mut self, now: Instant, class: usize, client: u32, wish: u32, retry: bool) {
        self.attempts.push((now.0, class, client, wish, retry));
    }
    fn settled(&mut self, now: Instant, class: usize, sent: Instant, _bytes: u64, _answered: bool) {
        self.longest[class] = self.longest[class].max(now.since(sent).0);
        self.in_flight[class] += u128::from(now.since(sent).0);
    }
    fn answered(&mut self, now: Instant, class: usize, client: u32) {
        self.answers.push((now.0, class, client));
    }
    fn wish_ended(&mut self, now: Instant, class: usize, client: u32, began: Instant, end: WishEnd) {
        self.ends.push((now.0, class, client, began.0, end));
    }
}

/// Loads a text; a refusal is shown as a user would see it.
pub fn load(text: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_string()).collect();
    let mut fetch = |_: &str| Ok(text.to_string());
    Scenario::load("random.toml", &mut fetch, &sets, 1.0)
        .unwrap_or_else(|refused| panic!("{}\n{text}", refused.render(false)))
}

/// What is said of a text: why it is refused, or what is warned of; nothing if it is as it should be.
pub fn objections(text: &str, sets: &[&str]) -> String {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_string()).collect();
    match Scenario::load("case.toml", &mut |_| Ok(text.to_string()), &sets, 1.0) {
        Ok(scenario) => scenario.warned(false).unwrap_or_default(),
        Err(refused) => refused.render(false),
    }
}

/// Runs a scenario with a full record.
pub fn play(scenario: &Scenario, skip_ahead: bool) -> (Outcome, Cell<Record>) {
    run_traced(&scenario.document, Record::default(), skip_ahead, &mut |_, _| Verdict::Continue)
}

/// Plays a graph of whose services nobody asks anything in the end: nothing is left then, all time of workers is booked once,
/// and connections that were opened are closed or remembered.
pub fn played_to_rest(text: &str) -> Result<Outcome, TestCaseError> {
    let (outcome, cell) = play(&load(text, &[]), true);
    prop_assert_eq!(cell.not_at_rest(), Vec::<String>::new(), "\n{}", text);
    for (number, service) in outcome.series.tiers.services.iter().enumerate() {
        let used: f64 = service.iter().map(|sample| sample.usage.busy).sum();
        let booked: u64 = service.iter().map(|sample| sample.counts.worked()).sum();
        let booked = booked as f64 / 1e9;
        prop_assert!((used - booked).abs() < 1e-3, "service {}: {} and {}\n{}", number, used, booked, text);
    }
    for (opened, closed, remembered) in cell.connections() {
        prop_assert_eq!(opened, closed + remembered, "connections\n{}", text);
    }
    Ok(outcome)
}

/// Counts per interval and class: what skip-ahead must not change. (The census in between may: a client that knocks
/// without the agenda is seen in the phase in which it will stop.)
pub fn counts(text: &str, sets: &[&str], skip_ahead: bool) -> Vec<Vec<Counts>> {
    play(&load(text, sets), skip_ahead).1.seen.counts
}

fn pick(options: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    select(options)
}

const WAITS: &[&str] = &[
    "any_error = \"immediate\"\ntries = 5",
    "any_error.after = \"3 s\"",
    "any_error.after.spread = { around = \"5 s\", by = 0.5 }",
    "any_error.exponential = { base = \"1 s\", cap = \"2 min\" }",
    "any_error.exponential = { base = \"1 s\", cap = \"2 min\", jitter = \"decorrelated\" }\ntries = 4",
    "server_error.after = \"2 s\"\nbusy = \"none\"\nno_answer.after = \"4 s\"\nblocked.after = \"10 s\"",
    "any_error.after = \"2 s\"\nbudget.tokens = { scope = \"class\", capacity = 20.0 }",
    "any_error.after = \"2 s\"\nbudget.concurrent = { share = 0.2, at_least = 2 }",
    "any_error.after = \"2 s\"\nbreaker = { failures = 3, open_for = \"20 s\", mode = \"fail_fast\" }",
    "any_error.after = \"2 s\"\nthrottle = {}\nretries_with = 0.9",
];
const CONTACTS: &[&str] = &[
    "contact.long_poll.heartbeat = \"3 min\"",
    "contact.poll.every = { exponential = \"2 min\" }",
    "contact.poll.every = \"90 s\"",
    "contact.long_poll.heartbeat = \"1 min\"\nfirst_contact = { resync = 0.5, resync_requests = 4, resync_bytes = \"40 kB\" }",
    "contact.poll.every = { exponential = \"1 min\" }\nfirst_contact = { resync = 1.0, resync_requests = 3 }\nwindow = 2",
];
const PEOPLE: &[&str] = &[
    "population = 60\nweb = { think = { exponential = \"20 s\" }, request = \"3 kB\", reply = \"30 kB\" }",
    "arrivals = { rate = \"3 /s\" }\nweb = { requests = 2, request = \"1 kB\", reply = { exponential = \"20 kB\" } }",
    "arrivals = { rate = \"2 /s\", spacing = \"even\" }\nweb = { reply = \"20 kB\", comes_back = { share = 0.5, after = \"1 min\" } }",
    "population = 80\nweb = { think = \"15 s\", back_after = { exponential = \"10 s\" } }",
];
const SERVERS: &[&str] = &[
    "count = 2\nworkers = 4\nqueue = 20",
    "count = 3\nworkers = 2\nqueue = 50\ndiscipline = \"lifo\"\ncancel = true",
    "workers = 6\ndiscipline = \"random\"\ncancel = true\nreserved_for_others = 0.3",
    "count = 2\nworkers = 3\nqueue = 30\nshed_above = 10\nslowdown_per_request = 0.02",
    "count = 2\nworkers = \"unlimited\"\nfailure_probability = 0.05",
];
// Every network has a delay: where nothing takes time, an immediate retry at a crashed server never lets the clock go on.
const NETWORKS: &[&str] = &[
    "delay = \"20 ms\"",
    "capacity = \"1 Mbit/s\"\ndelay = \"20 ms\"",
    "capacity = \"400 kbit/s\"\ndelay = \"5 ms\"",
    "capacity = \"600 kbit/s\"\ndelay = \"10 ms\"\ndiscipline = { fifo = { buffer = \"500 ms\" } }",
];
const FAULTS: &[&str] = &[
    "fail_cache = { mode = \"error\" }",
    "fail_cache = { mode = \"error\", servers = { only = [0] }, loses_sync_state = true }",
    "fail_cache = { mode = \"open\", held_pings = \"stay\" }",
    "crash_servers = { servers = { only = [0] } }",
    "crash_servers = {}",
    "cut_network = { messages = \"held\" }",
    "cut_network = { messages = \"lost\" }",
    "stop_store = {}",
    "slow_servers = { factor = 20.0 }",
    "set_workers = { workers = 1 }",
    "surge = { class = \"web\", factor = 5.0, over = \"1 s\" }",
    "limit = { class = \"phones\", rate = \"1 /s\" }",
];
const FIXES: &[&str] = &[
    "",
    "[fixes.error_handling]\non = true\nhold = true",
    "[fixes.error_handling]\non = true\nearly = true\nretry_after = \"30 s\"",
    "[fixes.error_handling]\non = true\nclient_backoff = { share = 0.5 }\n[fixes.bandwidth]\non = true",
];
const GATES: &[&str] = &[
    "",
    "[timeline.block]\nat = \"12 min\"\ndo.block = { class = \"phones\" }\n[timeline.ramp]\nat = \"18 min\"\ndo.ramp = { class = \"phones\", over = \"4 min\" }",
    "[timeline.block]\nat = \"9 min\"\ndo.block = { class = \"phones\", reply = \"drop\" }\n[timeline.ramp]\nat = \"15 min\"\ndo.ramp = { class = \"phones\", over = \"5 min\", steps = 4 }",
    "[timeline.block]\nat = \"9 min\"\ndo.block = { class = \"phones\", retry_after = \"20 s\" }\n[timeline.ramp]\nat = \"15 min\"\ndo.feedback_ramp = { class = \"phones\", watch = \"workers\", target = 0.8, step = 0.2, every = \"1 min\", back_off = 0.5 }",
    "[timeline.some]\nat = \"9 min\"\nlasts = \"5 min\"\ndo.admit = { class = \"phones\", share = 0.4 }",
];
const CLASS: &[&str] = &[
    "timeout = \"10 s\"",
    "timeout = { exponential = \"8 s\" }\nnew_connection = { when = \"always\", up = \"1 kB\", down = \"4 kB\" }",
    "timeout = \"6 s\"\ntimeout_drawn_per = \"client\"\ngives_up = \"before_service\"",
];

/// The text of a random cell: phones and people, one fault, perhaps a block and a ramp, perhaps fixes. Everybody is
/// blocked in the last ten minutes, so that most runs end with nothing in flight.
pub fn cells() -> impl Strategy<Value = String> {
    let clients = (pick(CONTACTS), pick(WAITS), pick(WAITS), pick(PEOPLE), pick(CLASS), pick(CLASS), any::<bool>());
    let places =
        (pick(SERVERS), pick(NETWORKS), pick(FAULTS), pick(FIXES), pick(GATES), 1u32..600, 0u32..1000, any::<bool>());
    (clients, places).prop_map(|(clients, places)| {
        let (contact, wait, other_wait, people, phone_class, web_class, repair) = clients;
        let (servers, network, fault, fixes, gates, lasts, seed, even) = places;
        let length = if even { "35 min" } else { "35 min 13 s 77 ms" };
        // A session has nothing to remember for itself.
        let web_wait = if people.contains("arrivals") {
            let breaker = other_wait.replace("mode = \"fail_fast\"", "mode = \"fail_fast\", scope = \"class\"");
            breaker.replace("throttle = {}", "throttle = { scope = \"class\" }")
        } else {
            other_wait.to_owned()
        };
        let repair = if repair { "needs_repair = { share = 0.1, after = { exponential = \"3 min\" } }" } else { "" };
        format!(
            "[run]\nwarm_up = \"10 min\"\nlength = \"{length}\"\nsample = \"1 min\"\nseed = {seed}\n\
             [classes.phones]\npopulation = 120\nservice = {{ exponential = \"30 ms\" }}\nuses_cache = true\n\
             patience = \"20 s\"\nerror_reply = \"1 kB\"\n{phone_class}\n{repair}\n\
             [classes.phones.activesync]\nmail = \"20 /h\"\nrequest = \"1 kB\"\nmessage = \"10 kB\"\n{contact}\n\
             [classes.phones.behaviours.a]\nshare = 0.6\n{wait}\n[classes.phones.behaviours.b]\n{other_wait}\n\
             [classes.web]\nservice = {{ exponential = \"50 ms\" }}\npatience = \"15 s\"\n{people}\n{web_class}\n\
             [classes.web.behaviours.all]\n{web_wait}\n\
             [servers]\n{servers}\n[cache]\nwarm_at_start = 0.7\nerror_time = {{ exponential = \"200 ms\" }}\n\
             [store]\nworkers = 3\nqueue = 40\nservice = {{ exponential = \"60 ms\" }}\n[network]\n{network}\n\
             [timeline.fault]\nat = \"2 min\"\nlasts = \"{lasts} s\"\ndo.{fault}\n{gates}\n\
             [timeline.last_phones]\nat = \"25 min\"\ndo.block = {{ class = \"phones\" }}\n\
             [timeline.last_web]\nat = \"25 min\"\ndo.block = {{ class = \"web\" }}\n{fixes}\n"
        )
    })
}
