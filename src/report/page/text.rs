//! Where no line of the page may end: between a number and its unit, or within a number.

use crate::report::words;

/// Elements whose text is kept as it is: what is copied from the page, what is drawn, and what is no text.
const KEPT: [&str; 5] = ["code", "pre", "script", "style", "svg"];

/// The page with its numbers unbroken.
pub(super) fn unbroken(page: &str) -> String {
    let mut done = String::with_capacity(page.len() + page.len() / 50);
    let mut rest = page;
    while let Some(tag) = rest.find('<') {
        done.push_str(&line(&rest[..tag]));
        rest = &rest[tag..];
        let name: &str = rest[1..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let kept = KEPT.contains(&name).then(|| format!("</{name}>"));
        let end = kept.and_then(|close| rest.find(&close).map(|at| at + close.len()));
        let end = end.or_else(|| rest.find('>').map(|at| at + 1)).unwrap_or(rest.len());
        done.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    done + &line(rest)
}

fn line(text: &str) -> String {
    let inner = text.trim_matches(' ');
    match inner.is_empty() {
        true => text.to_owned(),
        false => text.replacen(inner, &words::unbroken(inner), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::unbroken;

    #[test]
    fn numbers_are_whole_and_nothing_else_changes() {
        let page = "<p title=\"2 h\"> 10 000 phones, <b>3 h 05 min</b> and 5 % </p><pre>run 2 h</pre><svg><text>2 h</text></svg>x";
        let said = "<p title=\"2 h\"> 10_000_phones, <b>3_h_05_min</b> and 5_% </p><pre>run 2 h</pre><svg><text>2 h</text></svg>x";
        assert_eq!(unbroken(page), said.replace('_', "\u{a0}"));
    }
}
