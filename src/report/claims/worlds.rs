//! What the public timeline says about the worlds, in words and tables: what each target drops, what speaks for each rival,
//! which values it moves, and the loops in the worlds that it leaves.

use super::Findings;
use super::words::{interval, short};
use crate::experiment::claims::file::LoopPlan;
use crate::experiment::claims::gain::{FEEDS_ITSELF, Gain, gain};
use crate::experiment::claims::posterior::{Moved, Shape, Sieve, Weight, limit};
use crate::experiment::estimate::CONFIDENCE;
use crate::measure::wilson_interval;
use crate::report::study::say::table;
use crate::report::words::{list, percent, words};

/// A loop over the worlds.
pub struct Loop<'a> {
    /// What is looked at.
    pub plan: &'a LoopPlan,
    /// One gain per world in which something failed.
    pub gains: Vec<Gain>,
}

impl Loop<'_> {
    /// A tenth below, the middle, a tenth above.
    pub fn spread(&self, of: impl Fn(&Gain) -> Option<f64>) -> Option<[f64; 3]> {
        let mut values: Vec<f64> = self.gains.iter().filter_map(of).collect();
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        Some([0.1, 0.5, 0.9].map(|part| values[(part * last as f64).round() as usize]))
    }

    /// Worlds in which it feeds itself.
    pub fn feeding(&self) -> u64 {
        self.gains.iter().filter(|gain| gain.round >= FEEDS_ITSELF).count() as u64
    }
}

fn brackets(spread: Option<[f64; 3]>, said: impl Fn(f64) -> String) -> String {
    spread.map_or_else(
        || "-".to_owned(),
        |[low, median, high]| format!("{} ({} … {})", said(median), said(low), said(high)),
    )
}

impl Findings<'_> {
    /// Every loop of the file.
    pub fn loops_found(&self) -> Vec<Loop<'_>> {
        let of =
            |plan| Loop { plan, gains: self.played.worlds.iter().filter_map(|w| gain(self.study, w, plan)).collect() };
        self.study.file.loops.iter().map(of).collect()
    }

    /// Who did it: the rivals with their weights; empty without rivals, or if none was drawn.
    pub fn rivals(&self) -> String {
        if self.weights.is_empty() {
            return String::new();
        }
        let head = ["what did it", "weight before", "ran", "kept", "weight given the timeline"].map(str::to_owned);
        let row = |weight: &Weight| {
            vec![
                weight.rival.what.clone(),
                percent(weight.prior),
                weight.ran.to_string(),
                weight.kept.to_string(),
                weight.posterior.as_ref().map_or_else(|| "-".to_owned(), interval),
            ]
        };
        let rows: Vec<Vec<String>> = self.weights.iter().map(row).collect();
        words!("claims/worlds.txt", "rivals", { table: String = table(&head, &rows) })
    }

    /// The loops of failures and tries; empty without any.
    pub fn loops(&self) -> String {
        let found = self.loops_found();
        if found.is_empty() {
            return String::new();
        }
        let head = [
            "loop",
            "tries per failed try",
            "failed tries per failed try",
            "feeds itself in",
            "wasted work",
            "wasted bytes",
        ];
        let row = |one: &Loop| {
            let worlds = one.gains.len() as u64;
            let share = wilson_interval(one.feeding(), worlds, CONFIDENCE);
            vec![
                one.plan.what.clone(),
                brackets(one.spread(|gain| Some(gain.retry)), |value| format!("{value:.2}")),
                brackets(one.spread(|gain| Some(gain.round)), |value| format!("{value:.2}")),
                share.map_or_else(
                    || "-".to_owned(),
                    |share| format!("{} of {worlds}: {} … {}", one.feeding(), percent(share.low), percent(share.high)),
                ),
                brackets(one.spread(|gain| gain.wasted[0]), percent),
                brackets(one.spread(|gain| gain.wasted[1]), percent),
            ]
        };
        words!("claims/worlds.txt", "loops", {
            table: String = table(&head.map(str::to_owned), &found.iter().map(row).collect::<Vec<_>>()),
            limit: f64 = FEEDS_ITSELF,
        })
    }

    /// What every target drops.
    pub fn sieves_table(&self) -> String {
        let head = ["target", "met by", "meet all", "meet all others", "it drops"].map(str::to_owned);
        let row = |sieve: &Sieve| {
            let share = |worlds: u64| percent(worlds as f64 / sieve.of.max(1) as f64);
            vec![
                sieve.target.what.clone(),
                format!("{} of {}", sieve.met, sieve.of),
                format!("{} ({})", sieve.passing, share(sieve.passing)),
                format!("{} ({})", sieve.without, share(sieve.without)),
                (sieve.without - sieve.passing).to_string(),
            ]
        };
        table(&head, &self.sieves.iter().filter(|sieve| sieve.target.required).map(row).collect::<Vec<_>>())
    }

    /// Facts that no world was kept by, and in how many worlds they are so.
    pub fn checks_table(&self) -> String {
        let head = ["fact", "public", "worlds kept", "as in public"].map(str::to_owned);
        let row = |sieve: &Sieve| {
            let seen: Vec<_> =
                self.played.worlds.iter().map(|world| self.study.seen(sieve.target, &world.world)).collect();
            let spread = self.seen_in(sieve.target, &seen);
            vec![
                sieve.target.what.clone(),
                self.between(sieve.target),
                spread.map_or_else(|| "-".to_owned(), |spread| self.spread(&spread)),
                sieve.share.as_ref().map_or_else(
                    || "-".to_owned(),
                    |share| format!("{} of {}: {}", sieve.kept.0, sieve.kept.1, interval(share)),
                ),
            ]
        };
        let rows: Vec<Vec<String>> = self.sieves.iter().filter(|sieve| !sieve.target.required).map(row).collect();
        if rows.is_empty() { String::new() } else { table(&head, &rows) }
    }

    /// Every value before and after.
    pub fn moved_table(&self) -> String {
        if self.moved.is_empty() {
            return String::new();
        }
        let head = ["value", "of all that ran", "of those kept", "by chance in"].map(str::to_owned);
        let row = |moved: &Moved| {
            let [all, kept] = &moved.values;
            vec![moved.path.clone(), shape(all), shape(kept), percent(moved.chance)]
        };
        let moves = |moved: &&Moved| moved.chance < limit(self.moved.len());
        let plans = &self.study.file.worlds.utilisation;
        let busy = plans.iter().map(|(name, plan)| {
            let busy = plan.of.as_ref().map_or(plan.busy.clone(), |of| format!("{} of that of {of}", plan.busy));
            (name.clone(), busy, plan.source.clone())
        });
        words!("claims/worlds.txt", "moved", {
            all: usize = self.moved.len(),
            named: Vec<String> = self.moved.iter().filter(moves).map(|moved| short(&moved.path)).collect(),
            table: String = table(&head, &self.moved.iter().map(row).collect::<Vec<_>>()),
            busy: Vec<(String, String, String)> = busy.collect(),
        })
    }
}

fn shape(shape: &Shape) -> String {
    match shape {
        Shape::Numbers([low, median, high]) => format!("{median} ({low} … {high})"),
        Shape::Words(words) => {
            let said: Vec<String> = words.iter().map(|(word, part)| format!("{word} {}", percent(*part))).collect();
            list(&said)
        }
    }
}
