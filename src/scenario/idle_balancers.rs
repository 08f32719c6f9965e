//! Settings of balancers that do nothing where they stand.

use super::validate::Check;
use super::validate_balancers::decides_rotation;
use crate::model::graph::health::{most_ejected, panics};
use crate::model::graph::{BalancerPlan, CheckPlan, Consequence, ServicePlan};
use crate::model::short_form::{FRONT, STORE};
use crate::model::timeline::{Action, Entry};
use crate::model::timeline_meaning::Concerns;
use crate::units::{Limit, Share};

impl Check<'_> {
    pub(super) fn idle_balancers(&mut self) {
        let document = self.document;
        for (name, balancer) in &document.balancers {
            let Some(service) = document.services.get(name) else { continue };
            self.idle_thresholds(name, balancer, service);
            self.idle_restarts(name, balancer, service);
            if let Some(check) = &balancer.check {
                self.idle_check(name, check, service);
            }
        }
    }

    /// Shares that no whole number of instances meets.
    fn idle_thresholds(&mut self, name: &str, balancer: &BalancerPlan, service: &ServicePlan) {
        let numbers: Vec<usize> = self.numbers_of_instances(name, service.instances);
        let most = |count: usize| most_ejected(count, balancer.at_most_ejected);
        let whole = ["balancers", name];
        let none = numbers.iter().all(|count| most(*count) == 0);
        let meant = balancer.at_most_ejected == Share::NONE;
        let cause = "of its instances none may be ejected";
        self.warn(none && !meant, &whole, cause, "give more instances, or a larger `at_most_ejected`");
        let stays = numbers.iter().all(|count| *count == 0 || panics(*count, 1, balancer.panic_below));
        let cause = "one that is ejected leaves too few already: all are used whatever happens";
        self.warn(stays && !none, &whole, cause, "write a smaller `panic_below`");
        let never = numbers.iter().all(|count| !panics(*count, most(*count), balancer.panic_below));
        let cause =
            format!("at most {} of the instances are ejected, so there are never too few", balancer.at_most_ejected);
        let (at, remedy) = (["balancers", name, "panic_below"], "remove it, or let more be ejected");
        self.warn(never && balancer.panic_below > Share::NONE, &at, &cause, remedy);
    }

    /// A balancer that restarts and ejects nobody; and checks that fail only of what is not restarted.
    fn idle_restarts(&mut self, name: &str, balancer: &BalancerPlan, service: &ServicePlan) {
        let nobody = balancer.restarts.is_some() && balancer.at_most_ejected == Share::NONE;
        let cause = "at_most_ejected = 0: no instance is ejected or comes back";
        for key in ["fails", "passes"] {
            self.warn(
                nobody,
                &["balancers", name, "check", key],
                cause,
                "remove it; `restarts.fails` is counted alone",
            );
        }
        self.warn(nobody, &["balancers", name, "outliers"], cause, "remove it, or let some be ejected");
        let shallow = balancer.check.as_ref().is_some_and(|check| !check.through_queue);
        let dark = service.start.as_ref().is_some_and(|start| !start.serves_meanwhile);
        let cause = "such a check fails only of an instance that is down, and that is not restarted";
        let remedy = "let the check go through the queue, or remove it";
        self.warn(shallow && !dark, &["balancers", name, "restarts"], cause, remedy);
    }

    /// What an instance does when it comes up, where none ever does.
    pub(super) fn idle_start(&mut self, name: &str, service: &ServicePlan) {
        let Some(start) = &service.start else { return };
        let at = ["services", name, "start"];
        let cause = "no entry of the timeline, no balancer and no resource ever lets an instance of it come up";
        let remedy = "let an entry crash instances for a time, or give a balancer `restarts`; or remove it";
        self.warn(!self.comes_up(name), &at, cause, remedy);
        self.warn(start.work.mean() <= 0.0, &at, "the work takes no time", "write a time such as \"30 s\"");
        let free = service.workers == Limit::Unlimited && !service.shares_processors();
        let cause = "it serves meanwhile, and its work takes nothing from a request: workers are unlimited";
        self.warn(free && start.serves_meanwhile, &at, cause, "give `workers` a number, or share processors");
    }

    /// Whether an instance of a service ever comes up during a run.
    fn comes_up(&self, name: &str) -> bool {
        let let_up = self.entries_of(name).any(|entry| {
            let ends = entry.lasts.is_some() && matches!(entry.action, Action::CrashServers { .. });
            ends || matches!(entry.action, Action::RestartServers { .. } | Action::SetInstances { .. })
        });
        let_up || self.restarts(name)
    }

    /// Whether instances of a service may restart by themselves.
    pub(super) fn restarts(&self, name: &str) -> bool {
        let out_of = |service: &ServicePlan| {
            service.resources.values().any(|resource| resource.consequence == Consequence::Restart)
        };
        let by_checks = self.document.balancers.get(name).is_some_and(|balancer| balancer.restarts.is_some());
        by_checks || self.document.services.get(name).is_some_and(out_of)
    }

    /// Whether an instance of a service may ever be there and not in rotation.
    pub(super) fn leaves_rotation(&self, name: &str) -> bool {
        self.document.balancers.contains_key(name) || self.entries_of(name).any(|entry| decides_rotation(&entry.action))
    }

    /// The numbers of instances that a service has at some time.
    fn numbers_of_instances(&self, name: &str, planned: u32) -> Vec<usize> {
        let counts = self.entries_of(name).filter_map(|entry| {
            let Action::SetInstances { count, at_most, .. } = &entry.action else { return None };
            count.or(*at_most)
        });
        counts.chain([planned]).map(|count| count as usize).collect()
    }

    fn idle_check(&mut self, name: &str, check: &CheckPlan, service: &ServicePlan) {
        let at = |key| ["balancers", name, "check", key];
        let shallow = !check.through_queue;
        let cause = "what is up answers at once: the check does not wait in a queue";
        for key in ["timeout", "work"] {
            self.warn(shallow, &at(key), cause, "remove it, or write through_queue = true");
        }
        let harmed = self.entries_of(name).any(|entry| {
            let ends = !entry.action.facts().ends.is_empty();
            !ends && !decides_rotation(&entry.action)
        });
        // An instance that starts and does not serve meanwhile is as if down.
        let starts = service.start.as_ref().is_some_and(|start| !start.serves_meanwhile) && self.comes_up(name);
        let fails = starts || (service.failure_probability > Share::NONE && !shallow);
        let waits = service.workers != Limit::Unlimited || check.work.mean() > 0.0;
        let cause = match shallow {
            true => "no entry of the timeline brings an instance down, so no check ever fails",
            false => "nothing brings an instance down, makes it fail or lets a check wait, so none ever fails",
        };
        let remedy = "let an entry crash instances, or remove the check";
        self.warn(!harmed && !fails && (shallow || !waits), &["balancers", name, "check"], cause, remedy);
    }

    /// The entries of the timeline that are done to a service.
    fn entries_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.document.timeline.values().filter(move |entry| {
            let usual = match entry.action.facts().concerns {
                Concerns::Servers => FRONT,
                Concerns::Store => STORE,
                Concerns::Cache | Concerns::Network | Concerns::Calls | Concerns::Clients | Concerns::Edge => {
                    return false;
                }
            };
            entry.of.as_deref().unwrap_or(usual) == name
        })
    }

    /// Whether an entry changes how many workers of a service there are at a time.
    pub(super) fn changes_workers(&self, name: &str) -> bool {
        let changes = |action: &Action| matches!(action, Action::SetWorkers { .. } | Action::SetInstances { .. });
        self.entries_of(name).any(|entry| changes(&entry.action))
    }

    /// A number of instances that is there already.
    pub(super) fn idle_instances(&mut self, name: &str, entry: &Entry) {
        let (Action::SetInstances { count, .. }, None) = (&entry.action, entry.action.change()) else { return };
        let service = entry.of.as_deref().unwrap_or(FRONT);
        let Some(planned) = self.document.services.get(service).map(|service| service.instances) else { return };
        let others = self.entries_of(service).filter(|other| matches!(other.action, Action::SetInstances { .. }));
        let once = others.count() == 1;
        let (cause, remedy) = ("so many instances are there already", "write another number");
        self.warn(once && count.unwrap_or(planned) == planned, &["timeline", name, "do"], cause, remedy);
    }
}
