//! A service of many cells that know nothing of each other: which of them are hit, and what became of all of their people
//! together. People are added up, and shares are taken of the sums: a small cell does not count as much as a large one.

use super::point::Setting;
use super::without;
use crate::engine::StreamFamily;
use crate::measure::People;
use crate::scenario::Document;

/// Which of so many cells are hit: the first ones in an order that the seed decides, so that a larger share hits those that
/// a smaller one does, and more. A share above nothing hits at least one.
pub fn hit(cells: u32, share: f64, seed: u64) -> Vec<bool> {
    let wanted = (share * f64::from(cells)).round() as usize;
    let wanted = if share > 0.0 { wanted.max(1) } else { 0 };
    let stream = StreamFamily::new(seed, "cells", "hit").stream(u64::from(cells));
    let mut order: Vec<usize> = (0..cells as usize).collect();
    // Fisher and Yates, as Durstenfeld (1964) does it.
    for last in (1..order.len()).rev() {
        order.swap(last, stream.at(last as u64).below(last + 1));
    }
    let mut is_hit = vec![false; cells as usize];
    order.iter().take(wanted).for_each(|cell| is_hit[*cell] = true);
    is_hit
}

/// The settings with which nothing of the timeline happens; none if nothing would anyway.
pub fn switched_off(document: &Document) -> Vec<Setting> {
    let enabled = document.timeline.iter().filter(|(_, entry)| entry.enabled);
    without::settings(&enabled.map(|(name, _)| name.clone()).collect::<Vec<_>>())
}

/// What is set in a cell that is not hit: the same draws, but for those of a timeline that does not happen there.
pub fn spared(drawn: &[Setting], off: &[Setting]) -> Vec<Setting> {
    let stays = |setting: &&Setting| !setting.path.starts_with("timeline.");
    drawn.iter().filter(stays).chain(off).cloned().collect()
}

/// The people of some cells over time, added up.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals {
    /// Begin of each interval, in hours since the onset.
    pub time_h: Vec<f64>,
    /// Length of each interval.
    pub seconds: Vec<f64>,
    /// Each class.
    pub classes: Vec<ClassTotals>,
}

/// The people of one class in all of those cells.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassTotals {
    /// Name of the class.
    pub class: String,
    /// Whether it is a class of phones.
    pub phones: bool,
    /// How many there are, if it is a closed class.
    pub clients: Option<u64>,
    /// One sum for each interval.
    pub sums: Vec<Sum>,
}

/// What the people of a class did in one interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sum {
    /// Client-seconds in all; none of a class without a number of clients.
    pub all_s: f64,
    /// Client-seconds without service.
    pub without_s: f64,
    /// Client-seconds of catching up.
    pub catching_up_s: f64,
    /// Windows of service that were met.
    pub met: u64,
    /// Windows of service that were not.
    pub unmet: u64,
}

impl Totals {
    /// The people of these cells; none of no cells.
    pub fn of<'a>(cells: impl Iterator<Item = &'a People> + Clone) -> Option<Totals> {
        // All cells have the same clock. One in which nothing was left to happen may have ended before the others.
        let longest = cells.clone().max_by_key(|people| people.time_h.len())?;
        let of_class = |place: usize| {
            let known = &longest.classes[place];
            let mut total = ClassTotals {
                class: known.class.clone(),
                phones: known.phones,
                clients: known.clients.map(|_| 0),
                sums: vec![Sum::default(); longest.time_h.len()],
            };
            for people in cells.clone() {
                total.add(people, place);
            }
            total
        };
        let classes = (0..longest.classes.len()).map(of_class).collect();
        Some(Totals { time_h: longest.time_h.clone(), seconds: longest.seconds.clone(), classes })
    }

    /// The worst share without service of a class after the onset, and when its interval begins.
    pub fn worst(&self, class: &ClassTotals) -> Option<(f64, f64)> {
        let shares = self.after_onset(class);
        shares.fold(None, |worst, (at_h, share)| match worst {
            Some((_, most)) if share <= most => worst,
            Some(_) | None => Some((at_h, share)),
        })
    }

    /// From when on the share of a class without service is below a limit to the end; none if it is not by then.
    pub fn below_from(&self, class: &ClassTotals, limit: f64) -> Option<f64> {
        let mut from = None;
        for (at_h, share) in self.after_onset(class) {
            from = (share < limit).then(|| from.unwrap_or(at_h));
        }
        from
    }

    fn after_onset(&self, class: &ClassTotals) -> impl Iterator<Item = (f64, f64)> {
        let shares = self.time_h.iter().zip(&class.sums).map(|(at_h, sum)| Some((*at_h, sum.without_service()?)));
        // What is before the onset by rounding is not.
        shares.flatten().filter(|(at_h, _)| *at_h > -1e-9)
    }
}

