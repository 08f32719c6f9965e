//! Puts a cell together from its plan, with everybody in the state of a long healthy time.

use super::connection::OfClient;
use super::fail_over::add_twins;
use super::holders::Ledger;
use super::missing::Missing;
use super::request::Requests;
use super::services::{Balancer, Parts, parts};
use super::stack::Layers;
use super::{Admitted, Cell, Class, Diary, Gauges, Nature, Role, Streams};
use crate::engine::{Distribution, Source, StreamFamily};
use crate::model::activesync::{Contact, Phone, heartbeat_left};
use crate::model::attempt::Attempts;
use crate::model::class::{ClassPlan, Spacing, Start};
use crate::model::client::Client;
use crate::model::clock::Clock;
use crate::model::edge::Gate;
use crate::model::event::CellEvent;
use crate::model::gauge::Headcount;
use crate::model::observe::{Census, Observations, Trace};
use crate::model::plan::CellPlan;
use crate::model::profile::Profile;
use crate::model::retry::{ErrorKind, Failure};
use crate::model::service::healthy_cycle;
use crate::model::short_form::graph_of;
use crate::units::{Instant, Rate, Span};

impl Streams {
    fn new(seed: u64, class: &str) -> Streams {
        let family = |purpose| StreamFamily::new(seed, class, purpose);
        Streams {
            arrival: family("arrival"),
            think: family("think"),
            back: family("back"),
            mail: family("mail"),
            request: family("request bytes"),
            reply: family("reply bytes"),
            timeout: family("timeout"),
            retry: family("retry"),
            guard: family("guard"),
            resync: family("resync"),
            restart: family("restart"),
            repair: family("repair"),
            nature: family("nature"),
        }
    }
}

impl Class {
    /// A draw in (0, 1] that decides what a client is for good.
    pub(super) fn nature(&self, number: u32, what: Nature) -> f64 {
        self.streams.nature.stream(u64::from(number)).at(what as u64).unit()
    }

    /// Draws that decide what a client is for good, where one is not enough.
    pub(super) fn draws(&self, number: u32, what: Nature) -> Source {
        self.streams.nature.stream(u64::from(number)).at(what as u64)
    }

    /// Home server of a client.
    pub(super) fn home(&self, number: u32, servers: usize) -> usize {
        if servers == 1 {
            return 0;
        }
        self.streams.nature.stream(u64::from(number)).at(Nature::Home as u64).below(servers)
    }

    /// Adds up what the edge has admitted since the last time; a share that grows does so evenly.
    pub(super) fn count_admission(&mut self, now: Instant) {
        let share = self.gate.admitted(now);
        let Admitted { share: before, counted, area } = self.admission;
        let area = area + (before + share) / 2.0 * now.since(counted).seconds();
        self.admission = Admitted { share, counted: now, area };
    }

    pub(super) fn is_open(&self) -> bool {
        self.plan.arrivals.is_some()
    }

    /// When a phone first makes contact by itself, if no mail comes earlier.
    fn first_contact(&self, number: u32, contact: &Contact, mail: Rate) -> Instant {
        let mut source = self.streams.nature.stream(u64::from(number)).at(Nature::FirstContact as u64);
        let wait = match (contact, self.plan.start) {
            (Contact::LongPoll { heartbeat }, Start::Spread) => heartbeat_left(*heartbeat, mail, source.unit()),
            (Contact::LongPoll { heartbeat }, Start::Together) => *heartbeat,
            (Contact::Poll { every }, _) => self.first_wait(every, &mut source),
        };
        Instant::START + wait
    }

    /// When the next session arrives, at a rate that the profile multiplies.
    fn session_after(&self, now: Instant, rate: f64) -> Instant {
        match &self.profile {
            None if rate > 0.0 => now + Span::from_seconds(self.hazard / rate),
            Some(profile) if rate > 0.0 => profile.reaches(now, self.hazard / rate),
            None | Some(_) => Instant::NEVER,
        }
    }

