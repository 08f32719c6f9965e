//! "Did you mean": the word somebody probably wanted, and the words that are allowed.

/// A longer list of allowed words is cut here: it would push the message off the screen.
const SHOWN_AT_MOST: usize = 12;

/// The candidate closest to `word`, if it is close enough to be a slip of the fingers: other capitals or separators, or
/// one wrong letter in four. Where both are made of as many parts, every part has to be as close on its own, so that
/// `add_servers` is not taken for `crash_servers`: a long part in common would hide that they mean something else.
pub fn closest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    // A pasted paragraph is no slip of the fingers, and the distance costs quadratic time.
    if word.len() > 64 {
        return None;
    }
    let wanted = plain(word);
    candidates
        .iter()
        .copied()
        .filter(|candidate| is_slip(&wanted, &plain(candidate)))
        .min_by_key(|candidate| distance(&wanted, &plain(candidate)))
}

/// Whether one was probably meant by the other.
fn is_slip(word: &str, meant: &str) -> bool {
    let parts = |text: &str| text.split(['_', '.', '/']).map(str::to_owned).collect::<Vec<_>>();
    let (here, there) = (parts(word), parts(meant));
    // A part is short: two wrong letters in six are still a slip.
    let each = here.len() != there.len() || here.iter().zip(&there).all(|(a, b)| near(a, b, 3));
    each && near(word, meant, if here.len() == 1 { 3 } else { 4 })
}

/// At most one wrong letter in so many, and one in any word of two or more.
fn near(a: &str, b: &str, one_in: usize) -> bool {
    let longer = a.chars().count().max(b.chars().count());
    distance(a, b) <= (longer / one_in).max(usize::from(longer > 1))
}

fn distance(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(a, b)
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

    /// Words that share a long part and mean something else.
    #[test]
    fn a_common_part_is_not_enough() {
        let actions = ["crash_servers", "slow_servers", "slow_store", "set_workers", "fail_cache"];
        for other in ["add_servers", "stop_servers", "set_servers", "stop_store", "heal_cache"] {
            assert_eq!(closest(other, &actions), None, "{other}");
        }
        assert_eq!(closest("crash_server", &actions), Some("crash_servers"));
        assert_eq!(closest("set-worker", &actions), Some("set_workers"));
        assert_eq!(closest("slowstore", &actions), Some("slow_store"));
        assert_eq!(closest("classes.phone.timeout", &["classes.phones.timeout"]), Some("classes.phones.timeout"));
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
