//! What the actions of a timeline mean: in words, as faults or repairs, and what undoes them.

use super::cache::FailMode;
use super::timeline::{Action, By, Which};
use crate::units::{Limit, Span};

impl Action {
    /// What the action does, in words for the log and the charts.
    pub fn words(&self) -> String {
        match self {
            Action::FailCache { mode: FailMode::Error, .. } => "cache fails".into(),
            Action::FailCache { mode: FailMode::Open, .. } => "cache fails open".into(),
            Action::RepairCache { warm: false, .. } => "cache repaired".into(),
            Action::RepairCache { warm: true, .. } => "cache repaired, still warm".into(),
            Action::CrashServers { .. } => "servers crash".into(),
            Action::RestartServers { .. } => "servers are up again".into(),
            Action::SlowServers { factor, .. } => format!("servers {factor} x slower"),
            Action::SetWorkers { workers, .. } => format!("{workers} workers a server"),
            Action::SlowStore { factor } => format!("store {factor} x slower"),
            Action::StopStore {} => "store down".into(),
            Action::StartStore {} => "store up".into(),
            Action::CutNetwork { .. } => "network cut".into(),
            Action::JoinNetwork {} => "network whole again".into(),
            Action::ScaleNetwork { factor } => format!("network capacity x {factor}"),
            Action::Surge { class, factor, .. } => format!("{class}: load x {factor}"),
            Action::Block { class, .. } => format!("{class} blocked"),
            Action::Open { class } => format!("{class} let in"),
            Action::Admit { class, share } => format!("{class}: {} % admitted", share.get() * 100.0),
            Action::Ramp { class, over, .. } => format!("{class} let back over {}", over.in_words()),
            Action::FeedbackRamp { class, .. } => format!("{class} let back while there is room"),
            Action::Limit { class, rate, .. } => format!("{class} limited to {rate}"),
        }
    }

    /// Whose doing the action is, if its entry does not say.
    pub fn usually_by(&self) -> By {
        match self {
            Action::FailCache { .. }
            | Action::CrashServers { .. }
            | Action::SlowServers { .. }
            | Action::SetWorkers { .. }
            | Action::SlowStore { .. }
            | Action::StopStore {}
            | Action::CutNetwork { .. }
            | Action::ScaleNetwork { .. }
            | Action::Surge { .. } => By::Fault,
            Action::RepairCache { .. }
            | Action::RestartServers { .. }
            | Action::StartStore {}
            | Action::JoinNetwork {}
            | Action::Block { .. }
            | Action::Open { .. }
            | Action::Admit { .. }
            | Action::Ramp { .. }
            | Action::Limit { .. } => By::Operator,
            Action::FeedbackRamp { .. } => By::Automatic,
        }
    }

    /// Whether the action is one of an operator at the edge: who is let in.
    pub fn is_at_edge(&self) -> bool {
        match self {
            Action::Block { .. }
            | Action::Open { .. }
            | Action::Admit { .. }
            | Action::Ramp { .. }
            | Action::FeedbackRamp { .. }
            | Action::Limit { .. } => true,
            Action::FailCache { .. }
            | Action::RepairCache { .. }
            | Action::CrashServers { .. }
            | Action::RestartServers { .. }
            | Action::SlowServers { .. }
            | Action::SetWorkers { .. }
            | Action::SlowStore { .. }
            | Action::StopStore {}
            | Action::StartStore {}
            | Action::CutNetwork { .. }
            | Action::JoinNetwork {}
            | Action::ScaleNetwork { .. }
            | Action::Surge { .. } => false,
        }
    }

    /// What ends the action when its `lasts` is over; none if nothing does.
    pub fn opposite(&self, workers: Limit) -> Option<Action> {
        Some(match self {
            Action::FailCache { servers, .. } => Action::RepairCache { servers: servers.clone(), warm: false },
            Action::CrashServers { servers } => Action::RestartServers { servers: servers.clone() },
            Action::SlowServers { servers, .. } => Action::SlowServers { servers: servers.clone(), factor: 1.0 },
            Action::SetWorkers { servers, .. } => Action::SetWorkers { servers: servers.clone(), workers },
            Action::SlowStore { .. } => Action::SlowStore { factor: 1.0 },
            Action::StopStore {} => Action::StartStore {},
            Action::CutNetwork { .. } => Action::JoinNetwork {},
            Action::ScaleNetwork { .. } => Action::ScaleNetwork { factor: 1.0 },
            Action::Surge { class, .. } => Action::Surge { class: class.clone(), factor: 1.0, over: Span::ZERO },
            Action::Block { class, .. } | Action::Admit { class, .. } | Action::Limit { class, .. } => {
                Action::Open { class: class.clone() }
            }
            Action::RepairCache { .. }
            | Action::RestartServers { .. }
            | Action::StartStore {}
            | Action::JoinNetwork {}
            | Action::Open { .. }
            | Action::Ramp { .. }
            | Action::FeedbackRamp { .. } => return None,
        })
    }

    /// The class an edge or load action concerns.
    pub fn class(&self) -> Option<&str> {
        match self {
            Action::Surge { class, .. }
            | Action::Block { class, .. }
            | Action::Open { class }
            | Action::Admit { class, .. }
            | Action::Ramp { class, .. }
            | Action::FeedbackRamp { class, .. }
            | Action::Limit { class, .. } => Some(class),
            Action::FailCache { .. }
            | Action::RepairCache { .. }
            | Action::CrashServers { .. }
            | Action::RestartServers { .. }
            | Action::SlowServers { .. }
            | Action::SetWorkers { .. }
            | Action::SlowStore { .. }
            | Action::StopStore {}
            | Action::StartStore {}
            | Action::CutNetwork { .. }
            | Action::JoinNetwork {}
            | Action::ScaleNetwork { .. } => None,
        }
    }

    /// The servers a server action concerns.
    pub fn servers(&self) -> Option<&Which> {
        match self {
            Action::FailCache { servers, .. }
            | Action::RepairCache { servers, .. }
            | Action::CrashServers { servers }
            | Action::RestartServers { servers }
            | Action::SlowServers { servers, .. }
            | Action::SetWorkers { servers, .. } => Some(servers),
            Action::SlowStore { .. }
            | Action::StopStore {}
            | Action::StartStore {}
            | Action::CutNetwork { .. }
            | Action::JoinNetwork {}
            | Action::ScaleNetwork { .. }
            | Action::Surge { .. }
            | Action::Block { .. }
            | Action::Open { .. }
            | Action::Admit { .. }
            | Action::Ramp { .. }
            | Action::FeedbackRamp { .. }
            | Action::Limit { .. } => None,
        }
    }
}
