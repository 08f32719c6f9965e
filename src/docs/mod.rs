//! Pages to read: every command, how a system is written down, what stands behind the numbers, how a public explanation is
//! tested, how many runs answer one question, how fast they come, what of it can be cited, and what is built in.

#[doc = include_str!("claims.md")]
pub mod claims {}

#[doc = include_str!("commands.md")]
pub mod commands {}

#[doc = include_str!("data.md")]
pub mod data {}

#[doc = include_str!("dependencies.md")]
pub mod dependencies {}

#[doc = include_str!("machines.md")]
pub mod machines {}

#[doc = include_str!("paper.md")]
pub mod paper {}

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

#[doc = include_str!("tour.md")]
pub mod tour {}

#[doc = include_str!("trust.md")]
pub mod trust {}
