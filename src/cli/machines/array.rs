//! Which part this process is of an array of jobs, from the environment that its engine sets.

use std::env;

/// An engine, the variable with the place in the array, and the number that stands for the first part.
const ENGINES: [(&str, &str, u32); 6] = [
    ("Slurm", "SLURM_ARRAY_TASK_ID", 1),
    ("Kubernetes", "JOB_COMPLETION_INDEX", 0),
    ("AWS Batch", "AWS_BATCH_JOB_ARRAY_INDEX", 0),
    ("PBS", "PBS_ARRAY_INDEX", 1),
    ("LSF", "LSB_JOBINDEX", 1),
    ("Grid Engine", "SGE_TASK_ID", 1),
];

/// The engine and the part, from 1; none where no engine has said anything.
///
/// # Errors
/// When several have, or when what it says is no number.
pub fn part() -> Result<Option<(&'static str, u32)>, String> {
    chosen(&|name| env::var(name).ok())
}

fn chosen(value: &dyn Fn(&str) -> Option<String>) -> Result<Option<(&'static str, u32)>, String> {
    // LSF and Grid Engine set theirs for jobs that are no arrays, too.
    let is_set = |text: &String| !text.is_empty() && text != "undefined";
    let mut said = ENGINES
        .iter()
        .filter_map(|(engine, name, first)| Some((*engine, *name, *first, value(name).filter(is_set)?)))
        .filter(|(_, name, _, text)| !(*name == "LSB_JOBINDEX" && text == "0"));
    let Some((engine, name, first, text)) = said.next() else { return Ok(None) };
    if let Some((other, another, ..)) = said.next() {
        return Err(format!("{engine} ({name}) and {other} ({another}) both say which part this is"));
    }
    match text.parse::<u32>() {
        Ok(number) if number >= first => Ok(Some((engine, number - first + 1))),
        Ok(_) | Err(_) => Err(format!("{name}={text} is no place in an array of {engine}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(set: &[(&str, &str)]) -> Result<Option<(&'static str, u32)>, String> {
        chosen(&|name| set.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_one_engine_that_says_something_is_believed() {
        assert_eq!(of(&[]), Ok(None));
        assert_eq!(of(&[("SLURM_ARRAY_TASK_ID", "3")]), Ok(Some(("Slurm", 3))));
        assert_eq!(of(&[("JOB_COMPLETION_INDEX", "0")]), Ok(Some(("Kubernetes", 1))));
        assert_eq!(of(&[("SGE_TASK_ID", "undefined"), ("LSB_JOBINDEX", "0")]), Ok(None));
        assert_eq!(
            of(&[("SGE_TASK_ID", "undefined"), ("AWS_BATCH_JOB_ARRAY_INDEX", "9")]),
            Ok(Some(("AWS Batch", 10)))
        );
        assert!(of(&[("SLURM_ARRAY_TASK_ID", "3"), ("PBS_ARRAY_INDEX", "3")]).is_err());
        assert!(of(&[("SLURM_ARRAY_TASK_ID", "0")]).is_err());
        assert!(of(&[("PBS_ARRAY_INDEX", "x")]).is_err());
    }
}
