//! What is left in a cell: nothing, once nobody asks any more. For tests, which let the clients fall silent and look.

use super::Cell;
use crate::model::observe::Trace;

impl<T: Trace> Cell<T> {
    /// Everything that is not at rest, each in a few words: attempts, requests, workers, queues, connections, transfers.
    pub fn not_at_rest(&self) -> Vec<String> {
        let mut left = Vec::new();
        let mut note = |what: &str, name: &str, number: u64| {
            if number > 0 {
                left.push(format!("{number} {what} {name}"));
            }
        };
        note("attempts", "alive", self.attempts.alive() as u64);
        note("requests", "alive", self.requests.alive() as u64);
        note("keys", "being fetched", self.keys_in_flight() as u64);
        for service in &self.services {
            let busy: u64 = service.instances.iter().map(|instance| u64::from(instance.busy())).sum();
            let waiting: u64 = service.instances.iter().map(|instance| u64::from(instance.waiting())).sum();
            note("busy workers of", &service.name, busy.max(service.busy.level()));
            note("waiting for", &service.name, waiting.max(service.waiting.level()));
            note("messages of", &service.name, service.backlog.number.level());
        }
        for call in &self.calls {
            for caller in &call.callers {
                let counts = [caller.in_flight, caller.retries_in_flight, caller.retries_due, caller.connected];
                note("under way of call", &call.name, counts.iter().map(|count| u64::from(*count)).sum());
                note("waiting for a connection of call", &call.name, caller.pool.len() as u64);
            }
        }
        for wire in &self.wires {
            note("transfers on", &wire.name, (wire.up.link.in_flight() + wire.down.link.in_flight()) as u64);
            note("messages held by", &wire.name, wire.held.len() as u64);
        }
        for role in &self.roles {
            note("attempts in flight of a role of class", &self.classes[role.class].name, u64::from(role.in_flight));
        }
        left
    }
}
