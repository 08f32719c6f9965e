//! Whether what is looked at is long enough to see a wish that is not met: half the warm-up, and the time for which the
//! definition of well must hold.

use super::validate::{Check, fault};
use crate::engine::distribution::Quantity;
use crate::units::Span;

impl Check<'_> {
    /// A window of service ends a patience after it began: what is shorter than that sees only those that were met. A
    /// patience that is a random timeout counts with its mean.
    pub(super) fn too_short_for_patience(&mut self) {
        let document = self.document;
        let longest = document.classes.iter().filter(|(_, class)| class.has_limited_patience());
        let longest = longest.map(|(name, class)| (class.patience_for(Span::nearest(class.timeout.mean())), name));
        let Some((patience, class)) = longest.max() else { return };
        let least = Span(patience.0.saturating_add(document.run.sample.0));
        let warm_up = document.run.warm_up;
        let cause = |what: &str, there: Span| {
            format!(
                "{what} is {there}; one wish of `{class}` may take {patience} before anybody knows that it is not met, and that \
                 is counted in an interval of {}",
                document.run.sample
            )
        };
        if warm_up > Span::ZERO && Span(warm_up.0 / 2) < least {
            let remedy = format!("make run.warm_up twice {least} or more, or say a shorter `patience`");
            let cause = cause("half the warm-up", Span(warm_up.0 / 2));
            self.report(&["run", "warm_up"], fault("a warm-up that is too short to be judged", cause, remedy));
        }
        if document.verdict.held_for < least {
            let remedy = format!("make verdict.held_for {least} or more, or say a shorter `patience`");
            let cause = cause("held_for", document.verdict.held_for);
            self.report(&["verdict", "held_for"], fault("well for less than a patience", cause, remedy));
        }
    }
}
