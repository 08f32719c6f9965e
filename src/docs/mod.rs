//! Pages to read: what stands behind the numbers.

#[doc = include_str!("trust.md")]
pub mod trust {}
