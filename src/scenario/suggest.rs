//! "Did you mean": the word somebody probably wanted, and the words that are allowed.

/// A longer list of allowed words is cut here: it would push the message off the screen.
const SHOWN_AT_MOST: usize = 12;

/// The candidate closest to `word`, if it is close enough to be a slip of the fingers: other
/// capitals or separators, or one wrong letter in three.
pub fn closest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    // A pasted paragraph is no slip of the fingers, and the distance costs quadratic time.
    if word.len() > 64 {
        return None;
    }
    let wanted = plain(word);
    let (distance, best) = candidates
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &plain(candidate)), *candidate))
        .min_by_key(|(distance, _)| *distance)?;
    let longer = wanted.chars().count().max(best.chars().count());
    (distance <= (longer / 3).max(usize::from(longer > 1))).then_some(best)
}

fn plain(word: &str) -> String {
    word.to_lowercase().replace(['-', ' '], "_")
}

/// The remedy for a word that is not in a closed list.
pub fn remedy(word: &str, allowed: &[&str]) -> String {
    match closest(word, allowed) {
        Some(best) => format!("did you mean `{best}`?"),
        None if allowed.is_empty() => "remove it: nothing can be set here".to_owned(),
        None => format!("allowed here: {}", list(allowed)),
    }
}

/// The words in backticks, in alphabetical order, cut when there are many.
pub fn list(words: &[&str]) -> String {
    let mut sorted = words.to_vec();
    sorted.sort_unstable();
    let quoted: Vec<String> = sorted.iter().take(SHOWN_AT_MOST).map(|word| format!("`{word}`")).collect();
    let rest = sorted.len().saturating_sub(SHOWN_AT_MOST);
    if rest == 0 { quoted.join(", ") } else { format!("{} and {rest} more", quoted.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let keys = ["heartbeat", "count", "jitter_limit"];
        assert_eq!(closest("hartbeat", &keys), Some("heartbeat"));
        assert_eq!(closest("heartbaet", &keys), Some("heartbeat"));
        assert_eq!(closest("Jitter-Limit", &keys), Some("jitter_limit"));
        assert_eq!(closest("bandwidth", &keys), None);
        assert_eq!(closest("", &keys), None);
        assert_eq!(closest("x", &[]), None);
    }

    #[test]
    fn status_codes_are_not_confused_for_being_short() {
        assert_eq!(closest("9", &["5"]), None);
        assert_eq!(closest("530", &["503", "200"]), Some("503"));
    }

    #[test]
    fn a_long_list_is_cut() {
        let words: Vec<String> = (0..15).map(|number| format!("w{number:02}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert!(list(&words).ends_with("`w11` and 3 more"));
        assert_eq!(remedy("zzzzzz", &["b", "a"]), "allowed here: `a`, `b`");
    }
}
