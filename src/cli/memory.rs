//! What runs may take of the memory together: a run is refused, or waits for others, before it is built and not when the
//! machine has no more.

use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use sysinfo::{MemoryRefreshKind, System};

use super::stop::Stop;
use crate::units::Bytes;

/// How often a run that waits looks whether somebody pressed Ctrl-C.
const LOOK: Duration = Duration::from_millis(50);

/// What there is, shared by all runs of a process.
#[derive(Clone)]
pub struct Memory(Arc<Shared>);

struct Shared {
    /// What was allowed; none if what is free decides.
    allowed: Option<Bytes>,
    /// What was free when the first run began: asked once, for a study may have many thousand runs.
    free: OnceLock<Bytes>,
    /// What runs have of it.
    taken: Mutex<u64>,
    given_back: Condvar,
}

impl Memory {
    /// So much; without a number, what is free when the first run begins.
    pub fn new(allowed: Option<Bytes>) -> Memory {
        Memory(Arc::new(Shared { allowed, free: OnceLock::new(), taken: Mutex::new(0), given_back: Condvar::new() }))
    }

    /// Takes as much as a run will need, and waits until other runs leave it.
    ///
    /// # Errors
    /// When there is not so much even without them.
    pub fn take(&self, bytes: Bytes, stop: &Stop) -> Result<(), String> {
        let shared = &*self.0;
        let most = shared.allowed.unwrap_or_else(|| *shared.free.get_or_init(free));
        if bytes > most {
            return Err(refusal(bytes, most, shared.allowed.is_some()));
        }
        let mut taken = shared.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken > 0 && taken.saturating_add(bytes.0) > most.0 && !stop.is_asked() {
            let waited = shared.given_back.wait_timeout(taken, LOOK);
            taken = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *taken += bytes.0;
        Ok(())
    }

    /// Gives back what a run took.
    pub fn give_back(&self, bytes: Bytes) {
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_sub(bytes.0);
        self.0.given_back.notify_all();
    }
}

/// What this process can have: of the machine, or of what it is kept in. Everything, where nobody says.
fn free() -> Bytes {
    let Ok(mut system) = System::new() else { return Bytes(u64::MAX) };
    system.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
    let of_machine = Some(system.available_memory()).filter(|bytes| *bytes > 0);
    // What files are kept in is given to whoever needs it, so that only what programs hold counts.
    let of_group = system.cgroup_limits().map(|limits| limits.total_memory.saturating_sub(limits.rss));
    Bytes(of_machine.into_iter().chain(of_group).min().unwrap_or(u64::MAX))
}

/// Two digits are more than is known of it.
fn words(bytes: Bytes) -> String {
    let millions = bytes.0 as f64 / 1e6;
    if millions < 1000.0 { format!("{millions:.0} MB") } else { format!("{:.1} GB", millions / 1000.0) }
}

fn refusal(bytes: Bytes, most: Bytes, was_allowed: bool) -> String {
    let there = if was_allowed { "are allowed with --memory" } else { "are free" };
    format!(
        "a run of this scenario takes about {}, and {} {there}\n\
         help: choose a smaller --scale, fewer clients or a longer run.sample; --memory sets the limit",
        words(bytes),
        words(most)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_wait_for_each_other_and_none_waits_for_what_never_comes() {
        let (memory, stop) = (Memory::new(Some(Bytes(100))), Stop::default());
        assert!(memory.take(Bytes(101), &stop).is_err_and(|text| text.contains("help: ")));
        memory.take(Bytes(60), &stop).expect("all of it is there");
        std::thread::scope(|scope| {
            let second = scope.spawn(|| memory.take(Bytes(60), &stop));
            std::thread::sleep(LOOK);
            assert!(!second.is_finished(), "both would take 120 of 100");
            memory.give_back(Bytes(60));
            second.join().expect("a thread").expect("it is there now");
        });
        assert_eq!(*memory.0.taken.lock().expect("a number"), 60);
    }

    #[test]
    fn something_is_free() {
        assert!(free().0 > 10_000_000);
    }
}
