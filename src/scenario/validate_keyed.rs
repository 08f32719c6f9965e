//! What is impossible about caches of keys: the part of [`super::validate`] that concerns them.

use super::node::Value;
use super::path::KeyPath;
use super::validate::{Check, fault};
use crate::model::graph::{ServicePlan, StepPlan};
use crate::model::keyed::KeyedPlan;
use crate::units::{Limit, Span};

/// Keys of one cache: each takes a place in memory, whether it is ever asked for or not.
const MOST_KEYS: u32 = 20_000_000;

impl Check<'_> {
    /// A cache of keys has keys, and room for some.
    pub(super) fn keyed(&mut self, name: &str, service: &ServicePlan) {
        let Some(keyed) = &service.keyed else { return };
        let at = |key| ["services", name, "keyed", key];
        self.require(service.entries.is_none(), &["services", name, "keyed"], || {
            let cause = "`entries` has one entry for each client, `keyed` one for each key";
            fault("two caches in one", cause, "remove one of them, or write two services")
        });
        self.require((1..=MOST_KEYS).contains(&keyed.keys), &at("keys"), || {
            fault("an impossible number of keys", format!("{} keys", keyed.keys), "write 1 to 20 000 000")
        });
        self.require((0.0..=10.0).contains(&keyed.zipf), &at("zipf"), || {
            fault("an impossible exponent", format!("zipf = {}", keyed.zipf), "write 0 (all alike) to 10")
        });
        self.require(keyed.room != Limit::AtMost(0), &at("room"), || {
            fault("a cache without room", "no key would ever be found", "write 1 or more, or \"unlimited\"")
        });
        self.require(keyed.lives != Some(Span::ZERO), &at("lives"), || {
            fault(
                "entries that do not live",
                "no key would ever be found",
                "write a time such as \"1 h\", or remove it",
            )
        });
        match &keyed.within {
            Some(within) => self.within(name, (service, keyed), within),
            None => self.require(keyed.keys >= service.instances, &at("keys"), || {
                let cause = format!("{} keys are dealt out to {} instances", keyed.keys, service.instances);
                fault("instances without keys", cause, "give more keys, or fewer instances")
            }),
        }
        self.distribution(&at("error_time"), &keyed.error_time);
    }

    /// A cache within the instances of a service is one for each, and nobody else comes near it.
    fn within(&mut self, name: &str, (service, keyed): (&ServicePlan, &KeyedPlan), within: &str) {
        let (document, at) = (self.document, ["services", name, "keyed", "within"]);
        self.known("service", &at, within, &document.services);
        let Some(host) = document.services.get(within) else { return };
        self.require(!host.is_cache(), &at, || {
            fault("a cache within a cache", format!("`{within}` is one itself"), "name a service that looks it up")
        });
        let path = ["services", name, "instances"];
        let written = self.root.find(&KeyPath::from(path)).map(|node| &node.value);
        let other = matches!(written, Some(Value::Integer(number)) if *number != i64::from(host.instances));
        self.require(!other, &path, || {
            let cause = format!("each of the {} instances of `{within}` has one", host.instances);
            fault("another number of caches than of instances", cause, "remove it")
        });
        let all = u64::from(keyed.keys) * u64::from(document.instances_of(name));
        self.require(
            all <= u64::from(MOST_KEYS) && service.entries.is_none(),
            &["services", name, "keyed", "keys"],
            || {
                let cause = format!("{} keys in each of {} instances", keyed.keys, document.instances_of(name));
                fault("too many keys", cause, "write fewer: 20 000 000 in all instances together at most")
            },
        );
        let of_call =
            |call: &str| document.calls.get(call).and_then(|plan| plan.to.as_deref()).unwrap_or(call).to_owned();
        for (asker, plan) in document.services.iter().filter(|(asker, _)| *asker != within) {
            let mut asked = plan.all_steps().flat_map(StepPlan::names);
            let asks = asked.any(|call| of_call(call) == name);
            self.require(!asks, &at, || {
                let cause = format!("`{asker}` looks it up, too, and has none within it");
                fault(
                    "a cache within another service",
                    cause,
                    format!("remove it, or give `{asker}` a cache of its own"),
                )
            });
        }
    }
}
