//! What a value is called that a scenario moves by hand without saying so: its place in words.

/// Tables that hold named things, and tables that every path of their kind has: they tell nothing apart.
const TABLES: [&str; 8] = ["classes", "timeline", "behaviours", "behaviour", "activesync", "contact", "do", "spread"];
/// The parameter of a distribution that a value is, behind the name of what is distributed.
const PARTS: [(&str, &str); 8] = [
    ("exponential", "mean"),
    ("around", "middle"),
    ("mean", "mean"),
    ("median", "median"),
    ("sigma", "sigma"),
    ("from", "from"),
    ("to", "to"),
    ("constant", "always"),
];

/// A path in words: whose value it is, then what: `phones: service (mean)`.
pub(super) fn in_words(path: &str) -> String {
    let keys: Vec<&str> = path.split('.').collect();
    let named = matches!(keys.first(), Some(&"classes" | &"timeline" | &"services" | &"links" | &"calls"));
    // A call often has the name of the service that it goes to.
    let kind = if keys.first() == Some(&"calls") { "call " } else { "" };
    // Below the name of a thing, `web` is a kind of class; before it, it may be the name.
    let mut of = keys.iter().copied().skip(usize::from(named));
    let whose = of.next().unwrap_or_default();
    let mut what: Vec<&str> = of.filter(|key| !TABLES.contains(key)).collect();
    let part = match what.last().and_then(|last| PARTS.iter().find(|(key, _)| key == last)) {
        Some((_, words)) if what.len() > 1 => {
            what.pop();
            format!(" ({words})")
        }
        _ => String::new(),
    };
    // `any_error.after` is how long somebody waits after any error.
    if let [.., error, "after"] = what[..] {
        let wait = format!("wait after {error}");
        return spaced(&format!("{kind}{whose}: {wait}{part}"));
    }
    match what.is_empty() {
        true => spaced(&format!("{kind}{whose}")),
        false => spaced(&format!("{kind}{whose}: {}{part}", what.join(", "))),
    }
}

fn spaced(words: &str) -> String {
    words.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_path_says_whose_value_it_is_and_what() {
        for (path, words) in [
            ("classes.phones.service.exponential", "phones: service (mean)"),
            ("classes.phones.activesync.contact.poll.every.exponential", "phones: poll, every (mean)"),
            (
                "classes.phones.behaviours.constant.any_error.after.spread.around",
                "phones: wait after any error (middle)",
            ),
            ("classes.web.behaviours.reload.tries", "web: reload, tries"),
            ("timeline.cache_emptied.lasts", "cache emptied: lasts"),
            ("timeline.raised.do.limit.rate", "raised: limit, rate"),
            ("services.front.workers", "front: workers"),
            ("calls.store.behaviour.tries", "call store: tries"),
            ("cache.hit_ratio", "cache: hit ratio"),
            ("network.capacity", "network: capacity"),
        ] {
            assert_eq!(in_words(path), words);
        }
    }
}
