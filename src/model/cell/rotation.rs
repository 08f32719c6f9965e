//! Which instance of a service is asked: the rules of balancing look at those in rotation, and operators drain, add and
//! remove some.

use super::services::Service;
use super::stack::{Part, State};
use super::{Cell, Class, Diary, Nature};
use crate::model::graph::balance::{Balance, Choice};
use crate::model::graph::rotation::{NOBODY, Out};
use crate::model::observe::Trace;
use crate::model::server::Server;
use crate::model::short_form::FRONT;
use crate::model::timeline::{Action, Which};
use crate::units::Instant;

/// A client whose home is out looks at so many others in an order of its own before it takes any one that is left.
const MOST_LOOKS: u32 = 32;

/// The instances that a balancer chooses from: those in rotation, perhaps without one.
struct Others<'a> {
    instances: &'a [Server],
    chosen: Option<&'a [u16]>,
    /// The place of that one.
    without: Option<usize>,
}

impl Others<'_> {
    #[inline]
    fn number(&self, place: usize) -> usize {
        let place = place + usize::from(self.without.is_some_and(|without| place >= without));
        self.chosen.map_or(place, |chosen| usize::from(chosen[place]))
    }
}

impl Choice for Others<'_> {
    #[inline]
    fn count(&self) -> usize {
        self.chosen.map_or(self.instances.len(), <[u16]>::len) - usize::from(self.without.is_some())
    }
    #[inline]
    fn load(&self, place: usize) -> u32 {
        self.instances[self.number(place)].present()
    }
}

impl Service {
    /// Its instances that are there.
    pub(super) fn places_there(&self) -> impl Iterator<Item = usize> {
        (0..self.instances.len()).filter(|place| !self.rotation.is_out(*place, Out::Removed))
    }

    /// Whether every instance that is planned is in rotation, and there is no other.
    #[inline]
    fn is_as_planned(&self) -> bool {
        self.rotation.chosen().is_none() && self.instances.len() == self.plan.instances as usize
    }

    /// Where a client of a class is at home now: always the same instance, unless it is out of rotation. ([`NOBODY`]: all
    /// are.)
    #[inline]
    pub(super) fn home(&self, class: &Class, number: u32) -> u16 {
        match self.is_as_planned() {
            true => class.home(number, self.instances.len()) as u16,
            false => self.home_for_now(class, number, None),
        }
    }

    /// The home of a client where some instances are out or were added. Of n instances the last one that was added is the
    /// home of 1/n of the clients, so all others stay; and a client whose home is out asks the others in an order of its own,
    /// so that it always goes to the same one.
    fn home_for_now(&self, class: &Class, number: u32, without: Option<u16>) -> u16 {
        let planned = self.plan.instances as usize;
        let mut home = class.home(number, planned);
        let mut draws = class.draws(number, Nature::Added);
        for added in planned..self.instances.len() {
            let moves = draws.unit() * (added + 1) as f64 <= 1.0;
            home = if moves && !self.rotation.is_out(added, Out::Removed) { added } else { home };
        }
        let usable = |place: &usize| self.rotation.has(*place) && Some(*place as u16) != without;
        if usable(&home) {
            return home as u16;
        }
        let mut draws = class.draws(number, Nature::Elsewhere);
        let mut looks = (0..MOST_LOOKS).map(|_| draws.below(self.instances.len()));
        if let Some(found) = looks.find(usable) {
            return found as u16;
        }
        let left: Vec<usize> = (0..self.instances.len()).filter(usable).collect();
        if left.is_empty() { NOBODY } else { left[draws.below(left.len())] as u16 }
    }
}

