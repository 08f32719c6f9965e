//! The scenarios that are shipped inside the program, so that they run by name without a file.

/// Name and text of every shipped scenario, in the order in which they are listed.
#[rustfmt::skip]
pub const SHIPPED: &[(&str, &str)] = &[
    ("outlook-2013", include_str!("../../scenarios/outlook-2013.toml")),
    ("outlook-2013-error-handling", include_str!("../../scenarios/outlook-2013-error-handling.toml")),
    ("outlook-2013-bandwidth", include_str!("../../scenarios/outlook-2013-bandwidth.toml")),
    ("outlook-2013-both", include_str!("../../scenarios/outlook-2013-both.toml")),
    ("no-block", include_str!("../../scenarios/no-block.toml")),
    ("restore-at-once", include_str!("../../scenarios/restore-at-once.toml")),
    ("metastable-cell", include_str!("../../scenarios/metastable-cell.toml")),
    ("ios-6.1", include_str!("../../scenarios/ios-6.1.toml")),
    ("slack-2022", include_str!("../../scenarios/slack-2022.toml")),
    ("services/three-tiers", include_str!("../../scenarios/services/three-tiers.toml")),
    ("services/liveness", include_str!("../../scenarios/services/liveness.toml")),
    ("services/neighbours", include_str!("../../scenarios/services/neighbours.toml")),
    ("services/memory", include_str!("../../scenarios/services/memory.toml")),
    ("services/failed-over", include_str!("../../scenarios/services/failed-over.toml")),
    ("services/backlog", include_str!("../../scenarios/services/backlog.toml")),
    ("services/redeployed", include_str!("../../scenarios/services/redeployed.toml")),
    ("incidents/dynamodb-2015", include_str!("../../scenarios/incidents/dynamodb-2015.toml")),
    ("incidents/store-retries-2017", include_str!("../../scenarios/incidents/store-retries-2017.toml")),
    ("incidents/leases-2025", include_str!("../../scenarios/incidents/leases-2025.toml")),
    ("incidents/leases-2025-checks", include_str!("../../scenarios/incidents/leases-2025-checks.toml")),
    ("incidents/mesh-budgets", include_str!("../../scenarios/incidents/mesh-budgets.toml")),
    ("incidents/in-flight-ceiling", include_str!("../../scenarios/incidents/in-flight-ceiling.toml")),
    ("incidents/reconnect-broker", include_str!("../../scenarios/incidents/reconnect-broker.toml")),
    ("incidents/renewal-herd", include_str!("../../scenarios/incidents/renewal-herd.toml")),
    ("incidents/server-address-in-firmware", include_str!("../../scenarios/incidents/server-address-in-firmware.toml")),
    ("incidents/fleet-checkin", include_str!("../../scenarios/incidents/fleet-checkin.toml")),
    ("incidents/kube-relist", include_str!("../../scenarios/incidents/kube-relist.toml")),
    ("incidents/kinesis-2020", include_str!("../../scenarios/incidents/kinesis-2020.toml")),
    ("story/silence", include_str!("../../scenarios/story/silence.toml")),
    ("story/errors", include_str!("../../scenarios/story/errors.toml")),
    ("story/few", include_str!("../../scenarios/story/few.toml")),
    ("story/road", include_str!("../../scenarios/story/road.toml")),
    ("story/bystanders", include_str!("../../scenarios/story/bystanders.toml")),
    ("textbook/mm1", include_str!("../../scenarios/textbook/mm1.toml")),
    ("textbook/retrial", include_str!("../../scenarios/textbook/retrial.toml")),
    ("published/one-retry", include_str!("../../scenarios/published/one-retry.toml")),
    ("published/backoff-and-jitter", include_str!("../../scenarios/published/backoff-and-jitter.toml")),
    ("published/retry-budgets", include_str!("../../scenarios/published/retry-budgets.toml")),
    ("published/what-backoff-is-for", include_str!("../../scenarios/published/what-backoff-is-for.toml")),
];

/// Name and text of every shipped file of claims; each has the name of its scenario.
pub const CLAIMS: &[(&str, &str)] = &[
    ("outlook-2013", include_str!("../../scenarios/outlook-2013.claims.toml")),
    ("slack-2022", include_str!("../../scenarios/slack-2022.claims.toml")),
    ("incidents/dynamodb-2015", include_str!("../../scenarios/incidents/dynamodb-2015.claims.toml")),
];

/// The text of a shipped file of claims.
pub fn claims(name: &str) -> Option<&'static str> {
    CLAIMS.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
}

/// The text of a shipped scenario.
pub fn find(name: &str) -> Option<&'static str> {
    SHIPPED.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| *text)
}

/// The names of all shipped scenarios.
pub fn names() -> Vec<&'static str> {
    SHIPPED.iter().map(|(name, _)| *name).collect()
}
