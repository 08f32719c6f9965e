//! Frames as one GIF file: one table of colours for all of them, and of each frame only what has changed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use gif::{AnyExtension, DisposalMethod, Encoder, Extension, Frame, Repeat};

use crate::draw::figure::Size;

/// Colours of a GIF file, one of them for "as before".
const COLOURS: usize = 255;
/// The one for "as before".
const UNCHANGED: u8 = 255;

/// Shades of red, green and blue that count as one colour while colours are chosen: a 32nd of the scale.
const SHADES: u8 = 8;

/// The colours of all frames.
pub(super) struct Palette {
    colours: Vec<[u8; 3]>,
}

impl Palette {
    /// The most frequent colours of these pictures, one of each neighbourhood: a picture of flat colours has few, and they
    /// are kept as they are (popularity algorithm: P. Heckbert, "Color image quantization for frame buffer display",
    /// SIGGRAPH 1982).
    pub(super) fn of(pictures: &[Vec<u8>]) -> Self {
        let mut counts: BTreeMap<[u8; 3], u64> = BTreeMap::new();
        for rgb in pictures.iter().flat_map(|pixels| pixels.as_chunks::<3>().0) {
            *counts.entry(*rgb).or_default() += 1;
        }
        let mut frequent: Vec<([u8; 3], u64)> = counts.into_iter().collect();
        frequent.sort_by_key(|(rgb, count)| (Reverse(*count), *rgb));
        let mut taken = BTreeSet::new();
        let (first, rest): (Vec<_>, Vec<_>) =
            frequent.into_iter().map(|(rgb, _)| rgb).partition(|rgb| taken.insert(rgb.map(|part| part / SHADES)));
        Self { colours: first.into_iter().chain(rest).take(COLOURS).collect() }
    }

    /// The number of the nearest colour for every pixel.
    pub(super) fn indices(&self, pixels: &[u8]) -> Vec<u8> {
        let mut known: HashMap<[u8; 3], u8> = HashMap::new();
        let nearest = |rgb: &[u8; 3]| *known.entry(*rgb).or_insert_with(|| self.nearest(*rgb));
        pixels.as_chunks::<3>().0.iter().map(nearest).collect()
    }

    fn nearest(&self, rgb: [u8; 3]) -> u8 {
        let far = |other: &[u8; 3]| -> i32 {
            rgb.iter().zip(other).map(|(a, b)| (i32::from(*a) - i32::from(*b)).pow(2)).sum()
        };
        let best = (0..self.colours.len()).min_by_key(|place| far(&self.colours[*place]));
        best.and_then(|place| u8::try_from(place).ok()).unwrap_or_default()
    }
}

/// A file that is being written.
pub(super) struct Film {
    encoder: Encoder<Vec<u8>>,
    width: usize,
    before: Vec<u8>,
}

impl Film {
    /// An empty film that will be shown over and over.
    pub(super) fn begin(size: Size, palette: &Palette, comment: &str) -> Result<Self, String> {
        let side = |pixels: u32| u16::try_from(pixels).map_err(|_| "a GIF is at most 65 535 pixels wide".to_owned());
        let mut colours = palette.colours.concat();
        colours.resize(3 * (COLOURS + 1), 255);
        let encoder = Encoder::new(Vec::new(), side(size.width())?, side(size.height())?, &colours);
        let mut encoder = encoder.map_err(|error| error.to_string())?;
        encoder.set_repeat(Repeat::Infinite).map_err(|error| error.to_string())?;
        let comment = comment.as_bytes();
        let done = encoder.write_raw_extension(AnyExtension::from(Extension::Comment), &[comment]);
        done.map_err(|error| error.to_string())?;
        Ok(Self { encoder, width: size.width() as usize, before: Vec::new() })
    }

    /// Adds a frame that stays for so many hundredths of a second.
    pub(super) fn show(&mut self, pixels: Vec<u8>, delay: u16) -> Result<(), String> {
        let (left, top, width, height) = self.changed(&pixels);
        let mut buffer = Vec::with_capacity(width * height);
        for row in top..top + height {
            let cells = row * self.width + left..row * self.width + left + width;
            match self.before.get(cells.clone()) {
                // Long runs of one number pack best.
                Some(before) => buffer.extend(
                    before.iter().zip(&pixels[cells]).map(|(old, new)| if old == new { UNCHANGED } else { *new }),
                ),
                None => buffer.extend(&pixels[cells]),
            }
        }
        let frame = Frame {
            delay,
            dispose: DisposalMethod::Keep,
            transparent: Some(UNCHANGED),
            left: left as u16,
            top: top as u16,
            width: width as u16,
            height: height as u16,
            buffer: buffer.into(),
            ..Frame::default()
        };
        self.before = pixels;
        self.encoder.write_frame(&frame).map_err(|error| error.to_string())
    }

    /// Left, top, width and height of what differs from the frame before; a single pixel where nothing does.
    fn changed(&self, pixels: &[u8]) -> (usize, usize, usize, usize) {
        if self.before.is_empty() {
            return (0, 0, self.width, pixels.len() / self.width);
        }
        let rows = self.before.chunks_exact(self.width).zip(pixels.chunks_exact(self.width));
        let mut found: Option<(usize, usize, usize, usize)> = None;
        for (number, (old, new)) in rows.enumerate() {
            let differs = |column: &usize| old[*column] != new[*column];
            let (Some(first), Some(last)) = ((0..self.width).find(differs), (0..self.width).rfind(differs)) else {
                continue;
            };
            let (left, right, top, _) = found.unwrap_or((first, last, number, number));
            found = Some((left.min(first), right.max(last), top, number));
        }
        found.map_or((0, 0, 1, 1), |(left, right, top, bottom)| (left, top, right - left + 1, bottom - top + 1))
    }

    /// The bytes of the file.
    pub(super) fn end(self) -> Result<Vec<u8>, String> {
        self.encoder.into_inner().map_err(|error| error.to_string())
    }
}
