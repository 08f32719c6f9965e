//! What the runs of a lesson are called in the names of files and folders: by what is special about them.

use crate::experiment::fixes::Arm;
use crate::experiment::lesson::Role;
use crate::experiment::situations::Situation;

/// Name of a run.
pub fn name(role: Role) -> String {
    match role {
        Role::FirstHours => "fault-with-retries".to_owned(),
        Role::Patient => "control-without-retries".to_owned(),
        Role::Outage(situation, arm) => format!("{}{}", operators(situation), fixes(arm)),
    }
}

/// Name of the folder that a run's command is told to write. Only where the scenario alone does not say what the run is:
/// its changes would make a name that nobody can read.
pub fn folder(role: Role) -> Option<String> {
    match role {
        Role::FirstHours | Role::Patient => Some(name(role)),
        Role::Outage(_, _) => None,
    }
}

fn operators(situation: Situation) -> &'static str {
    match situation {
        Situation::AsItHappened => "as-it-happened",
        Situation::WithoutOperators => "without-operators",
        Situation::AtOnce => "back-at-once",
    }
}

fn fixes(arm: Arm) -> &'static str {
    match arm {
        Arm::Neither => "",
        Arm::ErrorHandling => "-with-error-handling",
        Arm::Bandwidth => "-with-bandwidth",
        Arm::Both => "-with-both-fixes",
    }
}
