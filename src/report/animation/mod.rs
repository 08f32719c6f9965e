//! A run as a film for slides: the picture of the cell above, load and people below with a cursor that wanders along.
//!
//! The layout is made once; a frame is what the picture shows at its moment, and a veil over what is still to
//! come. Frames are drawn side by side and collected in order: the bytes do not depend on who is first.
//!
//! - `gif` frames as one file

mod gif;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::experiment::Outcome;
use crate::scenario::Document;

use super::charts;
use super::picture::{self, Form, Picture, interval_at, pacing};
use super::provenance::Provenance;
use crate::draw::compose::compose_with_room;
use crate::draw::figure::{Figure, Size};
use crate::draw::preset::Look;
use crate::draw::raster;
use crate::draw::scene::{Mark, Paint, Point, Rect, Scene};

/// Frames that are drawn at a time: enough for all cores, and few enough that the large ones fit into memory.
const BATCH: usize = 32;
/// Every so many frames one is looked at for the colours of all.
const SAMPLE: usize = 4;
/// How long the last frame stays.
const LAST_S: f64 = 3.0;

/// Height of the picture, in slide pixels: as wide as the paper without its margins.
const PICTURE: f64 = 540.0;
/// What is left to see of what is still to come.
const VEIL: f64 = 0.72;
/// Thickness of the cursor, in slide pixels.
const CURSOR: f64 = 4.0;

/// A film of a run.
pub struct Animation<'a> {
    outcome: &'a Outcome,
    picture: Picture,
    /// Intervals, and the hours since the onset at which they end.
    moments: Vec<(usize, f64)>,
    chapters: Vec<Chapter>,
    size: Size,
    /// Where the picture goes.
    place: Rect,
    look: Look,
}

/// Frames over the same chart.
struct Chapter {
    /// Everything but the picture and what depends on the moment.
    ground: Scene,
    /// Its last moment in hours since the onset.
    until: f64,
}

impl<'a> Animation<'a> {
    /// A film of so many frames, so wide; three quarters as high.
    #[must_use]
    pub fn of(
        document: &Document,
        outcome: &'a Outcome,
        about: &Provenance,
        (frames, width, look): (usize, u32, Look),
    ) -> Self {
        let size = Size::new(width, width * 3 / 4);
        let figures = charts::chapters(outcome, about);
        // Below the tallest heading, so that the picture stays where it is.
        let top = figures.iter().map(|(figure, _)| compose_with_room(figure, size, 0.0).1.top).fold(0.0, f64::max);
        let chapter = |(figure, until): (Figure, f64)| {
            let (_, heading) = compose_with_room(&figure, size, 0.0);
            let (mut ground, room) = compose_with_room(&figure, size, top - heading.top + PICTURE * size.unit());
            lower(&mut ground, heading.top, (top - heading.top) / 2.0);
            (Chapter { ground, until }, Rect { top, ..room })
        };
        let (chapters, places): (Vec<Chapter>, Vec<Rect>) = figures.into_iter().map(chapter).unzip();
        let ends = |hours: f64| {
            let interval = interval_at(outcome, hours);
            let sample = outcome.series.resources.get(interval)?;
            Some((interval, sample.time_h + sample.usage.seconds / 3600.0))
        };
        let moments: Vec<(usize, f64)> = pacing(&[outcome], frames).into_iter().filter_map(ends).collect();
        Self {
            outcome,
            picture: Picture::of(document, &[outcome], Form::Wide),
            moments,
            chapters,
            size,
            place: places.first().copied().unwrap_or(Rect::paper(size)),
            look,
        }
    }

    /// Number of frames.
    #[must_use]
    pub fn len(&self) -> usize {
        self.moments.len()
    }

    /// Whether the run has no moment to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.moments.is_empty()
    }

    /// A frame as shapes.
    #[must_use]
    pub fn frame(&self, number: usize) -> Scene {
        let (interval, now) = self.moments.get(number).copied().unwrap_or_default();
        let chapter = self.chapters.iter().find(|chapter| now <= chapter.until).or(self.chapters.last());
        let mut scene = chapter.map_or(Scene::blank(self.size), |chapter| covered(&chapter.ground, now));
        picture::draw(&mut scene, &self.picture, &self.picture.at(self.outcome, interval), self.place);
        scene.seen_in(self.look)
    }

    /// A frame as red, green and blue, row by row from the top.
    fn pixels(&self, number: usize) -> Result<Vec<u8>, String> {
        raster::pixels(&self.frame(number))
    }

    /// The frames as PNG files, in order.
    ///
    /// # Errors
    /// When the pixels cannot be drawn or packed; no run is known to cause that.
    pub fn png(&self) -> Result<Vec<Vec<u8>>, String> {
        (0..self.len()).into_par_iter().map(|number| raster::encode(&self.frame(number))).collect()
    }

    /// The film as a GIF file that shows so many frames a second, over and over.
    ///
    /// # Errors
    /// When the frames cannot be drawn or packed; no run is known to cause that.
    pub fn gif(&self, per_second: f64, comment: &str) -> Result<Vec<u8>, String> {
        let mut sample: Vec<usize> = (0..self.len()).step_by(SAMPLE).collect();
        sample.extend(self.len().checked_sub(1));
        let sample: Result<Vec<_>, _> = sample.into_par_iter().map(|number| self.pixels(number)).collect();
        let palette = gif::Palette::of(&sample?);
        let mut film = gif::Film::begin(self.size, &palette, comment)?;
        let all: Vec<usize> = (0..self.len()).collect();
        let hundredths = |seconds: f64| (seconds * 100.0).round().clamp(2.0, 65_535.0) as u16;
        for batch in all.chunks(BATCH) {
            let drawn = batch.par_iter().map(|number| Ok(palette.indices(&self.pixels(*number)?)));
            for (number, frame) in batch.iter().zip(drawn.collect::<Result<Vec<_>, String>>()?) {
                let last = *number + 1 == self.len();
                film.show(frame, hundredths(if last { LAST_S } else { 1.0 / per_second }))?;
            }
        }
        film.end()
    }
}

/// Moves the words above a row down: a heading of fewer lines stands in the middle of the room that others need, so
/// that no gap is seen between it and the picture.
fn lower(scene: &mut Scene, row: f64, by: f64) {
    for mark in &mut scene.marks {
        match mark {
            Mark::Text(text) if text.at.y < row => text.at.y += by,
            Mark::Text(_) | Mark::Fill(..) | Mark::Stroke(..) => {}
        }
    }
}

/// A veil over the curves of what is still to come, and the cursor at its edge; words stay clear.
fn covered(ground: &Scene, now: f64) -> Scene {
    let Some(across) = ground.across else { return ground.clone() };
    let is_text = |mark: &Mark| matches!(mark, Mark::Text(_));
    let (words, drawn): (Vec<Mark>, Vec<Mark>) = ground.marks.iter().cloned().partition(is_text);
    let mut scene = Scene { marks: drawn, ..ground.clone() };
    let (column, plots) = (across.column(now), across.plots);
    scene.rect(Rect { left: column, ..plots }, Paint { rgb: (255, 255, 255), opacity: VEIL });
    let thick = CURSOR * scene.size.unit();
    scene.line(Point::new(column, plots.top), Point::new(column, plots.bottom), thick, (20, 20, 20));
    scene.marks.extend(words);
    scene
}
