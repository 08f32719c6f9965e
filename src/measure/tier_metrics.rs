//! The numbers of services, calls and links: what each is called, what it means, and where it is found.

use super::kind::{PER_SECOND, RATIO, SECONDS, SHARE, of};
use super::metric::{Metric, metrics};
use super::tiers::{CallUse, LinkUse, ServiceUse, TierSums};
use crate::model::retry::ErrorKind;

/// Every number of services, calls and links, in the order of the tables.
pub fn tier_numbers(sums: &TierSums) -> impl Iterator<Item = Option<f64>> {
    let services = sums.services.iter().flat_map(|of| SERVICE.iter().map(|metric| (metric.value)(of)));
    let calls = sums.calls.iter().flat_map(|of| CALL.iter().map(|metric| (metric.value)(of)));
    let links = sums.links.iter().flat_map(|of| LINK.iter().map(|metric| (metric.value)(of)));
    let kept = sums.names.of_kept(&sums.services).flat_map(|of| KEPT.iter().map(|metric| (metric.value)(of)));
    services.chain(calls).chain(links).chain(kept)
}

fn per(amount: f64, of: f64) -> Option<f64> {
    (of > 0.0 && of.is_finite()).then(|| amount / of)
}

fn failures(call: &CallUse, kind: ErrorKind) -> Option<f64> {
    per(call.counts.failures[kind.index()] as f64, call.seconds)
}

/// What is told of a service, of an interval and of a run.
pub const SERVICE: &[Metric<ServiceUse>] = metrics! {
    "utilisation", SHARE, "{} utilisation", "busy part of the workers", |s| per(s.usage.busy, s.there);
    "busy_workers", of("workers"), "{} busy workers", "mean number of requests that have a worker", |s| per(s.usage.busy, s.seconds);
    "queue_length", of("requests"), "{} queue length", "mean number that wait", |s| per(s.usage.waiting, s.seconds);
    "queue_wait_s", SECONDS, "{} queue wait", "mean wait for a worker, of the requests that one took", |s| per(s.counts.queue_wait as f64 / 1e9, s.counts.taken as f64);
    "taken_per_s", PER_SECOND, "{} requests taken", "requests that a worker took", |s| per(s.counts.taken as f64, s.seconds);
    "refused_per_s", PER_SECOND, "{} requests refused", "requests refused: queue full, or load shed", |s| per(s.counts.refused as f64, s.seconds);
    "too_late_per_s", PER_SECOND, "{} requests too late", "requests not begun, because their deadline had passed", |s| per(s.counts.too_late as f64, s.seconds);
    "wasted_work", SHARE, "{} wasted work", "worker time spent for callers that had left", |s| per(s.counts.wasted_work as f64, (s.counts.wasted_work + s.counts.useful_work) as f64);
    "instances", of("instances"), "{} instances", "mean number that nobody has removed, in rotation or not; of a cache nothing", |s| (s.usage.instances.there > 0.0).then(|| s.usage.instances.there / s.seconds);
    "in_rotation", SHARE, "{} in rotation", "part of the instances that calls are spread over", |s| per(s.usage.instances.used, s.usage.instances.there);
    "ejected", SHARE, "{} ejected", "part of the instances that the balancer thinks ill of, used again in a panic or not", |s| per(s.usage.instances.ejected, s.usage.instances.there);
    "ejections", of("ejections"), "{} ejections", "times that an instance was ejected", |s| (s.usage.instances.there > 0.0).then_some(s.counts.ejections as f64);
    "look_ups_per_s", PER_SECOND, "{} look-ups", "look-ups in a cache", |s| per((s.counts.hits + s.counts.misses) as f64, s.seconds);
    "hit_ratio", SHARE, "{} hit ratio", "look-ups in a cache that found their entry; those that fail are not counted", |s| per(s.counts.hits as f64, (s.counts.hits + s.counts.misses) as f64);
    "restarts", of("restarts"), "{} restarts", "times that an instance restarted, because its checks failed or for want of a resource", |s| (s.usage.instances.there > 0.0).then_some((s.counts.restarts + s.counts.ran_out) as f64);
};

