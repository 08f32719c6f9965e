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
            Action::SlowServers { factor, .. } => speed("servers", "their", *factor),
            Action::SetWorkers { workers: Limit::AtMost(1), .. } => "1 worker a server".into(),
            Action::SetWorkers { workers, .. } => format!("{workers} workers a server"),
            Action::SlowStore { factor } => speed("store", "its", *factor),
            Action::StopStore {} => "store down".into(),
            Action::StartStore {} => "store up".into(),
            Action::CutNetwork { .. } => "network cut".into(),
            Action::JoinNetwork {} => "network whole again".into(),
            Action::ScaleNetwork { factor: 1.0 } => "network capacity as before".into(),
            Action::ScaleNetwork { factor } => format!("network capacity x {}", short(*factor)),
            Action::Surge { class, factor: 1.0, .. } => format!("{class}: load as before"),
            Action::Surge { class, factor, .. } => format!("{class}: load x {}", short(*factor)),
            Action::Block { class, .. } => format!("{class} blocked"),
            Action::Open { class } => format!("{class} let in"),
            Action::Admit { class, share } => format!("{class}: {} % admitted", short(share.get() * 100.0)),
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

    #[test]
    fn what_is_over_is_not_told_as_a_factor_of_one() {
        let slow = Action::SlowStore { factor: 5.0 };
        assert_eq!(slow.words(), "store 5 x slower");
        let over = |action: &Action| action.opposite(Limit::Unlimited).expect("it ends").words();
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
}
