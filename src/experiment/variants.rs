//! The runs that stand beside a run to be explained: the four arms of the two fixes, everybody let back at once, and
//! what becomes of it without operators.
//! All share the seed, and so every random number that the change does not touch.

use std::sync::Arc;

use rayon::prelude::*;

use super::fixes::Arm;
use super::play::{Ended, Watch, watched};
use super::point::Setting;
use super::run::Outcome;
use super::situations::Situation;
use crate::scenario::{Document, Rejected, Scenario};

/// One run beside others, with the scenario it is a run of.
#[derive(Debug, Clone)]
pub struct Variant {
    /// What ran.
    pub document: Document,
    /// What came out.
    pub outcome: Arc<Outcome>,
}

/// The runs beside a run.
#[derive(Debug, Clone)]
pub struct Variants {
    /// In the order of [`Arm::ALL`]; none where neither fix changes anything.
    pub arms: Option<[Variant; 4]>,
    /// Everybody let back within a minute; none where nobody is let back, or within a minute anyhow.
    pub at_once: Option<Variant>,
    /// The four arms again with nothing done at the edge: what operators do can hide what a fix is worth. None where
    /// nothing is done there anyhow, or where neither fix changes anything.
    pub unaided: Option<[Variant; 4]>,
}

impl Variants {
    /// No runs beside it.
    pub const NONE: Variants = Variants { arms: None, at_once: None, unaided: None };

    /// Plays what there is to play beside a run that is there already, on all cores. `factor` is that of
    /// [`Scenario::load`].
    ///
    /// # Errors
    /// When the watch stops it.
    pub fn play(scenario: &Scenario, factor: f64, own: &Arc<Outcome>, watch: &dyn Watch) -> Result<Variants, Ended> {
        // A scenario in which one of the fixes would change nothing refuses it, and then has no arms to compare.
        let all = |settings: Vec<Vec<Setting>>| -> Vec<Scenario> {
            let changed = settings.into_iter().map(|settings| changed(scenario, settings, factor));
            changed.collect::<Result<_, _>>().unwrap_or_default()
        };
        let arms = all(Arm::ALL.iter().map(|arm| arm.settings()).collect());
        let known = scenario.fingerprint();
        let mut at_once = all(Situation::AtOnce.settings(&scenario.document).into_iter().collect());
        at_once.retain(|variant| variant.fingerprint() != known);
        let unaided = Situation::WithoutOperators.settings(&scenario.document).filter(|_| !arms.is_empty());
        let unaided = unaided.map(|unaided| Arm::ALL.map(|arm| [arm.settings(), unaided.clone()].concat()));
        let unaided = all(unaided.into_iter().flatten().collect());
        let counts = [arms.len(), at_once.len()];
        let changed = [arms, at_once, unaided].concat();
        watch.planned(changed.iter().filter(|variant| variant.fingerprint() != known).count());
        let one = |variant: Scenario| {
            let outcome = match variant.fingerprint() == known {
                true => Arc::clone(own),
                false => Arc::new(watched(&variant.document, watch)?),
            };
            Ok(Variant { document: variant.document, outcome })
        };
        // Collected in order: the result does not depend on who is first.
        let played: Result<Vec<Variant>, Ended> = changed.into_par_iter().map(one).collect();
        let mut arms = played?;
        let mut at_once = arms.split_off(counts[0]);
        let unaided = at_once.split_off(counts[1]);
        Ok(Variants { arms: arms.try_into().ok(), at_once: at_once.pop(), unaided: unaided.try_into().ok() })
    }
}

fn changed(scenario: &Scenario, settings: Vec<Setting>, factor: f64) -> Result<Scenario, Rejected> {
    let texts: Vec<String> = settings.iter().map(Setting::text).collect();
    scenario.changed(&texts, factor)
}
