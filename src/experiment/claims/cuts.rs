//! Cuts through worlds: the worlds on the first side of each, as bits, so that thousands of cuts are counted in no time.

use crate::experiment::point::Setting;
use crate::scenario::vary::magnitude;

/// One side of a cut through one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// The parameter.
    pub path: String,
    /// Where it is cut.
    pub cut: Cut,
    /// Whether it is the side of low values, or of the first group.
    pub is_first: bool,
}

/// How worlds are parted.
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// Those below a value, and those above: the two values on both sides, as they are written.
    Between(String, String),
    /// Those with one of some words, and those with one of the others.
    Words(Vec<String>, Vec<String>),
}

impl Side {
    /// What is not on this side.
    pub fn other(&self) -> Side {
        Side { is_first: !self.is_first, ..self.clone() }
    }
}

/// A set of worlds.
#[derive(Debug, Clone, PartialEq)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// The worlds of which this is true.
    pub fn of(count: usize, is_in: impl Fn(usize) -> bool) -> Bits {
        let mut words = vec![0u64; count.div_ceil(64)];
        (0..count).filter(|world| is_in(*world)).for_each(|world| words[world / 64] |= 1 << (world % 64));
        Bits(words)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// How many are in both.
    pub fn common(&self, other: &Bits) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    /// Those in both.
    pub fn and(&self, other: &Bits) -> Bits {
        Bits(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    /// Those not in it, of so many.
    fn rest(&self, count: usize) -> Bits {
        Bits::of(count, |world| self.0[world / 64] >> (world % 64) & 1 == 0)
    }
}

/// A side of a cut through one parameter, or of two cuts.
#[derive(Debug, Clone)]
pub struct Region {
    /// What all its worlds have.
    pub sides: Vec<Side>,
    /// Its worlds.
    pub worlds: Bits,
    /// How many.
    pub count: usize,
}

/// A side with fewer worlds says nothing.
const LEAST: usize = 3;
/// Words of one parameter whose groups are all tried; of more, each against the others.
const MOST_WORDS: usize = 8;
/// Cuts of a number that are tried in pairs, at equal parts of the worlds.
const IN_PAIRS: usize = 7;

/// Every cut of every parameter.
pub fn single(paths: &[String], worlds: &[&[Setting]]) -> Vec<Region> {
    paths.iter().flat_map(|path| of_path(path, worlds, usize::MAX)).collect()
}

/// Every two sides of two parameters together, and what they are made of: numbers are cut at a few places only.
pub fn pairs(paths: &[String], worlds: &[&[Setting]]) -> Vec<Region> {
    let count = worlds.len();
    let both = |path: &String| -> Vec<Region> {
        let one = of_path(path, worlds, IN_PAIRS);
        let other = one.iter().map(|region| Region {
            sides: region.sides.iter().map(Side::other).collect(),
            worlds: region.worlds.rest(count),
            count: count - region.count,
        });
        one.iter().cloned().chain(other).collect()
    };
    let columns: Vec<Vec<Region>> = paths.iter().map(both).collect();
    let mut all = Vec::new();
    for (place, first) in columns.iter().enumerate() {
        for second in &columns[place + 1..] {
            for (one, other) in first.iter().flat_map(|one| second.iter().map(move |other| (one, other))) {
                let worlds = one.worlds.and(&other.worlds);
                let inside = worlds.count();
                // What one of the two does alone is no pair.
                let is_both = inside < one.count && inside < other.count;
                if is_both && inside >= LEAST && count - inside >= LEAST {
                    let sides = [one.sides.clone(), other.sides.clone()].concat();
                    all.push(Region { sides, worlds, count: inside });
                }
            }
        }
    }
    all
}

fn of_path(path: &str, worlds: &[&[Setting]], most: usize) -> Vec<Region> {
    let value = |settings: &&[Setting]| settings.iter().rfind(|s| s.path == path).map(|s| s.value.clone());
    let values: Vec<String> = worlds.iter().map(|settings| value(settings).unwrap_or_default()).collect();
    let numbers: Option<Vec<f64>> = values.iter().map(|value| magnitude(value)).collect();
    let cuts = match numbers {
        Some(numbers) => between(&values, &numbers, most),
        None => words(&values),
    };
    let region = |(cut, worlds): (Cut, Bits)| {
        let count = worlds.count();
        Region { sides: vec![Side { path: path.to_owned(), cut, is_first: true }], worlds, count }
    };
    let all = cuts.into_iter().map(region);
    all.filter(|region| region.count >= LEAST && worlds.len() - region.count >= LEAST).collect()
}

fn between(values: &[String], numbers: &[f64], most: usize) -> Vec<(Cut, Bits)> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]));
    let mut cuts: Vec<usize> = (1..order.len()).filter(|cut| numbers[order[cut - 1]] < numbers[order[*cut]]).collect();
    if cuts.len() > most {
        cuts = (1..=most).map(|part| cuts[part * cuts.len() / (most + 1)]).collect();
    }
    let at = |cut: usize| {
        let (low, high) = (order[cut - 1], order[cut]);
        let below = Bits::of(values.len(), |world| numbers[world] <= numbers[low]);
        (Cut::Between(values[low].clone(), values[high].clone()), below)
    };
    cuts.into_iter().map(at).collect()
}

/// Groups of words; a group and the others are one cut, so the last word is never in the group.
fn words(values: &[String]) -> Vec<(Cut, Bits)> {
    let mut known = values.to_vec();
    known.sort_unstable();
    known.dedup();
    let groups: Vec<Vec<String>> = match known.len() {
        0 | 1 => Vec::new(),
        many if many <= MOST_WORDS => {
            let inside = |group: u32, place: usize| group >> place & 1 == 1;
            let of = |group: u32| -> Vec<String> {
                let own = known.iter().enumerate().filter(|(place, _)| inside(group, *place));
                own.map(|(_, word)| word.clone()).collect()
            };
            (1..1u32 << (many - 1)).map(of).collect()
        }
        _ => known.iter().map(|word| vec![word.clone()]).collect(),
    };
    let side = |group: Vec<String>| {
        let worlds = Bits::of(values.len(), |world| group.contains(&values[world]));
        let others = known.iter().filter(|word| !group.contains(word)).cloned().collect();
        (Cut::Words(group, others), worlds)
    };
    groups.into_iter().map(side).collect()
}
