//! Settings of the cell that do nothing where they stand: servers, cache, store, network, edge, fixes, classes.
//!
//! A fix or an entry that is switched off counts as if it were on: a variant switches it on without another word.

use super::validate::Check;
use crate::engine::Distribution;
use crate::engine::distribution::Shape;
use crate::model::activesync::{ActiveSync, Contact};
use crate::model::class::{ClassPlan, ConnectionWhen, DrawnPer, GivesUp, Start};
use crate::model::edge::{Refusal, Reply};
use crate::model::timeline::Action;
use crate::units::{Bytes, Limit, Share, Span};

impl Check<'_> {
    pub(super) fn any_action(&self, does: impl Fn(&Action) -> bool) -> bool {
        self.document.timeline.values().any(|entry| does(&entry.action))
    }

    fn any_class(&self, is: impl Fn(&ClassPlan) -> bool) -> bool {
        self.document.classes.values().any(is)
    }

    pub(super) fn idle_cell(&mut self) {
        self.idle_servers();
        self.idle_cache();
        self.idle_network();
        self.idle_fixes();
    }

    fn idle_servers(&mut self) {
        let servers = self.document.servers.clone();
        let sets_workers = self.any_action(|action| matches!(action, Action::SetWorkers { .. }));
        let never_waits = servers.workers == Limit::Unlimited && !sets_workers;
        let cause = "with unlimited workers nothing ever waits";
        let remedy = "remove it, or give servers.workers a number";
        for key in ["queue", "discipline", "shed_above"] {
            self.warn(never_waits, &["servers", key], cause, remedy);
        }
        let no_queue = servers.queue == Limit::AtMost(0);
        self.warn(no_queue, &["servers", "discipline"], "nobody may wait, so nobody is next", "remove it");
        let ours = |class: &ClassPlan| class.is_activesync() && class.reserved_for_others.is_none();
        let nobody = !self.any_class(ours) || (never_waits && servers.queue == Limit::Unlimited);
        let cause = "it is for ActiveSync classes with a number of workers, and there is none";
        let remedy = "write `reserved_for_others` in the table of the class that it is for";
        self.warn(nobody, &["servers", "reserved_for_others"], cause, remedy);
        let others = self.any_class(|class| !ours(class));
        let cause = "there are no others: these workers would serve nobody";
        self.warn(!nobody && !others, &["servers", "reserved_for_others"], cause, "remove it, or give fewer workers");
        let nobody = !self.any_class(|class| class.is_activesync() && class.shed_above.is_none());
        let cause = "it is for ActiveSync classes, and there is none";
        self.warn(nobody, &["servers", "shed_above"], cause, "write `shed_above` in the table of the class");
        self.warn(beyond(servers.shed_above, servers.queue), &["servers", "shed_above"], BEYOND, SHORTER);
        let patient = !self.any_class(has_timeout);
        let cause = "no client ever gives up, so nothing is left to cancel";
        self.warn(servers.cancel && patient, &["servers", "cancel"], cause, "give a class a `timeout`");
    }

    fn idle_cache(&mut self) {
        let uses = self.any_class(|class| class.uses_cache);
        let remedy = "give a class uses_cache = true";
        self.warn(!uses, &["cache"], "no class uses the cache", remedy);
        self.warn(!uses, &["store"], "only a cache miss asks the store, and no class uses the cache", remedy);
        if !uses {
            return;
        }
        let fails = self.any_action(|action| {
            matches!(action, Action::FailCache { error_time: None, mode: crate::model::cache::FailMode::Error, .. })
        });
        let cause = "no entry of the timeline makes the cache fail with it";
        self.warn(!fails, &["cache", "error_time"], cause, "remove it, or add an entry with do.fail_cache = {}");
        let closed = self.any_class(|class| class.uses_cache && class.population.is_some());
        let cause = "sessions come with their entries in the cache";
        self.warn(!closed, &["cache", "warm_at_start"], cause, "remove it");
        let unlimited = self.document.store.as_ref().is_some_and(|store| store.workers == Limit::Unlimited);
        let stops = self.any_action(|action| matches!(action, Action::StopStore {}));
        let cause = "with unlimited workers nothing ever waits";
        self.warn(unlimited && !stops, &["store", "queue"], cause, "remove it, or give store.workers a number");
    }

    fn idle_network(&mut self) {
        let endless = self.document.network.capacity.is_none();
        let cause = "a network without `capacity` has nothing to share";
        self.warn(endless, &["network", "discipline"], cause, "give network.capacity, or remove it");
        let answers = |reply: Reply| reply.refusal != Refusal::Drop;
        let refuses = self.any_action(|action| action.facts().refusal.is_some_and(answers));
        let cause = "no entry of the timeline lets the edge refuse anybody";
        self.warn(!refuses, &["edge", "round_trip"], cause, "remove it, or add an entry such as do.block");
    }

    fn idle_fixes(&mut self) {
        let endless = self.document.network.capacity.is_none();
        let cause = "a network without `capacity` cannot become faster";
        let on = self.document.fixes.bandwidth.on;
        self.warn(endless && on, &["fixes", "bandwidth"], cause, "give network.capacity, or remove it");
        let factor = ["fixes", "bandwidth", "factor"];
        self.warn(endless && !on, &factor, cause, "give network.capacity, or remove it");
        let none = self.document.fixes.bandwidth.factor == 1.0 && !endless;
        self.warn(
            none,
            &["fixes", "bandwidth", "factor"],
            "a factor of 1 is the capacity there is",
            "write another factor",
        );
        let fails = self.any_class(|class| class.uses_cache)
            && self.any_action(|action| matches!(action, Action::FailCache { .. }));
        let cause = "it changes the errors of a failed cache, and here no cache fails for a class that uses it";
        let remedy = "remove it, or add an entry with do.fail_cache = {}";
        let at = |key| ["fixes", "error_handling", key];
        let hold = self.document.fixes.error_handling.hold;
        for (key, set) in [("retry_after", true), ("early", true), ("hold", hold)] {
            self.warn(!fails && set, &at(key), cause, remedy);
        }
        let holds = self.any_class(|class| class.uses_cache && holds_a_line(class));
        let cause = "it holds errors of a failed cache for phones with a long poll, and there are none";
        self.warn(fails && hold && !holds, &at("hold"), cause, "remove it");
        let phones = self.any_class(ClassPlan::is_activesync);
        self.warn(!phones, &at("client_backoff"), "it is software of phones, and there are none", "remove it");
    }

    pub(super) fn idle_class(&mut self, name: &str, class: &ClassPlan) {
        let at = |key| ["classes", name, key];
        let mix = class.mix();
        let timeouts: Vec<&Distribution<Span>> =
            mix.iter().map(|(_, _, behaviour)| behaviour.timeout.as_ref().unwrap_or(&class.timeout)).collect();
        let all_own = mix.iter().all(|(_, _, behaviour)| behaviour.timeout.is_some());
        self.warn(all_own, &at("timeout"), "every behaviour has a timeout of its own", "remove one of them");
        let fixed = timeouts.iter().all(|timeout| matches!(timeout, Distribution::Fixed(_)));
        let cause = "the timeout is the same for every attempt and client";
        let per_client = class.timeout_drawn_per == DrawnPer::Client;
        self.warn(fixed && per_client, &at("timeout_drawn_per"), cause, "give `timeout` a distribution, or remove it");
        let cause = "an exponential wait is the same wherever it begins";
        let herd = class.start == Start::Together && waits_without_memory(class);
        self.warn(herd, &at("start"), cause, "remove it, or give the wait another distribution");
        let early = class.gives_up == GivesUp::BeforeService;
        let cause = "without a `timeout` nobody gives up";
        self.warn(early && !has_timeout(class), &at("gives_up"), cause, "give a `timeout`");
        let servers = &self.document.servers;
        let (queue, unlimited) = (servers.queue, servers.workers == Limit::Unlimited);
        let sets_workers = self.any_action(|action| matches!(action, Action::SetWorkers { .. }));
        let free = unlimited && !sets_workers;
        let (cause, remedy) = ("with unlimited workers nothing ever waits", "give servers.workers a number");
        self.warn(free, &at("shed_above"), cause, remedy);
        let cause = "no part of an unlimited number is missed";
        self.warn(free && queue == Limit::Unlimited, &at("reserved_for_others"), cause, remedy);
        let alone = self.document.classes.len() == 1 && !free;
        let cause = "there are no others: these workers would serve nobody";
        self.warn(alone, &at("reserved_for_others"), cause, "remove it, or give fewer workers");
        let shed = class.shed_above.unwrap_or(Limit::Unlimited);
        self.warn(beyond(shed, queue), &at("shed_above"), BEYOND, SHORTER);
        let connection = class.new_connection;
        let empty = connection.up == Bytes(0) && connection.down == Bytes(0);
        let when = ["classes", name, "new_connection", "when"];
        self.warn(empty, &when, "a new connection costs no bytes", "give `up` or `down`, or remove it");
        for key in ["up", "down"] {
            let path = ["classes", name, "new_connection", key];
            let never = connection.when == ConnectionWhen::Never;
            self.warn(never, &path, "no attempt opens a new connection", "change `when`, or remove it");
        }
        let nobody = class.needs_repair.as_ref().is_some_and(|repair| repair.share == Share::NONE);
        let path = ["classes", name, "needs_repair", "after"];
        self.warn(nobody, &path, "no device needs repair: its share is 0", "give a share above 0");
        if let Some(eas) = &class.activesync {
            self.idle_phones(name, class, eas);
        }
        self.idle_people(name, class);
        self.idle_clock(name, class);
        self.idle_repair(name, class);
        self.idle_shares(name, class);
        for (behaviour, plan) in &class.behaviours {
            self.idle_behaviour((name, class), behaviour, plan);
        }
    }

    fn idle_people(&mut self, name: &str, class: &ClassPlan) {
        let open = class.arrivals.is_some();
        let think = ["classes", name, "web", "think"];
        self.warn(open, &think, "sessions of `arrivals` have one wish and leave", "remove it");
        let nobody = class.web.as_ref().and_then(|web| web.comes_back.as_ref()).is_some_and(|b| b.share == Share::NONE);
        let after = ["classes", name, "web", "comes_back", "after"];
        self.warn(nobody, &after, "nobody comes back: the share is 0", "give a share above 0");
    }

    fn idle_phones(&mut self, name: &str, class: &ClassPlan, eas: &ActiveSync) {
        let at = |key| ["classes", name, "activesync", key];
        let mix = class.mix();
        let all_own = mix.iter().all(|(_, _, behaviour)| behaviour.contact.is_some());
        self.warn(all_own, &at("contact"), "every behaviour has a contact of its own", "remove one of them");
        let no_mail = eas.mail.per_second() <= 0.0;
        for key in ["message", "window"] {
            self.warn(no_mail, &at(key), "no mail arrives", "give `mail` a rate, or remove it");
        }
        let polls =
            mix.iter().any(|(_, _, b)| matches!(b.contact.as_ref().unwrap_or(&eas.contact), Contact::Poll { .. }));
        self.warn(no_mail && !polls, &at("sync_reply"), "no mail arrives and no phone polls", "remove it");
        let pings = holds_a_line(class) || eas.first_contact.is_some();
        self.warn(!pings, &at("ping_reply"), "phones that poll send no Ping", "remove it");
        let loses = self.any_action(|action| matches!(action, Action::FailCache { loses_sync_state: true, .. }));
        let never = eas.first_contact.as_ref().is_some_and(|first| first.resync == Share::NONE) && !loses;
        for key in ["resync_requests", "resync_bytes"] {
            let path = ["classes", name, "activesync", "first_contact", key];
            let remedy = "give `resync` a share above 0, or a failure loses_sync_state = true";
            self.warn(never, &path, "no phone ever needs a full resync", remedy);
        }
    }
}

