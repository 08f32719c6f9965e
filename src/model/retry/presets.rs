//! What the named behaviours stand for.

use super::behaviour::Behaviour;
use super::budget::{Budget, ConcurrentBudget, TokenBudget};
use super::guard::Throttle;
use super::memory::Scope;
use super::policy::{Backoff, Jitter, Policy};
use super::preset::Preset;
use crate::engine::Distribution;
use crate::units::{Limit, Rate, Share, Span};

impl Preset {
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
            Preset::AwsSdkStandard => aws_standard(),
            Preset::GrpcConnection => backing_off(Backoff {
                base: Span::secs(1),
                factor: 1.6,
                cap: Span::secs(120),
                jitter: Jitter::Within(0.2),
                plus: Span::ZERO,
                ..Backoff::default()
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

impl Behaviour {
    /// This behaviour with everything it leaves open filled in from its preset.
    pub fn with_preset(&self) -> Behaviour {
        let Some(preset) = self.preset else { return self.clone() };
        let base = preset.behaviour();
        Behaviour {
            share: self.share,
            preset: self.preset,
            any_error: self.any_error.clone().or(base.any_error),
            server_error: self.server_error.clone().or(base.server_error),
            busy: self.busy.clone().or(base.busy),
            blocked: self.blocked.clone().or(base.blocked),
            retry_later: self.retry_later.clone().or(base.retry_later),
            no_answer: self.no_answer.clone().or(base.no_answer),
            tries: self.tries.or(base.tries),
            tries_per_error: self.tries_per_error.or(base.tries_per_error),
            tries_within: self.tries_within.or(base.tries_within),
            retries_with: self.retries_with.clone().or(base.retries_with),
            obeys_retry_after: self.obeys_retry_after.or(base.obeys_retry_after),
            budget: self.budget.clone().or(base.budget),
            breaker: self.breaker.clone().or(base.breaker),
            throttle: self.throttle.clone().or(base.throttle),
            contact: self.contact.clone().or(base.contact),
            timeout: self.timeout.clone().or(base.timeout),
        }
    }
}

fn aws_standard() -> Behaviour {
    let full_jitter = Backoff { base: Span::secs(1), cap: Span::secs(20), ..Backoff::default() };
    Behaviour {
        tries: Some(Limit::AtMost(3)),
        any_error: Some(Policy::Exponential(full_jitter)),
        budget: Some(Budget::Tokens(aws_quota())),
        ..Behaviour::default()
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
