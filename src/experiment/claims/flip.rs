//! The value that decides between worlds: the one cut of one parameter (of a number at a value, of words into two groups)
//! that separates best the worlds in which a claim holds from those in which it does not (a decision stump, Breiman,
//! Friedman, Olshen and Stone 1984, "Classification and regression trees", section 2.4), or the two cuts of two parameters
//! that do it together; and whether chance alone separates as well: a permutation test of the best cut over all parameters
//! and all groups, and of the best pair over all pairs, so that trying many is paid for.

use super::cuts::{Bits, Region, pairs, single};
pub use super::cuts::{Cut, Side};
use crate::engine::{Source, StreamFamily};
use crate::experiment::point::Setting;

/// What decides between worlds.
#[derive(Debug, Clone, PartialEq)]
pub struct Flip {
    /// The side on which all of these are so; one, or two if it takes two.
    pub sides: Vec<Side>,
    /// Worlds there in which the claim holds, and worlds there.
    pub first: (u64, u64),
    /// The same of all others.
    pub second: (u64, u64),
    /// Share of shuffled worlds that some parameter (some pair, if it is one) separates as well.
    pub chance: f64,
}

/// Shuffles of the permutation test of one parameter, and of two: with so many the least chance is below 1 %.
const SHUFFLES: u64 = 400;
const OF_PAIRS: u64 = 199;
/// What is called chance.
const CHANCE: f64 = 0.05;
/// The name under which the rivals are cut.
pub const STRUCTURE: &str = "structure";

impl Flip {
    /// Whether chance alone does not do it.
    pub fn is_sure(&self) -> bool {
        self.chance < CHANCE
    }

    /// The words that nearly all worlds in which it holds have, and none of the others, if one group of words decides:
    /// then the share of the worlds is the weight that these words were given.
    pub fn mirrors(&self) -> Option<&Side> {
        let [side] = self.sides.as_slice() else { return None };
        let share = |(hits, of): (u64, u64)| hits as f64 / of.max(1) as f64;
        let apart = (share(self.first) - share(self.second)).abs() >= APART;
        (matches!(side.cut, Cut::Words(_, _)) && apart && self.is_sure()).then_some(side)
    }
}

/// Shares that differ by so much are those of two different things.
const APART: f64 = 0.9;

/// The best cut of all parameters, or pair of cuts where it takes two, if there are worlds of both kinds.
pub fn best(paths: &[String], worlds: &[(&[Setting], bool)]) -> Option<Flip> {
    let holds: Vec<bool> = worlds.iter().map(|(_, holds)| *holds).collect();
    let total = holds.iter().filter(|holds| **holds).count();
    if total == 0 || total == holds.len() {
        return None;
    }
    let settings: Vec<&[Setting]> = worlds.iter().map(|(settings, _)| *settings).collect();
    let cuts = single(paths, &settings);
    let (alone, found) = strongest(&cuts, &holds)?;
    let chance = share_as_good(SHUFFLES, found, &cuts, |source| shuffled(&holds, source));
    let one = flip(alone, &holds, chance);
    // A cut that leaves nothing to explain needs no other.
    if [0, one.first.1].contains(&one.first.0) && [0, one.second.1].contains(&one.second.0) {
        return Some(one);
    }
    let pairs = pairs(paths, &settings);
    let Some((both, found)) = strongest(&pairs, &holds) else { return Some(one) };
    let chance = share_as_good(OF_PAIRS, found, &pairs, |source| shuffled(&holds, source));
    let two = flip(both, &holds, chance);
    // Where one value decides already, the other has to add what chance does not add to it.
    let adds = || {
        let inside = Bits::of(holds.len(), |world| is_in(&alone.worlds, world));
        share_as_good(OF_PAIRS, found, &pairs, |source| shuffled_within(&holds, &inside, source)) < CHANCE
    };
    Some(if two.is_sure() && (!one.is_sure() || adds()) { two } else { one })
}

