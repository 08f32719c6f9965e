//! Bands in order, and what can be said of them: what the strip and the flags above it share.

use crate::draw::figure::Band;
use crate::draw::font::{self, Weight};
use crate::draw::ink::Rgb;

use super::plot::LABEL;

pub(super) const WORDS: Rgb = (35, 35, 35);
pub(super) const POLE: Rgb = (70, 70, 70);

/// The band's own label, else its phase's word, else nothing: whatever fits.
pub(super) fn strip_label(band: &Band, width: f64, unit: f64) -> Option<String> {
    [font::printable(&band.label), band.kind.word.to_owned()]
        .into_iter()
        .filter(|label| !label.trim().is_empty())
        .find(|label| font::width(label, LABEL * unit, Weight::Bold) + 14.0 * unit <= width)
}

/// Bands in order of time, without those that have no length; equal neighbours become one.
pub(super) fn merged(bands: &[Band]) -> Vec<Band> {
    let mut sorted: Vec<Band> = bands
        .iter()
        .filter(|band| band.from.is_finite() && band.to.is_finite() && band.to > band.from)
        .cloned()
        .collect();
    sorted.sort_by(|one, other| one.from.total_cmp(&other.from));
    let mut result: Vec<Band> = Vec::with_capacity(sorted.len());
    for band in sorted {
        match result.last_mut() {
            Some(last) if last.kind == band.kind && last.label == band.label && band.from <= last.to => {
                last.to = last.to.max(band.to);
            }
            Some(_) | None => result.push(band),
        }
    }
    result
}
