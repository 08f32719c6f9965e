//! The two changes made after the outage, each one switch.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::retry::{Backoff, Behaviour, Policy};
use crate::units::{Share, Span};

/// The two fixes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Fixes {
    /// Changed error handling for ActiveSync devices.
    pub error_handling: ErrorHandling,
    /// More network bandwidth.
    pub bandwidth: MoreBandwidth,
}

/// Fix 1, changed error handling. The company could not change other makers' phones, so most of it is what the
/// servers answer; `client_backoff` is the what-if that it could.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ErrorHandling {
    /// The switch.
    pub on: bool,
    /// (a) Errors carry this Retry-After value, which a part of the clients obeys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Span>,
    /// (b) An error of a failed cache is held until the phone's heartbeat would have expired, at the price of a connection. Phones that
    /// poll get theirs at once.
    pub hold: bool,
    /// (c) Errors are decided at the door of the server, without a worker.
    pub early: bool,
    /// (d) A part of the devices gets client software with exponential backoff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_backoff: Option<ClientBackoff>,
}

impl ErrorHandling {
    /// Whether the switch would change anything.
    pub fn changes_something(&self) -> bool {
        self.retry_after.is_some() || self.hold || self.early || self.client_backoff.is_some()
    }
}

/// Client software with exponential backoff after every kind of error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClientBackoff {
    /// Part of the devices that get it, by a stable draw for each.
    pub share: Share,
    /// The backoff.
    pub backoff: Backoff,
}

impl Default for ClientBackoff {
    fn default() -> Self {
        ClientBackoff { share: Share::ALL, backoff: Backoff::default() }
    }
}

impl ClientBackoff {
    /// A behaviour with its policies replaced by the backoff; how it keeps in touch and how long it waits stay.
    pub fn apply(&self, behaviour: &Behaviour) -> Behaviour {
        Behaviour {
            share: behaviour.share,
            any_error: Some(Policy::Exponential(self.backoff.clone())),
            obeys_retry_after: behaviour.obeys_retry_after,
            contact: behaviour.contact.clone(),
            timeout: behaviour.timeout.clone(),
            ..Behaviour::default()
        }
    }
}

/// Fix 2, more network bandwidth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MoreBandwidth {
    /// The switch.
    pub on: bool,
    /// Network capacity is multiplied by this.
    pub factor: f64,
}

impl Default for MoreBandwidth {
    fn default() -> Self {
        MoreBandwidth { on: false, factor: 4.0 }
    }
}
