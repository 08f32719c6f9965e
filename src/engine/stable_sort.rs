//! A stable sort of a few hundred items whose keys are spread about evenly over a known range: they are dealt into as
//! many buckets as there are items, and what fell into one bucket is put in order by insertion. On the pending events
//! of an open bucket this takes half of the instructions of a sort by comparison.

/// More items than this are left to the sort of the standard library, which bad luck cannot slow down.
const MOST_ITEMS: usize = 256;
/// Fewer items than this are put in order by insertion at once: dealing them out costs more than it saves.
const FEW_ITEMS: usize = 24;

/// Sorts `items` by the lowest `key_bits` bits of their keys, all higher bits being equal, and puts the result into
/// `sorted`. Items with equal keys stay in their order.
pub(super) fn sort_stably<T: Copy + Default>(
    items: &[T],
    sorted: &mut Vec<T>,
    key_bits: u32,
    key_of: impl Fn(&T) -> u32,
) {
    sorted.clear();
    if items.len() > MOST_ITEMS {
        sorted.extend_from_slice(items);
        return sorted.sort_by_key(key_of);
    }
    if items.len() < FEW_ITEMS {
        sorted.extend_from_slice(items);
        return sort_by_insertion(sorted, key_of);
    }
    let bits = items.len().ilog2().min(key_bits);
    let mask = (1usize << bits) - 1;
    let bucket_of = |item: &T| (key_of(item) >> (key_bits - bits)) as usize & mask;
    let mut places = [0u32; MOST_ITEMS];
    for item in items {
        places[bucket_of(item)] += 1;
    }
    let mut begins = 0;
    for place in &mut places[..=mask] {
        begins += std::mem::replace(place, begins);
    }
    sorted.resize(items.len(), T::default());
    for item in items {
        let place = &mut places[bucket_of(item)];
        sorted[*place as usize] = *item;
        *place += 1;
    }
    sort_by_insertion(sorted, key_of);
}

/// Fast where nothing is far from its place.
fn sort_by_insertion<T: Copy>(items: &mut [T], key_of: impl Fn(&T) -> u32) {
    for next in 1..items.len() {
        let (item, mut place) = (items[next], next);
        while place > 0 && key_of(&items[place - 1]) > key_of(&item) {
            items[place] = items[place - 1];
            place -= 1;
        }
        items[place] = item;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::StreamFamily;

    /// The slow twin is the stable sort of the standard library.
    #[test]
    fn it_sorts_like_the_standard_library() {
        let mut source = StreamFamily::new(1, "items", "keys").stream(0).at(0);
        for length in [0, 1, 2, 3, 23, 24, 31, 45, 255, 256, 257, 1000] {
            for key_bits in [0, 1, 3, 8, 20, 30] {
                let range = 1usize << key_bits;
                let high = 3u32.checked_shl(key_bits).unwrap_or(0) & 0x3fff_ffff;
                let items: Vec<(u32, u32)> =
                    (0..length).map(|number| (high | source.below(range) as u32, number)).collect();
                let (mut sorted, mut expected) = (Vec::new(), items.clone());
                sort_stably(&items, &mut sorted, key_bits, |item| item.0);
                expected.sort_by_key(|item| item.0);
                assert_eq!(sorted, expected, "{length} items with keys of {key_bits} bits");
            }
        }
    }
}
