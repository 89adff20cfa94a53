//! Numbers and names of groups.

use std::collections::BTreeSet;

/// The groups of a pattern.
pub(super) struct Slots {
    numbers: BTreeSet<i32>,
    /// In the order of the pattern; the number comes once all unnamed groups have theirs.
    names: Vec<(String, i32)>,
    next_unnamed: i32,
    places: Vec<i32>,
}

impl Slots {
    pub(super) fn new() -> Slots {
        Slots { numbers: BTreeSet::from([0]), names: Vec::new(), next_unnamed: 1, places: Vec::new() }
    }

    /// Begins to number unnamed groups again.
    pub(super) fn restart(&mut self) {
        self.next_unnamed = 1;
        self.places = self.numbers.iter().copied().collect();
    }

    pub(super) fn note_number(&mut self, number: i32) {
        self.numbers.insert(number);
    }

    pub(super) fn note_name(&mut self, name: String) {
        if !self.names.iter().any(|(known, _)| *known == name) {
            self.names.push((name, -1));
        }
    }

    /// The number of the next unnamed group.
    pub(super) fn take_unnamed(&mut self) -> i32 {
        let number = self.next_unnamed;
        self.next_unnamed += 1;
        self.numbers.insert(number);
        number
    }

    /// Named groups come behind the unnamed ones.
    pub(super) fn assign_names(&mut self) {
        let mut next = self.next_unnamed;
        for (_, number) in &mut self.names {
            while self.numbers.contains(&next) {
                next += 1;
            }
            *number = next;
            self.numbers.insert(next);
        }
        self.restart();
    }

    pub(super) fn has_number(&self, number: i32) -> bool {
        self.numbers.contains(&number)
    }

    pub(super) fn number_of(&self, name: &str) -> Option<i32> {
        self.names.iter().find(|(known, _)| known == name).map(|(_, number)| *number)
    }

    /// The place of a number that exists.
    pub(super) fn place(&self, number: i32) -> usize {
        self.places.binary_search(&number).unwrap_or(0)
    }

    /// All numbers in order, with the names they print.
    pub(super) fn finish(self) -> (Vec<i32>, Vec<String>) {
        let name = |number: &i32| {
            let named = self.names.iter().find(|(_, known)| known == number);
            named.map_or_else(|| number.to_string(), |(name, _)| name.clone())
        };
        let numbers: Vec<i32> = self.numbers.iter().copied().collect();
        let names = numbers.iter().map(name).collect();
        (numbers, names)
    }
}
