//! The picture in a page: an inline `<svg>` whose changing parts a script can set without knowing the layout. Colours
//! are plain attributes, so that the page can replace them.

use std::fmt::Write;

use crate::draw::font::Weight;
use crate::draw::ink::Rgb;
use crate::draw::scene::{Align, Mark, Point, Text};

use super::drawing::marks;
use super::{Axis, Kind, Picture, Shown, State};

/// The picture as an `<svg>` element. `prefix` begins the ids in it, which must be unique on a page.
#[must_use]
pub fn markup(picture: &Picture, shown: &[Shown], prefix: &str) -> String {
    let prefix: String = prefix.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {} {}\" \
         aria-labelledby=\"{prefix}-title {prefix}-desc\" font-family=\"DejaVu Sans, Verdana, sans-serif\" \
         stroke-linejoin=\"round\">\n<title id=\"{prefix}-title\">{}</title>\n<desc id=\"{prefix}-desc\">{}</desc>\n",
        short(picture.width),
        short(picture.height),
        escaped(&format!("{}: {}", picture.cast.what(), picture.cast.title)),
        escaped(&picture.description),
    );
    svg.push_str("<defs>\n");
    for (number, state) in State::ALL.into_iter().enumerate() {
        let marks = state.marks(Point::new(0.0, 0.0), picture.radius);
        let _ = writeln!(svg, "<g id=\"{prefix}-state-{number}\">{}</g>", all(&marks));
    }
    svg.push_str("</defs>\n");
    let mut changing = shown.iter().enumerate();
    for part in &picture.parts {
        match &part.kind {
            Kind::Fixed(marks) => svg.push_str(&all(marks)),
            Kind::Dots { .. } | Kind::Gauge { .. } | Kind::Words(_) | Kind::Lamp(_) | Kind::Flow { .. } => {
                if let Some((number, shown)) = changing.next() {
                    svg.push_str(&element(picture, &part.kind, shown, number, &prefix));
                }
            }
        }
        svg.push('\n');
    }
    svg.push_str("</svg>");
    svg
}

/// A changing part as elements that bear its number.
fn element(picture: &Picture, kind: &Kind, shown: &Shown, number: usize, prefix: &str) -> String {
    match (kind, shown) {
        (Kind::Dots { places, states }, Shown::Counts(counts)) => {
            let each = states.iter().zip(counts);
            let states = each.flat_map(|(state, count)| std::iter::repeat_n(*state, usize::from(*count)));
            let dot = |(place, state): (&Point, State)| {
                let (state, x, y) = (place_of(state), short(place.x), short(place.y));
                format!("<use href=\"#{prefix}-state-{state}\" x=\"{x}\" y=\"{y}\" data-part=\"{number}\"/>")
            };
            places.iter().zip(states).map(dot).collect()
        }
        (Kind::Gauge { rect, axis, rgb }, Shown::Share(share)) => {
            let (width, height, name, full) = match axis {
                Axis::X => (rect.width() * share, rect.height(), "x", rect.width()),
                Axis::Y => (rect.width(), rect.height() * share, "y", rect.height()),
            };
            format!(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" data-part=\"{number}\" \
                 data-axis=\"{name}\" data-full=\"{}\"/>",
                short(rect.left),
                short(rect.top),
                short(width),
                short(height),
                hex(*rgb),
                short(full)
            )
        }
        (Kind::Words(line), Shown::Words(words)) => {
            let (at, em, weight, align, rgb) = (line.at, line.em, line.weight, line.align, line.rgb);
            text(&Text { content: words.clone(), at, em, weight, align, rgb }, &format!(" data-part=\"{number}\""))
        }
        (Kind::Lamp(looks), Shown::Lamp(now)) => {
            let look = |(place, marks): (usize, &Vec<Mark>)| {
                let hidden = if place == usize::from(*now) { "" } else { " display=\"none\"" };
                format!("<g data-part=\"{number}\" data-look=\"{place}\"{hidden}>{}</g>", all(marks))
            };
            looks.iter().enumerate().map(look).collect()
        }
        (Kind::Flow { .. }, Shown::Flow(..)) => {
            format!("<g data-part=\"{number}\">{}</g>", all(&marks(picture, kind, shown)))
        }
        (
            Kind::Fixed(_)
            | Kind::Dots { .. }
            | Kind::Gauge { .. }
            | Kind::Words(_)
            | Kind::Lamp(_)
            | Kind::Flow { .. },
            _,
        ) => all(&marks(picture, kind, shown)),
    }
}

/// The number of a state, which names its symbol.
pub(super) fn place_of(state: State) -> usize {
    State::ALL.iter().position(|known| *known == state).unwrap_or(0)
}

fn all(marks: &[Mark]) -> String {
    marks.iter().map(shape).collect()
}

fn shape(mark: &Mark) -> String {
    let path = |points: &[Point]| {
        points.iter().map(|point| format!("{},{}", short(point.x), short(point.y))).collect::<Vec<_>>().join(" ")
    };
    match mark {
        Mark::Fill(ring, paint) => format!("<polygon points=\"{}\" fill=\"{}\"/>", path(ring), hex(paint.rgb)),
        Mark::Stroke(points, width, paint) => format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>",
            path(points),
            hex(paint.rgb),
            short(*width)
        ),
        Mark::Text(content) => text(content, ""),
    }
}

fn text(text: &Text, more: &str) -> String {
    let anchor = match text.align {
        Align::Start => "start",
        Align::Middle => "middle",
        Align::End => "end",
    };
    let weight = match text.weight {
        Weight::Regular => "",
        Weight::Bold => " font-weight=\"bold\"",
    };
    let (x, y, em) = (short(text.at.x), short(text.at.y), short(text.em));
    let (fill, words) = (hex(text.rgb), escaped(&text.content));
    format!(
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{em}\"{weight} text-anchor=\"{anchor}\" fill=\"{fill}\"{more}>{words}</text>"
    )
}

fn hex((red, green, blue): Rgb) -> String {
    format!("#{red:02X}{green:02X}{blue:02X}")
}

/// A length to a tenth of a pixel.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\u{FFFE}' | '\u{FFFF}' => safe.push('\u{FFFD}'),
            _ if letter.is_control() => safe.push(' '),
            _ => safe.push(letter),
        }
    }
    safe
}
