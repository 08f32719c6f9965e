//! Independent replications: the same scenario with one seed after another, on all cores.

use std::ops::Range;

use rayon::prelude::*;

use crate::scenario::Document;

/// Does the same with a scenario once for every seed. The results are in the order of the seeds, whatever the number
/// of threads.
pub fn replicate<R: Send>(document: &Document, seeds: Range<u64>, one: impl Fn(&Document) -> R + Sync) -> Vec<R> {
    let with_seed = |seed: u64| {
        let mut document = document.clone();
        document.run.seed = seed;
        one(&document)
    };
    seeds.into_par_iter().map(with_seed).collect()
}
