//! The marks of a scene on any backend of plotters.
//!
//! plotters counts whole pixels and divides font sizes by 1.24. So the picture is drawn on a lattice `FINE` times finer
//! than the pixels, and sizes are multiplied beforehand.

use plotters::backend::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, IntoFont, RGBColor, ShapeStyle, TextStyle};

use crate::draw::font::Weight;
use crate::draw::scene::{Align, Mark, Paint, Point, Text};

/// Lattice steps per pixel: a tenth of a pixel is finer than any eye or projector.
pub(crate) const FINE: f64 = 10.0;
/// Viewers without DejaVu Sans use Verdana, whose letters are equally wide.
const FAMILY: &str = "DejaVu Sans, Verdana, sans-serif";
/// plotters draws letters of `size / 1.24`.
pub(crate) const PLOTTERS_TYPE: f64 = 1.24;
/// plotters draws text hung from its top so many em lower.
pub(crate) const PLOTTERS_HANG: f64 = 0.76;

/// Draws one mark.
pub(crate) fn draw<B: DrawingBackend>(backend: &mut B, mark: &Mark) -> Result<(), impl std::error::Error + use<B>> {
    match mark {
        Mark::Fill(ring, paint) => backend.fill_polygon(ring.iter().map(lattice), &shape(*paint, 0.0)),
        Mark::Stroke(path, width, paint) => backend.draw_path(path.iter().map(lattice), &shape(*paint, *width)),
        Mark::Text(text) => {
            let hang = Point::new(text.at.x, text.at.y - PLOTTERS_HANG * text.em);
            backend.draw_text(&text.content, &type_style(text), lattice(&hang))
        }
    }
}

fn lattice(point: &Point) -> (i32, i32) {
    ((point.x * FINE).round() as i32, (point.y * FINE).round() as i32)
}

fn shape(paint: Paint, width: f64) -> ShapeStyle {
    let (red, green, blue) = paint.rgb;
    ShapeStyle {
        color: RGBColor(red, green, blue).mix(paint.opacity),
        filled: true,
        stroke_width: (width * FINE).round() as u32,
    }
}

fn type_style(text: &Text) -> TextStyle<'static> {
    let style = match text.weight {
        Weight::Regular => FontStyle::Normal,
        Weight::Bold => FontStyle::Bold,
    };
    let horizontal = match text.align {
        Align::Start => HPos::Left,
        Align::Middle => HPos::Center,
        Align::End => HPos::Right,
    };
    let (red, green, blue) = text.rgb;
    // Whole lattice steps, so that the division by 1.24 prints a short number.
    let size = (text.em * FINE).round() * PLOTTERS_TYPE;
    let font = (FontFamily::Name(FAMILY), size).into_font().style(style);
    TextStyle {
        color: RGBColor(red, green, blue).to_backend_color(),
        ..TextStyle::from(font).pos(Pos::new(horizontal, VPos::Top))
    }
}
