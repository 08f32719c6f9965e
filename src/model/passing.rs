//! What actions take of which no part of the cell shows anything afterwards.

use super::timeline::Action;
use crate::units::Span;

impl Action {
    /// For how long an action takes something of which no part of the cell shows anything afterwards, where it takes
    /// something so: clients that begin anew, a cache that worked and is empty. All others take what they take for as long
    /// as a part is worse than planned, and the edge as long as it keeps somebody out.
    pub fn takes_in_passing(&self) -> Option<Span> {
        match self {
            Action::RestartClients { over, .. } => Some(*over),
            Action::EmptyCache { .. } | Action::RepairCache { warm: false, .. } => Some(Span::ZERO),
            Action::RepairCache { warm: true, .. }
            | Action::FailCache { .. }
            | Action::CrashServers { .. }
            | Action::RestartServers { .. }
            | Action::SlowServers { .. }
            | Action::SetWorkers { .. }
            | Action::FailRequests { .. }
            | Action::DrainServers { .. }
            | Action::UndrainServers { .. }
            | Action::SetInstances { .. }
            | Action::FailOver { .. }
            | Action::SlowStore { .. }
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
