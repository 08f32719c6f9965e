//! Which instances of a service calls are spread over: those in rotation. Every other one is out for a reason.

use super::health::{most_ejected, panics};
use crate::units::{Instant, Share};

/// Why an instance is out of rotation. It may be so for several reasons at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Out {
    /// Its balancer thinks that it is ill.
    Ejected = 1,
    /// Operators want it to finish what it has.
    Drained = 2,
    /// It is not there: not yet, or not any more.
    Removed = 4,
}

/// Instead of the number of an instance: nobody is in rotation.
pub const NOBODY: u16 = u16::MAX;

/// The instances of a service that take part in balancing.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// The ones in rotation, in order; none if every instance is, so that nothing has to be looked up.
    chosen: Option<Vec<u16>>,
    /// By instance: the reasons for which it is out.
    out: Vec<u8>,
    /// Instances that nobody has drained or removed, and how many of them are ejected.
    usable: usize,
    ejected: usize,
    at_most_ejected: Share,
    panic_below: Share,
    /// Integrals over time.
    area: InRotation,
    counted: Instant,
}

/// Instances × seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct InRotation {
    /// Instances that are there, drained ones included.
    pub there: f64,
    /// Those in rotation.
    pub used: f64,
    /// Those ejected, used again in a panic or not.
    pub ejected: f64,
}

impl InRotation {
    /// What has come since an earlier total.
    pub fn since(&self, earlier: &InRotation) -> InRotation {
        InRotation {
            there: self.there - earlier.there,
            used: self.used - earlier.used,
            ejected: self.ejected - earlier.ejected,
        }
    }

    /// Adds what came later.
    pub fn add(&mut self, later: &InRotation) {
        self.there += later.there;
        self.used += later.used;
        self.ejected += later.ejected;
    }
}

impl Rotation {
    /// Of so many instances, of which only the first `there` are there, and the shares of its balancer.
    pub fn new(instances: usize, there: usize, at_most_ejected: Share, panic_below: Share) -> Rotation {
        let out = (0..instances).map(|place| if place < there { 0 } else { Out::Removed as u8 }).collect();
        let (area, counted) = (InRotation::default(), Instant::START);
        let (usable, ejected) = (there, 0);
        let mut rotation = Rotation { chosen: None, out, usable, ejected, at_most_ejected, panic_below, area, counted };
        rotation.choose();
        rotation
    }

    /// The instances in rotation, in order; none if every instance is.
    #[inline]
    pub fn chosen(&self) -> Option<&[u16]> {
        self.chosen.as_deref()
    }

    /// Whether an instance is in rotation.
    pub fn has(&self, place: usize) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| chosen.binary_search(&(place as u16)).is_ok())
    }

    /// Whether an instance is out for a reason.
    pub fn is_out(&self, place: usize, reason: Out) -> bool {
        self.out[place] & reason as u8 != 0
    }

    /// Whether one more may be ejected.
    pub fn may_eject(&self) -> bool {
        self.ejected < most_ejected(self.usable, self.at_most_ejected)
    }

    /// An instance is out for a reason from now on, or no longer. Gives whether that is new.
    pub fn set(&mut self, now: Instant, place: usize, reason: Out, out: bool) -> bool {
        if self.is_out(place, reason) == out {
            return false;
        }
        self.count(now);
        self.out[place] ^= reason as u8;
        self.choose();
        true
    }

    fn choose(&mut self) {
        let usable = |place: &usize| self.out[*place] & !(Out::Ejected as u8) == 0;
        let usable: Vec<usize> = (0..self.out.len()).filter(usable).collect();
        let ejected = usable.iter().filter(|place| self.is_out(**place, Out::Ejected)).count();
        let all = panics(usable.len(), ejected, self.panic_below);
        let chosen = usable.iter().filter(|place| all || !self.is_out(**place, Out::Ejected));
        let chosen: Vec<u16> = chosen.map(|place| *place as u16).collect();
        (self.usable, self.ejected) = (usable.len(), ejected);
        self.chosen = (chosen.len() < self.out.len()).then_some(chosen);
    }

    /// Adds up the time since the last count.
    fn count(&mut self, now: Instant) {
        let seconds = now.since(self.counted).seconds();
        self.counted = now;
        if seconds <= 0.0 {
            return;
        }
        let removed = (0..self.out.len()).filter(|place| self.is_out(*place, Out::Removed)).count();
        let used = self.chosen.as_ref().map_or(self.out.len(), Vec::len);
        self.area.there += (self.out.len() - removed) as f64 * seconds;
        self.area.used += used as f64 * seconds;
        self.area.ejected += self.ejected as f64 * seconds;
    }

    /// The integrals from the start to `now`.
    pub fn area(&mut self, now: Instant) -> InRotation {
        self.count(now);
        self.area
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Span;

    const NOW: Instant = Instant::START;

    fn of_four(at_most_ejected: f64, panic_below: f64) -> Rotation {
        let share = |value| Share::new(value).expect("a share");
        Rotation::new(4, 4, share(at_most_ejected), share(panic_below))
    }

    #[test]
    fn an_instance_is_back_when_no_reason_is_left() {
        let mut rotation = of_four(1.0, 0.0);
        assert_eq!(rotation.chosen(), None);
        assert!(rotation.set(NOW, 1, Out::Ejected, true) && !rotation.set(NOW, 1, Out::Ejected, true));
        rotation.set(NOW, 1, Out::Drained, true);
        assert_eq!(rotation.chosen(), Some(&[0, 2, 3][..]));
        rotation.set(NOW, 1, Out::Ejected, false);
        assert!(!rotation.has(1) && rotation.has(2));
        rotation.set(NOW, 1, Out::Drained, false);
        assert_eq!(rotation.chosen(), None);
    }

    #[test]
    fn a_panic_uses_whoever_is_ejected_and_nobody_who_is_drained() {
        let mut rotation = of_four(1.0, 0.5);
        rotation.set(NOW, 0, Out::Drained, true);
        rotation.set(NOW, 1, Out::Ejected, true);
        // Two of the three that could be used are left.
        assert_eq!(rotation.chosen(), Some(&[2, 3][..]));
        rotation.set(NOW, 2, Out::Ejected, true);
        assert_eq!(rotation.chosen(), Some(&[1, 2, 3][..]));
        let mut without = of_four(1.0, 0.0);
        for place in 0..4 {
            without.set(NOW, place, Out::Ejected, true);
        }
        assert_eq!(without.chosen(), Some(&[][..]));
    }

    #[test]
    fn only_so_many_may_be_ejected() {
        let mut rotation = of_four(0.5, 0.0);
        rotation.set(NOW, 0, Out::Ejected, true);
        assert!(rotation.may_eject());
        rotation.set(NOW, 1, Out::Ejected, true);
        assert!(!rotation.may_eject());
        rotation.set(NOW, 0, Out::Ejected, false);
        assert!(rotation.may_eject());
    }

    #[test]
    fn time_in_rotation_is_added_up() {
        let mut rotation = Rotation::new(5, 4, Share::ALL, Share::NONE);
        let at = |seconds| NOW + Span::secs(seconds);
        rotation.set(at(10), 0, Out::Ejected, true);
        rotation.set(at(20), 1, Out::Drained, true);
        rotation.set(at(30), 4, Out::Removed, false);
        let area = rotation.area(at(40));
        assert_eq!((area.there, area.used, area.ejected), (170.0, 40.0 + 30.0 + 20.0 + 30.0, 30.0));
    }
}
