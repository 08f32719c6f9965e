//! The scene as pixels, with exact coverage at every edge.
//!
//! Shapes and letters go through the same area-accumulating rasterizer, so nothing is
//! drawn larger and scaled down, and a chart costs some tens of milliseconds.

use std::f64::consts::TAU;

use ab_glyph::{Font, GlyphId, ScaleFont};
use ab_glyph_rasterizer::{Rasterizer, point};

use crate::draw::font::pixel_scale;
use crate::draw::ink::Rgb;
use crate::draw::scene::{Mark, Paint, Point, Rect, Scene, Text};

/// Corners of the disc at a joint; more cannot be told apart at these thicknesses.
const DISC: usize = 12;

/// The scene as pixels: red, green and blue, row by row from the top.
pub(crate) fn pixels(scene: &Scene) -> Vec<u8> {
    let mut canvas = Canvas::blank(scene.size.width() as usize, scene.size.height() as usize);
    // Dashes and hatches come as many equal strokes; one pass for all of them saves
    // most of the time.
    for group in scene.marks.chunk_by(alike) {
        let mut rings = Vec::new();
        let mut shared = None;
        for mark in group {
            match mark {
                Mark::Fill(ring, paint) => canvas.fill(std::slice::from_ref(ring), *paint),
                Mark::Text(text) => canvas.write(text),
                Mark::Stroke(path, width, paint) => {
                    rings.extend(thick(path, *width));
                    shared = Some(*paint);
                }
            }
        }
        if let Some(paint) = shared {
            canvas.fill(&rings, paint);
        }
    }
    canvas.pixels
}

/// The scene as a PNG file in memory.
pub(crate) fn encode(scene: &Scene) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, scene.size.width(), scene.size.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(&pixels(scene)).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Strokes of one look can be drawn together; a shape or text stands alone.
fn alike(one: &Mark, other: &Mark) -> bool {
    match (one, other) {
        (Mark::Stroke(_, width, paint), Mark::Stroke(_, other_width, other_paint)) => {
            width == other_width && paint == other_paint
        }
        (Mark::Fill(..) | Mark::Text(_) | Mark::Stroke(..), _) => false,
    }
}

struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    fn blank(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![255; width * height * 3] }
    }

    /// Fills the union of rings that all turn the same way.
    fn fill(&mut self, rings: &[Vec<Point>], paint: Paint) {
        let Some(extent) = self.visible(rings) else {
            return;
        };
        let (left, top) = (extent.left.floor(), extent.top.floor());
        // Two spare columns: the rasterizer spills into its right neighbour.
        let columns = (extent.right.ceil() - left) as usize + 2;
        let rows = (extent.bottom.ceil() - top) as usize + 1;
        let mut coverage = Rasterizer::new(columns, rows);
        let inside = |corner: &Point| {
            point(
                (corner.x.clamp(extent.left, extent.right) - left) as f32,
                (corner.y.clamp(extent.top, extent.bottom) - top) as f32,
            )
        };
        for ring in rings {
            for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                coverage.draw_line(inside(from), inside(to));
            }
        }
        coverage.for_each_pixel_2d(|column, row, share| {
            self.blend(
                left as i64 + i64::from(column),
                top as i64 + i64::from(row),
                paint.rgb,
                f64::from(share) * paint.opacity,
            );
        });
    }

    /// The rings' bounding box as far as it lies on the canvas.
    fn visible(&self, rings: &[Vec<Point>]) -> Option<Rect> {
        let mut corners = rings.iter().flatten();
        let first = corners.next()?;
        let start = Rect { left: first.x, right: first.x, top: first.y, bottom: first.y };
        let all = corners.fold(start, |extent, corner| Rect {
            left: extent.left.min(corner.x),
            right: extent.right.max(corner.x),
            top: extent.top.min(corner.y),
            bottom: extent.bottom.max(corner.y),
        });
        let seen = Rect {
            left: all.left.max(0.0),
            top: all.top.max(0.0),
            right: all.right.min(self.width as f64),
            bottom: all.bottom.min(self.height as f64),
        };
        (seen.width() > 0.0 && seen.height() > 0.0).then_some(seen)
    }

    fn write(&mut self, text: &Text) {
        let face = text.weight.face();
        let scale = pixel_scale(face, text.em);
        let scaled = face.as_scaled(scale);
        let mut pen = text.extent().left as f32;
        let mut previous: Option<GlyphId> = None;
        for letter in text.content.chars() {
            let id = face.glyph_id(letter);
            if let Some(before) = previous {
                pen += scaled.kern(before, id);
            }
            let at = point(pen, text.at.y as f32);
            if let Some(outline) = face.outline_glyph(id.with_scale_and_position(scale, at)) {
                let corner = outline.px_bounds().min;
                outline.draw(|column, row, share| {
                    self.blend(
                        corner.x as i64 + i64::from(column),
                        corner.y as i64 + i64::from(row),
                        text.rgb,
                        f64::from(share),
                    );
                });
            }
            pen += scaled.h_advance(id);
            previous = Some(id);
        }
    }

    fn blend(&mut self, x: i64, y: i64, rgb: Rgb, share: f64) {
        if share <= 0.0 {
            return;
        }
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x >= self.width || y >= self.height {
            return;
        }
        let share = share.min(1.0);
        let start = (y * self.width + x) * 3;
        let Some(pixel) = self.pixels.get_mut(start..start + 3) else {
            return;
        };
        for (channel, target) in pixel.iter_mut().zip([rgb.0, rgb.1, rgb.2]) {
            let mixed = f64::from(*channel) * (1.0 - share) + f64::from(target) * share;
            // Not `round`, which is a call of a function on processors that have no instruction for it.
            *channel = (mixed + 0.5) as u8;
        }
    }
}

/// A stroke as rings: one oblong for every segment, a disc at every joint, all turning
/// the same way so that overlaps count once.
fn thick(path: &[Point], width: f64) -> Vec<Vec<Point>> {
    let radius = width / 2.0;
    let mut rings = Vec::with_capacity(path.len() * 2);
    for ends in path.windows(2) {
        let (from, to) = (ends[0], ends[1]);
        let length = (to.x - from.x).hypot(to.y - from.y);
        if length < 1e-6 {
            continue;
        }
        let across = Point::new(-(to.y - from.y) / length * radius, (to.x - from.x) / length * radius);
        rings.push(vec![
            Point::new(from.x - across.x, from.y - across.y),
            Point::new(to.x - across.x, to.y - across.y),
            Point::new(to.x + across.x, to.y + across.y),
            Point::new(from.x + across.x, from.y + across.y),
        ]);
    }
    if radius > 0.8 {
        let joints = path.get(1..path.len().saturating_sub(1)).unwrap_or(&[]);
        rings.extend(joints.iter().map(|joint| disc(*joint, radius)));
    }
    rings
}

fn disc(centre: Point, radius: f64) -> Vec<Point> {
    (0..DISC)
        .map(|corner| {
            let angle = TAU * corner as f64 / DISC as f64;
            Point::new(centre.x + radius * angle.cos(), centre.y + radius * angle.sin())
        })
        .collect()
}
