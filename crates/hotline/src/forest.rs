//! Union-find: places that were joined, directly or through others, have the same root. Pure.

/// Places, numbered from 0, and which of them belong together.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    above: Vec<usize>,
    /// Of a root: how many places have it.
    size: Vec<usize>,
}

impl Forest {
    /// So many places, each alone.
    pub(crate) fn of(places: usize) -> Self {
        Self {
            above: (0..places).collect(),
            size: vec![1; places],
        }
    }

    /// One more place, alone.
    pub(crate) fn add(&mut self) -> usize {
        let place = self.above.len();
        self.above.push(place);
        self.size.push(1);
        place
    }

    /// The place that stands for all that a place is joined to; another one after a [`Forest::join`].
    pub(crate) fn root(&mut self, mut place: usize) -> usize {
        while self.above[place] != place {
            // Halves the way for whoever comes next.
            self.above[place] = self.above[self.above[place]];
            place = self.above[place];
        }
        place
    }

    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return;
        }
        // The smaller below the larger, so that ways stay short.
        let (large, small) = if self.size[one] >= self.size[other] {
            (one, other)
        } else {
            (other, one)
        };
        self.above[small] = large;
        self.size[large] += self.size[small];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_are_joined_through_others() {
        let mut forest = Forest::of(4);
        forest.join(0, 1);
        forest.join(2, 1);
        forest.join(2, 0);
        assert_eq!(forest.root(0), forest.root(2));
        assert_ne!(forest.root(0), forest.root(3));
        assert_eq!(forest.add(), 4);
        assert_eq!(forest.root(4), 4);
        forest.join(4, 3);
        assert_eq!(forest.root(3), forest.root(4));
        assert_ne!(forest.root(4), forest.root(1));
    }

    #[test]
    fn a_place_is_joined_to_itself() {
        let mut forest = Forest::default();
        let place = forest.add();
        forest.join(place, place);
        assert_eq!((forest.root(place), forest.size[place]), (place, 1));
    }

    #[test]
    fn a_long_chain_keeps_short_ways() {
        let mut forest = Forest::of(1_000);
        for place in 1..1_000 {
            forest.join(place - 1, place);
        }
        let root = forest.root(0);
        assert_eq!(forest.size[root], 1_000);
        assert!(forest.above.iter().all(|above| *above == root));
    }

    proptest! {
        /// As many places have one root as a slow relabelling of all puts together.
        #[test]
        fn the_forest_agrees_with_labels(pairs in prop::collection::vec((0_usize..24, 0_usize..24), 0..60)) {
            let mut forest = Forest::of(24);
            let mut labels: Vec<usize> = (0..24).collect();
            for (one, other) in pairs {
                forest.join(one, other);
                let (from, to) = (labels[one], labels[other]);
                labels.iter_mut().filter(|label| **label == from).for_each(|label| *label = to);
            }
            for one in 0..24 {
                for other in 0..24 {
                    prop_assert_eq!(forest.root(one) == forest.root(other), labels[one] == labels[other]);
                }
            }
        }
    }
}
