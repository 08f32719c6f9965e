//! What a cell remembers of connections: that there was one, and in which epoch of its instance and link. Nothing is done
//! to a connection that a crash or a cut breaks; that is seen when it would be used next.

use crate::model::graph::ConnectionPlan;

/// A connection that a client keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    /// The instance; [`Kept::NONE`] has none.
    to: u16,
    epoch: u16,
}

impl Kept {
    const NONE: Kept = Kept { to: u16::MAX, epoch: 0 };
}

/// What a caller remembers of the connection that it would use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// There is one.
    Open,
    /// There was one, and it is broken.
    Broken,
    /// There was none.
    Nothing,
}

/// The connections of a client, the last used first.
#[derive(Debug, Clone)]
pub(super) struct OfClient([Kept; ConnectionPlan::MOST_KEPT]);

impl Default for OfClient {
    fn default() -> Self {
        OfClient([Kept::NONE; ConnectionPlan::MOST_KEPT])
    }
}

impl OfClient {
    /// Looks for one to an instance. It is the one used last from now on; one that is broken is forgotten.
    pub(super) fn find(&mut self, to: u16, epoch: u16) -> Found {
        let Some(place) = self.0.iter().position(|kept| kept.to == to) else { return Found::Nothing };
        if self.0[place].epoch != epoch {
            self.forget(to);
            return Found::Broken;
        }
        self.0[..=place].rotate_right(1);
        Found::Open
    }

    /// Keeps one more, of at most so many. Gives whether another one had to go.
    pub(super) fn keep(&mut self, to: u16, epoch: u16, most: usize) -> bool {
        let places = &mut self.0[..most];
        places.rotate_right(1);
        std::mem::replace(&mut places[0], Kept { to, epoch }) != Kept::NONE
    }

    /// Forgets the one to an instance. Gives whether there was one.
    pub(super) fn forget(&mut self, to: u16) -> bool {
        let Some(place) = self.0.iter().position(|kept| kept.to == to) else { return false };
        self.0[place..].rotate_left(1);
        self.0[ConnectionPlan::MOST_KEPT - 1] = Kept::NONE;
        true
    }

    /// How many it remembers.
    pub(super) fn count(&self) -> usize {
        self.0.iter().filter(|kept| **kept != Kept::NONE).count()
    }
}

/// The connection that the requests of a calling instance share to one instance.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shared {
    pub(super) open: bool,
    epoch: u16,
    /// Tells it from those before: what fails on one of them does not close this one.
    pub(super) number: u16,
}

impl Shared {
    /// Looks whether it is open; a broken one is forgotten.
    pub(super) fn find(&mut self, epoch: u16) -> Found {
        if !self.open {
            return Found::Nothing;
        }
        self.open = self.epoch == epoch;
        if self.open { Found::Open } else { Found::Broken }
    }

    /// A new one is kept.
    pub(super) fn keep(&mut self, epoch: u16) {
        *self = Shared { open: true, epoch, number: self.number.wrapping_add(1) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_keeps_the_last_used() {
        let mut kept = OfClient::default();
        assert_eq!((kept.keep(1, 0, 2), kept.keep(2, 0, 2), kept.count()), (false, false, 2));
        assert_eq!(kept.find(1, 0), Found::Open);
        // Instance 2 is the one that was not used for longest.
        assert!(kept.keep(3, 0, 2));
        assert_eq!((kept.find(2, 0), kept.find(1, 0), kept.find(3, 0)), (Found::Nothing, Found::Open, Found::Open));
        assert_eq!((kept.find(3, 1), kept.find(3, 0), kept.count()), (Found::Broken, Found::Nothing, 1));
        assert_eq!((kept.forget(1), kept.forget(1), kept.count()), (true, false, 0));
    }

    #[test]
    fn a_broken_one_is_seen_when_it_is_used() {
        let mut shared = Shared::default();
        assert_eq!(shared.find(0), Found::Nothing);
        shared.keep(7);
        assert_eq!((shared.find(7), shared.find(8), shared.find(7)), (Found::Open, Found::Broken, Found::Nothing));
    }
}
