//! Numbers of a scenario multiplied: rounded where they must stay whole, which is remembered.

use super::choice::Choice;
use super::rounding::Rounding;
use crate::engine::Distribution;
use crate::engine::distribution::{Part, Quantity, Shape};
use crate::model::class::ClassPlan;
use crate::model::retry::{Behaviour, Budget, Scope};
use crate::model::timeline::Action;
use crate::units::{Limit, Rate, Span};

/// Rounds, and remembers what was rounded.
pub(super) struct Rounded(pub(super) Vec<Rounding>);

impl Rounded {
    /// A number times a factor as a whole number, which is 0 only if it was 0 before.
    pub(super) fn whole(&mut self, path: &[&str], number: u32, factor: f64) -> u32 {
        let wanted = f64::from(number) * factor;
        let got = if number == 0 { 0.0 } else { wanted.round().max(1.0) };
        self.0.push(Rounding::new(path, f64::from(number), wanted, got));
        got as u32
    }

    pub(super) fn limit(&mut self, path: &[&str], limit: Limit, factor: f64) -> Limit {
        match limit {
            Limit::Unlimited => Limit::Unlimited,
            Limit::AtMost(number) => Limit::AtMost(self.whole(path, number, factor)),
        }
    }

    /// How a number of workers or instances changes, of which there are so many times as many.
    pub(super) fn change(&mut self, name: &str, action: &mut Action, factor: f64) {
        let key = action.facts().key;
        let (Action::SetWorkers { add, at_least, at_most, .. } | Action::SetInstances { add, at_least, at_most, .. }) =
            action
        else {
            return;
        };
        for (key_of, limit) in [("at_least", at_least), ("at_most", at_most)] {
            *limit = limit.map(|number| self.whole(&["timeline", name, "do", key, key_of], number, factor));
        }
        *add = add.map(|more| {
            let more_or_fewer = self.whole(&["timeline", name, "do", key, "add"], more.unsigned_abs(), factor);
            i32::try_from(more_or_fewer).unwrap_or(i32::MAX) * more.signum()
        });
    }

    pub(super) fn class(&mut self, name: &str, class: &mut ClassPlan, factor: f64, everybody: f64) {
        if let Some(population) = &mut class.population {
            *population = self.whole(&["classes", name, "population"], *population, factor);
            if let Some(rounding) = self.0.last_mut() {
                // One client more or less among thousands moves nobody else.
                rounding.matters &= (rounding.got - rounding.wanted).abs() > 0.01 * everybody;
            }
        }
        if let Some(arrivals) = &mut class.arrivals {
            arrivals.rate = Rate(arrivals.rate.0 * factor);
        }
        for (behaviour, plan) in &mut class.behaviours {
            self.budget(&["classes", name, "behaviours", behaviour, "budget"], plan, factor);
        }
    }

    /// Multiplies a retry budget that all clients of a behaviour share; one that each has for itself stays as it is.
    pub(super) fn budget(&mut self, path: &[&str], behaviour: &mut Behaviour, factor: f64) {
        match behaviour.with_preset().budget {
            Some(Budget::Tokens(mut budget)) if budget.scope == Scope::Class => {
                budget.capacity *= factor;
                budget.refill = Rate(budget.refill.0 * factor);
                let one = budget.per_retry.max(budget.per_timeout.unwrap_or(0.0));
                if one > 0.0 && budget.capacity < one {
                    // A bucket that cannot hold the price of one retry allows none.
                    let path = [path, &["tokens", "capacity"]].concat();
                    self.0.push(Rounding::new(&path, budget.capacity / factor, budget.capacity, 0.0));
                }
                behaviour.budget = Some(Budget::Tokens(budget));
            }
            Some(Budget::Concurrent(mut budget)) => {
                let path = [path, &["concurrent", "at_least"]].concat();
                budget.at_least = self.whole(&path, budget.at_least, factor);
                behaviour.budget = Some(Budget::Concurrent(budget));
            }
            Some(Budget::Tokens(_)) | None => {}
        }
    }

    /// The same of a call: what all callers share is multiplied by the first factor, what each has by the second.
    pub(super) fn budget_of_call(&mut self, path: &[&str], behaviour: &mut Behaviour, (all, each): (f64, f64)) {
        let shared =
            matches!(&behaviour.with_preset().budget, Some(Budget::Tokens(budget)) if budget.scope == Scope::Class);
        if let (false, Some(Budget::Tokens(mut budget))) = (shared, behaviour.with_preset().budget) {
            budget.capacity *= each;
            budget.refill = Rate(budget.refill.0 * each);
            behaviour.budget = Some(Budget::Tokens(budget));
        } else {
            self.budget(path, behaviour, if shared { all } else { each });
        }
    }

    pub(super) fn action(&mut self, name: &str, action: &mut Action, factor: f64, choice: &Choice) {
        if let Action::Limit { rate, .. } = action {
            *rate = Rate(rate.0 * factor);
        } else if let Action::SetWorkers { workers, .. } = action {
            // Those that are left are as slow as those that there were.
            let path = ["timeline", name, "do", "set_workers", "workers"];
            *workers = workers.map(|workers| self.limit(&path, workers, choice.each * choice.slower));
            self.change(name, action, choice.each * choice.slower);
        } else if let Action::FailCache { error_time: Some(time), .. } = action {
            *time = stretched(time, choice.slower);
        }
    }
}

pub(super) fn stretched(time: &Distribution<Span>, factor: f64) -> Distribution<Span> {
    if factor == 1.0 {
        return time.clone();
    }
    let longer = |span: &Span| Span::nearest(span.value() * factor);
    match time {
        Distribution::Fixed(span) => Distribution::Fixed(longer(span)),
        Distribution::Shaped(shape) => Distribution::Shaped(match shape {
            Shape::Exponential(mean) => Shape::Exponential(longer(mean)),
            Shape::Uniform(from, to) => Shape::Uniform(longer(from), longer(to)),
            Shape::LogUniform(from, to) => Shape::LogUniform(longer(from), longer(to)),
            Shape::Spread { around, by } => Shape::Spread { around: longer(around), by: *by },
            Shape::Erlang { mean, stages } => Shape::Erlang { mean: longer(mean), stages: *stages },
            Shape::Lognormal { mean, sigma } => Shape::Lognormal { mean: longer(mean), sigma: *sigma },
            Shape::Hyperexponential { mean, cv2 } => Shape::Hyperexponential { mean: longer(mean), cv2: *cv2 },
            Shape::Shifted { by, of } => Shape::Shifted { by: longer(by), of: Box::new(stretched(of, factor)) },
            Shape::Normal { mean, deviation } => Shape::Normal { mean: longer(mean), deviation: longer(deviation) },
            Shape::Mixture(parts) => {
                let parts = parts.iter().map(|part| Part { share: part.share, of: stretched(&part.of, factor) });
                Shape::Mixture(parts.collect())
            }
            Shape::Sum(parts) => Shape::Sum(parts.iter().map(|part| stretched(part, factor)).collect()),
        }),
    }
}
