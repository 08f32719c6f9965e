//! How far a run is, on stderr.

use std::io::{IsTerminal, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant as Clock};

use indicatif::{ProgressBar, ProgressStyle};

use super::left::{Left, Pace};
use super::memory::Memory;
use super::stop::Stop;
use super::terminal::{Terminal, say};
use crate::engine::simulation::Verdict;
use crate::experiment::Watch;
use crate::report::words::{count, hours};
use crate::units::{Bytes, Instant};

/// The work of a run is counted this finely over its time.
const FINENESS: f64 = 0.002;
/// A run shorter than this needs no progress.
const PATIENCE: Duration = Duration::from_secs(1);
/// Where stderr is no terminal, lines come this often.
const BETWEEN_LINES: Duration = Duration::from_secs(5);

/// Shows how far a run is.
pub struct Progress {
    stop: Stop,
    began: Clock,
    end_h: f64,
    onset_h: f64,
    shown: Shown,
    left: Left,
    counted: Vec<(f64, u64)>,
}

enum Shown {
    Nothing,
    Bar(Option<ProgressBar>),
    Lines(Clock),
}

impl Progress {
    /// Begins now; `quiet` shows nothing.
    pub fn new(onset_h: f64, end_h: f64, stop: &Stop, quiet: bool) -> Progress {
        Progress {
            stop: stop.clone(),
            began: Clock::now(),
            end_h,
            onset_h,
            shown: Shown::new(quiet),
            left: Left::default(),
            counted: Vec::new(),
        }
    }

    /// Called now and then by the run; the answer is whether to go on.
    pub fn look(&mut self, now: Instant, events: u64) -> Verdict {
        if self.stop.is_asked() {
            return Verdict::Stop;
        }
        let at = now.seconds() / 3600.0;
        let minutes = (at * 60.0) as u64;
        let part = at / self.end_h.max(1e-9);
        if self.counted.last().is_none_or(|(last, _)| part - last >= FINENESS) {
            self.counted.push((part, events));
        }
        let left = self.left.words(self.began.elapsed().as_secs_f64(), part);
        let (at_text, of) = (hours(at - self.onset_h), hours(self.end_h - self.onset_h));
        match &mut self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => {
                if self.began.elapsed() > PATIENCE {
                    let bar = bar.get_or_insert_with(|| new_bar((self.end_h * 60.0) as u64));
                    bar.set_position(minutes);
                    bar.set_message(format!("simulated {at_text} of {of}, {} events{left}", count(events as f64)));
                }
            }
            Shown::Lines(last) => {
                if last.elapsed() > BETWEEN_LINES {
                    *last = Clock::now();
                    say!("simulated {at_text} of {of}{left}");
                }
            }
        }
        Verdict::Continue
    }

    /// Removes the bar; gives the seconds the run of so many events took, and how its work lay over its time.
    pub fn finish(self, events: u64) -> (f64, Pace) {
        match self.shown {
            Shown::Bar(Some(bar)) => bar.finish_and_clear(),
            Shown::Bar(None) | Shown::Nothing | Shown::Lines(_) => {}
        }
        (self.began.elapsed().as_secs_f64(), Pace::of(&self.counted, events))
    }
}

impl Shown {
    fn new(quiet: bool) -> Shown {
        match (quiet, stderr().is_terminal()) {
            (true, _) => Shown::Nothing,
            (false, true) => Shown::Bar(None),
            (false, false) => Shown::Lines(Clock::now()),
        }
    }
}