    /// What a client still waits at the start of the run, of waits that are drawn from `wait`.
    fn first_wait(&self, wait: &Distribution<Span>, source: &mut Source) -> Span {
        match self.plan.start {
            Start::Spread => wait.residual(source),
            Start::Together => wait.sample(source),
        }
    }
}

impl<T: Trace> Cell<T> {
    /// A cell at the start of its warm-up, with its first events on the agenda. The plan must have been validated:
    /// classes that are neither open nor closed, or an unknown class on the timeline, are programming errors here.
    pub fn new(plan: CellPlan, trace: T, diary: &mut Diary) -> Cell<T> {
        let graph = graph_of(&plan);
        let Parts { services, mut calls, wires, processors, entries } = parts(&plan, &graph);
        add_twins(&mut calls, &services, &plan.timeline);
        let sizes = (plan.classes.len(), services.len(), calls.len());
        let watches = |balancer: &Balancer| balancer.plan.outliers.is_some();
        let watches_calls = services.iter().filter_map(|service| service.balancer.as_deref()).any(watches);
        let fails_over = calls.iter().any(|call| call.twin.places > 0);
        let mut cell = Cell {
            classes: Vec::new(),
            roles: Vec::new(),
            clients: Vec::new(),
            phones: Vec::new(),
            free_clients: Vec::new(),
            client_states: Vec::new(),
            client_connections: Vec::new(),
            attempts: Attempts::default(),
            services,
            calls,
            wires,
            processors,
            requests: Requests::default(),
            missing: Missing::default(),
            redelivered: Default::default(),
            entries: Vec::new(),
            layers: Layers::default(),
            ledger: Ledger::default(),
            watches_calls,
            fails_over,
            quiet_until: Instant::START,
            gauges: Gauges::default(),
            seen: Observations::new(plan.run.intervals(), sizes, plan.run.sample),
            trace,
            skip_ahead: true,
            skipped: 0,
            end: plan.run.end(),
            plan,
        };
        cell.add_classes(&entries, diary);
        cell.schedule_timeline(diary);
        cell.begin_checks(diary);
        diary.push(Instant::START + cell.plan.run.sample, CellEvent::Sample);
        cell
    }

    fn add_classes(&mut self, entries: &[u16], diary: &mut Diary) {
        for ((name, plan), entry) in self.plan.classes.clone().into_iter().zip(entries) {
            let call = &self.calls[*entry as usize];
            let program = &self.services[call.service as usize].programs[call.handler as usize];
            self.classes.push(Class {
                call: *entry,
                service: call.service,
                cache: program.cache,
                mean_work: match &self.services[call.service as usize].plan.durable {
                    None => program.mean_work(),
                    Some(durable) => durable.accept.mean(),
                },
                shares: plan.mix().iter().map(|(_, share, _)| *share).collect(),
                streams: Streams::new(self.plan.run.seed, &name),
                first: self.clients.len() as u32,
                first_phone: self.phones.len() as u32,
                gate: Gate::Open,
                surge: 1.0,
                clock: self.clock_of(&name, &plan),
                profile: self.profile_of(&plan),
                sessions: 0,
                restarts: 0,
                hazard: 0.0,
                counted: Instant::START,
                session_due: Instant::NEVER,
                census: Headcount::default(),
                admission: Admitted { share: 1.0, ..Admitted::default() },
                name,
                plan,
            });
            let class = self.classes.len() - 1;
            let first_role = self.add_roles(class);
            let population = self.classes[class].plan.population.unwrap_or(0);
            for number in 0..population {
                self.add_client(class, number, first_role, diary);
            }
            if self.classes[class].is_open() {
                self.plan_next_session(Instant::START, class, diary);
            }
        }
        if self.roles.iter().any(|role| role.memory.is_some()) {
            let states = self.clients.iter().map(|client| self.roles[client.role as usize].behaviour.fresh_state());
            self.client_states = states.collect();
        }
        if self.keeps_connections_of_clients() {
            self.client_connections = vec![OfClient::default(); self.clients.len()];
        }
    }

