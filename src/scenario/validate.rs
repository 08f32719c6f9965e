//! What is wrong with a scenario beyond its grammar: impossible combinations, with the place, the cause and the remedy.

use super::diagnostic::{Problem, Problems};
use super::document::Document;
use super::node::Node;
use super::path::KeyPath;
use crate::engine::Distribution;
use crate::engine::distribution::Quantity;
use crate::model::activesync::{ActiveSync, Contact};
use crate::model::class::{ClassPlan, Start};
use crate::model::web::Web;
use crate::units::{Limit, Span};

/// Adds every problem of `document` to `problems`. `root` is the tree it was read from. What concerns a part that
/// could not be read is not reported again.
pub fn validate(document: &Document, root: &Node, problems: &mut Problems) {
    let mut check = Check { document, root, problems };
    check.run();
    check.names();
    check.classes();
    if check.is_graph() {
        check.graph();
    } else {
        check.no_graph();
        check.servers();
        check.bulkheads();
        check.network();
    }
    check.fixes();
    check.named_fixes();
    check.verdict();
    for (name, entry) in &document.timeline {
        check.entry(name, entry);
    }
    check.ramps_follow_blocks();
    check.evidence();
    check.priors();
    check.page();
}

/// The settings of a possible scenario that were written and do nothing where they stand, each with the reason.
pub fn idle(document: &Document, root: &Node) -> Problems {
    let mut problems = Problems::default();
    let mut check = Check { document, root, problems: &mut problems };
    if check.is_graph() {
        check.idle_graph();
    } else {
        check.idle_cell();
    }
    check.idle_timeline();
    check.too_short_for_patience();
    check.too_short_to_recover();
    for (name, class) in &document.classes {
        check.idle_class(name, class);
    }
    check.idle_time_of_day();
    problems
}

pub(super) struct Check<'a> {
    pub(super) document: &'a Document,
    pub(super) root: &'a Node,
    problems: &'a mut Problems,
}

/// Why something is impossible, and what to write instead.
pub(super) struct Fault {
    title: &'static str,
    cause: String,
    remedy: String,
}

pub(super) fn fault(title: &'static str, cause: impl Into<String>, remedy: impl Into<String>) -> Fault {
    Fault { title, cause: cause.into(), remedy: remedy.into() }
}