fn new_bar(length: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {msg}");
    ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Shows how many of many things are done.
pub struct Steps {
    all: usize,
    done: usize,
    began: Clock,
    shown: Shown,
    left: Left,
}

impl Steps {
    /// Begins now; `quiet` shows nothing.
    pub fn new(all: usize, quiet: bool) -> Steps {
        let shown = match (quiet, stderr().is_terminal()) {
            (true, _) => Shown::Nothing,
            (false, true) => Shown::Bar(Some(new_bar(all as u64))),
            (false, false) => Shown::Lines(Clock::now()),
        };
        Steps { all, done: 0, began: Clock::now(), shown, left: Left::default() }
    }

    /// The next thing begins, and those before it are done.
    pub fn next(&mut self, name: &str) {
        let left = self.left.words(self.began.elapsed().as_secs_f64(), self.done as f64 / self.all.max(1) as f64);
        match &mut self.shown {
            Shown::Nothing | Shown::Bar(None) => {}
            Shown::Bar(Some(bar)) => {
                bar.set_position(self.done as u64);
                bar.set_message(format!("{} of {}: {name}{left}", self.done + 1, self.all));
            }
            Shown::Lines(last) => {
                if last.elapsed() > BETWEEN_LINES {
                    *last = Clock::now();
                    say!("{} of {}: {name}{left}", self.done + 1, self.all);
                }
            }
        }
        self.done += 1;
    }

    /// Removes the bar.
    pub fn finish(self) {
        if let Shown::Bar(Some(bar)) = self.shown {
            bar.finish_and_clear();
        }
    }
}

/// Shows how far the trials of a study are, told from many threads.
pub struct Trials {
    stop: Stop,
    memory: Memory,
    pace: Pace,
    seen: Mutex<Seen>,
}

struct Seen {
    planned: usize,
    known: usize,
    done: f64,
    began: Clock,
    shown: Shown,
    left: Left,
    /// When the trial began that runs now.
    run: Option<Clock>,
    spent_s: f64,
}

/// Steps of the bar in one trial: a long one is seen to move.
const FINE: f64 = 100.0;

impl Trials {
    /// Begins now; `quiet` shows nothing.
    pub fn new(terminal: &Terminal, quiet: bool) -> Trials {
        Trials::with(Pace::default(), terminal, quiet)
    }

    /// The same for trials that work as another run did.
    pub fn with(pace: Pace, terminal: &Terminal, quiet: bool) -> Trials {
        let shown = Shown::new(quiet);
        let (began, left) = (Clock::now(), Left::default());
        let seen = Mutex::new(Seen { planned: 0, known: 0, done: 0.0, began, run: None, spent_s: 0.0, shown, left });
        Trials { stop: terminal.stop.clone(), memory: terminal.memory.clone(), pace, seen }
    }

    /// How long trials have run, if they have run one at a time.
    pub fn spent_s(&self) -> f64 {
        self.seen.lock().map_or(0.0, |seen| seen.spent_s)
    }

    /// Removes the bar.
    pub fn finish(&self) {
        if let Ok(seen) = self.seen.lock()
            && let Shown::Bar(Some(bar)) = &seen.shown
        {
            bar.finish_and_clear();
        }
    }
}

impl Watch for Trials {
    fn planned(&self, trials: usize) {
        if let Ok(mut seen) = self.seen.lock() {
            seen.planned += trials;
        }
    }

    fn begins(&self, bytes: Bytes) -> Result<(), String> {
        self.memory.take(bytes, &self.stop)?;
        if let Ok(mut seen) = self.seen.lock() {
            seen.run = Some(Clock::now());
        }
        Ok(())
    }

    fn ends(&self, bytes: Bytes) {
        self.memory.give_back(bytes);
    }

    fn advanced(&self, from: f64, to: f64) {
        // Progress that cannot be shown stops nothing.
        let Ok(mut seen) = self.seen.lock() else { return };
        if to >= 1.0 {
            seen.spent_s += seen.run.take().map_or(0.0, |began| began.elapsed().as_secs_f64());
        }
        seen.done += self.pace.done(to) - self.pace.done(from);
        seen.show();
    }

    fn known(&self) {
        let Ok(mut seen) = self.seen.lock() else { return };
        seen.known += 1;
        seen.show();
    }

    fn stops(&self) -> bool {
        self.stop.is_asked()
    }
}

impl Seen {
    fn show(&mut self) {
        let (elapsed, planned) = (self.began.elapsed(), self.planned);
        let left = self.left.words(elapsed.as_secs_f64(), self.done / planned.saturating_sub(self.known).max(1) as f64);
        let done = self.done + self.known as f64;
        // Parts that sum up to a whole are a hair less than it.
        let text = format!("{:.0} of {planned} runs{left}", (done + 1e-6).floor());
        match &mut self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => {
                if elapsed > PATIENCE {
                    let bar = bar.get_or_insert_with(|| new_bar(0));
                    bar.set_length((planned as f64 * FINE) as u64);
                    bar.set_position((done * FINE) as u64);
                    bar.set_message(text);
                }
            }
            Shown::Lines(last) => {
                if last.elapsed() > BETWEEN_LINES {
                    *last = Clock::now();
                    say!("{text}");
                }
            }
        }
    }
}
