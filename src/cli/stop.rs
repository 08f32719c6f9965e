//! Ctrl-C (or SIGTERM, or a closed terminal), which stops a run cleanly.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::failure::{Failure, INTERRUPTED_CODE, NOTHING_WRITTEN};

/// Whether somebody pressed Ctrl-C. A process has one, and its clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<State>);

#[derive(Debug, Default)]
struct State {
    asked: AtomicBool,
    /// Whether nothing would be lost if the process ended now.
    nothing_to_lose: Mutex<bool>,
}

impl State {
    fn nothing_to_lose(&self) -> MutexGuard<'_, bool> {
        self.nothing_to_lose.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stop {
    /// From now on Ctrl-C, SIGTERM and SIGHUP ask the run to stop, so that nothing half-written stays
    /// behind. Where no handler can be set, they end the program at once, as ever.
    pub fn listen(&self) {
        let state = Arc::clone(&self.0);
        // The only error is that a handler is there already: then Ctrl-C is taken care of.
        let _ = ctrlc::set_handler(move || {
            state.asked.store(true, Ordering::Relaxed);
            // Held to the end, so that whoever has something to lose from now on waits here.
            if *state.nothing_to_lose() {
                // Whoever has closed stderr does not want to read it.
                let _ = writeln!(std::io::stderr(), "{NOTHING_WRITTEN}");
                std::process::exit(INTERRUPTED_CODE.into());
            }
        });
    }

    /// Whether somebody pressed Ctrl-C.
    pub fn is_asked(&self) -> bool {
        self.0.asked.load(Ordering::Relaxed)
    }

    /// While this makes results of which nothing is written yet, Ctrl-C ends the process at once: charts and tables are made by
    /// many loops, which need not all look.
    ///
    /// # Errors
    /// When somebody has pressed it before or meanwhile.
    pub fn with_nothing_to_lose<R>(&self, make: impl FnOnce() -> Result<R, Failure>) -> Result<R, Failure> {
        *self.0.nothing_to_lose() = true;
        // Pressed before that, it did not end the process.
        let made = if self.is_asked() { Err(Failure::Interrupted) } else { make() };
        *self.0.nothing_to_lose() = false;
        if self.is_asked() { Err(Failure::Interrupted) } else { made }
    }
}
