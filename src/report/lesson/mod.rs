//! A guided lesson about the outage of August 2013: predict, run, see, explain, in six steps.
//!
//! | file | what is in it |
//! |---|---|
//! | `whole` | a lesson: its runs, and what they tell |
//! | `parts` | what it consists of, as plain data |
//! | `cast` | the runs of the lesson, and what is read off them |
//! | `question` | questions to vote on, whose right option follows from a number |
//! | `opening` | the first and the last minutes |
//! | `fault`, `neighbours`, `repair`, `block`, `back`, `fixes` | the six steps |
//! | `names` | what files and folders of the runs are called |
//! | `text` | the teacher's version and the students' sheet, in Markdown |
//! | `paper` | either of them as a page to print |
//!
//! The words are written and the numbers are computed: a step takes its runs and gives plain data, in which the right
//! option, what is seen and the explanation all follow from the same runs. Where a run ends in another way (another
//! seed, a smaller scale, a changed scenario), the words change with it.

mod back;
mod block;
mod cast;
mod fault;
mod fixes;
mod names;
mod neighbours;
mod opening;
#[cfg(feature = "charts")]
mod paper;
mod parts;
mod question;
mod repair;
mod text;
mod whole;

pub use cast::{Cast, Take};
pub use names::{folder, name};
#[cfg(feature = "charts")]
pub use paper::paper;
pub use parts::{Closing, Command, Look, Open, Part, Picture, Step, Term};
pub use question::Question;
pub use text::PAGE;
pub use whole::{LESSON, Lesson, STEPS, roles};
