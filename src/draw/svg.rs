//! The scene as SVG, written by plotters, and completed for readers who listen.
//!
//! plotters knows neither titles nor round joints, so its opening tag is replaced afterwards.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plotters::backend::{DrawingBackend, SVGBackend};

use crate::draw::chart::Chart;
use crate::draw::compose::compose;
use crate::draw::figure::Size;
use crate::draw::marks::{FINE, draw};
use crate::draw::preset::Preset;
use crate::draw::raster;
use crate::draw::scene::{Across, Scene};

/// Why a chart could not be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChartError {
    /// plotters refused to draw.
    Drawing(String),
    /// The pixels could not be drawn, or not packed into a PNG.
    Encoding(String),
}

impl fmt::Display for ChartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drawing(reason) => write!(formatter, "the chart cannot be drawn: {reason}"),
            Self::Encoding(reason) => {
                write!(formatter, "the chart cannot be written as PNG: {reason}")
            }
        }
    }
}

impl std::error::Error for ChartError {}

/// A picture within a page: the typeface is the page's business.
#[derive(Clone, Debug, PartialEq)]
pub struct Inline {
    /// The `svg` element.
    pub svg: String,
    /// Where its x axis lies, in pixels of the picture.
    pub across: Option<Across>,
}

/// The chart as one SVG document that brings its typeface: same chart, same bytes.
///
/// # Errors
/// When plotters refuses to draw; no chart is known to cause that.
pub fn render_svg(chart: &Chart, size: Size) -> Result<String, ChartError> {
    document(chart, &compose(chart, size), &typeface())
}

/// The chart as PNG: the same scene, drawn by [`raster`], because plotters' own bitmaps shift glyphs and tear thick lines.
///
/// # Errors
/// When the pixels cannot be drawn or packed; no chart is known to cause that.
pub fn render_png(chart: &Chart, size: Size) -> Result<Vec<u8>, ChartError> {
    raster::encode(&compose(chart, size)).map_err(ChartError::Encoding)
}

/// The chart as SVG document and as PNG, for these eyes.
///
/// # Errors
/// Like [`render_svg`] and [`render_png`].
pub fn render(chart: &Chart, preset: Preset) -> Result<(String, Vec<u8>), ChartError> {
    let scene = compose(chart, preset.size()).seen_in(preset.look());
    Ok((document(chart, &scene, &typeface())?, raster::encode(&scene).map_err(ChartError::Encoding)?))
}

/// The chart as an element of a page that has the typeface already.
///
/// # Errors
/// When plotters refuses to draw; no chart is known to cause that.
pub fn inline(chart: &Chart, size: Size) -> Result<Inline, ChartError> {
    let scene = compose(chart, size);
    // What is said of every mark although it is so anyway is a tenth of a page.
    let svg = joined(&document(chart, &scene, "")?.replace(" opacity=\"1\"", ""));
    Ok(Inline { svg, across: scene.across })
}

/// The same picture with lines of one look that follow each other in one element: a dashed curve is hundreds of them.
fn joined(svg: &str) -> String {
    let mut done = String::with_capacity(svg.len());
    let mut look = "";
    for line in svg.lines() {
        let parts = line.strip_prefix("<polyline ").and_then(|rest| rest.split_once(" points=\""));
        let parts = parts.and_then(|(own, rest)| Some((own, rest.strip_suffix("\"/>")?.trim())));
        if !look.is_empty() && parts.is_none_or(|(own, _)| own != look) {
            done.push_str("\"/>\n");
            look = "";
        }
        let Some((own, points)) = parts else {
            done.push_str(line);
            done.push('\n');
            continue;
        };
        if look.is_empty() {
            done.push_str(&format!("<path {own} d=\""));
            look = own;
        }
        done.push_str(&steps(points).unwrap_or_else(|| format!("M{points}")));
    }
    if look.is_empty() { done } else { done + "\"/>\n" }
}

