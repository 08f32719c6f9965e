//! The scene as pixels: tiny-skia as a backend of plotters. The letters come from ab_glyph, whose edges are exact, where
//! tiny-skia looks at sixteen places of a pixel.

use std::convert::Infallible;

use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};
use tiny_skia::{
    Color, ColorU8, FillRule, LineJoin, Paint, Path, PathBuilder, Pixmap, PremultipliedColorU8, Stroke, Transform,
};

use crate::draw::font::{self, Weight};
use crate::draw::marks::{FINE, PLOTTERS_HANG, PLOTTERS_TYPE, draw};
use crate::draw::scene::Scene;

/// The scene as pixels: red, green and blue, row by row from the top.
pub(crate) fn pixels(scene: &Scene) -> Result<Vec<u8>, String> {
    let Canvas(pixmap) = Canvas::of(scene)?;
    Ok(pixmap.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect())
}

/// The scene as a PNG file in memory.
pub(crate) fn encode(scene: &Scene) -> Result<Vec<u8>, String> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, scene.size.width(), scene.size.height());
    encoder.set_color(png::ColorType::Rgb);
    // Charts are flat: without filters seven of them are a sixth smaller, and packed in three quarters of the time.
    encoder.set_filter(png::Filter::NoFilter);
    let data = pixels(scene)?;
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&data));
    written.map_err(|error| error.to_string())?;
    Ok(file)
}

/// Pixels without holes, which plotters takes for a paper `FINE` times as large.
struct Canvas(Pixmap);

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Canvas {
    fn of(scene: &Scene) -> Result<Self, String> {
        let mut pixmap = Pixmap::new(scene.size.width(), scene.size.height()).ok_or("no picture has this size")?;
        pixmap.fill(Color::WHITE);
        let mut canvas = Self(pixmap);
        for mark in &scene.marks {
            draw(&mut canvas, mark).map_err(|reason| reason.to_string())?;
        }
        Ok(canvas)
    }

    fn fill(&mut self, path: Option<Path>, color: BackendColor) {
        let (red, green, blue) = color.rgb;
        let mut paint = Paint::default();
        paint.set_color_rgba8(red, green, blue, (color.alpha * 255.0).round() as u8);
        if let Some(path) = path {
            self.0.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
        }
    }

    /// The pixel in this column and row, if it is on the canvas.
    fn pixel(&mut self, column: i32, row: i32) -> Option<&mut PremultipliedColorU8> {
        let (width, column, row) = (self.0.width() as usize, usize::try_from(column).ok()?, usize::try_from(row).ok()?);
        if column < width { self.0.pixels_mut().get_mut(row * width + column) } else { None }
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (self.0.width() * FINE as u32, self.0.height() * FINE as u32)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.fill_polygon([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)], &color)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let width = style.stroke_width() as f32 / FINE as f32;
        let stroke = Stroke { width, line_join: LineJoin::Round, ..Stroke::default() };
        // Not `stroke_path`, which draws thin lines paler and in steps.
        self.fill(through(path).finish().and_then(|path| path.stroke(&stroke, 1.0)), style.color());
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Drawn {
        let mut ring = through(corners);
        ring.close();
        self.fill(ring.finish(), style.color());
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let weight = if matches!(style.style(), FontStyle::Bold) { Weight::Bold } else { Weight::Regular };
        let em = style.size() / PLOTTERS_TYPE / FINE;
        let before = match style.anchor().h_pos {
            HPos::Left => 0.0,
            HPos::Center => 0.5,
            HPos::Right => 1.0,
        };
        let left = f64::from(x) / FINE - before * font::width(text, em, weight);
        let base = f64::from(y) / FINE + PLOTTERS_HANG * em;
        let BackendColor { alpha, rgb: (red, green, blue) } = style.color();
        font::cover(text, em, weight, (left, base), |column, row, share| {
            let share = share * alpha;
            // Not `round`, which is a call of a function on processors that have no instruction for it.
            let mix = |old: u8, new: u8| (f64::from(old) * (1.0 - share) + f64::from(new) * share + 0.5) as u8;
            if let Some(pixel) = self.pixel(column, row) {
                let [red, green, blue] = [mix(pixel.red(), red), mix(pixel.green(), green), mix(pixel.blue(), blue)];
                *pixel = ColorU8::from_rgba(red, green, blue, 255).premultiply();
            }
        });
        Ok(())
    }
}

/// An open path through points of the lattice.
fn through(points: impl IntoIterator<Item = BackendCoord>) -> PathBuilder {
    let mut path = PathBuilder::new();
    for (x, y) in points {
        let (x, y) = (x as f32 / FINE as f32, y as f32 / FINE as f32);
        if path.is_empty() { path.move_to(x, y) } else { path.line_to(x, y) }
    }
    path
}
