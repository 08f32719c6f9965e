//! Sources as people write them, with their addresses as links.

use maud::{Markup, html};

/// A text in which every address of the web is a link: what begins with `https://` or `http://` and ends before a space
/// or before the marks that close a sentence or a bracket. All else is text, and so are addresses of any other kind.
/// A link asks nobody for anything until somebody follows it, and then tells nobody where from.
pub(super) fn linked(text: &str) -> Markup {
    html! { @for piece in pieces(text) { @match piece {
        Piece::Text(text) => (text),
        Piece::Address(address) => a href=(address) rel="noreferrer" { (shown(address)) },
    } } }
}

/// A text in which `[words](#place)` is a link to a place of the page.
pub(super) fn within(text: &str) -> Markup {
    let link = |at: usize| {
        let (before, rest) = (&text[..at], &text[at + "](".len()..]);
        let (begin, end) = (before.rfind('[')?, rest.find(')')?);
        Some((&before[..begin], &before[begin + 1..], &rest[..end], &rest[end + 1..]))
    };
    html! { @match text.find("](#").and_then(link) {
        Some((before, words, place, after)) => { (before) a href=(place) { (words) } (within(after)) }
        None => (text),
    } }
}

#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Text(&'a str),
    Address(&'a str),
}

fn pieces(mut text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    while let Some(begin) = ["https://", "http://"].iter().filter_map(|scheme| text.find(scheme)).min() {
        let (before, rest) = text.split_at(begin);
        let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        let address = word.trim_end_matches(['.', ',', ';', ':', ')', ']', '"', '\'', '>']);
        let named = address.split_once("://").is_some_and(|(_, name)| !name.is_empty());
        let (address, left) = rest.split_at(address.len());
        found.push(Piece::Text(before));
        found.push(if named { Piece::Address(address) } else { Piece::Text(address) });
        text = left;
    }
    found.push(Piece::Text(text));
    found.retain(|piece| *piece != Piece::Text(""));
    found
}

/// Who says it: the name of the site, which is short enough for a line of a table.
fn shown(address: &str) -> &str {
    let name = address.split_once("://").map_or(address, |(_, name)| name);
    name.split(['/', '?', '#']).next().unwrap_or(name).trim_start_matches("www.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_links_and_nothing_else_is() {
        let text = "KB 1 (https://support.microsoft.com/en-us/kb/1), http://a.b/c?d=e; then";
        assert_eq!(
            pieces(text),
            [
                Piece::Text("KB 1 ("),
                Piece::Address("https://support.microsoft.com/en-us/kb/1"),
                Piece::Text("), "),
                Piece::Address("http://a.b/c?d=e"),
                Piece::Text("; then"),
            ]
        );
        assert_eq!(pieces("javascript:alert(1) ftp://a"), [Piece::Text("javascript:alert(1) ftp://a")]);
        assert_eq!(linked("https://").into_string(), "https://");
        assert_eq!(
            linked("see https://www.a.b/c.").into_string(),
            "see <a href=\"https://www.a.b/c\" rel=\"noreferrer\">a.b</a>."
        );
    }

    #[test]
    fn no_text_becomes_markup() {
        let page = linked("<b> https://a.b/\"onclick=\"x<script>").into_string();
        assert!(!page.contains("<b>") && !page.contains("<script>") && !page.contains("\"onclick"), "{page}");
    }
}