/// A line from point to point as steps from each to the next, which are much shorter to write. Steps straight on, along one
/// axis, are one. None if the points are no whole numbers.
fn steps(points: &str) -> Option<String> {
    let point = |text: &str| {
        let (x, y) = text.split_once(',')?;
        Some((x.parse::<i64>().ok()?, y.parse::<i64>().ok()?))
    };
    let mut points = points.split_whitespace().map(point);
    let (mut x, mut y) = points.next()??;
    let mut path = format!("M{x},{y}");
    let mut steps: Vec<(i64, i64)> = Vec::new();
    for next in points {
        let (to_x, to_y) = next?;
        let step = (to_x - x, to_y - y);
        (x, y) = (to_x, to_y);
        match steps.last_mut() {
            Some(last) if last.1 == 0 && step.1 == 0 && last.0.signum() == step.0.signum() => last.0 += step.0,
            Some(last) if last.0 == 0 && step.0 == 0 && last.1.signum() == step.1.signum() => last.1 += step.1,
            Some(_) | None => steps.push(step),
        }
    }
    for (place, number) in steps.iter().flat_map(|(along, down)| [along, down]).enumerate() {
        match (place, *number < 0) {
            (0, _) => path.push('l'),
            (_, true) => {}
            (_, false) => path.push(' '),
        }
        path.push_str(&number.to_string());
    }
    Some(path)
}

/// The embedded typeface as a style sheet, for SVG documents and pages.
#[must_use]
pub fn typeface() -> String {
    let face = |weight: &str, bytes: &[u8]| {
        format!(
            "@font-face{{font-family:\"DejaVu Sans\";font-weight:{weight};\
             src:url(data:font/woff2;base64,{}) format(\"woff2\")}}",
            STANDARD.encode(bytes)
        )
    };
    face("normal", include_bytes!("fonts/DejaVuSans.woff2"))
        + &face("bold", include_bytes!("fonts/DejaVuSans-Bold.woff2"))
}

fn document(chart: &Chart, scene: &Scene, style: &str) -> Result<String, ChartError> {
    let mut document = String::new();
    {
        let extent = (scene.size.width() * FINE as u32, scene.size.height() * FINE as u32);
        let mut backend = SVGBackend::with_string(&mut document, extent);
        for mark in &scene.marks {
            draw(&mut backend, mark).map_err(|reason| ChartError::Drawing(reason.to_string()))?;
        }
        backend.present().map_err(|reason| ChartError::Drawing(reason.to_string()))?;
    }
    complete(&document, chart, scene, style)
}

/// Replaces the opening tag: true size, round joints, a role, a title and a description.
fn complete(document: &str, chart: &Chart, scene: &Scene, style: &str) -> Result<String, ChartError> {
    let Some((_, body)) = document.split_once('>') else {
        return Err(ChartError::Drawing("plotters wrote no document".to_owned()));
    };
    let (width, height) = (scene.size.width(), scene.size.height());
    let fine = FINE as u32;
    let style = if style.is_empty() { String::new() } else { format!("<style>{style}</style>\n") };
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" \
         height=\"{height}\" viewBox=\"0 0 {} {}\" stroke-linejoin=\"round\">\n\
         <title>{}</title>\n<desc>{}</desc>\n{style}{}",
        width * fine,
        height * fine,
        escaped(chart.title()),
        escaped(chart.alt()),
        body.trim_start(),
    ))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // XML forbids these two and most control characters, even escaped.
            '\u{FFFE}' | '\u{FFFF}' => safe.push('\u{FFFD}'),
            _ if letter.is_control() => safe.push(' '),
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Oracle: the steps, added up by hand.
    #[test]
    fn a_line_is_written_as_steps() {
        assert_eq!(steps("10,20 14,20 18,20 18,15 18,9 20,7").as_deref(), Some("M10,20l8 0 0-11 2-2"));
        // There and back again is no step straight on.
        assert_eq!(steps("0,0 5,0 2,0").as_deref(), Some("M0,0l5 0-3 0"));
        assert_eq!(steps("3,4 3,4").as_deref(), Some("M3,4l0 0"));
        assert_eq!(steps("3,4").as_deref(), Some("M3,4"));
        assert_eq!(steps("3,4 5.5,6"), None);
    }

    #[test]
    fn lines_of_one_look_are_one_path() {
        let svg =
            "<polyline stroke=\"red\" points=\"0,0 4,0 \"/>\n<polyline stroke=\"red\" points=\"8,0 9,3 \"/>\n<text/>\n";
        assert_eq!(joined(svg), "<path stroke=\"red\" d=\"M0,0l4 0M8,0l1 3\"/>\n<text/>\n");
    }
}
