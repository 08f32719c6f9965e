//! The one typeface of all charts and its real widths, so that a label's box is
//! known before it is drawn and never overlaps another one.
//!
//! The embedded files are subsets of DejaVu Sans (licence beside them): Latin-1,
//! Greek, arrows and the usual signs. They carry no ligatures or positioning tables
//! beyond pair kerning, so a browser with the full font sets the same text.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, GlyphId, PxScale, ScaleFont, point};

/// What stands in for a character the typeface lacks: a visible box, not a hole.
const MISSING: char = '□';

/// Distance from baseline to the top of the tallest plain letter, per em.
pub const ASCENT: f64 = 0.78;
/// Distance from baseline to the bottom of "g", per em.
pub const DESCENT: f64 = 0.24;

static REGULAR: LazyLock<FontRef<'static>> = LazyLock::new(|| embedded(include_bytes!("fonts/DejaVuSans.ttf")));
static BOLD: LazyLock<FontRef<'static>> = LazyLock::new(|| embedded(include_bytes!("fonts/DejaVuSans-Bold.ttf")));

/// Thickness of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// For ticks, subtitle, footer.
    Regular,
    /// For whatever must be read from the last row.
    Bold,
}

impl Weight {
    /// The typeface in this weight.
    fn face(self) -> &'static FontRef<'static> {
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }
}

/// ab_glyph measures type from ascender to descender, designers (and SVG) by the em.
fn pixel_scale(face: &FontRef<'static>, em: f64) -> PxScale {
    let units = face.units_per_em().unwrap_or(2048.0);
    PxScale::from(em as f32 * face.height_unscaled() / units)
}

/// The text as it will be drawn: control characters become spaces, unknown ones `MISSING`.
#[must_use]
pub fn printable(text: &str) -> String {
    let face = Weight::Regular.face();
    text.chars()
        .map(|letter| match letter {
            _ if letter.is_control() => ' ',
            _ if face.glyph_id(letter) == GlyphId(0) => MISSING,
            _ => letter,
        })
        .collect()
}

/// Width of one line at `em` pixels per em.
#[must_use]
pub fn width(text: &str, em: f64, weight: Weight) -> f64 {
    letters(text, em, weight).last().map_or(0.0, |(_, _, end)| f64::from(end))
}

/// Every letter of a line: its glyph, where it begins and where it ends, in pixels from the beginning of the line.
fn letters(text: &str, em: f64, weight: Weight) -> impl Iterator<Item = (GlyphId, f32, f32)> {
    let face = weight.face();
    let scaled = face.as_scaled(pixel_scale(face, em));
    let mut previous: Option<GlyphId> = None;
    let mut end = 0.0_f32;
    text.chars().map(move |letter| {
        let glyph = face.glyph_id(letter);
        let begin = end + previous.map_or(0.0, |before| scaled.kern(before, glyph));
        end = begin + scaled.h_advance(glyph);
        previous = Some(glyph);
        (glyph, begin, end)
    })
}

/// Tells for every pixel of a line of text, column and row, how much of it the letters cover. The line begins at a place
/// on its baseline.
pub(crate) fn cover(
    text: &str,
    em: f64,
    weight: Weight,
    (left, base): (f64, f64),
    mut covered: impl FnMut(i32, i32, f64),
) {
    let face = weight.face();
    let scale = pixel_scale(face, em);
    for (glyph, begin, _) in letters(text, em, weight) {
        let at = point(left as f32 + begin, base as f32);
        if let Some(outline) = face.outline_glyph(glyph.with_scale_and_position(scale, at)) {
            let corner = outline.px_bounds().min;
            outline.draw(|column, row, share| {
                covered(corner.x as i32 + column as i32, corner.y as i32 + row as i32, f64::from(share.min(1.0)));
            });
        }
    }
}

/// The text, or as much of its beginning as fits into `room`, with "…" for the rest.
#[must_use]
pub fn shorten(text: &str, em: f64, weight: Weight, room: f64) -> String {
    if width(text, em, weight) <= room {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().collect();
    // Long texts are cut near the end first, so that the loop measures few candidates.
    kept.truncate((room / (em * 0.2)).max(0.0) as usize);
    while kept.pop().is_some() {
        let mut candidate: String = kept.iter().collect::<String>().trim_end().to_owned();
        candidate.push('…');
        if width(&candidate, em, weight) <= room {
            return candidate;
        }
    }
    String::new()
}

/// Breaks the text at spaces into at most `lines` lines no wider than `room`; what
/// does not fit ends in "…". Two lines are balanced: no single word is left behind.
#[must_use]
pub fn wrap(text: &str, em: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let loose = fill(text, em, weight, room, lines);
    if loose.len() != 2 || loose.iter().any(|line| line.ends_with('…')) {
        return loose;
    }
    let mut narrow = room;
    let mut best = loose;
    while narrow > room * 0.5 {
        narrow *= 0.95;
        let candidate = fill(text, em, weight, narrow, lines);
        if candidate.len() != 2 || candidate.iter().any(|line| line.ends_with('…')) {
            break;
        }
        best = candidate;
    }
    best
}

fn fill(text: &str, em: f64, weight: Weight, room: f64, lines: usize) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut words = text.split(|c: char| c.is_whitespace() && c != '\u{a0}').filter(|word| !word.is_empty()).peekable();
    while words.peek().is_some() && done.len() < lines {
        let last = done.len() + 1 == lines;
        let mut line = String::new();
        while let Some(word) = words.peek() {
            let longer = join(&line, word);
            let fits = width(&longer, em, weight) <= room;
            if !fits && !last && !line.is_empty() {
                break;
            }
            line = longer;
            words.next();
            if !fits && !last {
                break;
            }
        }
        done.push(shorten(&line, em, weight, room));
    }
    done
}

fn join(line: &str, word: &str) -> String {
    if line.is_empty() { word.to_owned() } else { format!("{line} {word}") }
}

fn embedded(bytes: &'static [u8]) -> FontRef<'static> {
    FontRef::try_from_slice(bytes).expect("the embedded typeface is a valid font file")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_glyph_is_visible() {
        assert_eq!(printable("a漢b\n"), "a□b ");
        assert_eq!(printable("×≥≤–—…·\u{2009}→"), "×≥≤–—…·\u{2009}→");
    }

    #[test]
    fn wrapped_lines_fit_and_say_when_they_do_not() {
        let long = "word ".repeat(60);
        let lines = wrap(&long, 40.0, Weight::Bold, 800.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
        assert!(lines.iter().all(|line| width(line, 40.0, Weight::Bold) <= 800.0));
    }

    #[test]
    fn one_endless_word_is_cut_not_clipped() {
        let lines = wrap(&"x".repeat(300), 40.0, Weight::Bold, 500.0, 2);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].ends_with('…'));
    }
}
