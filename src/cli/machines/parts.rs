//! Parts of a study by their numbers, as engines write them: `3,7-9`.

use std::collections::BTreeSet;

/// Numbers of parts, from 1.
pub type Parts = BTreeSet<u32>;

/// `3,7-9`.
///
/// # Errors
/// When that is no list of parts.
pub fn parse(text: &str) -> Result<Parts, String> {
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number >= 1);
    let mut parts = Parts::new();
    for range in text.split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last && last <= 100_000 => parts.extend(first..=last),
            _ => return Err("write parts such as 3,7-9".to_owned()),
        }
    }
    Ok(parts)
}

/// Parts in as few ranges as possible.
pub fn written(parts: &Parts) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for part in parts {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *part => *last = *part,
            Some(_) | None => ranges.push((*part, *part)),
        }
    }
    let range = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    ranges.iter().map(range).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for text in ["1", "3,7-9", "1-40", "2,4,6-7,100000"] {
            assert_eq!(written(&parse(text).expect("parts")), text);
        }
        assert_eq!(written(&parse("4,1-3,2").expect("parts")), "1-4");
        for text in ["", "0", "3-1", "a", "1,,2", "-3", "1-200000"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