const BEYOND: &str = "the queue is full before it, and then everything is refused";
const SHORTER: &str = "write a number below servers.queue";

/// Whether every client of a class waits for an exponential time between two wishes.
fn waits_without_memory(class: &ClassPlan) -> bool {
    let memoryless = |wait: &Distribution<Span>| matches!(wait, Distribution::Shaped(Shape::Exponential(_)));
    let polls = |contact: &Contact| matches!(contact, Contact::Poll { every } if memoryless(every));
    match (&class.web, &class.activesync) {
        (Some(web), _) => match &web.clock {
            Some(clock) => clock.due.as_ref().is_some_and(memoryless),
            None => memoryless(&web.think),
        },
        (None, Some(eas)) => class.mix().iter().all(|(_, _, own)| polls(own.contact.as_ref().unwrap_or(&eas.contact))),
        (None, None) => false,
    }
}

/// Whether the queue is full at or before a limit.
fn beyond(shed_above: Limit, queue: Limit) -> bool {
    match (shed_above, queue) {
        (Limit::AtMost(shed), Limit::AtMost(queue)) => shed >= queue,
        (Limit::AtMost(_) | Limit::Unlimited, _) => false,
    }
}

/// Whether clients of a class can lose patience with an attempt.
pub(super) fn has_timeout(class: &ClassPlan) -> bool {
    let forever = Distribution::Fixed(Span::FOREVER);
    class.mix().iter().any(|(_, _, behaviour)| *behaviour.timeout.as_ref().unwrap_or(&class.timeout) != forever)
}

/// Whether some phones of a class hold a long poll.
pub(super) fn holds_a_line(class: &ClassPlan) -> bool {
    let Some(eas) = &class.activesync else { return false };
    let holds = |contact: &Contact| matches!(contact, Contact::LongPoll { .. });
    class.mix().iter().any(|(_, _, behaviour)| holds(behaviour.contact.as_ref().unwrap_or(&eas.contact)))
}