    fn clock_of(&self, name: &str, plan: &ClassPlan) -> Option<Box<Clock>> {
        let clock = plan.web.as_ref()?.clock.as_ref()?;
        let (run, places) = (&self.plan.run, StreamFamily::new(self.plan.run.seed, name, "clock"));
        Some(Box::new(Clock::new(clock, run.onset(), run.onset_at, places)))
    }

    fn profile_of(&self, plan: &ClassPlan) -> Option<Box<Profile>> {
        let arrivals = plan.arrivals.as_ref().filter(|arrivals| !arrivals.profile.is_empty())?;
        let run = &self.plan.run;
        Some(Box::new(Profile::new(&arrivals.profile, arrivals.profile_every, run.onset(), run.onset_at)))
    }

    /// Adds two roles per behaviour: as it is, and with the client-side fix. Gives the index of the first.
    fn add_roles(&mut self, class: usize) -> usize {
        let first = self.roles.len();
        let plan = self.classes[class].plan.clone();
        let work = self.classes[class].mean_work;
        let wire = self.calls[self.classes[class].call as usize].wire;
        let delay = self.wires.get(wire as usize).map_or(Span::ZERO, |wire| wire.delay);
        for (_, _, behaviour) in plan.mix() {
            let fixed = match &self.plan.fixes.error_handling.client_backoff {
                Some(backoff) if plan.is_activesync() => backoff.apply(&behaviour),
                Some(_) | None => behaviour.clone(),
            };
            for behaviour in [behaviour, fixed] {
                let contact = behaviour.contact.clone().or(plan.activesync.as_ref().map(|eas| eas.contact.clone()));
                let memory = behaviour.remembers().then(|| Box::new(behaviour.fresh_state()));
                let steady_wait =
                    |kind| behaviour.steady_wait(Failure { kind, retry_after: None })?.sampler().detached();
                self.roles.push(Role {
                    class,
                    steady_waits: ErrorKind::ALL.map(steady_wait),
                    interval: contact.as_ref().map_or(Span::FOREVER, Contact::interval),
                    cycle: healthy_cycle(&plan, contact.as_ref(), work, delay),
                    contact,
                    timeout: behaviour.timeout.clone().unwrap_or(plan.timeout.clone()),
                    memory,
                    behaviour,
                    in_flight: 0,
                    retries_in_flight: 0,
                    retries_due: 0,
                });
            }
        }
        assert!(self.roles.len() <= 256, "a validated scenario has at most 128 behaviours");
        first
    }

    /// The role of a client: its behaviour by a stable draw, and whether the client-side fix reached it.
    pub(super) fn role_of(&self, class: usize, number: u32, first_role: usize) -> u8 {
        let class = &self.classes[class];
        let mut left = class.nature(number, Nature::Role);
        let chosen = class.shares.iter().position(|share| {
            left -= share;
            left <= 0.0
        });
        let behaviour = chosen.unwrap_or(class.shares.len() - 1);
        let fix = &self.plan.fixes.error_handling;
        let reached = fix.on
            && fix
                .client_backoff
                .as_ref()
                .is_some_and(|backoff| class.nature(number, Nature::ClientFix) <= backoff.share.get());
        (first_role + 2 * behaviour + usize::from(reached)) as u8
    }

    fn add_client(&mut self, class: usize, number: u32, first_role: usize, diary: &mut Diary) {
        let id = self.clients.len() as u32;
        let mut client = Client::new(number, self.role_of(class, number, first_role));
        if let Some((mark, warm)) = self.entry_of(class, number)
            && self.classes[class].nature(number, Nature::Warm) <= warm
        {
            client.mark = mark;
        }
        let part = &self.classes[class];
        let contact = self.roles[client.role as usize].contact.as_ref();
        let first = match (&part.plan.activesync, contact, &part.plan.web) {
            (Some(eas), Some(contact), _) => {
                let phone = Phone::new(eas.mail, part.streams.mail.stream(u64::from(number)));
                let first = part.first_contact(number, contact, eas.mail).min(match contact {
                    Contact::LongPoll { .. } => phone.next_mail,
                    Contact::Poll { .. } => Instant::NEVER,
                });
                self.phones.push(phone);
                first
            }
            (_, _, Some(web)) => {
                let mut source = part.streams.think.stream(u64::from(number)).at(0);
                match &part.clock {
                    None => Instant::START + part.first_wait(&web.think, &mut source),
                    Some(clock) if part.plan.start == Start::Spread => clock.first(&mut source, number),
                    Some(clock) => {
                        let due = clock.due().map_or(Span::ZERO, |due| due.sample(&mut source));
                        clock.next_after(Instant::START + due, number)
                    }
                }
            }
            (_, _, None) => unreachable!("a validated class is activesync or web"),
        };
        client.due = first;
        self.clients.push(client);
        self.classes[class].census.enter(Instant::START, crate::model::client::Phase::Idle);
        diary.push(first, CellEvent::Wake(id));
    }

