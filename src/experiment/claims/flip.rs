//! The value that decides between worlds: the one cut of one parameter that separates best the worlds in which a claim
//! holds from those in which it does not (a decision stump, Breiman, Friedman, Olshen and Stone 1984, "Classification
//! and regression trees", section 2.4), and whether chance alone separates as well (a permutation test of the best cut
//! over all parameters, so that trying many is paid for).

use crate::engine::StreamFamily;
use crate::experiment::point::Setting;
use crate::scenario::vary::magnitude;

/// A cut through the worlds.
#[derive(Debug, Clone, PartialEq)]
pub struct Flip {
    /// The parameter.
    pub path: String,
    /// Where it is cut.
    pub cut: Cut,
    /// Worlds on the first side in which the claim holds, and worlds there.
    pub first: (u64, u64),
    /// The same for the other side.
    pub second: (u64, u64),
    /// Share of shuffled worlds that some parameter separates as well.
    pub chance: f64,
}

/// How worlds are parted.
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// Those below a value, and those above: the two values on both sides, as they are written.
    Between(String, String),
    /// Those with this word, and all others.
    Word(String),
}

/// Shuffles of the permutation test.
const SHUFFLES: u64 = 400;
/// A side with fewer worlds says nothing.
const LEAST: usize = 3;
/// What is called chance.
const CHANCE: f64 = 0.05;

impl Flip {
    /// Whether chance alone does not do it.
    pub fn is_sure(&self) -> bool {
        self.chance < CHANCE
    }
}

/// One parameter in all worlds: the order in which cuts go through them.
struct Column {
    path: String,
    /// For each possible cut the worlds on its first side.
    cuts: Vec<(Cut, Vec<usize>)>,
}

/// The best cut of all parameters, if there are worlds of both kinds.
pub fn best(paths: &[String], worlds: &[(&[Setting], bool)]) -> Option<Flip> {
    let holds: Vec<bool> = worlds.iter().map(|(_, holds)| *holds).collect();
    let total = holds.iter().filter(|holds| **holds).count();
    if total == 0 || total == holds.len() {
        return None;
    }
    let columns: Vec<Column> = paths.iter().map(|path| column(path, worlds)).collect();
    let (place, number, found) = strongest(&columns, &holds)?;
    let stream = StreamFamily::new(0, "flip", "permutation").stream(0);
    let as_good = (0..SHUFFLES).filter(|number| {
        let mut source = stream.at(*number);
        let mut shuffled = holds.clone();
        for last in (1..shuffled.len()).rev() {
            shuffled.swap(last, source.below(last + 1));
        }
        strongest(&columns, &shuffled).is_some_and(|(_, _, other)| other >= found)
    });
    let chance = (as_good.count() as f64 + 1.0) / (SHUFFLES as f64 + 1.0);
    let (cut, side) = &columns[place].cuts[number];
    let hits = side.iter().filter(|world| holds[**world]).count();
    Some(Flip {
        path: columns[place].path.clone(),
        cut: cut.clone(),
        first: (hits as u64, side.len() as u64),
        second: ((total - hits) as u64, (holds.len() - side.len()) as u64),
        chance,
    })
}

/// The column, the cut and its strength: the difference between the shares on both sides, weighted as Gini's index
/// does it.
fn strongest(columns: &[Column], holds: &[bool]) -> Option<(usize, usize, f64)> {
    let all = holds.len() as f64;
    let total = holds.iter().filter(|holds| **holds).count() as f64;
    let mut best: Option<(usize, usize, f64)> = None;
    for (place, column) in columns.iter().enumerate() {
        let (mut hits, mut seen) = (0.0, 0usize);
        let mut before: &[usize] = &[];
        for (number, (_, side)) in column.cuts.iter().enumerate() {
            // The sides of values grow from cut to cut: only what is new is counted.
            let grows = side.len() >= before.len() && side[..before.len()] == *before;
            if !grows {
                (hits, seen) = (0.0, 0);
            }
            hits += side[seen..].iter().filter(|world| holds[**world]).count() as f64;
            seen = side.len();
            before = side;
            let (one, other) = (seen as f64, all - seen as f64);
            let difference = hits / one - (total - hits) / other;
            let strength = difference * difference * one * other / (all * all);
            if best.is_none_or(|(_, _, known)| strength > known + 1e-12) {
                best = Some((place, number, strength));
            }
        }
    }
    best
}

fn column(path: &str, worlds: &[(&[Setting], bool)]) -> Column {
    let value = |settings: &[Setting]| settings.iter().rfind(|setting| setting.path == path).map(|s| s.value.clone());
    let values: Vec<String> = worlds.iter().map(|(settings, _)| value(settings).unwrap_or_default()).collect();
    let numbers: Option<Vec<f64>> = values.iter().map(|value| magnitude(value)).collect();
    let cuts = match numbers {
        Some(numbers) => between(&values, &numbers),
        None => words(&values),
    };
    let enough = |side: &Vec<usize>| side.len() >= LEAST && worlds.len() - side.len() >= LEAST;
    Column { path: path.to_owned(), cuts: cuts.into_iter().filter(|(_, side)| enough(side)).collect() }
}

fn between(values: &[String], numbers: &[f64]) -> Vec<(Cut, Vec<usize>)> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]));
    let cuts = (1..order.len()).filter(|cut| numbers[order[cut - 1]] < numbers[order[*cut]]);
    let at = |cut: usize| Cut::Between(values[order[cut - 1]].clone(), values[order[cut]].clone());
    cuts.map(|cut| (at(cut), order[..cut].to_vec())).collect()
}

fn words(values: &[String]) -> Vec<(Cut, Vec<usize>)> {
    let mut known = values.to_vec();
    known.sort_unstable();
    known.dedup();
    let side = |word: &String| (0..values.len()).filter(|world| values[*world] == *word).collect();
    known.iter().map(|word| (Cut::Word(word.clone()), side(word))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worlds(count: usize) -> Vec<Vec<Setting>> {
        let stream = StreamFamily::new(1, "worlds", "test").stream(0);
        let world = |number: usize| {
            let draw = |purpose: u64| stream.at(number as u64 * 10 + purpose).unit();
            let mut settings: Vec<Setting> =
                (0..8).map(|axis| Setting::new(format!("p{axis}"), format!("{:.4} s", draw(axis)))).collect();
            settings.push(Setting::new("word", if draw(9) < 0.4 { "drop" } else { "503" }));
            settings
        };
        (0..count).map(world).collect()
    }

    fn paths() -> Vec<String> {
        (0..8).map(|axis| format!("p{axis}")).chain(["word".to_owned()]).collect()
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
        assert_eq!((flip.path.as_str(), flip.is_sure()), ("p3", true));
        assert_eq!((flip.first.0, flip.second.0), (flip.first.1, 0));
        let Cut::Between(low, high) = &flip.cut else { panic!("{:?}", flip.cut) };
        assert!(magnitude(low).expect("seconds") < 0.3 && magnitude(high).expect("seconds") >= 0.3);
        let word = judged(&all, |world| world[8].value == "drop").expect("a cut");
        let apart = |side: (u64, u64)| side.0 == 0 || side.0 == side.1;
        assert!(word.path == "word" && word.is_sure() && apart(word.first) && apart(word.second));
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
