//! Numbers as a page receives them.

/// A number with five significant digits, which are more than a picture shows and half as long to write.
pub(super) fn short(value: f64) -> f32 {
    if value == 0.0 || !value.is_finite() {
        return value as f32;
    }
    let power = 10f64.powi(4 - libm::floor(libm::log10(value.abs())) as i32);
    (libm::round(value * power) / power) as f32
}
