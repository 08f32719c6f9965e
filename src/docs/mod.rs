//! Pages to read: how a system is written down, what stands behind the numbers, how a public explanation is tested, how many runs answer one question,
//! and how fast they come.

#[doc = include_str!("claims.md")]
pub mod claims {}

#[doc = include_str!("services.md")]
pub mod services {}

#[doc = include_str!("speed.md")]
/// <style>.growth > svg { max-width: 100%; height: auto; background: white; }</style>
/// <div class="growth">
#[doc = include_str!("growth.svg")]
/// </div>
///
#[doc = include_str!("speed-table.md")]
///
#[doc = include_str!("speed-limits.md")]
pub mod speed {}

#[doc = include_str!("studies.md")]
pub mod studies {}

#[doc = include_str!("trust.md")]
pub mod trust {}
