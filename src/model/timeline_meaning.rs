//! What the actions of a timeline mean: in words, as faults or repairs, and what undoes them. One row per action.

use super::cache::FailMode;
use super::change::Change;
use super::edge::{Refusal, Reply};
use super::timeline::{Action, By, Which};
use crate::units::{Limit, Share, Span};

/// What an action is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concerns {
    /// Cache nodes.
    Cache,
    /// Servers.
    Servers,
    /// The store.
    Store,
    /// The network.
    Network,
    /// Which service a call goes to.
    Calls,
    /// What clients want.
    Clients,
    /// Who is let in.
    Edge,
}

/// Keys of the actions that are done to a class, which they name themselves.
pub const CONCERN_A_CLASS: [&str; 8] =
    ["surge", "restart_clients", "block", "open", "admit", "ramp", "feedback_ramp", "limit"];

/// Everything that is true of an action, whatever cell it is done to: one row per action, from which all others read.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts<'a> {
    /// The key under `do`.
    pub key: &'static str,
    /// What it does, in words for the log and the charts.
    pub words: String,
    /// Whose doing it is, if its entry does not say.
    pub by: By,
    /// What it is done to.
    pub concerns: Concerns,
    /// The class of which it is true.
    pub class: Option<&'a str>,
    /// The servers of which it is true.
    pub servers: Option<&'a Which>,
    /// The factor by which something changes.
    pub factor: Option<f64>,
    /// What takes it back when its `lasts` is over; none if nothing does.
    pub opposite: Option<Opposite>,
    /// Keys of the actions that it is the end of.
    pub ends: &'static [&'static str],
    /// What the edge answers to those whom it keeps out by itself; a ramp keeps out as the block before it did.
    pub refusal: Option<Reply>,
}

/// What takes an action back, as far as it does not depend on the cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Opposite {
    /// This action.
    Action(Action),
    /// As many workers as planned.
    PlannedWorkers,
    /// Random failures as planned.
    PlannedFailures,
}

/// What is planned of the instances that an action changes, as far as its end needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Planned {
    /// Workers of each.
    pub workers: Limit,
    /// Probability that a request fails.
    pub failures: Share,
}

impl<'a> Facts<'a> {
    fn new(key: &'static str, by: By, concerns: Concerns, words: impl Into<String>) -> Facts<'a> {
        let words = words.into();
        let (class, servers, factor, opposite) = (None, None, None, None);
        Facts { key, words, by, concerns, class, servers, factor, opposite, ends: &[], refusal: None }
    }

    fn until(self, opposite: Action) -> Facts<'a> {
        Facts { opposite: Some(Opposite::Action(opposite)), ..self }
    }

    fn of(self, class: &'a str) -> Facts<'a> {
        Facts { class: Some(class), ..self }
    }

    fn at(self, servers: &'a Which) -> Facts<'a> {
        Facts { servers: Some(servers), ..self }
    }

    fn by_factor(self, factor: f64) -> Facts<'a> {
        Facts { factor: Some(factor), ..self }
    }

    fn ending(self, ends: &'static [&'static str]) -> Facts<'a> {
        Facts { ends, ..self }
    }

    fn refusing(self, refusal: Refusal, retry_after: Option<Span>) -> Facts<'a> {
        Facts { refusal: Some(Reply { refusal, retry_after }), ..self }
    }
}

