//! What happens when: faults, operator actions and load changes, as the scenario writes them.
//!
//! An entry begins at a time after the onset (`at`), some time after another entry (`after`, `delay`), or when a
//! condition has held (`when`, then `delay`). With `lasts` it is taken back by itself: what other entries did to the same
//! part before or meanwhile, and nobody took back, then holds. With `every` it begins again and again, and a rule with
//! `again_after` whenever its condition is met again; what is written after such an entry follows it every time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cache::FailMode;
use super::edge::Refusal;
pub use super::watched::{Condition, Watched};
use crate::engine::Distribution;
use crate::units::{Limit, Rate, Share, Span};

/// One thing that happens. Exactly one of `at`, `after` and `when` is given (`when` may add `after`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Time after the onset (the end of the warm-up).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Span>,
    /// Name of another entry of the timeline: this one begins `delay` after it. With `when`: not before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// A condition that must have held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Time between `after` or the moment the condition is met, and the action.
    #[serde(default = "no_time")]
    pub delay: Span,
    /// It is taken back after this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Span>,
    /// It begins again each time that this has passed since it began, as if it were written again, until the run ends or
    /// `times` are over; `lasts` is shorter. With `at` or `after`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<Span>,
    /// The rule may fire again, at the earliest this long after it fired (with `lasts`: ended). The whole
    /// `held_for` of its condition must lie after it fired (ended). With `when`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_after: Option<Span>,
    /// How often it begins at most, with `every` or `again_after`. Left out: until the run ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Whether the entry is there at all; a variant switches an entry off with `enabled = false`.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// The service or the link that it concerns, in a scenario with `[services]`. Left out: `front`, `cache`, `store` or
    /// `wan`, for which the tables of the short form stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Whose doing it is; left out: that of whoever usually does such a thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
    /// What happens.
    #[serde(rename = "do")]
    pub action: Action,
}

impl Entry {
    /// What it does, in words for the log and the charts.
    pub fn words(&self) -> String {
        self.of_whom(self.action.words())
    }

    /// The same where so many servers (or cache nodes) are there: with the number of those that it concerns, if it is
    /// only some of them.
    pub fn words_among(&self, there: usize) -> String {
        self.of_whom(self.action.words_among(there))
    }

    fn of_whom(&self, words: String) -> String {
        match &self.of {
            None => words,
            Some(of) => format!("{of}: {words}"),
        }
    }
}

fn all_of_them() -> Share {
    Share::ALL
}

fn no_time() -> Span {
    Span::ZERO
}

fn yes() -> bool {
    true
}

/// Whose doing something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Nobody's: something broke, or more came from outside.
    Fault,
    /// Operators: a block, a restart, a repair.
    Operator,
    /// A control loop.
    Automatic,
}

/// Which servers an action concerns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Every server.
    #[default]
    All,
    /// The servers with these numbers, from 0.
    Only(Vec<u32>),
}

/// Whether messages under way survive a network cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CutMessages {
    /// They arrive together when the cut ends.
    #[default]
    Held,
    /// They are gone.
    Lost,
}

/// What happens to Pings that are held open when the cache of their server fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeldPings {
    /// They all break at once.
    #[default]
    Break,
    /// The phones notice at their next contact.
    Stay,
}

