//! What a part of the picture tells, and of when.

use crate::measure::ResourceSample;

/// What a part tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The time.
    Clock,
    /// What goes on.
    Phase,
    /// The last thing in the log.
    LastDone,
    /// What the clients of a crowd are doing.
    People(usize),
    /// How many of them are without service, in words.
    Plight(usize),
    /// How often they ask.
    Attempts(usize),
    /// How far the gate is open for them.
    Gate(usize),
    /// The same in words.
    GateWords(usize),
    /// How often they are refused.
    Refused(usize),
    /// How full a meter is.
    Level(Meter),
    /// The same in words.
    LevelWords(Meter),
    /// How the cache is.
    Cache,
    /// Requests answered in time.
    Answered,
    /// Of a service of a graph: something about it.
    Service(usize, Tells),
    /// The tries of a call.
    Flow(usize),
    /// How busy the links are, in words.
    Links,
}

/// What is told of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tells {
    /// How large it is, or what is left of it.
    Size,
    /// How often it is asked.
    Tries,
    /// Busy workers, as a gauge.
    Busy,
    /// The same in words.
    BusyWords,
    /// Requests that wait, as a gauge.
    Waiting,
    /// The same in words.
    WaitingWords,
    /// How often something is looked up in it, if it is a cache.
    LookUps,
    /// Which part of that was there, as a gauge.
    Found,
    /// The same in words.
    FoundWords,
}

/// Something in the cell that can be full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meter {
    /// Link to the servers.
    In,
    /// Link to the clients.
    Out,
    /// Workers of the servers.
    Workers,
    /// Queues of the servers.
    Queue,
    /// Workers of the store.
    Store,
    /// Queue of the store.
    StoreQueue,
}

/// When an interval begins, in hours since the onset: from then on is true what is said of it, in the picture as in
/// the story, the tables and the charts.
pub(super) fn begin_h(sample: &ResourceSample) -> f64 {
    sample.time_h
}

/// The end of an interval in hours since the onset.
pub(super) fn end_h(sample: &ResourceSample) -> f64 {
    sample.time_h + sample.usage.seconds / 3600.0
}