impl Action {
    /// What is true of the action.
    pub fn facts(&self) -> Facts<'_> {
        match self {
            Action::FailCache { servers, mode, .. } => fail_cache(servers, *mode),
            Action::RepairCache { servers, warm } => repair_cache(servers, *warm),
            Action::EmptyCache { servers } => {
                Facts::new("empty_cache", By::Operator, Concerns::Cache, "cache emptied").at(servers)
            }
            Action::CrashServers { servers } => crash_servers(servers),
            Action::RestartServers { servers } => restart_servers(servers),
            Action::SlowServers { servers, factor } => slow_servers(servers, *factor),
            Action::SetWorkers { servers, workers, .. } => set_workers(servers, *workers, self.change()),
            Action::FailRequests { servers, probability } => fail_requests(servers, *probability),
            Action::DrainServers { servers } => drain_servers(servers),
            Action::UndrainServers { servers } => undrain_servers(servers),
            Action::SetInstances { count, .. } => set_instances(*count, self.change()),
            Action::FailOver { call, to, share } => fail_over(call, to, *share),
            Action::SlowStore { factor } => {
                Facts::new("slow_store", By::Fault, Concerns::Store, speed("store", "its", *factor))
                    .by_factor(*factor)
                    .until(Action::SlowStore { factor: 1.0 })
            }
            Action::StopStore {} => {
                Facts::new("stop_store", By::Fault, Concerns::Store, "store down").until(Action::StartStore {})
            }
            Action::StartStore {} => {
                Facts::new("start_store", By::Operator, Concerns::Store, "store up").ending(&["stop_store"])
            }
            Action::CutNetwork { .. } => {
                Facts::new("cut_network", By::Fault, Concerns::Network, "network cut").until(Action::JoinNetwork {})
            }
            Action::JoinNetwork {} => {
                Facts::new("join_network", By::Operator, Concerns::Network, "network whole again")
                    .ending(&["cut_network"])
            }
            Action::ScaleNetwork { factor } => scale_network(*factor),
            Action::Surge { class, factor, .. } => surge(class, *factor),
            Action::RestartClients { class, share, .. } => {
                Facts::new("restart_clients", By::Fault, Concerns::Clients, restarts(class, *share)).of(class)
            }
            Action::Block { class, reply, retry_after } => at_edge("block", class, "blocked")
                .refusing(*reply, *retry_after)
                .until(Action::Open { class: class.clone() }),
            Action::Open { class } => at_edge("open", class, "let in").ending(&["block", "admit", "limit", "ramp"]),
            Action::Admit { class, share } => Facts {
                words: format!("{class}: {} % admitted", short(share.get() * 100.0)),
                ..at_edge("admit", class, "")
            }
            .refusing(Refusal::Unavailable, None)
            .until(Action::Open { class: class.clone() }),
            Action::Ramp { class, over, .. } => at_edge("ramp", class, &format!("let back over {}", over.in_words())),
            Action::FeedbackRamp { class, .. } => {
                Facts { by: By::Automatic, ..at_edge("feedback_ramp", class, "let back while there is room") }
            }
            Action::Limit { class, rate, reply, retry_after } => at_edge("limit", class, &format!("limited to {rate}"))
                .refusing(*reply, *retry_after)
                .until(Action::Open { class: class.clone() }),
        }
    }

    /// What the action does, in words for the log and the charts.
    pub fn words(&self) -> String {
        self.facts().words
    }

    /// The same where so many servers (or cache nodes) are there: `1 of 4 servers crash`.
    pub fn words_among(&self, there: usize) -> String {
        let Facts { words, servers, concerns, .. } = self.facts();
        let Some(Which::Only(numbers)) = servers else { return words };
        let mut numbers = numbers.clone();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.len() >= there {
            return words;
        }
        let whom = if concerns == Concerns::Cache { "nodes" } else { "servers" };
        let some = format!("{} of {there} {whom}", numbers.len());
        match words.strip_prefix("servers ") {
            Some(what) => format!("{some} {what}"),
            None => format!("{words} at {some}"),
        }
    }

    /// Whose doing the action is, if its entry does not say.
    pub fn usually_by(&self) -> By {
        self.facts().by
    }

    /// Whether the action is one at the edge: who is let in.
    pub fn is_at_edge(&self) -> bool {
        self.facts().concerns == Concerns::Edge
    }

    /// What ends the action when its `lasts` is over, where this is planned; none if nothing does.
    pub fn opposite(&self, planned: Planned) -> Option<Action> {
        let facts = self.facts();
        match facts.opposite? {
            Opposite::Action(action) => Some(action),
            Opposite::PlannedWorkers => Some(Action::workers(facts.servers?.clone(), planned.workers)),
            Opposite::PlannedFailures => {
                Some(Action::FailRequests { servers: facts.servers?.clone(), probability: planned.failures })
            }
        }
    }

    /// The class an action concerns.
    pub fn class(&self) -> Option<&str> {
        self.facts().class
    }

    /// The servers an action concerns.
    pub fn servers(&self) -> Option<&Which> {
        self.facts().servers
    }

    /// The same, to change them.
    pub fn servers_mut(&mut self) -> Option<&mut Which> {
        if let Action::FailCache { servers, .. }
        | Action::RepairCache { servers, .. }
        | Action::EmptyCache { servers }
        | Action::CrashServers { servers }
        | Action::RestartServers { servers }
        | Action::SlowServers { servers, .. }
        | Action::SetWorkers { servers, .. }
        | Action::FailRequests { servers, .. }
        | Action::DrainServers { servers }
        | Action::UndrainServers { servers } = self
        {
            Some(servers)
        } else {
            None
        }
    }
}