/// Everything that can be made to happen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// The cache nodes of some servers fail. Opposite: `repair_cache`, cold.
    FailCache {
        /// Which servers.
        #[serde(default)]
        servers: Which,
        /// With an error, or open.
        #[serde(default)]
        mode: FailMode,
        /// Time a worker spends on each error, if not as in `[cache]`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error_time: Option<Distribution<Span>>,
        /// What happens to held Pings.
        #[serde(default)]
        held_pings: HeldPings,
        /// Whether the devices' sync state is lost too, so that each needs a full resync.
        #[serde(default)]
        loses_sync_state: bool,
    },
    /// The cache nodes of some servers work again.
    RepairCache {
        /// Which servers.
        #[serde(default)]
        servers: Which,
        /// Whether the entries are still there.
        #[serde(default)]
        warm: bool,
    },
    /// The entries of the cache nodes of some servers are gone: they were restarted, or flushed.
    EmptyCache {
        /// Which servers.
        #[serde(default)]
        servers: Which,
    },
    /// Some servers crash: what they were doing is lost. Opposite: `restart_servers`.
    CrashServers {
        /// Which servers.
        #[serde(default)]
        servers: Which,
    },
    /// Some servers are up again.
    RestartServers {
        /// Which servers.
        #[serde(default)]
        servers: Which,
    },
    /// Service of some servers takes longer by this factor. Opposite: factor 1.
    SlowServers {
        /// Which servers.
        #[serde(default)]
        servers: Which,
        /// Factor on the service time.
        factor: f64,
    },
    /// Some servers have this many workers from now on: `workers`, or more or fewer than they have at that moment. Opposite:
    /// as in `[servers]`.
    SetWorkers {
        /// Which servers.
        #[serde(default)]
        servers: Which,
        /// Workers of each.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        workers: Option<Limit>,
        /// Workers of each, as a multiple of those that it has: at least one more if above 1, one fewer if below.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        factor: Option<f64>,
        /// Workers more of each; fewer if negative.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        add: Option<i32>,
        /// With a `factor` below 1 or a negative `add`: down to so many. Left out: 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_least: Option<u32>,
        /// With a `factor` above 1 or a positive `add`: up to so many.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<u32>,
    },
    /// Some servers answer requests with an error after their work, each with this probability; a larger one only adds
    /// failures to those of a smaller one. Opposite: the planned `failure_probability`.
    FailRequests {
        /// Which servers.
        #[serde(default)]
        servers: Which,
        /// Probability that a request fails.
        probability: Share,
    },
    /// Some instances of a service are taken out of rotation: they finish what they have and get nothing new. Opposite:
    /// `undrain_servers`.
    DrainServers {
        /// Which instances.
        servers: Which,
    },
    /// Some instances of a service are in rotation again.
    UndrainServers {
        /// Which instances.
        #[serde(default)]
        servers: Which,
    },
    /// A service has so many instances from now on, those with the lowest numbers: `count`, or more or fewer than there are
    /// at that moment. What is removed finishes what it has; what is added is empty, and in rotation at once. Opposite: as
    /// many as planned.
    SetInstances {
        /// Instances. Left out, with `factor` and `add`: as many as planned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        count: Option<u32>,
        /// Instances, as a multiple of those that are there: at least one more if above 1, one fewer if below.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        factor: Option<f64>,
        /// Instances more; fewer if negative.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        add: Option<i32>,
        /// With a `factor` below 1 or a negative `add`: down to so many. Left out: 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_least: Option<u32>,
        /// With a `factor` above 1 or a positive `add`: up to so many.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<u32>,
    },
    /// A share of the tries of a call goes to another service, each drawn for itself; those that are under way stay where
    /// they are. The handler has the same name there. Of two entries for one call the later one holds. Opposite: none does.
    FailOver {
        /// Which call.
        call: String,
        /// The other service.
        to: String,
        /// Share of its tries, first ones and retries alike.
        #[serde(default = "all_of_them")]
        share: Share,
    },
    /// The store takes longer by this factor. Opposite: factor 1.
    SlowStore {
        /// Factor on the service time.
        factor: f64,
    },
    /// The store serves nothing; requests wait for it. Opposite: it works again.
    StopStore {},
    /// The store works again.
    StartStore {},
    /// Nothing passes the network. Opposite: it works again.
    CutNetwork {
        /// What happens to messages.
        #[serde(default)]
        messages: CutMessages,
    },
    /// The network works again.
    JoinNetwork {},
    /// Network capacity is multiplied by this factor. Opposite: factor 1.
    ScaleNetwork {
        /// Factor on the capacity of both directions.
        factor: f64,
    },
    /// Clients of a class want more: arrivals times a factor, or thinking times divided by it. Opposite: factor 1.
    Surge {
        /// Which class.
        class: String,
        /// Factor on the rate of wishes.
        factor: f64,
        /// Time in which it grows evenly to the factor.
        #[serde(default = "no_time")]
        over: Span,
    },
    /// Clients of a closed class restart: what they wait for is dropped and their wishes end unmet, what they have in flight
    /// is given up, their connections are closed and what they remembered is gone; then each makes a new wish.
    RestartClients {
        /// Which class.
        class: String,
        /// Part of its clients.
        #[serde(default = "all_of_them")]
        share: Share,
        /// Time over which they begin anew, evenly spread; 0: all at once.
        #[serde(default = "no_time")]
        over: Span,
    },
    /// The edge refuses a class. Opposite: `open`.
    Block {
        /// Which class.
        class: String,
        /// How it refuses.
        #[serde(default)]
        reply: Refusal,
        /// Retry-After value with a 503.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<Span>,
    },
    /// The edge lets everybody of a class in.
    Open {
        /// Which class.
        class: String,
    },
    /// The edge admits this share of the devices of a class. Opposite: `open`.
    Admit {
        /// Which class.
        class: String,
        /// Share of the devices.
        share: Share,
    },
    /// The edge admits more and more devices of a class that was blocked.
    Ramp {
        /// Which class.
        class: String,
        /// Time until everybody is in.
        over: Span,
        /// Number of equal steps, the first at once; left out: evenly.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        steps: Option<u32>,
    },
    /// The edge admits devices step by step as long as a resource has room, and takes steps back when it has not.
    FeedbackRamp {
        /// Which class.
        class: String,
        /// What is watched: `link` or `workers`, or the `availability` of a class.
        watch: Watched,
        /// Class whose availability is watched.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        watch_class: Option<String>,
        /// Admit more below this utilisation (above it, for availability), take back otherwise.
        target: f64,
        /// Share of the devices admitted with every step.
        step: Share,
        /// Time between steps.
        every: Span,
        /// The admitted share is multiplied by this when the target is missed.
        back_off: Share,
    },
    /// The edge admits a limited number of attempts of a class. Opposite: `open`.
    Limit {
        /// Which class.
        class: String,
        /// Attempts admitted per time.
        rate: Rate,
        /// How it refuses the rest.
        #[serde(default)]
        reply: Refusal,
        /// Retry-After value with a 503.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<Span>,
    },
}
