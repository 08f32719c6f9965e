//! A page in one file: what every page of ours begins with.

use maud::{DOCTYPE, PreEscaped, html};

use super::provenance::VERSION;

/// The page. Style and body are HTML already.
#[must_use]
pub fn file(title: &str, style: &str, body: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(format!("syncstorm {VERSION}"));
                // A page without an icon would ask for one.
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(style)) }
            }
            body { (PreEscaped(body)) }
        }
    };
    page.into_string()
}