    /// The mark of an entry that the cache of a class writes for one of its clients now, and the part of the clients whose
    /// entry is there at the start; none for a class without a cache.
    pub(super) fn entry_of(&self, class: usize, number: u32) -> Option<(u8, f64)> {
        let part = &self.classes[class];
        let cache = &self.services[part.cache? as usize];
        let node = &cache.instances[part.home(number, cache.instances.len())].cache;
        Some((node.mark(), cache.plan.entries.as_ref()?.warm_at_start.get()))
    }

    /// Draws the time until the next session of an open class and puts it on the agenda.
    pub(super) fn plan_next_session(&mut self, now: Instant, class: usize, diary: &mut Diary) {
        let class_index = class as u32;
        let class = &mut self.classes[class];
        let Some(arrivals) = &class.plan.arrivals else { return };
        class.hazard = match arrivals.spacing {
            Spacing::Poisson => class.streams.arrival.stream(0).at(u64::from(class.sessions)).exponential(),
            Spacing::Even => 1.0,
        };
        class.counted = now;
        class.session_due = class.session_after(now, arrivals.rate.per_second() * class.surge);
        diary.push(class.session_due, CellEvent::Session(class_index));
    }

    /// Changes the rate of wishes of a class. An open class keeps the part of its unit-exponential gap that is left,
    /// so that the same draws serve whatever the rate.
    pub(super) fn set_surge(&mut self, now: Instant, class: usize, factor: f64, diary: &mut Diary) {
        let class_index = class as u32;
        let class = &mut self.classes[class];
        let old = class.surge;
        class.surge = factor;
        let Some(arrivals) = &class.plan.arrivals else { return };
        let rate = arrivals.rate.per_second();
        let passed = match &class.profile {
            None => now.since(class.counted).seconds(),
            Some(profile) => profile.area(class.counted, now),
        };
        class.hazard = (class.hazard - passed * rate * old).max(0.0);
        class.counted = now;
        class.session_due = class.session_after(now, rate * factor);
        diary.push(class.session_due, CellEvent::Session(class_index));
    }

    /// Census of a class, for the end of an interval of this length.
    pub(super) fn census(&mut self, now: Instant, class: usize, length: Span) -> Census {
        let class = &mut self.classes[class];
        class.count_admission(now);
        let area = std::mem::take(&mut class.admission.area);
        Census {
            phases: class.census.clients(),
            client_seconds: class.census.client_seconds(now),
            // A sum of parts of an interval may miss the whole by a rounding error, and 1 means nobody is kept out.
            admitted: (area / length.seconds() * 1e12).round() / 1e12,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No two purposes share their random numbers.
    #[test]
    fn every_purpose_has_streams_of_its_own() {
        let Streams {
            arrival,
            think,
            back,
            mail,
            request,
            reply,
            timeout,
            retry,
            guard,
            resync,
            restart,
            repair,
            nature,
        } = Streams::new(1, "phones");
        let all = [arrival, think, back, mail, request, reply, timeout, retry, guard, resync, restart, repair, nature];
        for (place, one) in all.iter().enumerate() {
            assert!(all[place + 1..].iter().all(|other| other != one), "purpose {place} shares its numbers");
        }
    }
}
