//! The runs that stand beside a run to be explained: the four arms of the two fixes, and everybody let back at once.
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
    /// Everybody let back within a minute; none where nobody is let back bit by bit.
    pub at_once: Option<Variant>,
}

impl Variants {
    /// No runs beside it.
    pub const NONE: Variants = Variants { arms: None, at_once: None };

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
        let mut changed = all(Arm::ALL.iter().map(|arm| arm.settings()).collect());
        let situation = all(Situation::AtOnce.settings(&scenario.document).into_iter().collect());
        let returns = !situation.is_empty();
        changed.extend(situation);
        let known = scenario.fingerprint();
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
        let mut played = played?;
        let at_once = if returns { played.pop() } else { None };
        Ok(Variants { arms: played.try_into().ok(), at_once })
    }
}

fn changed(scenario: &Scenario, settings: Vec<Setting>, factor: f64) -> Result<Scenario, Rejected> {
    let texts: Vec<String> = settings.iter().map(Setting::text).collect();
    scenario.changed(&texts, factor)
}