fn flip(region: &Region, holds: &[bool], chance: f64) -> Flip {
    let holding = Bits::of(holds.len(), |world| holds[world]);
    let hits = region.worlds.common(&holding);
    Flip {
        sides: region.sides.clone(),
        first: (hits as u64, region.count as u64),
        second: ((holding.count() - hits) as u64, (holds.len() - region.count) as u64),
        chance,
    }
}

fn is_in(worlds: &Bits, world: usize) -> bool {
    worlds.common(&Bits::of(world + 1, |other| other == world)) > 0
}

/// Share of shuffles in which some region separates as well, the worlds as they are counted among them.
fn share_as_good(shuffles: u64, found: f64, regions: &[Region], shuffle: impl Fn(&mut Source) -> Vec<bool>) -> f64 {
    let stream = StreamFamily::new(0, "flip", "permutation").stream(0);
    let as_good = (0..shuffles).filter(|number| {
        strongest(regions, &shuffle(&mut stream.at(*number))).is_some_and(|(_, other)| other >= found)
    });
    (as_good.count() as f64 + 1.0) / (shuffles as f64 + 1.0)
}

fn shuffled(holds: &[bool], source: &mut Source) -> Vec<bool> {
    let mut shuffled = holds.to_vec();
    for last in (1..shuffled.len()).rev() {
        shuffled.swap(last, source.below(last + 1));
    }
    shuffled
}

/// Worlds change places with those on their own side only.
fn shuffled_within(holds: &[bool], inside: &Bits, source: &mut Source) -> Vec<bool> {
    let mut all = holds.to_vec();
    for wanted in [true, false] {
        let places: Vec<usize> = (0..holds.len()).filter(|world| is_in(inside, *world) == wanted).collect();
        let own: Vec<bool> = places.iter().map(|world| holds[*world]).collect();
        places.iter().zip(shuffled(&own, source)).for_each(|(world, holds)| all[*world] = holds);
    }
    all
}

