//! What a client is doing.

/// What a client is doing, or what became of its wish; from the far end of a field to the one near the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A phone that wants nothing, or a person who was served in time.
    AtRest,
    /// A person who was not served in time.
    Unserved,
    /// Broken until somebody repairs it.
    Broken,
    /// Refused at the edge.
    Blocked,
    /// Waiting to try again.
    Waiting,
    /// An attempt is in flight.
    InFlight,
}

impl State {
    /// All of them.
    pub const ALL: [State; 6] =
        [State::AtRest, State::Unserved, State::Broken, State::Blocked, State::Waiting, State::InFlight];

    /// The words for it in the legend.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            State::AtRest => "at rest or served",
            State::Unserved => "not served in time",
            State::Broken => "broken",
            State::Blocked => "refused at the edge",
            State::Waiting => "about to try again",
            State::InFlight => "waiting for an answer",
        }
    }
}
