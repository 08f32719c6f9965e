//! The verdicts on a run, and the parameters of their definition, which is in [`super::recovery`].

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Share, Span};

/// The parameters of the definition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VerdictPlan {
    /// Least share of the windows of service that are met.
    pub availability: Share,
    /// Attempts of the warm-up may be exceeded by this factor, and beyond that by chance.
    pub amplification: f64,
    /// Largest share of a closed class that may be without service.
    pub without_service: Share,
    /// Largest share of a closed class that may still be catching up.
    pub catching_up: Share,
    /// How long all of this must hold.
    pub held_for: Span,
}

impl Default for VerdictPlan {
    fn default() -> Self {
        let share = |value| Share::new(value).unwrap_or(Share::ALL);
        VerdictPlan {
            availability: share(0.99),
            amplification: 1.5,
            without_service: share(0.02),
            catching_up: share(0.02),
            held_for: Span::minutes(30),
        }
    }
}

impl VerdictPlan {
    /// The definition in words, for the story of a run.
    pub fn words(&self) -> String {
        let percent = |share: Share| share.get() * 100.0;
        format!(
            "for {} and every class: availability of {} % or more, at most {} % without service and {} % catching up, \
             nobody kept out by the edge, attempts not more than {} × those of the warm-up beyond chance",
            self.held_for.in_words(),
            percent(self.availability),
            percent(self.without_service),
            percent(self.catching_up),
            self.amplification,
        )
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No class crossed its limits.
    Healthy,
    /// Well again, and to the end.
    Recovered,
    /// Well again for a while, but not at the end.
    Relapsed,
    /// The cause is gone and it never was well again.
    Stuck,
    /// Unwell at the horizon, with a cause in force.
    Down,
    /// None of the others can be said.
    Undecided,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Healthy => "healthy",
            Verdict::Recovered => "recovered",
            Verdict::Relapsed => "relapsed",
            Verdict::Stuck => "stuck",
            Verdict::Down => "down",
            Verdict::Undecided => "undecided",
        }
    }
}
