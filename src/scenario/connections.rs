//! Connections that cost to open: what is impossible about them, and what does nothing.

use super::validate::{Check, fault};
use crate::model::graph::{CallPlan, ConnectionPlan, Outcome};
use crate::units::Span;

impl Check<'_> {
    pub(super) fn connection(&mut self, name: &str, call: &CallPlan) {
        let Some(connection) = &call.connection else { return };
        let at = |key| ["calls", name, "connection", key];
        self.distribution(&at("work"), &connection.work);
        let most = ConnectionPlan::MOST_KEPT;
        self.require(connection.kept_by_client() <= most, &at("keeps"), || {
            let cause = format!("a client remembers up to {most} connections");
            fault("too many connections", cause, format!("write 0 to {most}"))
        });
        let breaks = |outcome: &Outcome| match outcome {
            Outcome::Error | Outcome::Busy | Outcome::Timeout => true,
            Outcome::Ok | Outcome::Hit | Outcome::Miss | Outcome::Open => false,
        };
        self.require(connection.breaks_on.iter().all(breaks), &at("breaks_on"), || {
            let cause = "a connection can break on \"error\", \"busy\" and \"timeout\"";
            let remedy = "remove the others; `keeps = 0` opens one for every try";
            fault("an end that breaks nothing", cause, remedy)
        });
    }

    /// A class whose call says what connections cost does not say it once more.
    pub(super) fn one_price_of_connections(&mut self, class: &str, call: &str) {
        let document = self.document;
        let by_call = document.calls.get(call).is_some_and(|plan| plan.connection.is_some());
        let by_class = document.classes.get(class).is_some_and(|plan| plan.new_connection != Default::default());
        self.require(!by_call || !by_class, &["classes", class, "new_connection"], || {
            let cause = format!("[calls.{call}] has `connection`, which says when one is opened and what that costs");
            let remedy = "keep `connection`, which knows what breaks connections, and remove `new_connection`; or keep \
                          that, if only bytes after errors matter";
            fault("two ways to say one thing", cause, remedy)
        });
    }

    pub(super) fn idle_connection(&mut self, name: &str, call: &CallPlan) {
        let Some(connection) = &call.connection else { return };
        let at = |key| ["calls", name, "connection", key];
        let link = call.link.as_ref().and_then(|link| self.document.links.get(link));
        let (rounds, bytes) = (connection.round_trips, connection.request.0 + connection.reply.0);
        let cause = "without a `link` no handshake takes any time";
        for key in ["round_trips", "request", "reply"] {
            self.warn(link.is_none(), &at(key), cause, "name a `link`, or remove it");
        }
        if let Some(link) = link {
            let at_once = link.mean_delay() == Span::ZERO;
            self.warn(
                at_once && rounds > 1,
                &at("round_trips"),
                "the link has no delay",
                "remove it, or give it a delay",
            );
            for key in ["request", "reply"] {
                self.warn(rounds == 0, &at(key), "the first round trip carries it, and there is none", "remove it");
            }
        }
        let passes = link.is_some_and(|link| rounds > 0 && (link.mean_delay() > Span::ZERO || bytes > 0));
        let free = !passes && connection.work.mean() == 0.0;
        let place = ["calls", name, "connection"];
        self.warn(free, &place, "to open a connection costs nothing", "give it `work`, or a `link` with a delay");
        let cause = "every try opens a connection of its own";
        self.warn(connection.is_for_one_try(), &at("breaks_on"), cause, "remove it, or keep a connection");
        let of_class = self.document.classes.values().any(|class| class.calls.as_deref() == Some(name));
        let cause = "a calling instance keeps one to each instance that it calls";
        let kept = connection.keeps.is_some_and(|keeps| keeps > 0);
        self.warn(kept && !of_class, &at("keeps"), cause, "remove it, or write 0 for a connection for every try");
        let to = call.to.as_deref().unwrap_or(name);
        let alone = self.document.services.get(to).is_some_and(|service| service.instances == 1);
        let several = connection.keeps.is_some_and(|keeps| keeps > 1);
        self.warn(
            several && alone,
            &at("keeps"),
            "there is one instance to connect to",
            "write 1, or give more instances",
        );
    }
}
