//! `syncstorm validate`: the simulator against theory.

use super::arguments::ValidateArguments;
use super::failure::Failure;
use super::progress::Steps;
use super::terminal::{Terminal, print};
use crate::engine::simulation::Verdict as Look;
use crate::experiment::validate::{self, Case, Family, LONG_REPLICATIONS, REPLICATIONS};
use crate::report::validation::Validation;
use crate::scenario::suggest::closest;

/// Validates the chosen systems.
pub fn validate(arguments: &ValidateArguments, terminal: &Terminal) -> Result<(), Failure> {
    let chosen = choose(&arguments.systems)?;
    if arguments.list {
        let line = |case: &Case| format!("{:<14}  {:<26}  {}\n", case.family.name(), case.id, case.system);
        return print(&chosen.iter().map(line).collect::<String>());
    }
    if arguments.print {
        return print(
            &chosen
                .iter()
                .map(|case| format!("# {}: {}\n{}", case.id, case.system, case.scenario))
                .collect::<Vec<_>>()
                .join("\n"),
        );
    }
    let replications = match (arguments.replications, arguments.long) {
        (Some(number), _) => u64::from(number),
        (None, true) => LONG_REPLICATIONS,
        (None, false) => REPLICATIONS,
    };
    if arguments.set.iter().any(|set| set.split('=').next().is_some_and(|path| path.trim() == "run.seed")) {
        let text =
            "error: every replication has a seed of its own\n  = help: give the first one with --seed".to_owned();
        return Err(Failure::Usage(text));
    }
    // What does not hold is found before anything runs.
    for case in &chosen {
        case.load(&arguments.set).map_err(|rejected| {
            Failure::Usage(format!(
                "{}\nwith these changes the system `{}` does not hold",
                rejected.render(terminal.color).trim_end(),
                case.id
            ))
        })?;
    }
    terminal.stop.listen();
    let first = u64::from(arguments.seed);
    let mut found = Validation::new(first, replications);
    let mut steps = Steps::new(chosen.len(), arguments.quiet);
    let look = || if terminal.stop.is_asked() { Look::Stop } else { Look::Continue };
    for case in &chosen {
        steps.next(&case.system);
        let judged = case
            .judge(&arguments.set, first..first + replications, &look)
            .map_err(|rejected| Failure::Usage(rejected.render(terminal.color)))?;
        if terminal.stop.is_asked() {
            return Err(Failure::Interrupted);
        }
        found.add(judged.rows, &judged.identities);
    }
    steps.finish();
    print(&if arguments.json { serde_json::to_string_pretty(&found)? + "\n" } else { found.table() })?;
    if found.agrees() { Ok(()) } else { Err(Failure::Disagreement(found.conclusion())) }
}

/// The systems with these names, or of these families; all if none is named.
fn choose(names: &[String]) -> Result<Vec<Case>, Failure> {
    let all = validate::all();
    let known: Vec<&str> = all.iter().map(|case| case.id.as_str()).chain(Family::ALL.map(Family::name)).collect();
    let unknown: Vec<String> = names
        .iter()
        .filter(|name| !known.contains(&name.as_str()))
        .map(|name| {
            let near = closest(name, &known);
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            format!("error: no family or system is called `{name}`{hint}")
        })
        .collect();
    if !unknown.is_empty() {
        let families = Family::ALL.map(Family::name).join(", ");
        let text =
            format!("{}\nfamilies: {families}; `syncstorm validate --list` names the systems", unknown.join("\n"));
        return Err(Failure::Usage(text));
    }
    let wanted =
        |case: &Case| names.is_empty() || names.iter().any(|name| *name == case.id || name == case.family.name());
    Ok(all.iter().filter(|case| wanted(case)).cloned().collect())
}