fn fail_cache(servers: &Which, mode: FailMode) -> Facts<'_> {
    let words = if mode == FailMode::Error { "cache fails" } else { "cache fails open" };
    let repair = Action::RepairCache { servers: servers.clone(), warm: false };
    Facts::new("fail_cache", By::Fault, Concerns::Cache, words).at(servers).until(repair)
}

fn repair_cache(servers: &Which, warm: bool) -> Facts<'_> {
    let words = if warm { "cache repaired, still warm" } else { "cache repaired" };
    Facts::new("repair_cache", By::Operator, Concerns::Cache, words).at(servers).ending(&["fail_cache"])
}

fn crash_servers(servers: &Which) -> Facts<'_> {
    let restart = Action::RestartServers { servers: servers.clone() };
    Facts::new("crash_servers", By::Fault, Concerns::Servers, "servers crash").at(servers).until(restart)
}

fn restart_servers(servers: &Which) -> Facts<'_> {
    let facts = Facts::new("restart_servers", By::Operator, Concerns::Servers, "servers are up again");
    facts.at(servers).ending(&["crash_servers"])
}

fn slow_servers(servers: &Which, factor: f64) -> Facts<'_> {
    let words = speed("servers", "their", factor);
    let as_before = Action::SlowServers { servers: servers.clone(), factor: 1.0 };
    Facts::new("slow_servers", By::Fault, Concerns::Servers, words).at(servers).by_factor(factor).until(as_before)
}

fn set_workers(servers: &Which, workers: Option<Limit>, change: Option<Change>) -> Facts<'_> {
    let words = match (change, workers) {
        (Some(change), _) => change.words("workers a server"),
        (None, Some(Limit::AtMost(1))) => "1 worker a server".to_owned(),
        (None, workers) => format!("{} workers a server", workers.unwrap_or(Limit::Unlimited)),
    };
    let by = if change.is_some() { By::Automatic } else { By::Fault };
    let facts = Facts::new("set_workers", by, Concerns::Servers, words).at(servers);
    Facts { opposite: Some(Opposite::PlannedWorkers), ..facts }
}

fn fail_requests(servers: &Which, probability: Share) -> Facts<'_> {
    let words = match probability {
        Share::NONE => "requests fail by chance no more".to_owned(),
        some => format!("{} % of the requests fail", short(some.get() * 100.0)),
    };
    let facts = Facts::new("fail_requests", By::Fault, Concerns::Servers, words).at(servers);
    Facts { opposite: Some(Opposite::PlannedFailures), ..facts }
}

fn drain_servers(servers: &Which) -> Facts<'_> {
    let back = Action::UndrainServers { servers: servers.clone() };
    let facts = Facts::new("drain_servers", By::Operator, Concerns::Servers, "servers drained");
    facts.at(servers).until(back)
}