impl<T: Trace> Cell<T> {
    /// The instance that a try is sent to: of class, client and caller, with the address of its draws. [`NOBODY`] if none is
    /// in rotation.
    pub(super) fn choose(
        &mut self,
        call: usize,
        class: usize,
        client: u32,
        caller: u32,
        (owner, index): (u64, u64),
        asked: Option<u16>,
    ) -> u16 {
        let (number, part) = (self.clients[client as usize].number, &self.classes[class]);
        let call = &mut self.calls[call];
        let service = &self.services[call.service as usize];
        let chosen = service.rotation.chosen();
        let all = Others { instances: &service.instances, chosen, without: None };
        if all.count() == 0 {
            return NOBODY;
        }
        let without = asked.filter(|_| call.plan.retries_elsewhere && all.count() > 1);
        if call.plan.balance == Balance::Home && !service.is_as_planned() {
            return service.home_for_now(part, number, without);
        }
        // One that is out of rotation need not be left out.
        let without = without.and_then(|asked| match chosen {
            None => Some(usize::from(asked)).filter(|place| *place < service.instances.len()),
            Some(chosen) => chosen.binary_search(&asked).ok(),
        });
        let among = Others { without, ..all };
        let home = |count| part.home(number, count);
        let mut source = call.streams[class].balance.stream(owner).at(index);
        let turn = &mut call.callers[caller as usize].turn;
        let place = call.plan.balance.choose(&among, turn, home, &mut source);
        among.number(place) as u16
    }

    /// The parts that decide about rotation.
    pub(super) fn parts_of_rotation(&self) -> Vec<Part> {
        let works = self.services.iter().enumerate().filter(|(_, service)| service.plan.entries.is_none());
        let of_service = |(number, service): (usize, &Service)| {
            let instances = service.first..service.first + service.instances.len();
            instances.map(Part::Drained).chain([Part::Instances(number)]).collect::<Vec<Part>>()
        };
        works.flat_map(of_service).collect()
    }

    pub(super) fn is_drained(&self, at: usize) -> bool {
        let (service, place) = self.instance(at);
        self.services[service].rotation.is_out(place, Out::Drained)
    }

    /// Instances of a service that are there.
    pub(super) fn instances_there(&self, service: usize) -> u32 {
        self.services[service].places_there().count() as u32
    }

    /// An instance is drained from now on, or no longer.
    pub(super) fn set_drained(&mut self, now: Instant, at: usize, drained: bool) {
        let (service, place) = self.instance(at);
        self.services[service].rotation.set(now, place, Out::Drained, drained);
    }

    /// A service has so many instances from now on. What is removed has nothing to show for itself when it comes back.
    pub(super) fn set_instances(&mut self, now: Instant, service: usize, state: &State, diary: &mut Diary) {
        let planned = self.services[service].plan.instances;
        let there = if let State::Instances(count) = state { *count } else { planned };
        for place in 0..self.services[service].instances.len() {
            let removed = place >= there as usize;
            if self.services[service].rotation.set(now, place, Out::Removed, removed) {
                self.forget_health(now, service, place);
                self.comes_or_goes(now, (service, place), !removed, diary);
            }
        }
    }

