//! Colours for dark screens: a rule for every colour that the drawings of a page use, by the same mapping as dark slides.

use std::collections::BTreeSet;

use crate::draw::ink::Rgb;
use crate::draw::preset::Look;

/// Style rules for the colours in these drawings.
pub(super) fn rules(body: &str) -> String {
    let mut rules = String::from("@media screen and (prefers-color-scheme: dark){");
    for side in ["fill", "stroke"] {
        let begin = format!("{side}=\"#");
        let colours: BTreeSet<&str> = body.split(&begin).skip(1).filter_map(|rest| rest.get(..6)).collect();
        for colour in colours {
            if let Some(rgb) = parsed(colour) {
                let (red, green, blue) = Look::Dark.of(rgb);
                rules.push_str(&format!("svg [{side}=\"#{colour}\"]{{{side}:#{red:02x}{green:02x}{blue:02x}}}"));
            }
        }
    }
    // What has no colour of its own is black.
    rules.push_str("svg{fill:#fff}svg [fill=none]{fill:none}}");
    rules
}

fn parsed(digits: &str) -> Option<Rgb> {
    let part = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
    Some((part(0)?, part(2)?, part(4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_has_a_rule() {
        let rules = rules("<a fill=\"#FFFFFF\"/><b stroke=\"#000000\" fill=\"none\"/>");
        assert!(rules.contains("svg [fill=\"#FFFFFF\"]{fill:#161616}"), "{rules}");
        assert!(rules.contains("svg [stroke=\"#000000\"]{stroke:#ffffff}"), "{rules}");
        assert_eq!(rules.matches('{').count(), rules.matches('}').count());
    }
}
