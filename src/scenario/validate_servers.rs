//! What is impossible about servers, cache and store: the part of [`super::validate`] that concerns the cell itself.

use super::validate::{Check, Fault, fault};
use crate::model::server::left_of;
use crate::units::{Limit, Share};

impl Check<'_> {
    pub(super) fn servers(&mut self) {
        let servers = &self.document.servers;
        self.require((1..=60_000).contains(&servers.count), &["servers", "count"], || {
            fault("no servers", format!("{} servers", servers.count), "write 1 to 60 000")
        });
        self.require(servers.workers != Limit::AtMost(0), &["servers", "workers"], || {
            fault("servers without workers", "nothing would ever be served", "write 1 or more, or \"unlimited\"")
        });
        self.require(servers.slowdown_per_request >= 0.0, &["servers", "slowdown_per_request"], || {
            fault("a negative slow-down", "service would end before it begins", "write 0 or more")
        });
        if let Some(cache) = &self.document.cache {
            self.distribution(&["cache", "error_time"], &cache.error_time);
        }
        if let Some(store) = &self.document.store {
            self.distribution(&["store", "service"], &store.service);
            self.require(store.workers != Limit::AtMost(0), &["store", "workers"], || {
                fault("a store without workers", "no miss would ever be served", "write 1 or more, or \"unlimited\"")
            });
        }
    }

    /// A bulkhead that leaves a class without a single worker is a class that nobody serves.
    pub(super) fn bulkheads(&mut self) {
        let document = self.document;
        let Limit::AtMost(workers) = document.servers.workers else { return };
        let nobody = |reserved| workers > 0 && left_of(Limit::AtMost(workers), reserved) == Limit::AtMost(0);
        let together = document.classes.iter().filter(|(_, class)| {
            class.is_activesync() && class.reserved_for_others.is_none() && nobody(document.servers.reserved_for_others)
        });
        let together: Vec<&str> = together.map(|(name, _)| name.as_str()).collect();
        if !together.is_empty() {
            let reserved = document.servers.reserved_for_others;
            self.report(&["servers", "reserved_for_others"], without_workers(&together, workers, reserved));
        }
        for (name, class) in &document.classes {
            if let Some(reserved) = class.reserved_for_others.filter(|reserved| nobody(*reserved)) {
                let at = ["classes", name, "reserved_for_others"];
                self.report(&at, without_workers(&[name.as_str()], workers, reserved));
            }
        }
    }
}

fn without_workers(classes: &[&str], workers: u32, reserved: Share) -> Fault {
    let cause = format!(
        "of the {workers} {} of each server, {workers} reserved for others: 0 workers are left to {}",
        if workers == 1 { "worker" } else { "workers" },
        classes.iter().map(|class| format!("`{class}`")).collect::<Vec<_>>().join(" and "),
    );
    let enough = (1..=1000).find(|count| left_of(Limit::AtMost(*count), reserved) != Limit::AtMost(0));
    let remedy = match enough {
        Some(count) => format!("give each server {count} workers or more, or reserve a smaller part"),
        None => "reserve a part below 1.0, or block the class on the timeline".to_owned(),
    };
    fault("a bulkhead that leaves no worker", cause, remedy)
}
