//! What is impossible about a timeline: the part of [`super::validate`] that concerns faults and operators.

use std::collections::BTreeMap;

use super::path::key_text;
use super::suggest;
use super::validate::{Check, fault};
use crate::model::activesync::Contact;
use crate::model::edge::Refusal;
use crate::model::retry::Behaviour;
use crate::model::timeline::{Action, Condition, Entry, Watched, Which};
use crate::units::{Share, Span};

impl Check<'_> {
    pub(super) fn entry(&mut self, name: &str, entry: &Entry) {
        let at = ["timeline", name];
        let begins = usize::from(entry.at.is_some())
            + usize::from(entry.when.is_some())
            + usize::from(entry.after.is_some() && entry.when.is_none());
        let unread = ["at", "after", "when"].iter().any(|key| self.unread(&["timeline", name, key]));
        self.require(unread || begins == 1, &at, || {
            let cause = "exactly one of `at`, `after` and `when` says when it begins";
            fault("when does it begin?", cause, "write for example at = \"3 h\"")
        });
        let end = self.document.run.length;
        if let Some(begins) = entry.at.filter(|begins| entry.enabled && *begins >= end) {
            let cause = format!("{begins} is not before the end, {end} after the onset");
            self.report(
                &["timeline", name, "at"],
                fault("a time after the end", cause, "move it, or lengthen the run"),
            );
        }
        self.require(entry.at.is_none() || entry.delay == Span::ZERO, &["timeline", name, "delay"], || {
            let remedy = "add it to `at`, or give `after` or `when` instead of `at`";
            fault("a delay of nothing", "`delay` counts from another entry or a condition, and there is none", remedy)
        });
        self.recurs(name, entry);
        self.chain_begins(name, entry);
        if let Some(after) = &entry.after {
            self.known_entry(&["timeline", name, "after"], (name, entry.enabled), after);
        }
        if entry.lasts.is_some() && entry.action.facts().opposite.is_none() {
            let remedy = "remove `lasts` and write the end as an entry of its own";
            self.report(
                &["timeline", name, "lasts"],
                fault("this does not end by itself", "the action has no opposite", remedy),
            );
        }
        if let Some(condition) = &entry.when {
            self.condition(name, condition);
        }
        if let (Action::Surge { over, .. }, Some(lasts)) = (&entry.action, entry.lasts)
            && *over > lasts
        {
            let cause = format!("it grows for {over}, and ends after {lasts}");
            let fault = fault("a surge that ends before it is there", cause, "make `over` shorter, or `lasts` longer");
            self.report(&["timeline", name, "lasts"], fault);
        }
        self.action(name, &entry.action);
    }

    /// Entries that wait for each other in a circle would never begin.
    fn chain_begins(&mut self, name: &str, entry: &Entry) {
        let mut waits_for = entry.after.as_ref();
        let mut steps = 0;
        while let Some(next) = waits_for.and_then(|name| self.document.timeline.get(name)) {
            waits_for = next.after.as_ref();
            steps += 1;
            if steps > self.document.timeline.len() {
                let remedy = "give one of the entries a time with `at`";
                let cause = "it waits for entries that wait for it";
                return self.report(&["timeline", name, "after"], fault("a circle of entries", cause, remedy));
            }
        }
    }

    /// What an entry waits for has to be there; an entry that is switched off may wait for one that is off too.
    fn known_entry(&mut self, at: &[&str], (own, enabled): (&str, bool), after: &str) {
        let timeline = &self.document.timeline;
        match timeline.get(after) {
            Some(other) if (other.enabled || !enabled) && after != own => {}
            Some(_) if after == own => {
                let cause = "an entry cannot wait for itself";
                self.report(at, fault("waiting for nothing", cause, "name another entry, or give a time with `at`"));
            }
            Some(_) => {
                let cause = format!("`timeline.{after}` is switched off");
                let own = key_text(own);
                let remedy = format!(
                    "switch this one off too with timeline.{own}.enabled = false, name another entry, or give a time with `at`"
                );
                self.report(at, fault("waiting for nothing", cause, remedy));
            }
            None => self.unknown(at, "no such entry of the timeline", after, &names(timeline)),
        }
    }

    fn known_class(&mut self, at: &[&str], class: &str) {
        if !self.document.classes.contains_key(class) {
            self.unknown(at, "no such client class", class, &names(&self.document.classes));
        }
    }

    fn unknown(&mut self, at: &[&str], title: &'static str, given: &str, known: &[&str]) {
        self.report(at, fault(title, format!("there is no `{given}`"), suggest::remedy(given, known)));
    }

    fn condition(&mut self, name: &str, condition: &Condition) {
        let at = ["timeline", name, "when"];
        self.require(condition.at_least.is_some() || condition.at_most.is_some(), &at, || {
            fault("a condition without a limit", "it would always hold", "add at_least = … or at_most = …")
        });
        self.possible(name, condition);
        match (&condition.class, condition.metric) {
            (Some(class), _) => self.known_class(&["timeline", name, "when", "class"], class),
            (None, metric) if metric.is_of_class() => {
                self.report(&at, fault("whose?", "this metric belongs to a class", "add class = \"…\""));
            }
            (None, _) => {}
        }
        self.watches_service(name, condition);
    }

    /// A condition that no value of its metric meets, or that every value meets, asks nothing.
    fn possible(&mut self, name: &str, condition: &Condition) {
        let (range, words) = condition.metric.range();
        let (low, high) = range.into_inner();
        let (least, most) = (condition.at_least.unwrap_or(low), condition.at_most.unwrap_or(high));
        let at = |key| ["timeline", name, "when", key];
        let never = "a condition that can never hold";
        let asked = |what: &str, limit: f64| format!("{what} = {limit}, but {words}");
        if least > high || least.is_nan() {
            let remedy = format!("write at most {high}, or remove the entry");
            self.report(&at("at_least"), fault(never, asked("at_least", least), remedy));
        } else if most < low || most.is_nan() {
            let remedy = format!("write {low} or more, or remove the entry");
            self.report(&at("at_most"), fault(never, asked("at_most", most), remedy));
        } else if least > most {
            let cause = format!("no value is at least {least} and at most {most}");
            self.report(&at("at_least"), fault(never, cause, "make at_least the smaller of the two"));
        } else if least <= low && most >= high {
            let key = if condition.at_least.is_some() { "at_least" } else { "at_most" };
            let cause = format!("every value meets it: {words}");
            let remedy = "write a limit inside the range, or begin with `at` or `after`";
            self.require(condition.at_least.is_none() && condition.at_most.is_none(), &at(key), || {
                fault("a condition that always holds", cause, remedy)
            });
        }
        let length = self.document.run.length;
        self.require(condition.held_for <= length, &at("held_for"), || {
            let cause =
                format!("it must hold for {} after the onset, and the run ends {length} after it", condition.held_for);
            fault(never, cause, "write a shorter `held_for`, or a longer run.length")
        });
    }

    fn action(&mut self, name: &str, action: &Action) {
        let kind = action.facts().key;
        let at = ["timeline", name, "do", kind];
        let inside = |key| [at.as_slice(), &[key]].concat();
        if let Some(class) = action.class() {
            self.known_class(&inside("class"), class);
        }
        if let Some(Which::Only(servers)) = action.servers().filter(|_| !self.is_graph()) {
            let count = self.document.servers.count;
            for server in servers.iter().filter(|server| **server >= count) {
                let cause = format!("there is no server {server}");
                let remedy = format!("servers are numbered 0 to {}", count.saturating_sub(1));
                self.report(&inside("servers"), fault("no such server", cause, remedy));
            }
        }
        let factor = if let Action::SlowServers { factor, .. }
        | Action::SlowStore { factor }
        | Action::ScaleNetwork { factor }
        | Action::Surge { factor, .. } = action
        {
            Some(*factor)
        } else {
            None
        };
        self.require(factor.is_none_or(|factor| factor > 0.0 && factor <= 1e6), &inside("factor"), || {
            fault(
                "an impossible factor",
                "a factor must be above 0 and at most 1 000 000",
                "write for example factor = 2.0",
            )
        });
        self.retry_after(&inside("retry_after"), action);
        self.surge(&at, action);
        self.restart(&at, action);
        self.scaling(&at, action);
        let needs_cache = action.facts().concerns == crate::model::timeline_meaning::Concerns::Cache;
        self.require(!needs_cache || self.document.cache.is_some() || self.is_graph(), &at, || {
            fault("no cache to break", "the scenario has no [cache] table", "add [cache]")
        });
        let needs_store = matches!(action, Action::SlowStore { .. } | Action::StopStore {} | Action::StartStore {});
        self.require(!needs_store || self.document.store.is_some() || self.is_graph(), &at, || {
            fault("no store to break", "the scenario has no [store] table", "add [store]")
        });
        if let Action::FailCache { error_time: Some(time), .. } = action {
            self.distribution(&inside("error_time"), time);
        }
        self.ramps(&at, action);
    }

    /// A target that no value, or every value, of what is watched meets: the loop would not look.
    fn possible_target(&mut self, at: &[&str], watch: Watched, target: f64) {
        let (range, words) = watch.range();
        let (low, high) = range.into_inner();
        // What is no number meets nothing.
        let target = if target.is_nan() { f64::INFINITY } else { target };
        let (never, always) = match watch.is_good() {
            true => (target > high, target <= low),
            false => (target < low, target >= high),
        };
        self.require(!never && !always, at, || {
            let ever = if never { "never" } else { "always" };
            let cause = format!("{target} is {ever} met, for {words}");
            fault("a closed loop that looks at nothing", cause, "write a target inside the range")
        });
    }

    /// A ramp goes on, and a closed loop knows what it watches.
    fn ramps(&mut self, at: &[&str], action: &Action) {
        if let Action::FeedbackRamp { watch, watch_class, step, every, target, .. } = action {
            self.possible_target(&[at, &["target"]].concat(), *watch, *target);
            self.require(step.get() > 0.0 && *every > Span::ZERO, at, || {
                fault(
                    "a ramp that stands still",
                    "step or every is 0",
                    "write for example step = 0.05, every = \"15 min\"",
                )
            });
            self.require(!watch.is_of_service(), &[at, &["watch"]].concat(), || {
                let remedy = "watch `workers`, `link`, or the `availability` of a class";
                fault("a loop that looks into one service", "the edge is in front of all of them", remedy)
            });
            let named = watch_class.is_some() || !watch.is_of_class();
            self.require(named, at, || fault("whose?", "this metric belongs to a class", "add watch_class = \"…\""));
        }
        if let Action::Ramp { steps, over, .. } = action {
            let key = if *steps == Some(0) { "steps" } else { "over" };
            self.require(*steps != Some(0) && *over > Span::ZERO, &[at, &[key]].concat(), || {
                fault("a ramp that stands still", "0 steps, or no time", "write for example steps = 10, over = \"2 h\"")
            });
        }
    }

    /// Retry-After is a part of the reply 503.
    fn retry_after(&mut self, at: &[&str], action: &Action) {
        let (Action::Block { reply, retry_after: Some(_), .. } | Action::Limit { reply, retry_after: Some(_), .. }) =
            action
        else {
            return;
        };
        self.require(*reply == Refusal::Unavailable, at, || {
            fault(
                "a Retry-After that nobody reads",
                "only the reply \"503\" carries one",
                "remove it, or write reply = \"503\"",
            )
        });
    }

    /// Only clients that stay can begin anew, and a phone has more to forget than this model of it knows.
    fn restart(&mut self, at: &[&str], action: &Action) {
        let Action::RestartClients { class, share, .. } = action else { return };
        let Some(plan) = self.document.classes.get(class) else { return };
        self.require(plan.arrivals.is_none(), at, || {
            let cause = format!("the clients of `{class}` come from outside and leave: nobody is there to begin anew");
            fault("a restart of nobody", cause, "name a class with a `population`")
        });
        self.require(plan.activesync.is_none(), at, || {
            let cause = format!("`{class}` are phones, whose sync state this action does not know");
            fault("a restart of phones", cause, "use fail_cache with loses_sync_state, or name a class with `web`")
        });
        self.require(*share > Share::NONE, &[at, &["share"]].concat(), || {
            fault("a restart of nobody", "the share is 0", "write a share above 0, or remove the entry")
        });
    }

    /// Phones that hold a line ask when mail comes or the heartbeat ends: nothing makes them want more.
    fn surge(&mut self, at: &[&str], action: &Action) {
        let Action::Surge { class, .. } = action else { return };
        let Some(plan) = self.document.classes.get(class) else { return };
        let fixed = plan.web.as_ref().and_then(|web| web.clock.as_ref()).is_some_and(|clock| clock.due.is_none());
        self.require(!fixed, at, || {
            let cause = format!("`{class}` comes by the clock, whatever it wants");
            fault("a surge that changes nothing", cause, "let another class surge, or give its clock `due`")
        });
        let Some(eas) = &plan.activesync else { return };
        let holds = |behaviour: &Behaviour| {
            matches!(behaviour.contact.as_ref().unwrap_or(&eas.contact), Contact::LongPoll { .. })
        };
        self.require(!plan.mix().iter().all(|(_, _, behaviour)| holds(behaviour)), at, || {
            let cause = format!("`{class}` holds a long poll: it asks when mail comes or the heartbeat ends");
            fault("a surge that changes nothing", cause, "let another class surge, or let the phones poll")
        });
    }

    /// A ramp lets back in who was kept out, so a block of the same class must come before it.
    pub(super) fn ramps_follow_blocks(&mut self) {
        let entries: Vec<(&String, &Entry)> =
            self.document.timeline.iter().filter(|(_, entry)| entry.enabled).collect();
        for (name, entry) in &entries {
            let (Action::Ramp { class, .. } | Action::FeedbackRamp { class, .. }) = &entry.action else { continue };
            let blocks = entries.iter().filter(|(_, other)| {
                matches!(&other.action, Action::Block { class: blocked, .. } | Action::Admit { class: blocked, .. } if blocked == class)
            });
            let times: Vec<Option<Span>> = blocks.map(|(_, block)| block.at).collect();
            let begins = entry.at;
            // A block that waits for a condition has no time of its own; then the order is the scenario's business.
            let possible = times.iter().any(|at| at.is_none() || begins.is_none() || *at < begins);
            self.require(possible, &["timeline", name.as_str()], || {
                let cause = format!("nothing blocks `{class}` before it");
                fault("a ramp before its block", cause, "block the class earlier, or remove the ramp")
            });
        }
    }
}

fn names<T>(map: &BTreeMap<String, T>) -> Vec<&str> {
    map.keys().map(String::as_str).collect()
}
