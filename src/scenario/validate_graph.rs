//! What is impossible about services, calls and links: the part of [`super::validate`] that concerns a graph.

use super::diagnostic::Problem;
use super::node::Value;
use super::path::KeyPath;
use super::suggest;
use super::validate::{Check, fault};
use crate::model::graph::{Failing, HandlerPlan, Needs, ServicePlan, StepPlan};
use crate::model::server::left_of;
use crate::model::short_form::{CACHE, FRONT, STORE, WAN};
use crate::model::timeline::{Entry, Which};
use crate::model::timeline_meaning::{CONCERN_A_CLASS, Concerns};
use crate::units::{Limit, Span};

/// Tables of the short form, for which a graph speaks itself.
const SHORT_FORM: [&str; 4] = ["servers", "cache", "store", "network"];
/// What a class of the short form says of its service.
const OF_CLASSES: [&str; 4] = ["service", "uses_cache", "reserved_for_others", "shed_above"];
/// What is said of `of` beside an action that names its class.
const OF_NOTHING: (&str, &str) = ("a choice of nothing", "the action concerns a class, which it names itself");
/// Instances of all services together.
const MOST_INSTANCES: u64 = 60_000;

impl Check<'_> {
    /// Whether the scenario is written as a graph.
    pub(super) fn is_graph(&self) -> bool {
        self.document.is_graph()
    }

    /// In the short form nothing names calls or services.
    pub(super) fn no_graph(&mut self) {
        self.no_balancers();
        self.no_fail_over();
        self.no_hosts();
        let document = self.document;
        for (name, class) in &document.classes {
            self.require(class.calls.is_none(), &["classes", name, "calls"], || {
                let remedy = "remove it, or write [services] instead of [servers], [cache], [store] and [network]";
                fault("a call to nobody", "the scenario has no [services]", remedy)
            });
        }
        for (name, entry) in &document.timeline {
            self.require(entry.of.is_none(), &["timeline", name, "of"], || {
                let cause = "the scenario has no [services] or [links] to choose from";
                fault("a choice of nothing", cause, "remove it")
            });
        }
    }

    pub(super) fn graph(&mut self) {
        self.one_form();
        let document = self.document;
        let instances: u64 = document.services.keys().map(|name| u64::from(document.instances_of(name))).sum();
        self.require(instances <= MOST_INSTANCES, &["services"], || {
            fault("too many instances", format!("{instances} instances"), "one run takes up to 60 000 in all")
        });
        let caches: Vec<&str> = document
            .services
            .iter()
            .filter(|(_, service)| service.entries.is_some())
            .map(|(name, _)| name.as_str())
            .collect();
        if let [_, second, ..] = caches.as_slice() {
            let cause = format!("there is an entry of each client in {}", suggest::list(&caches));
            let remedy = "one service with `entries` is possible; make the other one a service with steps";
            self.report(&["services", second, "entries"], fault("two caches of clients", cause, remedy));
        }
        for (name, service) in &document.services {
            self.service(name, service);
        }
        for (name, call) in &document.calls {
            self.call(name, call);
        }
        for (name, link) in &document.links {
            self.distribution(&["links", name, "delay"], &link.delay);
            self.require(link.capacity.is_none_or(|capacity| capacity.0 > 0.0), &["links", name, "capacity"], || {
                let remedy = "write a capacity, or leave it out: infinite";
                fault("a link without capacity", "nothing would ever pass", remedy)
            });
        }
        for name in document.classes.keys() {
            self.class_calls(name);
        }
        self.circles();
        self.balancers();
        self.hosts();
        for (name, entry) in &document.timeline {
            self.concerns(name, entry);
            self.fails_over(name, entry);
        }
        self.concerns_unread();
    }

    /// A graph and the short form are two ways to say one thing.
    fn one_form(&mut self) {
        let remedy = "remove it: [services], [calls] and [links] say it all";
        for table in SHORT_FORM {
            let written = self.root.find(&KeyPath::from([table])).is_some();
            self.require(!written, &[table], || {
                fault("two ways to say one thing", format!("[{table}] belongs to the short form"), remedy)
            });
        }
        for name in self.document.classes.keys() {
            for key in OF_CLASSES {
                let at = ["classes", name.as_str(), key];
                let written = self.root.find(&KeyPath::from(at)).is_some();
                self.require(!written, &at, || {
                    let cause = format!("`{key}` of a class belongs to the short form");
                    fault("two ways to say one thing", cause, "remove it: the service says it")
                });
            }
        }
        let fix = &self.document.fixes;
        let short = fix.error_handling.retry_after.is_some() || fix.error_handling.hold || fix.error_handling.early;
        self.require(!short, &["fixes", "error_handling"], || {
            let remedy = "write `failing` in the step that calls the cache";
            fault("a fix of the short form", "`retry_after`, `hold` and `early` change the errors of [cache]", remedy)
        });
        self.require(!fix.bandwidth.on, &["fixes", "bandwidth", "on"], || {
            fault("a fix of the short form", "it multiplies network.capacity", "change the capacity of a link")
        });
    }

    fn service(&mut self, name: &str, service: &ServicePlan) {
        let at = |key| ["services", name, key];
        self.require(service.instances > 0, &at("instances"), || {
            fault("no instances", "nobody would serve anything", "write 1 or more")
        });
        self.require(service.workers != Limit::AtMost(0), &at("workers"), || {
            fault("a service without workers", "nothing would ever be served", "write 1 or more, or \"unlimited\"")
        });
        self.require(service.processors.is_none_or(|shared| shared.cores > 0), &at("processors"), || {
            fault("no processors", "no work would ever end", "write cores = 1 or more")
        });
        if let Some(start) = &service.start {
            self.distribution(&["services", name, "start", "work"], &start.work);
        }
        let at_once = service.retry_after() == Some(Span::ZERO);
        self.require(!at_once, &["services", name, "refuses", "retry_after"], || {
            let cause = "who obeys it asks again in the same moment, without end";
            fault("a Retry-After of nothing", cause, "write a time such as \"1 s\"")
        });
        self.require(service.slowdown_per_request >= 0.0, &at("slowdown_per_request"), || {
            fault("a negative slow-down", "service would end before it begins", "write 0 or more")
        });
        for class in service.bulkheads.iter().flat_map(|bulkhead| &bulkhead.classes) {
            self.known("client class", &at("bulkheads"), class, &self.document.classes);
        }
        for class in service.shed_above.keys() {
            self.known("client class", &["services", name, "shed_above", class], class, &self.document.classes);
        }
        if let Limit::AtMost(workers @ 1..) = service.workers {
            for (number, bulkhead) in service.bulkheads.iter().enumerate() {
                let left = left_of(Limit::AtMost(workers), bulkhead.leaves);
                let number = number.to_string();
                self.require(left != Limit::AtMost(0), &["services", name, "bulkheads", &number, "leaves"], || {
                    let cause = format!("of {workers} workers 0 are left to {}", bulkhead.classes.join(" and "));
                    fault("a bulkhead that leaves no worker", cause, "give more workers, or leave a smaller part")
                });
            }
        }
        if let Some(entries) = &service.entries {
            self.distribution(&["services", name, "entries", "error_time"], &entries.error_time);
        }
        let key = if service.keyed.is_some() { "keyed" } else { "entries" };
        let works = !service.steps.is_empty() || !service.handlers.is_empty();
        self.require(!service.is_cache() || !works, &at(key), || {
            let cause = "a call to it is a look-up that takes no time: no step would ever be taken";
            fault("a cache that works", cause, format!("remove `steps` and `handlers`, or `{key}`"))
        });
        self.keyed(name, service);
        self.durable(name, service);
        self.resources(name, service);
        self.steps(&["services", name, "steps"], &service.steps);
        for (handler, HandlerPlan { steps }) in &service.handlers {
            self.steps(&["services", name, "handlers", handler, "steps"], steps);
        }
    }

    fn steps(&mut self, at: &[&str], steps: &[StepPlan]) {
        self.require(steps.len() < 200, at, || {
            fault("too many steps", format!("{} steps", steps.len()), "write up to 199 in one handler")
        });
        let mut called = false;
        for (number, step) in steps.iter().enumerate() {
            let number = number.to_string();
            let at = [at, &[number.as_str()]].concat();
            let doings = [step.work.is_some(), step.call.is_some(), !step.calls.is_empty()];
            let does = doings.into_iter().filter(|does| *does).count();
            self.require(does == 1, &at, || {
                let cause = match does {
                    0 => "none of `work`, `call` and `calls` is given",
                    _ => "more than one of `work`, `call` and `calls` is given",
                };
                fault("a step does one thing", cause, "write for example { work = \"20 ms\" } or { call = \"store\" }")
            });
            if let Some(work) = &step.work {
                self.distribution(&[at.as_slice(), &["work"]].concat(), work);
            }
            self.require(step.on.is_empty() || called, &[at.as_slice(), &["on"]].concat(), || {
                fault("the outcome of nothing", "no step before it calls anybody", "remove `on`")
            });
            self.times(&at, step);
            for call in step.call.iter().chain(&step.calls) {
                let key = if step.call.is_some() { "call" } else { "calls" };
                self.known_call(&[at.as_slice(), &[key]].concat(), call);
            }
            called |= step.names().next().is_some();
            self.needs(&at, step);
            self.failing(&at, step);
        }
    }

    /// So many calls at once, of a service that answers each of them.
    fn times(&mut self, at: &[&str], step: &StepPlan) {
        let Some(times) = step.times else { return };
        let at = [at, &["times"]].concat();
        self.require((1..=1000).contains(&times), &at, || {
            fault("an impossible number of calls", format!("{times} at once"), "write 1 to 1000")
        });
        self.require(step.work.is_none(), &at, || {
            fault("a number of no calls", "a worker works once", "remove it, or write a step for each work")
        });
        let looks_up = step.call.as_ref().and_then(|call| self.target(call)).is_some_and(|to| to.entries.is_some());
        self.require(!looks_up, &at, || {
            fault("one entry, asked for twice", "a look-up takes no time and finds the same each time", "remove it")
        });
    }

    fn needs(&mut self, at: &[&str], step: &StepPlan) {
        let Some(needs) = step.needs else { return };
        let several = step.names().count();
        self.require(several > 1, &[at, &["needs"]].concat(), || {
            fault("a choice of one", "`needs` says how many of several `calls` must end well", "remove it")
        });
        let Needs::Quorum(some) = needs else { return };
        self.require(some >= 1 && some as usize <= several.max(1), &[at, &["needs"]].concat(), || {
            let cause = format!("{some} of {several} calls");
            fault("an impossible quorum", cause, format!("write 1 to {several}"))
        });
    }

    /// What is answered for a failed call needs a call; a line is held, and a door kept, for look-ups.
    fn failing(&mut self, at: &[&str], step: &StepPlan) {
        let Some(failing) = &step.failing else { return };
        let at = [at, &["failing"]].concat();
        self.require(step.names().next().is_some(), &at, || {
            fault("a failure of no call", "only a step that calls somebody can fail so", "remove it")
        });
        self.require(*failing != Failing::default(), &at, || {
            let remedy = "give one of `retry_after`, `hold`, `early`, or remove it";
            fault("a failure like any other", "nothing is said about it", remedy)
        });
        let looks_up = step.names().all(|call| self.target(call).is_some_and(|service| service.entries.is_some()));
        self.require(looks_up || !failing.early, &[at.as_slice(), &["early"]].concat(), || {
            let cause = "only a look-up in a service with `entries` is known without waiting";
            fault("a decision before the answer", cause, "remove `early`")
        });
    }

    /// Of an entry that could not be read, what its `of` says and its action does not know.
    fn concerns_unread(&mut self) {
        let entries = self.root.find(&KeyPath::from(["timeline"])).map(|node| &node.value);
        let Some(Value::Table(entries)) = entries else { return };
        for name in entries.keys().filter(|name| !self.document.timeline.contains_key(*name)) {
            let at = ["timeline", name.as_str(), "of"];
            let named = self.root.find(&KeyPath::from(at)).is_some();
            let of_class = |key: &&str| self.root.find(&KeyPath::from(["timeline", name, "do", key])).is_some();
            if named && CONCERN_A_CLASS.iter().any(of_class) {
                let problem = Problem::new(OF_NOTHING.0, OF_NOTHING.1).at_path(self.root, &KeyPath::from(at));
                self.add(problem.remedy("remove it"));
            }
        }
    }

    /// What an entry of the timeline is done to: a service or a link that there is.
    fn concerns(&mut self, name: &str, entry: &Entry) {
        let document = self.document;
        let at = ["timeline", name, "of"];
        let (what, usual) = match entry.action.facts().concerns {
            Concerns::Cache => ("service", CACHE),
            Concerns::Servers => ("service", FRONT),
            Concerns::Store => ("service", STORE),
            Concerns::Network => ("link", WAN),
            concerned @ (Concerns::Clients | Concerns::Edge | Concerns::Calls) => {
                let what = if concerned == Concerns::Calls { "call" } else { "class" };
                let cause = format!("the action concerns a {what}, which it names itself");
                return self.require(entry.of.is_none(), &at, || fault("a choice of nothing", cause, "remove it"));
            }
        };
        let named = entry.of.as_deref().unwrap_or(usual);
        let known: Vec<&str> = match what {
            "link" => document.links.keys().map(String::as_str).collect(),
            _ => document.services.keys().map(String::as_str).collect(),
        };
        if !known.contains(&named) {
            let cause = format!("there is no {what} `{named}`");
            return match entry.of {
                Some(_) => self.report(&at, fault("done to nobody", cause, suggest::remedy(named, &known))),
                None => {
                    let remedy = format!("add of = \"…\": one of {}", suggest::list(&known));
                    self.report(&["timeline", name], fault("done to whom?", cause, remedy));
                }
            };
        }
        let Some(service) = document.services.get(named).filter(|_| what == "service") else { return };
        let of_cache = entry.action.facts().concerns == Concerns::Cache;
        let place = if entry.of.is_some() { at.as_slice() } else { &at[..2] };
        self.require(service.is_cache() == of_cache, place, || {
            let cause = match of_cache {
                true => format!("`{named}` is no cache: it has neither `entries` nor `keyed`"),
                false => format!("`{named}` is a cache, which has no workers"),
            };
            let remedy =
                if of_cache { "name a service that is a cache" } else { "use fail_cache and repair_cache for it" };
            fault("an action that it does not know", cause, remedy)
        });
        if let Some(Which::Only(servers)) = entry.action.servers() {
            let kind = entry.action.facts().key;
            let instances = document.instances_of(named);
            for server in servers.iter().filter(|server| **server >= instances) {
                let cause = format!("`{named}` has no instance {server}");
                let remedy = format!("its instances are numbered 0 to {}", instances.saturating_sub(1));
                self.report(&["timeline", name, "do", kind, "servers"], fault("no such instance", cause, remedy));
            }
        }
    }
}
