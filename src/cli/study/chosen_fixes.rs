//! Which fixes `compare --fixes` compares: the two of 2013, or two or three by name.

use super::arguments::CompareArguments;
use crate::cli::changes::Fix;
use crate::cli::failure::Failure;
use crate::cli::terminal::say;
use crate::experiment::fixes::Arm;
use crate::experiment::worth::{Design, MOST, Member};
use crate::experiment::{Base, Setting};
use crate::scenario::{Change, fixes};

/// The arguments with the scenario in its place: `--fixes` takes names, and in `compare --fixes SCENARIO` the scenario
/// stands where they would.
pub fn in_place(arguments: &CompareArguments) -> Result<CompareArguments, Failure> {
    let mut arguments = arguments.clone();
    if arguments.scenarios.is_empty() {
        match arguments.fixes.take() {
            Some(Some(scenario)) if !scenario.contains(',') => {
                arguments.scenarios.push(scenario);
                arguments.fixes = Some(None);
            }
            Some(_) | None => {
                let text = "error: which scenario?\nhelp: name one: syncstorm compare SCENARIO --fixes A,B";
                return Err(Failure::Usage(text.to_owned()));
            }
        }
    }
    Ok(arguments)
}

/// The fixes of these names, separated by commas; without names the two of 2013. All combinations are possible then.
pub fn design(names: Option<&str>, base: &Base, quiet: bool, color: bool) -> Result<Design, Failure> {
    let Some(names) = names else { return Ok(Design::of_2013()) };
    let names: Vec<Fix> = names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(Fix::of).collect();
    refuse(&names)?;
    let named = |fix: &Fix| match fix {
        Fix::Named(name) => Some(Change::Fix(name.clone())),
        Fix::ErrorHandling | Fix::Bandwidth | Fix::None => None,
    };
    // What is wrong with the named ones is told with the lines in which they are written.
    let together = base.scenario.changed_with(&names.iter().filter_map(named).collect::<Vec<_>>(), base.scale);
    let together = together.map_err(|rejected| Failure::Usage(rejected.render(color)))?;
    let design = Design { members: names.iter().filter_map(|fix| member(fix, base)).collect() };
    refuse_otherwise(&design)?;
    if let Some(text) = together.fixes_in_vain(color).filter(|_| !quiet) {
        say!("{}", text.trim_end());
    }
    Ok(design)
}

/// Refuses lists that are too short or too long, and names that are there twice.
fn refuse(names: &[Fix]) -> Result<(), Failure> {
    let twice = names.iter().enumerate().find(|(place, fix)| names[..*place].contains(fix)).map(|(_, fix)| fix);
    let wrong = match (names.len(), twice) {
        _ if names.contains(&Fix::None) => {
            "error: `none` is no fix\nhelp: the arm without any fix is always among them".to_owned()
        }
        (_, Some(fix)) => format!("error: `{}` is there twice\nhelp: name two or three different fixes", fix.name()),
        (0 | 1, None) => "error: one fix makes no combinations\nhelp: name two or three, such as --fixes A,B; for one \
                          alone write --arm with its values, or compare runs with and without --fix"
            .to_owned(),
        (count, None) if count > MOST => format!(
            "error: {count} fixes would make {} arms in every situation\nhelp: name three at most; join some that belong \
             together in one [fixes.named.NAME]",
            1_u64.checked_shl(count as u32).map_or_else(|| "too many".to_owned(), |arms| arms.to_string())
        ),
        (_, None) => return Ok(()),
    };
    Err(Failure::Usage(wrong))
}

/// Refuses a named fix that switches one of 2013 otherwise than the comparison does.
fn refuse_otherwise(design: &Design) -> Result<(), Failure> {
    let (of_2013, named): (Vec<&Member>, Vec<&Member>) = design.members.iter().partition(|one| one.words.is_none());
    for (known, own) in of_2013.iter().flat_map(|known| named.iter().map(move |own| (known, own))) {
        let same = |setting: &&Setting| {
            known
                .on
                .iter()
                .any(|other| other.path == setting.path || other.path.starts_with(&format!("{}.", setting.path)))
        };
        if let Some(setting) = own.on.iter().find(same) {
            return Err(Failure::Usage(format!(
                "error: `{}` is set by `{}` and by the fix {}\nhelp: leave one of them out",
                setting.path, own.label, known.label
            )));
        }
    }
    Ok(())
}

/// A fix as a member of the comparison. A named one is known to be there.
fn member(fix: &Fix, base: &Base) -> Option<Member> {
    let name = match fix {
        Fix::ErrorHandling => return Member::of_2013(Arm::ErrorHandling),
        Fix::Bandwidth => return Member::of_2013(Arm::Bandwidth),
        Fix::None => return None,
        Fix::Named(name) => name,
    };
    let tree = &base.scenario.tree;
    let set = fixes::set(tree, name)?.into_iter();
    let on = set.map(|(path, entry)| Setting::new(path.clone(), entry.node.value.to_string())).collect();
    let words = Some(fixes::words(tree, name));
    Some(Member { key: name.replace('-', "_"), label: name.clone(), words, on, off: Vec::new() })
}