/// The region and its strength: the difference between the shares inside and outside, weighted as Gini's index does it.
fn strongest<'a>(regions: &'a [Region], holds: &[bool]) -> Option<(&'a Region, f64)> {
    let holding = Bits::of(holds.len(), |world| holds[world]);
    let (all, total) = (holds.len() as f64, holding.count() as f64);
    let mut best: Option<(&Region, f64)> = None;
    for region in regions {
        let hits = region.worlds.common(&holding) as f64;
        let (one, other) = (region.count as f64, all - region.count as f64);
        let difference = hits / one - (total - hits) / other;
        let strength = difference * difference * one * other / (all * all);
        if best.is_none_or(|(_, known)| strength > known + 1e-12) {
            best = Some((region, strength));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::vary::magnitude;

    fn worlds(count: usize) -> Vec<Vec<Setting>> {
        let stream = StreamFamily::new(1, "worlds", "test").stream(0);
        let world = |number: usize| {
            let draw = |purpose: u64| stream.at(number as u64 * 10 + purpose).unit();
            let mut settings: Vec<Setting> =
                (0..8).map(|axis| Setting::new(format!("p{axis}"), format!("{:.4} s", draw(axis)))).collect();
            settings.push(Setting::new("word", if draw(9) < 0.4 { "drop" } else { "503" }));
            settings.push(Setting::new("kind", ["a", "b", "c", "d", "e"][(draw(8) * 5.0) as usize]));
            settings
        };
        (0..count).map(world).collect()
    }

    fn paths() -> Vec<String> {
        (0..8).map(|axis| format!("p{axis}")).chain(["word", "kind"].map(str::to_owned)).collect()
    }

    fn judged(worlds: &[Vec<Setting>], holds: impl Fn(&[Setting]) -> bool) -> Option<Flip> {
        let judged: Vec<(&[Setting], bool)> = worlds.iter().map(|world| (world.as_slice(), holds(world))).collect();
        best(&paths(), &judged)
    }

    #[test]
    fn a_planted_parameter_is_found_with_its_value() {
        let all = worlds(120);
        let below = |world: &[Setting]| magnitude(&world[3].value).expect("seconds") < 0.3;
        let flip = judged(&all, below).expect("a cut");
        assert_eq!((flip.sides[0].path.as_str(), flip.sides.len(), flip.is_sure()), ("p3", 1, true));
        assert_eq!((flip.first.0, flip.second.0), (flip.first.1, 0));
        let Cut::Between(low, high) = &flip.sides[0].cut else { panic!("{flip:?}") };
        assert!(magnitude(low).expect("seconds") < 0.3 && magnitude(high).expect("seconds") >= 0.3);
        let word = judged(&all, |world| world[8].value == "drop").expect("a cut");
        let apart = |side: (u64, u64)| side.0 == 0 || side.0 == side.1;
        assert!(word.sides[0].path == "word" && word.is_sure() && apart(word.first) && apart(word.second));
    }

    /// Seen before: a claim that held with five kinds of errors and failed with the other was said to be decided by none.
    #[test]
    fn a_group_of_words_is_found_and_said_to_mirror_its_weight() {
        let all = worlds(60);
        let flip = judged(&all, |world| ["b", "d"].contains(&world[9].value.as_str())).expect("a cut");
        let Cut::Words(group, others) = &flip.sides[0].cut else { panic!("{flip:?}") };
        let mut sides = [group.join(" "), others.join(" ")];
        sides.sort();
        assert_eq!(sides, ["a c e", "b d"]);
        assert!(flip.is_sure() && flip.mirrors().is_some_and(|side| side.path == "kind"));
        assert!(judged(&all, |world| world[0].value.as_str() < "0.5000").expect("a cut").mirrors().is_none());
    }

    /// Two that decide together and hardly alone; and one that decides alone is not said to need another.
    #[test]
    fn a_pair_is_found_where_it_takes_two() {
        let all = worlds(160);
        let small = |world: &[Setting], axis: usize| magnitude(&world[axis].value).expect("seconds") < 0.5;
        let flip = judged(&all, |world| small(world, 2) && world[8].value != "drop").expect("a pair");
        let mut paths: Vec<&str> = flip.sides.iter().map(|side| side.path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!((paths, flip.is_sure()), (vec!["p2", "word"], true));
        assert!(flip.first.0 as f64 >= 0.9 * flip.first.1 as f64 && flip.second.0 * 10 <= flip.second.1, "{flip:?}");
        // One decides but for a world in ten, and which one that is has nothing to do with anything.
        let is_odd_one = |world: &[Setting]| world[7].value.ends_with("7 s");
        let noisy = |world: &[Setting]| small(world, 5) != is_odd_one(world);
        let many = worlds(400);
        let found: Vec<Flip> = many.chunks(80).map(|some| judged(some, noisy).expect("a cut")).collect();
        assert!(found.iter().all(|flip| flip.sides.iter().any(|side| side.path == "p5")), "{found:?}");
        assert!(found.iter().filter(|flip| flip.sides.len() == 2).count() <= 2, "{found:?}");
    }

    #[test]
    fn chance_is_called_chance() {
        let sure = (0..40).filter(|round| {
            let all = worlds(60);
            let stream = StreamFamily::new(*round, "coin", "test").stream(0);
            let coins: Vec<bool> = (0..60).map(|number| stream.at(number).unit() < 0.5).collect();
            let judged: Vec<(&[Setting], bool)> =
                all.iter().zip(&coins).map(|(world, coin)| (world.as_slice(), *coin)).collect();
            best(&paths(), &judged).is_some_and(|flip| flip.is_sure())
        });
        // Two of forty are expected at 5 %; eight or more have a probability below one in a thousand.
        assert!(sure.count() < 8);
        assert!(judged(&worlds(20), |_| true).is_none());
    }
}