/// What is told besides of a service with durable queues, or with counted resources.
pub const KEPT: &[Metric<ServiceUse>] = metrics! {
    "backlog", of("messages"), "{} backlog", "mean number of messages that are accepted and not yet done", |s| per(s.usage.backlog, s.seconds);
    "oldest_s", SECONDS, "age of the oldest message of {}", "age at the end of an interval of the oldest message that is not done; of a run the largest", |s| Some(s.usage.oldest);
    "done_after_s", SECONDS, "time until a message of {} is done", "mean time from acceptance to the end, of the messages that were done", |s| per(s.counts.done_after as f64 / 1e9, s.counts.done as f64);
    "accepted_per_s", PER_SECOND, "messages accepted by {}", "requests that were written down and acknowledged", |s| per(s.counts.accepted as f64, s.seconds);
    "done_per_s", PER_SECOND, "messages done by {}", "messages whose handler ended well", |s| per(s.counts.done as f64, s.seconds);
    "redelivered", of("messages"), "messages of {} delivered again", "failures of a handler after which its message will be delivered again", |s| Some(s.counts.redelivered as f64);
    "done_again", of("messages"), "messages of {} begun anew", "messages that begin anew because a crash has stopped them", |s| Some(s.counts.done_again as f64);
    "dead_letters", of("messages"), "dead letters of {}", "messages that were given up: their handler failed too often", |s| Some(s.counts.dead_letters as f64);
    "lacked", of("requests"), "requests that {} lacked resources for", "requests refused for want of a counted resource", |s| Some(s.counts.lacked as f64);
};

/// What is told of a call, of an interval and of a run.
pub const CALL: &[Metric<CallUse>] = metrics! {
    "requests_per_s", PER_SECOND, "requests of call {}", "first tries (of clients also those that the edge refused)", |c| per(c.counts.first_attempts as f64, c.seconds);
    "retries_per_s", PER_SECOND, "retries of call {}", "tries after the first", |c| per(c.counts.retries as f64, c.seconds);
    "tries_per_request", RATIO, "tries per request of call {}", "all tries, relative to the first ones", |c| per((c.counts.first_attempts + c.counts.retries) as f64, c.counts.first_attempts as f64);
    "answered_per_s", PER_SECOND, "answers to call {}", "tries answered in time and well", |c| per(c.counts.answered as f64, c.seconds);
    "server_errors_per_s", PER_SECOND, "server errors of call {}", "failures: an error, or an instance that is down", |c| failures(c, ErrorKind::ServerError);
    "busy_per_s", PER_SECOND, "refusals of call {}", "failures: queue full, or load shed", |c| failures(c, ErrorKind::Busy);
    "no_answer_per_s", PER_SECOND, "timeouts of call {}", "failures: no answer in time", |c| failures(c, ErrorKind::NoAnswer);
    "held_back_per_s", PER_SECOND, "tries of call {} held back", "tries that a guard of the caller stopped", |c| per(c.counts.held_back as f64, c.seconds);
    "denied_per_s", PER_SECOND, "retries of call {} denied", "retries that an empty budget or an open breaker of the caller forbade: their requests were given up", |c| per(c.counts.denied as f64, c.seconds);
    "without_connection_per_s", PER_SECOND, "requests of call {} without a connection", "requests that the pool had neither a connection nor a place to wait for", |c| per(c.counts.without_connection as f64, c.seconds);
    "connections_opened_per_s", PER_SECOND, "connections of call {} opened", "connections opened where that costs something (`connection`)", |c| per(c.counts.connections_opened as f64, c.seconds);
    "given_up_per_s", PER_SECOND, "requests of call {} given up", "requests that ended with a failure", |c| per(c.counts.given_up as f64, c.seconds);
};

/// What is told of a link, of an interval and of a run.
pub const LINK: &[Metric<LinkUse>] = metrics! {
    "up_utilisation", SHARE, "{} busy towards the service", "busy part of the way towards the service", |l| per(l.usage.up_busy, l.seconds);
    "utilisation", SHARE, "{} busy towards the caller", "busy part of the way towards the caller", |l| per(l.usage.down_busy, l.seconds);
    "up_transfers", of("transfers"), "{} transfers towards the service", "mean number in flight towards the service", |l| per(l.usage.up, l.seconds);
    "transfers", of("transfers"), "{} transfers towards the caller", "mean number in flight towards the caller", |l| per(l.usage.down, l.seconds);
};
