//! One sort for whatever is put in order: each costs five kilobytes of WebAssembly, and none of them is where time goes.

use std::cmp::Ordering;

/// Places in order; of equals the earlier comes first.
pub(super) fn places_in_order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_unstable_by(|&a, &b| compare(a, b).then(a.cmp(&b)));
    places
}

/// Things in order; of equals the earlier comes first.
pub(super) fn in_order<T>(things: Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) -> Vec<T> {
    let places = places_in_order(things.len(), &|a, b| compare(&things[a], &things[b]));
    let mut things: Vec<Option<T>> = things.into_iter().map(Some).collect();
    places.into_iter().filter_map(|place| things[place].take()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_keep_their_order() {
        let things = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        let sorted = in_order(things, &|(a, _), (b, _)| a.cmp(b));
        assert_eq!(sorted, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }

    #[test]
    fn places_are_of_what_was_given() {
        let numbers = [3.0_f32, -1.0, 2.0];
        assert_eq!(places_in_order(3, &|a, b| numbers[b].total_cmp(&numbers[a])), [0, 2, 1]);
        assert_eq!(places_in_order(0, &|_, _| Ordering::Equal), Vec::<usize>::new());
    }
}
