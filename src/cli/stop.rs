//! Ctrl-C (or SIGTERM, or a closed terminal), which stops a run cleanly.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody pressed Ctrl-C. A process has one, and its clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// From now on Ctrl-C, SIGTERM and SIGHUP ask the run to stop, so that nothing half-written stays
    /// behind. Where no handler can be set, they end the program at once, as ever.
    pub fn listen(&self) {
        let asked = Arc::clone(&self.0);
        // The only error is that a handler is there already: then Ctrl-C is taken care of.
        let _ = ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed));
    }

    /// Whether somebody pressed Ctrl-C.
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
