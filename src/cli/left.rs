//! How long something will still take: said late, said steadily, and not said where nothing is known.

/// Before so many seconds nothing is said.
const ENOUGH_S: f64 = 2.0;
/// Before this part is done nothing is said: the first seconds of a run are its calmest.
const ENOUGH_PART: f64 = 0.05;
/// A new estimate counts as much as the old one after this part of the time that has passed.
const MEMORY: f64 = 0.25;
/// What was said is taken back only for an estimate so many times as long.
const TAKEN_BACK: f64 = 1.5;

/// How the work of a run lies over its simulated time: parts of the time, and of the events by then. A storm is most of
/// the work and little of the time, so that progress in simulated time says nothing of what is left.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    points: Vec<(f64, f64)>,
}

impl Pace {
    /// Of a run whose events were counted at these parts of its time. Half of the weight is on the time itself: beside a
    /// run that is calm in the end there are others that are not.
    pub fn of(counted: &[(f64, u64)], all: u64) -> Pace {
        let whole = all.max(1) as f64;
        Pace { points: counted.iter().map(|(part, events)| (*part, (part + *events as f64 / whole) / 2.0)).collect() }
    }

    /// The part of the work that is done when this part of the time is simulated; between what is known, and where
    /// nothing is known, work is spread evenly.
    pub fn done(&self, part: f64) -> f64 {
        let after = self.points.partition_point(|point| point.0 < part);
        let (from, to) = (after.checked_sub(1).map(|at| self.points[at]), self.points.get(after).copied());
        let ((t0, w0), (t1, w1)) = (from.unwrap_or((0.0, 0.0)), to.unwrap_or((1.0, 1.0)));
        if t1 <= t0 { w1 } else { w0 + (w1 - w0) * (part - t0) / (t1 - t0) }
    }
}

/// What is said of the time left.
#[derive(Debug, Default)]
pub struct Left {
    estimate: Option<(f64, f64)>,
    said: Option<f64>,
}

impl Left {
    /// Seconds left, when this part of the work took so many seconds; none while there is too little to go by. It only
    /// falls, except where it was far too short.
    pub fn seconds(&mut self, elapsed: f64, part: f64) -> Option<f64> {
        if elapsed < ENOUGH_S || part < ENOUGH_PART {
            return None;
        }
        let now = elapsed * (1.0 / part.min(1.0) - 1.0);
        let estimate = self.estimate.map_or(now, |(then, estimate)| {
            let passed = (elapsed - then).max(0.0);
            let kept = (-passed / (MEMORY * elapsed)).exp2();
            kept * (estimate - passed).max(0.0) + (1.0 - kept) * now
        });
        self.estimate = Some((elapsed, estimate));
        let said = self.said.filter(|said| estimate > *said && estimate < TAKEN_BACK * *said);
        self.said = Some(said.unwrap_or(estimate));
        self.said
    }

    /// The same in words, with a comma in front; nothing while there is too little to go by.
    pub fn words(&mut self, elapsed: f64, part: f64) -> String {
        self.seconds(elapsed, part).map_or_else(String::new, |left| match left {
            left if left < 5.0 => ", a few seconds left".to_owned(),
            left if left <= 90.0 => format!(", about {:.0} s left", (left / 5.0).ceil() * 5.0),
            left if left <= 5400.0 => format!(", about {:.0} min left", (left / 60.0).ceil()),
            left => format!(", about {:.1} h left", left / 3600.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calm for 40 % of the time, then a storm of 20 % in which 90 % of the work lies, then calm again.
    fn storm(part: f64) -> f64 {
        match part {
            early if early < 0.4 => 0.05 * early / 0.4,
            middle if middle < 0.6 => 0.05 + 0.9 * (middle - 0.4) / 0.2,
            late => 0.95 + 0.05 * (late - 0.6) / 0.4,
        }
    }

    fn pace() -> Pace {
        let at = (0..=50).map(|at| f64::from(at) / 50.0);
        Pace::of(&at.map(|at| (at, (1e6 * storm(at)) as u64)).collect::<Vec<_>>(), 1_000_000)
    }

    /// Seconds passed, and what is said to be left, over a run of 100 s that works evenly.
    fn said(pace: &Pace) -> Vec<(f64, f64)> {
        let mut left = Left::default();
        let told = (1..2000).filter_map(|step| {
            let part = f64::from(step) / 2000.0;
            let passed = 100.0 * storm(part);
            Some((passed, left.seconds(passed, pace.done(part))?))
        });
        told.collect()
    }

    #[test]
    fn half_of_the_work_is_where_it_was_counted() {
        let pace = pace();
        for part in [0.0, 0.1, 0.4, 0.47, 0.6, 0.9, 1.0] {
            let expected = (part + storm(part)) / 2.0;
            assert!((pace.done(part) - expected).abs() < 1e-5, "{part}: {}", pace.done(part));
        }
        assert_eq!([0.0, 0.25, 1.0].map(|part| Pace::default().done(part)), [0.0, 0.25, 1.0]);
    }

    #[test]
    fn with_the_pace_of_another_run_what_is_left_falls() {
        let said = said(&pace());
        let longer = said.windows(2).filter(|pair| pair[1].1 > pair[0].1).count();
        assert!(longer <= 1, "{longer}");
        let late: Vec<_> = said.iter().filter(|(passed, _)| (50.0..80.0).contains(passed)).collect();
        assert!(late.len() > 100 && late.iter().all(|(passed, left)| (0.4..2.0).contains(&(left / (100.0 - passed)))));
    }

    #[test]
    fn without_a_pace_it_is_taken_back_seldom() {
        let said = said(&Pace::default());
        let longer: Vec<f64> = said.windows(2).map(|pair| pair[1].1 / pair[0].1).filter(|times| *times > 1.0).collect();
        assert!(longer.len() <= 3 && longer.iter().all(|times| *times >= TAKEN_BACK), "{longer:?}");
    }

    #[test]
    fn nothing_is_said_before_there_is_something_to_go_by() {
        let mut left = Left::default();
        assert_eq!(left.words(1.0, 0.5), "");
        assert_eq!(left.words(60.0, 0.001), "");
        assert_eq!(left.words(10.0, 0.1), ", about 90 s left");
        assert_eq!(Left::default().words(60.0, 0.1), ", about 9 min left");
        assert_eq!(Left::default().words(60.0, 0.99), ", a few seconds left");
    }
}
