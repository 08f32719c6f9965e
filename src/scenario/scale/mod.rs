//! A scenario with its populations and capacities multiplied together, so that the outcome stays what it was, up to the
//! luck of larger or smaller numbers.
//!
//! Everything that has a size is multiplied (populations, arrival rates, servers, queues, the store, the network, rate
//! limits, budgets that many clients share), and nothing that has none (times, probabilities, factors).
//!
//! * `choice`: the number of servers comes before that of their workers, because what happens within one server is
//!   decided by how large *it* is: 200 servers with 32 workers at a tenth are 20 with 32, not 200 with 3.
//! * `apply`: the multiplied scenario. Where a number of workers does not stay whole, the nearest whole number works a
//!   little slower or faster, so that the capacity is multiplied exactly.
//! * `graph`: the same for services, calls and links.
//! * `rounding`: what could not be multiplied exactly.
//! * `honest`: that said as a warning, or refused with the smallest scale at which it can be.

mod apply;
mod choice;
mod graph;
mod honest;
mod rounded;
mod rounding;

use super::diagnostic::Problems;
use super::document::Document;
use super::node::Node;

/// A scenario at another scale.
#[derive(Debug)]
pub struct Scaled {
    /// The scenario.
    pub document: Document,
    /// What is not multiplied exactly, each in one line.
    pub warnings: Vec<String>,
}

/// The scenario with everything that has a size multiplied by `factor`. `root` is the tree it was read from.
///
/// # Errors
/// When the scenario would be too large, or so small that its parts no longer stand in the same relations.
pub fn scaled(document: &Document, root: &Node, factor: f64) -> Result<Scaled, Problems> {
    honest::limits(document, root, factor)?;
    let (mut scaled, roundings) = apply::apply(document, factor);
    // What the named fixes set is meant at full size; the tree still has them.
    scaled.fixes.named.clear();
    let warnings = honest::judge(document, root, factor, &roundings)?;
    Ok(Scaled { document: scaled, warnings })
}

#[cfg(test)]
mod tests;