impl Check<'_> {
    pub(super) fn report(&mut self, path: &[&str], fault: Fault) {
        let path = KeyPath::from(path.iter().map(|step| (*step).to_string()).collect::<Vec<_>>());
        if self.problems.suppressed(&path) {
            return;
        }
        let problem = Problem::new(fault.title, fault.cause).at_path(self.root, &path).remedy(fault.remedy);
        self.problems.push(problem);
    }

    /// Adds a problem of a part that could not be read: nothing else is known to be wrong there.
    pub(super) fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Says that a setting does nothing, if it was written and `idle`.
    pub(super) fn warn(&mut self, idle: bool, path: &[&str], cause: &str, remedy: &str) {
        let steps = KeyPath::from(path.iter().map(|step| (*step).to_string()).collect::<Vec<_>>());
        if idle && self.root.find(&steps).is_some() {
            self.report(path, fault("a setting that does nothing here", cause, remedy));
        }
    }

    /// Whether a value was left out because of a problem that is reported already.
    pub(super) fn unread(&self, path: &[&str]) -> bool {
        self.problems.suppressed(&KeyPath::from(path.iter().map(|step| (*step).to_string()).collect::<Vec<_>>()))
    }

    pub(super) fn require(&mut self, holds: bool, path: &[&str], fault: impl FnOnce() -> Fault) {
        if !holds {
            self.report(path, fault());
        }
    }

    fn run(&mut self) {
        let run = &self.document.run;
        let (sample, length, warm_up) = (run.sample, run.length, run.warm_up);
        self.require(length > Span::ZERO, &["run", "length"], || {
            fault("a run without length", "nothing would happen", "write a length such as \"8 h\"")
        });
        self.require(run.end().0 < 1 << 62, &["run", "length"], || {
            fault("a run that is too long", "the clock reaches 146 years", "shorten the run")
        });
        self.require(sample > Span::ZERO, &["run", "sample"], || {
            fault("a sampling interval of no length", "nothing could be counted", "write an interval such as \"5 min\"")
        });
        let fits = sample == Span::ZERO || (sample <= length && warm_up.0.is_multiple_of(sample.0));
        self.require(fits, &["run", "sample"], || {
            let cause = format!("{sample} does not divide the warm-up of {warm_up}, or is longer than the run");
            fault("sampling intervals that do not fit", cause, "choose an interval that divides the warm-up")
        });
        let intervals = self.document.run.intervals();
        self.require(sample == Span::ZERO || intervals <= 100_000, &["run", "sample"], || {
            let cause = format!("{intervals} intervals would be written");
            fault("too many sampling intervals", cause, "choose a longer interval: at most 100 000 are kept")
        });
    }

    fn classes(&mut self) {
        self.require(!self.document.classes.is_empty(), &["classes"], || {
            let remedy = "add a class such as [classes.phones]; `syncstorm init` writes an example";
            fault("no clients", "there is no [classes.…] table", remedy)
        });
        let total: u64 = self.document.classes.values().filter_map(|class| class.population).map(u64::from).sum();
        self.require(total < 200_000_000, &["classes"], || {
            fault("too many clients", format!("{total} clients"), "one run takes up to 200 million clients")
        });
        let behaviours: usize = self.document.classes.values().map(|class| class.behaviours.len().max(1)).sum();
        self.require(behaviours <= 120, &["classes"], || {
            fault(
                "too many behaviours",
                format!("{behaviours} behaviours"),
                "one run takes up to 120 behaviours in all",
            )
        });
        for (name, class) in &self.document.classes {
            self.class(name, class);
            self.behaviours(name, class);
        }
    }

    fn class(&mut self, name: &str, class: &ClassPlan) {
        let at = ["classes", name];
        let unread = ["population", "arrivals"].iter().any(|key| self.unread(&["classes", name, key]));
        self.require(unread || class.population.is_some() != class.arrivals.is_some(), &at, || {
            let both = class.population.is_some();
            let cause = if both { "`population` and `arrivals` are both given" } else { "neither `population` nor `arrivals` is given" };
            let remedy = "give `population = 1000` (the same clients come back) or `arrivals = { rate = \"5 /s\" }` (new ones come)";
            fault("a class is either closed or open", cause, remedy)
        });
        let unread = ["activesync", "web"].iter().any(|key| self.unread(&["classes", name, key]));
        self.require(unread || class.activesync.is_some() != class.web.is_some(), &at, || {
            let both = class.web.is_some();
            let cause =
                if both { "`activesync` and `web` are both given" } else { "neither `activesync` nor `web` is given" };
            let remedy = format!("give [classes.{name}.activesync] for phones or [classes.{name}.web] for people");
            fault("a class has one protocol", cause, remedy)
        });
        let stay = class.activesync.is_none() || class.arrivals.is_none() || class.population.is_some();
        self.require(stay, &["classes", name, "arrivals"], || {
            let remedy = "give the phones a `population`";
            fault("phones that arrive", "phones are devices that stay: a closed population", remedy)
        });
        self.require(class.population != Some(0), &["classes", name, "population"], || {
            fault("a class without clients", "the population is 0", "write 1 or more, or leave the class out")
        });
        let herd = class.start == Start::Together && class.population.is_none();
        self.require(!herd, &["classes", name, "start"], || {
            let remedy = "remove `start`, or give a `population` instead of `arrivals`";
            fault("a start without clients", "sessions arrive from outside: nobody waits at the start", remedy)
        });
        self.distribution(&["classes", name, "service"], &class.service);
        self.distribution(&["classes", name, "timeout"], &class.timeout);
        self.require(class.timeout.mean() > 0.0, &["classes", name, "timeout"], || {
            fault("no time to answer", "the timeout is 0", "write a timeout such as \"30 s\", or \"forever\"")
        });
        self.require(!class.uses_cache || self.document.cache.is_some(), &["classes", name, "uses_cache"], || {
            fault("no cache to use", "the scenario has no [cache] table", "add [cache], or set uses_cache = false")
        });
        if let Some(repair) = &class.needs_repair {
            self.distribution(&["classes", name, "needs_repair", "after"], &repair.after);
            self.require(class.activesync.is_some(), &["classes", name, "needs_repair"], || {
                fault("repair of people", "only phones can need repair", "remove `needs_repair`")
            });
        }
        if let Some(eas) = &class.activesync {
            self.phones(name, eas);
        }
        if let Some(web) = &class.web {
            self.people(name, class, web);
        }
    }

    fn phones(&mut self, name: &str, eas: &ActiveSync) {
        self.contact(&["classes", name, "activesync", "contact"], &eas.contact);
        // All mail of a silence arrives in one go when the phone is served; it has to be countable.
        let messages = eas.mail.per_second() * self.document.run.end().seconds();
        self.require(messages <= 1e6, &["classes", name, "activesync", "mail"], || {
            let cause = "one device would receive more than a million messages";
            fault("too much mail", cause, "write a smaller rate, such as \"0.24 /h\"")
        });
        self.require(eas.window != Limit::AtMost(0), &["classes", name, "activesync", "window"], || {
            fault("a window of 0", "no message could ever be fetched", "write 1 or more, or \"unlimited\"")
        });
    }

    fn people(&mut self, name: &str, class: &ClassPlan, web: &Web) {
        self.returns(name, class, web);
        self.clock(name, class, web);
        self.profile(name, class);
        self.distribution(&["classes", name, "web", "think"], &web.think);
        self.distribution(&["classes", name, "web", "request"], &web.request);
        self.distribution(&["classes", name, "web", "reply"], &web.reply);
        self.require((1..=1000).contains(&web.requests), &["classes", name, "web", "requests"], || {
            fault("a wish without requests", format!("{} requests", web.requests), "write 1 to 1000")
        });
        self.require(class.population.is_none() || web.think.mean() > 0.0, &["classes", name, "web", "think"], || {
            fault("clients that never rest", "the thinking time is 0", "write a time such as \"1 min\"")
        });
    }

    /// Who gives up comes back by the rule of its kind of population.
    fn returns(&mut self, name: &str, class: &ClassPlan, web: &Web) {
        let (closed, open) = (class.arrivals.is_none(), class.population.is_none());
        self.require(web.comes_back.is_none() || !closed, &["classes", name, "web", "comes_back"], || {
            let cause = "the clients of a `population` always come back";
            fault("a return that is no question", cause, "remove it; `back_after` says when they come back")
        });
        self.require(web.back_after.is_none() || !open, &["classes", name, "web", "back_after"], || {
            let cause = "a session of `arrivals` that gave up is gone";
            fault("a return of those who leave", cause, "write comes_back = { share = 0.5, after = \"1 min\" }")
        });
        if let Some(back) = &web.back_after {
            self.distribution(&["classes", name, "web", "back_after"], back);
        }
        if let Some(back) = &web.comes_back {
            self.distribution(&["classes", name, "web", "comes_back", "after"], &back.after);
        }
    }

    pub(super) fn contact(&mut self, at: &[&str], contact: &Contact) {
        if let Contact::Poll { every } = contact {
            self.distribution(at, every);
        }
        self.require(contact.interval() > Span::ZERO, at, || {
            fault("contact without a pause", "the interval is 0", "write an interval such as \"15 min\"")
        });
    }

    pub(super) fn distribution<T: Quantity>(&mut self, at: &[&str], distribution: &Distribution<T>) {
        if let Some((cause, remedy)) = distribution.problem() {
            self.report(at, fault("an impossible distribution", cause, remedy));
        }
    }

    fn network(&mut self) {
        self.distribution(&["network", "delay"], &self.document.network.delay);
        let capacity = self.document.network.capacity;
        self.require(capacity.is_none_or(|capacity| capacity.0 > 0.0), &["network", "capacity"], || {
            fault(
                "a network without capacity",
                "nothing would ever pass",
                "write a capacity, or leave it out: infinite",
            )
        });
    }

    fn fixes(&mut self) {
        let fixes = &self.document.fixes;
        let factor = fixes.bandwidth.factor;
        self.require(factor > 0.0 && factor <= 1e6, &["fixes", "bandwidth", "factor"], || {
            fault(
                "an impossible factor",
                format!("the factor is {factor}"),
                "write a factor above 0, at most 1 000 000",
            )
        });
        if let Some((cause, remedy)) =
            fixes.error_handling.client_backoff.as_ref().and_then(|plan| plan.backoff.problem())
        {
            self.report(
                &["fixes", "error_handling", "client_backoff", "backoff"],
                fault("an impossible backoff", cause, remedy),
            );
        }
        let fix = &fixes.error_handling;
        self.require(!fix.on || fix.changes_something(), &["fixes", "error_handling", "on"], || {
            let remedy = "give one of `retry_after`, `hold`, `early`, `client_backoff` beside it";
            fault(
                "a fix that changes nothing",
                "error handling is switched on, but this scenario does not say what is changed",
                remedy,
            )
        });
    }

    fn verdict(&mut self) {
        let verdict = &self.document.verdict;
        self.require(verdict.amplification > 0.0, &["verdict", "amplification"], || {
            fault("an impossible limit", "no run could meet it", "write a ratio above 0, such as 1.5")
        });
    }
}
