//! Random numbers from named streams.
//!
//! Every draw has an address: (seed, name, purpose) → owner → index → number within the draw. The address alone
//! decides the number; nothing is shared and nothing is consumed in an order that another client could disturb. Two
//! runs that differ in a fix therefore give every client the same wishes, and a retry that happens in one run only
//! shifts nobody's draws (common random numbers).
//!
//! The generator is SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"): a
//! counter times an odd constant, finished by the mixing function that Stafford found ("variant 13"). Seeds, names and
//! owners are hashed with the same function, never XORed together, so that neighbouring seeds and clients are
//! unrelated. Below its owner an address is a plain sum, key + index × `STRIDE` + number × `GOLDEN`, so that a
//! draw costs one mix: two constants that have nothing to do with each other keep the sums apart, for the chance that
//! two of the sums in use are equal is that of any two random numbers. The price is that two of the millions of streams
//! of a large run can share a stretch of their numbers, as streams of SplitMix64 can; the chance that two given streams
//! do is the number of index differences in use / 2⁶³.
//! `cos` comes from the `libm` crate and exponential times from [`super::ziggurat`], so the same seed gives the same
//! bytes on every platform.

use rand::TryRng;
use std::convert::Infallible;

use super::bits::{Bits, GOLDEN, mix};
use super::ziggurat;

/// From one index of a stream to the next, and from one owner of a family to the next: two of the multipliers that
/// Steele and Vigna found by their spectra (2021, "Computationally easy, spectrally good multipliers for congruential
/// pseudorandom number generators").
const STRIDE: u64 = 0xd134_2543_de82_ef95;
const OWNER_STRIDE: u64 = 0xaf25_1af3_b0f0_25b5;

const fn combine(key: u64, part: u64) -> u64 {
    mix(key.wrapping_mul(GOLDEN).wrapping_add(mix(part.wrapping_add(GOLDEN))))
}

/// A stable 64-bit name of a text (FNV-1a, finished by `mix`): the same on every platform and in every version.
pub fn name_key(text: &str) -> u64 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    mix(hash)
}

/// The index below `index` for one of several branches; branch 0 has that of its root, so that what lies deeper shares the
/// address of what it belongs to as long as nothing else does.
#[inline]
pub fn below(index: u64, branch: u32) -> u64 {
    if branch == 0 { index } else { combine(combine(index, u64::from(branch)), 0) }
}

/// The index of one of several tries of a call, by the key of its name: the first try has that of its root. The key is there
/// because calls lie below each other: the first try of one below the second of another is not the second below the first.
#[inline]
pub fn try_below(index: u64, call: u64, attempt: u32) -> u64 {
    if attempt == 0 { index } else { combine(combine(index, call), u64::from(attempt)) }
}

/// All streams of one (seed, name, purpose); each owner has its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamFamily {
    key: u64,
}

impl StreamFamily {
    /// The family of streams of `name` (such as a client class) for `purpose` (such as "retry delay").
    pub fn new(seed: u64, name: &str, purpose: &str) -> StreamFamily {
        StreamFamily { key: combine(combine(mix(seed.wrapping_add(GOLDEN)), name_key(name)), name_key(purpose)) }
    }

    /// The stream of one owner, such as a client's number in its class.
    #[inline]
    pub fn stream(self, owner: u64) -> Stream {
        Stream { key: mix(self.key.wrapping_add(owner.wrapping_mul(OWNER_STRIDE))) }
    }
}

/// The random numbers of one owner for one purpose, addressed by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    key: u64,
}

impl Stream {
    /// The numbers at `index`: as many as a variate needs, without touching any other index.
    #[inline]
    pub fn at(self, index: u64) -> Source {
        Source { numbers: Bits::after(self.key.wrapping_add(index.wrapping_mul(STRIDE))) }
    }
}

/// A source of random numbers for one draw. Implements `rand`'s traits, so that any sampler can use it.
#[derive(Debug, Clone)]
pub struct Source {
    numbers: Bits,
}

impl Source {
    /// The next 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.numbers.next()
    }

    /// Passes over as many numbers as so many calls of [`Source::unit`] would use.
    #[inline]
    pub fn skip(&mut self, numbers: u64) {
        self.numbers.skip(numbers);
    }

    /// Uniform on (0, 1]: never 0, so that its logarithm is finite.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        self.numbers.unit()
    }

    /// Exponential with mean 1, from one number.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        ziggurat::exponential(self.bits())
    }

    /// Normal with mean 0 and variance 1 (Box and Muller 1958; one of the pair).
    pub fn normal(&mut self) -> f64 {
        let radius = (2.0 * self.exponential()).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.unit())
    }

    /// Uniform on 0 … `count` − 1 (Lemire's multiply-shift; the bias is below `count` / 2⁶⁴).
    pub fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.bits()) * count as u128) >> 64) as usize
    }
}

impl TryRng for Source {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.bits() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.bits().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// A number that changes when any part of the arithmetic of random draws changes: the bits of 1 000 fixed draws,
/// hashed. Written into every manifest, so that results from different builds can be compared honestly.
pub fn math_fingerprint() -> u64 {
    let stream = StreamFamily::new(2013, "fingerprint", "fingerprint").stream(8);
    (0..250).fold(0, |hash, index| {
        let mut source = stream.at(index);
        let draws = [source.unit(), source.exponential(), source.normal(), libm::exp(source.normal())];
        draws.iter().fold(hash, |hash, draw| combine(hash, draw.to_bits()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three calls below each other with three tries each: 27 addresses.
    #[test]
    fn tries_of_calls_below_each_other_are_told_apart() {
        let below = |indices: Vec<u64>, call: u64| -> Vec<u64> {
            indices.iter().flat_map(|index| (0..3).map(move |attempt| try_below(*index, call, attempt))).collect()
        };
        let mut all = ["a", "b", "c"].map(name_key).into_iter().fold(vec![7], below);
        assert_eq!(all[0], 7);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 27);
    }

    #[test]
    fn addresses_decide_the_number_and_nothing_else() {
        let family = StreamFamily::new(1, "phones", "retry");
        assert_eq!(family.stream(3).at(7).bits(), StreamFamily::new(1, "phones", "retry").stream(3).at(7).bits());
        let others = [
            StreamFamily::new(2, "phones", "retry").stream(3).at(7),
            StreamFamily::new(1, "web", "retry").stream(3).at(7),
            StreamFamily::new(1, "phones", "service").stream(3).at(7),
            family.stream(4).at(7),
            family.stream(3).at(8),
        ];
        for mut other in others {
            assert_ne!(other.bits(), family.stream(3).at(7).bits());
        }
    }

    #[test]
    fn the_arithmetic_is_the_same_on_every_platform() {
        assert_eq!(math_fingerprint(), 8_391_282_171_147_545_755);
    }

    #[test]
    fn rand_distr_agrees_about_the_exponential_distribution() {
        use rand_distr::Distribution;
        let stream = StreamFamily::new(5, "check", "exponential").stream(0);
        let (mut ours, mut theirs) = (0.0, 0.0);
        for index in 0..200_000 {
            ours += stream.at(index).exponential();
            let other: f64 = rand_distr::Exp1.sample(&mut stream.at(1 << 40 | index));
            theirs += other;
        }
        // The mean of 200 000 unit exponentials has standard deviation 0.00224; allow four of them.
        assert!((ours / 200_000.0 - 1.0).abs() < 0.009, "{ours}");
        assert!((theirs / 200_000.0 - 1.0).abs() < 0.009, "{theirs}");
    }
}
