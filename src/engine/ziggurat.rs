//! Exponential random numbers by the ziggurat method (Marsaglia and Tsang 2000, "The ziggurat method for generating
//! random variables").
//!
//! The area under e⁻ˣ is covered by 256 layers of equal area: rectangles that lie on top of each other, the lowest
//! one with the tail beyond `TAIL`. A layer and a place in it are chosen at random; nearly always the place is also
//! within the layer above, so certainly below the curve, and its x is the answer after one uniform number, one product
//! and one comparison. Otherwise it is accepted if it is below the curve, and all begins anew if it is not; in the tail,
//! what is beyond has again the exponential distribution. The result is exact, but for the 53 bits of a number.
//!
//! The layer comes from the lowest 8 bits and the place from the highest 53, which have none in common (Doornik 2005,
//! "An improved ziggurat method to generate normal random samples", on what happens otherwise).

use super::bits::{Bits, unit_of};

const COUNT: usize = 256;
/// Where the tail begins, so that `COUNT` layers cover the curve (Marsaglia and Tsang 2000).
const TAIL: f64 = 7.697_117_470_131_05;

/// Widths of the layers from below, and a width of 0 above them; the first is that of a rectangle with the area of
/// the lowest layer and its tail.
static WIDTHS: [f64; COUNT + 1] = widths();

/// The exponential number with mean 1 that 64 random bits stand for. Whatever more is needed is hashed from them, so
/// that every draw uses one number of its source, and those after it stay where they are.
#[inline]
pub fn exponential(bits: u64) -> f64 {
    let layer = (bits % COUNT as u64) as usize;
    let x = unit_of(bits) * WIDTHS[layer];
    if x < WIDTHS[layer + 1] { x } else { at_the_edge(layer, x, Bits::after(bits)) }
}

/// What follows when a place is not within the layer above: about once in 90 draws.
#[cold]
fn at_the_edge(layer: usize, x: f64, mut more: Bits) -> f64 {
    if layer == 0 {
        return TAIL + exponential(more.next());
    }
    let (below, above) = (libm::exp(-WIDTHS[layer]), libm::exp(-WIDTHS[layer + 1]));
    let height = below + (above - below) * more.unit();
    if height < libm::exp(-x) { x } else { exponential(more.next()) }
}

/// Each layer has the area (width × height) of the lowest: r e⁻ʳ up to the beginning r of the tail, and e⁻ʳ beyond.
const fn widths() -> [f64; COUNT + 1] {
    let mut widths = [0.0; COUNT + 1];
    let mut height = 1.0 / grown(TAIL);
    let area = (TAIL + 1.0) * height;
    (widths[0], widths[1]) = (area / height, TAIL);
    let mut layer = 2;
    while layer < COUNT {
        height += area / widths[layer - 1];
        widths[layer] = fallen_to(height, widths[layer - 1]);
        layer += 1;
    }
    widths
}

/// Where e⁻ˣ has fallen to this height, by Newton's method from a guess.
const fn fallen_to(height: f64, guess: f64) -> f64 {
    let mut x = guess;
    let mut step = 0;
    while step < 8 {
        x += 1.0 / (height * grown(x)) - 1.0;
        step += 1;
    }
    x
}

/// eˣ by its series, because `libm::exp` cannot be used in constants. All terms are positive, so it is exact to a few
/// units in the last place; sixty terms are enough up to x = 8.
const fn grown(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    let mut n = 1;
    while n < 60 {
        term *= x / n as f64;
        sum += term;
        n += 1;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The layers cover the curve: all have the same area, and the topmost ends at its top.
    #[test]
    fn layers_have_equal_areas_and_reach_the_top() {
        let curve = |x: f64| (-x).exp();
        let area = WIDTHS[0] * curve(TAIL);
        assert!((area - (TAIL * curve(TAIL) + curve(TAIL))).abs() < 1e-15, "the lowest and its tail");
        for layer in 1..COUNT {
            let (below, above) = (curve(WIDTHS[layer]), curve(WIDTHS[layer + 1]));
            assert!((WIDTHS[layer] * (above - below) / area - 1.0).abs() < 1e-9, "layer {layer}");
        }
        assert!(WIDTHS.windows(2).all(|pair| pair[0] > pair[1]));
    }
}