fn undrain_servers(servers: &Which) -> Facts<'_> {
    let facts = Facts::new("undrain_servers", By::Operator, Concerns::Servers, "servers back in rotation");
    facts.at(servers).ending(&["drain_servers"])
}

fn set_instances<'a>(count: Option<u32>, change: Option<Change>) -> Facts<'a> {
    let words = match (change, count) {
        (Some(change), _) => change.words("instances"),
        (None, None) => "as many instances as planned".to_owned(),
        (None, Some(1)) => "1 instance".to_owned(),
        (None, Some(count)) => format!("{count} instances"),
    };
    let by = if change.is_some() { By::Automatic } else { By::Operator };
    Facts::new("set_instances", by, Concerns::Servers, words).until(Action::instances(None))
}

fn fail_over<'a>(call: &str, to: &str, share: Share) -> Facts<'a> {
    let words = match share {
        Share::NONE => format!("{call}: all requests go to their own service"),
        Share::ALL => format!("{call}: all requests go to {to}"),
        some => format!("{call}: {} % of the requests go to {to}", short(some.get() * 100.0)),
    };
    let back = Action::FailOver { call: call.to_owned(), to: to.to_owned(), share: Share::NONE };
    Facts::new("fail_over", By::Operator, Concerns::Calls, words).until(back)
}

fn scale_network<'a>(factor: f64) -> Facts<'a> {
    let words = match factor {
        1.0 => "network capacity as before".to_owned(),
        factor => format!("network capacity x {}", short(factor)),
    };
    let as_before = Action::ScaleNetwork { factor: 1.0 };
    Facts::new("scale_network", By::Fault, Concerns::Network, words).by_factor(factor).until(as_before)
}

fn surge(class: &str, factor: f64) -> Facts<'_> {
    let words = match factor {
        1.0 => format!("{class}: load as before"),
        factor => format!("{class}: load x {}", short(factor)),
    };
    let as_before = Action::Surge { class: class.to_owned(), factor: 1.0, over: Span::ZERO };
    Facts::new("surge", By::Fault, Concerns::Clients, words).of(class).by_factor(factor).until(as_before)
}

fn restarts(class: &str, share: Share) -> String {
    if share == Share::ALL {
        format!("{class}: clients restart")
    } else {
        format!("{class}: {} % of the clients restart", short(share.get() * 100.0))
    }
}

fn at_edge<'a>(key: &'static str, class: &'a str, what: &str) -> Facts<'a> {
    Facts::new(key, By::Operator, Concerns::Edge, format!("{class} {what}")).of(class)
}

/// How fast something is that takes `factor` times as long as it should.
fn speed(what: &str, whose: &str, factor: f64) -> String {
    if factor == 1.0 {
        format!("{what} at {whose} normal speed again")
    } else if factor > 1.0 {
        format!("{what} {} x slower", short(factor))
    } else {
        format!("{what} {} x faster", short(1.0 / factor))
    }
}