    /// Operators drain instances of a service, or change their number.
    pub(super) fn carry_out_on_rotation(
        &mut self,
        now: Instant,
        index: usize,
        action: &Action,
        diary: &mut Diary,
    ) -> bool {
        let (owner, name) = (self.entries[index].owner, self.named(index, FRONT));
        let all = Which::All;
        let servers = action.servers().unwrap_or(&all);
        if let Action::SetInstances { count, .. } = action {
            let service = self.services.iter().position(|service| service.name == name);
            return service.is_some_and(|service| {
                let planned = self.services[service].plan.instances;
                let changed = action.change().map(|change| (change, self.instances_there(service)));
                if changed.is_some_and(|(change, there)| change.of(there) == there) {
                    return false;
                }
                let count = changed.map_or(*count, |(change, there)| Some(change.of(there)));
                let other = count.filter(|count| *count != planned);
                let state = other.map_or(State::AsPlanned, State::Instances);
                self.put(now, Part::Instances(service), owner, state, diary)
            });
        }
        let state = if matches!(action, Action::DrainServers { .. }) { State::Down } else { State::AsPlanned };
        self.put_all(now, owner, (&name, servers), Part::Drained, state, diary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Agenda;
    use crate::model::class::ClassPlan;
    use crate::model::graph::{CallPlan, GraphPlan, ServicePlan};
    use crate::model::observe::NoTrace;
    use crate::model::plan::CellPlan;
    use crate::model::timeline::Entry;
    use crate::model::web::Web;

    /// Four instances, of which a fifth and a sixth are laid out if they are to come.
    fn cell(count: Option<u32>) -> Cell<NoTrace> {
        let class = ClassPlan {
            population: Some(1),
            calls: Some("front".into()),
            web: Some(Web::default()),
            ..ClassPlan::default()
        };
        let service = ServicePlan { instances: 4, ..ServicePlan::default() };
        let call = CallPlan { balance: Balance::Home, ..CallPlan::default() };
        let entry = Entry {
            at: Some(crate::units::Span::ZERO),
            after: None,
            when: None,
            delay: crate::units::Span::ZERO,
            lasts: None,
            every: None,
            again_after: None,
            times: None,
            enabled: true,
            of: None,
            by: None,
            action: Action::instances(count),
        };
        let plan = CellPlan {
            classes: [("people".to_owned(), class)].into(),
            graph: GraphPlan {
                services: [("front".to_owned(), service)].into(),
                calls: [("front".to_owned(), call)].into(),
                ..GraphPlan::default()
            },
            timeline: [("more".to_owned(), entry)].into(),
            ..CellPlan::default()
        };
        Cell::new(plan, NoTrace, &mut Agenda::default())
    }

    fn homes(cell: &Cell<NoTrace>) -> Vec<u16> {
        (0..4000).map(|number| cell.services[0].home(&cell.classes[0], number)).collect()
    }

    fn count(homes: &[u16], place: u16) -> usize {
        homes.iter().filter(|home| **home == place).count()
    }

    #[test]
    fn whose_home_is_out_goes_elsewhere_and_comes_back() {
        let mut cell = cell(None);
        let before = homes(&cell);
        cell.services[0].rotation.set(Instant::START, 1, Out::Ejected, true);
        let during = homes(&cell);
        for (home, now) in before.iter().zip(&during) {
            assert!(if *home == 1 { *now != 1 } else { now == home }, "{home} {now}");
        }
        // Those who have to go spread over the others: about 1 333 for each, with a standard deviation of 30.
        for place in [0, 2, 3] {
            assert!(count(&during, place).abs_diff(4000 / 3) < 130, "{}", count(&during, place));
        }
        // A second one that is out moves nobody who is not at home there.
        cell.services[0].rotation.set(Instant::START, 3, Out::Drained, true);
        assert!(during.iter().zip(homes(&cell)).all(|(one, now)| *one == 3 || *one == now));
        for place in [1, 3] {
            cell.services[0].rotation.set(Instant::START, place, Out::Ejected, false);
            cell.services[0].rotation.set(Instant::START, place, Out::Drained, false);
        }
        assert_eq!(homes(&cell), before);
        for place in 0..4 {
            cell.services[0].rotation.set(Instant::START, place, Out::Ejected, true);
        }
        assert!(homes(&cell).iter().all(|home| *home == NOBODY));
    }

    #[test]
    fn who_is_at_home_in_a_new_instance_has_moved_and_nobody_else() {
        let (plain, mut more) = (cell(None), cell(Some(6)));
        let before = homes(&plain);
        assert_eq!(homes(&more), before);
        more.set_instances(Instant::START, 0, &State::Instances(5), &mut Agenda::default());
        let with_one = homes(&more);
        assert!(before.iter().zip(&with_one).all(|(home, now)| now == home || *now == 4));
        assert!(count(&with_one, 4).abs_diff(800) < 110, "{}", count(&with_one, 4));
        more.set_instances(Instant::START, 0, &State::Instances(6), &mut Agenda::default());
        let with_two = homes(&more);
        assert!(with_one.iter().zip(&with_two).all(|(home, now)| now == home || *now == 5));
        assert!(count(&with_two, 5).abs_diff(667) < 100, "{}", count(&with_two, 5));
        more.set_instances(Instant::START, 0, &State::AsPlanned, &mut Agenda::default());
        assert_eq!(homes(&more), before);
    }
}
