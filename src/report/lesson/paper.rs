//! A version of the lesson as a page to print: its Markdown as HTML, with everything it needs in one file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag};

use crate::report::html;

/// The page. `picture` gives the SVG of a picture that the text names.
pub fn paper<'a>(title: &str, markdown: &str, picture: impl Fn(&str) -> Option<&'a [u8]>) -> String {
    let inlined =
        Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS).map(|event| match event {
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let data = picture(&dest_url).map(|svg| format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg)));
                Event::Start(Tag::Image { link_type, dest_url: data.map_or(dest_url, CowStr::from), title, id })
            }
            other => other,
        });
    let mut body = String::new();
    pulldown_cmark::html::push_html(&mut body, inlined);
    html::file(title, include_str!("paper.css"), &body)
}
