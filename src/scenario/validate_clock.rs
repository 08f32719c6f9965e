//! Clients that come by the clock, and rates that change over a day: what is impossible about their times, and what of
//! them does nothing.

use super::validate::{Check, fault};
use crate::model::class::ClassPlan;
use crate::model::clock::Drawn;
use crate::model::web::Web;
use crate::units::Span;

impl Check<'_> {
    pub(super) fn clock(&mut self, name: &str, class: &ClassPlan, web: &Web) {
        let Some(clock) = &web.clock else { return };
        let at = |key| ["classes", name, "web", "clock", key];
        self.require(class.population.is_some() || class.arrivals.is_none(), &at("at")[..4], || {
            let cause = "sessions of `arrivals` come from outside, at their rate";
            fault("a clock of nobody", cause, "give a `population` instead of `arrivals`")
        });
        self.require(!clock.at.is_empty(), &at("at"), || {
            fault("a clock without times", "nobody would ever come", "write times such as [\"00:00\"]")
        });
        // Both are needed to say when the next time is; beyond that the numbers of the clock would overflow.
        let possible = clock.every > Span::ZERO && clock.every.0 < 1 << 60;
        self.require(possible, &at("every"), || {
            let cause = format!("the times would come again after {}", clock.every);
            fault("an impossible period", cause, "write a period such as \"1 d\"")
        });
        if let Some(due) = &clock.due {
            self.distribution(&at("due"), due);
        }
        if !possible || clock.at.is_empty() {
            return;
        }
        if let Some(late) = clock.at.iter().find(|time| time.since_midnight() >= clock.every) {
            let cause = format!("{late} is not within a period of {}", clock.every);
            let remedy = "write times of the first period of a day, or a longer `every`";
            return self.report(&at("at"), fault("a time beyond the period", cause, remedy));
        }
        let gap = clock.shortest_gap();
        self.require(gap > Span::ZERO, &at("at"), || {
            fault("a time that is there twice", "a client comes once for each time", "remove one of them")
        });
        self.require(gap == Span::ZERO || clock.spread <= gap, &at("spread"), || {
            let cause = format!("{} are longer than the {} from one time to the next", clock.spread, gap);
            fault("a spread beyond the next time", cause, "write a shorter spread, or fewer times")
        });
    }

    /// The steps of a rate.
    pub(super) fn profile(&mut self, name: &str, class: &ClassPlan) {
        let Some(arrivals) = &class.arrivals else { return };
        let at = |key| ["classes", name, "arrivals", key];
        let steps = &arrivals.profile;
        self.require(arrivals.profile_every.is_none() || !steps.is_empty(), &at("profile_every"), || {
            let remedy =
                "add profile = [{ at = \"8 h\", factor = 2.0 }, { at = \"20 h\", factor = 1.0 }], or remove it";
            fault("a profile without steps", "there is nothing that comes again", remedy)
        });
        let bad = steps.iter().find(|step| !(0.0..=1e6).contains(&step.factor));
        if let Some(step) = bad {
            let cause = format!("the factor is {}", step.factor);
            self.report(&at("profile"), fault("an impossible factor", cause, "write a factor from 0 to 1 000 000"));
        }
        if let Some(two) = steps.windows(2).find(|two| two[0].at >= two[1].at) {
            let cause = format!("the step at {} comes after the one at {}", two[1].at, two[0].at);
            let remedy = "write the steps in the order of their times, each time once";
            self.report(&at("profile"), fault("steps out of order", cause, remedy));
        }
        let Some(every) = arrivals.profile_every else { return };
        let last = steps.last().map_or(Span::ZERO, |step| step.at);
        self.require(every > last && every.0 < 1 << 60, &at("profile_every"), || {
            let cause = format!("a period of {every} has no step at {last}");
            fault("an impossible period", cause, "write a period that is longer than the time of the last step")
        });
        let somebody = steps.is_empty() || steps.iter().any(|step| step.factor > 0.0);
        self.require(somebody, &at("profile"), || {
            fault("a profile of nothing", "every factor is 0: nobody would ever come", "write a factor above 0")
        });
    }

    fn idle_profile(&mut self, name: &str, class: &ClassPlan) {
        let Some(arrivals) = &class.arrivals else { return };
        let path = ["classes", name, "arrivals", "profile"];
        let steps = &arrivals.profile;
        let flat = steps.iter().all(|step| step.factor == 1.0);
        self.warn(flat, &path, "factors of 1 change nothing", "write other factors, or remove it");
        let again = arrivals.profile_every.is_some();
        let constant = again && !flat && steps.iter().all(|step| step.factor == steps[0].factor);
        self.warn(constant, &path, "the rate is the same all the time", "write it as `rate`, or add a step");
        let run = &self.document.run;
        let end = run.length + run.onset_at.since_midnight();
        let late = !again && steps.iter().any(|step| step.at >= end);
        self.warn(late, &path, "a step begins when the run is over", "remove it, or make the run longer");
    }

    pub(super) fn idle_clock(&mut self, name: &str, class: &ClassPlan) {
        self.idle_profile(name, class);
        let Some(clock) = class.web.as_ref().and_then(|web| web.clock.as_ref()) else { return };
        let cause = "wishes begin by the clock";
        self.warn(true, &["classes", name, "web", "think"], cause, "remove it, or write `clock.due`");
        let cause = "the clock says when everybody begins";
        self.warn(clock.due.is_none(), &["classes", name, "start"], cause, "remove it");
        let at = |key| ["classes", name, "web", "clock", key];
        let cause = "all come at the very time on the clock: there is no place to draw";
        self.warn(clock.spread == Span::ZERO, &at("drawn"), cause, "give a `spread`, or remove it");
        let never = clock.due.as_ref().is_some_and(|due| due.mean() <= 0.0);
        self.warn(never, &at("due"), "a time of 0 passes no time of the clock", "give it a time, or remove it");
        let once = clock.drawn == Drawn::EachTime && clock.every.0 >= self.document.run.end().0;
        self.warn(once, &at("drawn"), "no time of the clock comes twice in this run", "remove it");
    }

    /// The time of day matters to those who come by it.
    pub(super) fn idle_time_of_day(&mut self) {
        let by_clock = |class: &ClassPlan| {
            let profile = class.arrivals.as_ref().is_some_and(|arrivals| !arrivals.profile.is_empty());
            profile || class.web.as_ref().is_some_and(|web| web.clock.is_some())
        };
        let nobody = !self.document.classes.values().any(by_clock);
        let cause = "no class comes by the clock";
        self.warn(
            nobody,
            &["run", "onset_at"],
            cause,
            "give a class a `web.clock` or an `arrivals.profile`, or remove it",
        );
    }
}
