//! Experiments: what is done with a scenario.
//!
//! * [`mod@run`]: one run.
//! * [`mod@replicate`]: the same with one seed after another, on all cores.
//! * [`point`], [`play`], [`estimate`]: a scenario with settings; trials of it, known or run; what they say.
//! * [`design`]: which points a sweep tries.
//! * [`fleet`]: a service of many cells, of which a part is hit.
//! * [`condition`], [`search`]: inverse questions: the limit of a parameter up to which runs pass.
//! * [`sensitivity`]: which parameters matter.
//! * [`phase`]: where a cell stays stuck, and where theory draws the line.
//! * [`fixes`]: what each of the two fixes is worth, alone and beside the other.
//! * [`worth`]: the same of two or three fixes by name, as Shapley values.
//! * [`situations`]: the same outage as it happened, without operators, with everybody let back at once.
//! * [`variants`]: the runs that stand beside one run in its report.
//! * [`claims`]: what is said in public, tested with its counterfactuals over plausible worlds.
//! * [`mod@follow`]: one client of a run, happening by happening.
//! * [`lesson`]: the runs of the guided lesson.
//! * [`asked`]: a number of a part of a run.
//! * [`physics`]: a name for what this program would simulate.
//! * [`validate`]: the simulator against theory.

pub mod asked;
pub mod claims;
pub mod condition;
pub mod design;
pub mod estimate;
pub mod fixes;
pub mod fleet;
pub mod follow;
pub mod lesson;
pub mod live;
pub mod phase;
pub mod physics;
pub mod play;
pub mod point;
pub mod replicate;
pub mod run;
pub mod search;
pub mod sensitivity;
pub mod situations;
pub mod validate;
pub mod variants;
pub mod without;
pub mod worth;

pub use estimate::Estimate;
pub use live::Live;
pub use play::{Ended, Keep, Ledger, Part, Record, Round, Stage, Trial, Watch};
pub use point::{Base, Point, Setting};
pub use replicate::replicate;
pub use run::{Outcome, run};