/// A number with at most four significant digits; a large one keeps all before the point.
fn short(number: f64) -> f64 {
    let places = 3 - libm::log10(number.abs().max(1e-9)).floor() as i32;
    let factor = 10f64.powi(places.max(0));
    (number * factor).round() / factor
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timeline::{CutMessages, HeldPings, Watched};
    use crate::units::Rate;

    #[test]
    fn what_is_over_is_not_told_as_a_factor_of_one() {
        let slow = Action::SlowStore { factor: 5.0 };
        assert_eq!(slow.words(), "store 5 x slower");
        let planned = Planned { workers: Limit::Unlimited, failures: Share::NONE };
        let over = |action: &Action| action.opposite(planned).expect("it ends").words();
        assert_eq!(over(&slow), "store at its normal speed again");
        assert_eq!(Action::SlowStore { factor: 0.5 }.words(), "store 2 x faster");
        let servers = Action::SlowServers { servers: Which::default(), factor: 1.0 / 0.3 };
        assert_eq!(servers.words(), "servers 3.333 x slower");
        assert_eq!(over(&servers), "servers at their normal speed again");
        let network = Action::ScaleNetwork { factor: 0.1 + 0.2 };
        assert_eq!(
            (network.words(), over(&network)),
            ("network capacity x 0.3".into(), "network capacity as before".into())
        );
        let surge = Action::Surge { class: "web".into(), factor: 1234.5, over: Span::ZERO };
        assert_eq!((surge.words(), over(&surge)), ("web: load x 1235".into(), "web: load as before".into()));
    }

    #[test]
    fn some_servers_are_told_with_how_many_there_are() {
        let some = || Which::Only(vec![1, 3, 1]);
        let said = |action: Action| action.words_among(4);
        assert_eq!(said(Action::CrashServers { servers: Which::All }), "servers crash");
        assert_eq!(said(Action::CrashServers { servers: some() }), "2 of 4 servers crash");
        assert_eq!(Action::CrashServers { servers: some() }.words_among(2), "servers crash");
        assert_eq!(said(Action::SlowServers { servers: some(), factor: 3.0 }), "2 of 4 servers 3 x slower");
        assert_eq!(said(Action::EmptyCache { servers: some() }), "cache emptied at 2 of 4 nodes");
        let workers = Action::workers(some(), Limit::AtMost(1));
        assert_eq!(said(workers), "1 worker a server at 2 of 4 servers");
        assert_eq!(said(Action::StopStore {}), "store down");
    }

    /// The key of every row is the one that files use.
    #[test]
    fn every_action_has_the_key_that_is_written() {
        let class = || "web".to_owned();
        let servers = || Which::All;
        for action in [
            Action::FailCache {
                servers: servers(),
                mode: FailMode::Open,
                error_time: None,
                held_pings: HeldPings::Stay,
                loses_sync_state: false,
            },
            Action::RepairCache { servers: servers(), warm: true },
            Action::EmptyCache { servers: servers() },
            Action::CrashServers { servers: servers() },
            Action::RestartServers { servers: servers() },
            Action::SlowServers { servers: servers(), factor: 2.0 },
            Action::workers(servers(), Limit::AtMost(1)),
            Action::FailRequests { servers: servers(), probability: Share::ALL },
            Action::DrainServers { servers: servers() },
            Action::UndrainServers { servers: servers() },
            Action::instances(Some(3)),
            Action::FailOver { call: class(), to: class(), share: Share::ALL },
            Action::SlowStore { factor: 2.0 },
            Action::StopStore {},
            Action::StartStore {},
            Action::CutNetwork { messages: CutMessages::Held },
            Action::JoinNetwork {},
            Action::ScaleNetwork { factor: 2.0 },
            Action::Surge { class: class(), factor: 2.0, over: Span::ZERO },
            Action::RestartClients { class: class(), share: Share::ALL, over: Span::ZERO },
            Action::Block { class: class(), reply: Refusal::Forbidden, retry_after: None },
            Action::Open { class: class() },
            Action::Admit { class: class(), share: Share::ALL },
            Action::Ramp { class: class(), over: Span::hours(1), steps: None },
            Action::FeedbackRamp {
                class: class(),
                watch: Watched::Link,
                watch_class: None,
                target: 0.5,
                step: Share::ALL,
                every: Span::hours(1),
                back_off: Share::ALL,
            },
            Action::Limit { class: class(), rate: Rate(1.0), reply: Refusal::Drop, retry_after: None },
        ] {
            let written = serde_json::to_value(&action).expect("JSON");
            let facts = action.facts();
            assert_eq!(written.as_object().expect("a table").keys().next().expect("a key"), facts.key);
            let of_class = matches!(facts.concerns, Concerns::Clients | Concerns::Edge);
            assert_eq!(CONCERN_A_CLASS.contains(&facts.key), of_class, "{}", facts.key);
        }
    }
}
