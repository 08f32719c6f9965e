//! Behaviours of real clients and libraries, by name, each with its source.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Backoff, Behaviour, Budget, ConcurrentBudget, Jitter, Policy, Scope, Throttle, TokenBudget};
use crate::engine::Distribution;
use crate::units::{Limit, Rate, Share, Span};

/// A named behaviour to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// Android's stock mail client after network errors and failed Syncs: 15 s, doubling, up to 480 s, no jitter.
    AospEas,
    /// What \[MS-ASHTTP\] allows a client: Retry-After obeyed; without it some seconds, growing.
    MsAshttp,
    /// What Z-Push advises: Retry-After of 300 s, obeyed.
    ZPush,
    /// AWS SDKs in "standard" mode: 3 tries, full jitter up to 20 s, a quota of 500 tokens.
    AwsSdkStandard,
    /// gRPC's connection backoff: 1 s × 1.6 up to 120 s, ± 20 %.
    GrpcConnection,
    /// gRPC's retry throttling: 10 tokens, 1 per failure, 0.1 per success, no retry at half or below.
    GrpcRetryThrottling,
    /// Envoy's retry budget: at most 20 % of the attempts in flight, but 3 always.
    EnvoyBudget,
    /// Finagle's and tower's retry budget: 20 % of the requests plus 10 /s, kept for 10 s.
    FinagleBudget,
    /// Client-side adaptive throttling of Google's SRE book: K = 2 over 2 min.
    GoogleSreThrottle,
    /// Brooker's token bucket: one token a retry, a tenth back per success.
    BrookerTokenBucket,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Preset; 10] = [
        Preset::AospEas,
        Preset::MsAshttp,
        Preset::ZPush,
        Preset::AwsSdkStandard,
        Preset::GrpcConnection,
        Preset::GrpcRetryThrottling,
        Preset::EnvoyBudget,
        Preset::FinagleBudget,
        Preset::GoogleSreThrottle,
        Preset::BrookerTokenBucket,
    ];

    /// Name in scenarios, what it does in a line, and where the numbers come from.
    pub const fn about(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Preset::AospEas => (
                "aosp-eas",
                "15 s, doubling up to 480 s, no jitter",
                "Android 4.2/4.3 mail client, reading of the source",
            ),
            Preset::MsAshttp => (
                "ms-ashttp",
                "5 s, doubling up to 900 s; obeys Retry-After",
                "[MS-ASHTTP] 3.1.5.2.3; base and cap assumed",
            ),
            Preset::ZPush => {
                ("z-push", "waits the Retry-After value, else 300 s", "Z-Push, default Retry-After of 300 s")
            }
            Preset::AwsSdkStandard => (
                "aws-sdk-standard",
                "3 tries, full jitter up to 20 s, 500 tokens (-5 a retry, -10 a timeout, +1 a success)",
                "AWS SDKs and Tools Reference Guide, retry behavior, standard mode",
            ),
            Preset::GrpcConnection => {
                ("grpc-connection", "1 s x 1.6 up to 120 s, +-20 %", "gRPC connection backoff protocol")
            }
            Preset::GrpcRetryThrottling => (
                "grpc-retry-throttling",
                "10 tokens, -1 a failure, +0.1 a success, no retry at half or below",
                "gRPC proposal A6, retry throttling",
            ),
            Preset::EnvoyBudget => (
                "envoy-budget",
                "retries at most 20 % of what is in flight, at least 3",
                "Envoy, circuit breakers, retry budget",
            ),
            Preset::FinagleBudget => (
                "finagle-budget",
                "retries at most 20 % of requests + 10 /s",
                "Finagle RetryBudget, tower retry budget",
            ),
            Preset::GoogleSreThrottle => (
                "google-sre-throttle",
                "refuses at the client when requests exceed 2 x accepts over 2 min",
                "Beyer et al., Site Reliability Engineering (2016), ch. 21",
            ),
            Preset::BrookerTokenBucket => (
                "brooker-token-bucket",
                "a retry costs a token, a success gives 0.1",
                "M. Brooker, Fixing retries with token buckets (2022)",
            ),
        }
    }

    /// What the preset stands for.
    pub fn behaviour(self) -> Behaviour {
        let quick = Policy::Exponential(Backoff { base: Span::millis(100), cap: Span::secs(20), ..Backoff::default() });
        let backing_off = |backoff| Behaviour { any_error: Some(Policy::Exponential(backoff)), ..Behaviour::default() };
        let budgeted = |budget| Behaviour {
            any_error: Some(quick.clone()),
            budget: Some(Budget::Tokens(budget)),
            ..Behaviour::default()
        };
        match self {
            Preset::AospEas => backing_off(Backoff {
                base: Span::secs(15),
                cap: Span::secs(480),
                jitter: Jitter::None,
                ..Backoff::default()
            }),
            Preset::MsAshttp => Behaviour {
                obeys_retry_after: Some(Share::ALL),
                ..backing_off(Backoff { cap: Span::secs(900), jitter: Jitter::None, ..Backoff::default() })
            },
            Preset::ZPush => Behaviour {
                any_error: Some(Policy::After(Distribution::Fixed(Span::secs(300)))),
                obeys_retry_after: Some(Share::ALL),
                ..Behaviour::default()
            },
            Preset::AwsSdkStandard => Behaviour {
                tries: Some(Limit::AtMost(3)),
                any_error: Some(Policy::Exponential(Backoff {
                    base: Span::secs(1),
                    cap: Span::secs(20),
                    ..Backoff::default()
                })),
                ..budgeted(aws_quota())
            },
            Preset::GrpcConnection => backing_off(Backoff {
                base: Span::secs(1),
                factor: 1.6,
                cap: Span::secs(120),
                jitter: Jitter::Within(0.2),
                plus: Span::ZERO,
            }),
            Preset::GrpcRetryThrottling => {
                budgeted(TokenBudget { per_retry: 0.0, per_failure: 1.0, stop_at: 0.5, ..TokenBudget::default() })
            }
            Preset::EnvoyBudget => Behaviour {
                any_error: Some(quick.clone()),
                budget: Some(Budget::Concurrent(ConcurrentBudget::default())),
                ..Behaviour::default()
            },
            Preset::FinagleBudget => budgeted(finagle_reserve()),
            Preset::GoogleSreThrottle => Behaviour {
                any_error: Some(quick.clone()),
                throttle: Some(Throttle::default()),
                ..Behaviour::default()
            },
            Preset::BrookerTokenBucket => budgeted(TokenBudget::default()),
        }
    }
}

fn aws_quota() -> TokenBudget {
    TokenBudget { capacity: 500.0, per_retry: 5.0, per_timeout: Some(10.0), per_success: 1.0, ..TokenBudget::default() }
}

/// The library forgets deposits after 10 s; a bucket that holds 10 s of its reserve does nearly the same.
fn finagle_reserve() -> TokenBudget {
    TokenBudget {
        scope: Scope::Class,
        capacity: 100.0,
        per_success: 0.0,
        per_request: 0.2,
        refill: Rate(10.0),
        ..TokenBudget::default()
    }
}