impl ClassTotals {
    fn add(&mut self, people: &People, place: usize) {
        let own = &people.classes[place];
        let clients = own.clients.map(u64::from);
        self.clients = self.clients.zip(clients).map(|(all, own)| all + own);
        for (at, sum) in self.sums.iter_mut().enumerate().take(own.without_s.len()) {
            sum.all_s += clients.map_or(0.0, |clients| clients as f64 * people.seconds[at]);
            sum.without_s += own.without_s[at];
            sum.catching_up_s += own.catching_up_s[at];
            sum.met += own.met[at];
            sum.unmet += own.unmet[at];
        }
    }
}

impl Sum {
    /// Share of the people of a closed class without service.
    pub fn without_share(&self) -> Option<f64> {
        self.share(self.without_s)
    }

    /// Share of the people of a closed class that catch up.
    pub fn catching_up_share(&self) -> Option<f64> {
        self.share(self.catching_up_s)
    }

    fn share(&self, client_s: f64) -> Option<f64> {
        (self.all_s > 0.0).then(|| (client_s / self.all_s).min(1.0))
    }

    /// Share of the windows of service that ended here and were met.
    pub fn availability(&self) -> Option<f64> {
        let ended = self.met + self.unmet;
        (ended > 0).then(|| self.met as f64 / ended as f64)
    }

    /// Share without service: of the people of a closed class, and of the windows of an open one, as in a single run.
    pub fn without_service(&self) -> Option<f64> {
        self.without_share().or_else(|| self.availability().map(|met| 1.0 - met))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::people::ClassPeople;

    #[test]
    fn a_larger_share_hits_more_and_the_same_cells() {
        let count = |cells: u32, share: f64| hit(cells, share, 7).iter().filter(|is_hit| **is_hit).count();
        assert_eq!(
            [count(12, 0.25), count(12, 0.0), count(12, 1.0), count(12, 0.001), count(1, 0.2)],
            [3, 0, 12, 1, 1]
        );
        let (few, more) = (hit(40, 0.2, 7), hit(40, 0.6, 7));
        assert!(few.iter().zip(&more).all(|(few, more)| *more || !*few));
        assert_ne!(few, hit(40, 0.2, 8));
        assert_ne!(few, (0..40).map(|cell| cell < 8).collect::<Vec<_>>(), "they are not the first ones");
    }

    fn cell(clients: u32, without: [f64; 3]) -> People {
        let class = ClassPeople {
            class: "web".to_owned(),
            phones: false,
            clients: Some(clients),
            without_s: without.map(|part| part * f64::from(clients) * 60.0).to_vec(),
            catching_up_s: vec![0.0; 3],
            met: vec![1; 3],
            unmet: vec![3; 3],
        };
        People { time_h: vec![-1.0, 0.0, 1.0], seconds: vec![60.0; 3], classes: vec![class] }
    }

    #[test]
    fn people_are_added_and_not_shares() {
        let cells = [cell(100, [1.0, 0.5, 0.0]), cell(300, [1.0, 0.1, 0.001])];
        let totals = Totals::of(cells.iter()).expect("cells");
        let web = &totals.classes[0];
        assert_eq!(web.clients, Some(400));
        // (50 + 30) / 400, and not (0.5 + 0.1) / 2. What was before the onset does not count.
        let (at_h, share) = totals.worst(web).expect("a share");
        assert!(at_h == 0.0 && (share - 0.2).abs() < 1e-12, "{share} at {at_h}");
        assert_eq!([totals.below_from(web, 0.01), totals.below_from(web, 1e-4)], [Some(1.0), None]);
        assert_eq!(totals.below_from(web, 0.3), Some(0.0));
        assert_eq!(web.sums[0].availability(), Some(0.25));
        assert_eq!(Totals::of([].iter()), None);
    }
}
