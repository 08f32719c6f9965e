//! Random bits: a counter, finished by a mixing function ([`super::random`] says whose).

/// From one number of a draw to the next: 2⁶⁴ divided by the golden ratio.
pub(super) const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Stafford's variant 13 of the 64-bit finalizer: every input bit changes every output bit with probability near ½.
pub(super) const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A row of random bits.
#[derive(Debug, Clone)]
pub(super) struct Bits {
    state: u64,
}

impl Bits {
    /// The row after a state. After the bits of a draw it is what a draw takes that needs more than its one number: hashed
    /// from it, so that no other draw has them.
    #[inline]
    pub(super) fn after(state: u64) -> Bits {
        Bits { state }
    }

    /// The next 64 random bits.
    #[inline]
    pub(super) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// Passes over so many of them.
    #[inline]
    pub(super) fn skip(&mut self, numbers: u64) {
        self.state = self.state.wrapping_add(GOLDEN.wrapping_mul(numbers));
    }

    /// Uniform on (0, 1].
    #[inline]
    pub(super) fn unit(&mut self) -> f64 {
        unit_of(self.next())
    }
}

/// A number on (0, 1] from the upper 53 of random bits.
#[inline]
pub(super) fn unit_of(bits: u64) -> f64 {
    // Signed, because processors convert signed numbers in one instruction.
    ((bits >> 11) + 1) as i64 as f64 * (1.0 / (1u64 << 53) as f64)
}
