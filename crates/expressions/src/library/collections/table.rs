//! The hash table behind dictionaries, sets and grouping.
//!
//! It enumerates in the order .NET does: entries stand in the order of insertion, and a new entry takes the place that
//! was freed last.

use hashbrown::HashTable;

use super::comparer::Comparer;
use crate::Value;

/// Spreads the 32 bits of a .NET hash over 64.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Keys with values.
#[derive(Clone, Default)]
pub(crate) struct Table {
    entries: Vec<Option<Entry>>,
    /// Places of removed entries, the last one is taken first.
    free: Vec<usize>,
    places: HashTable<usize>,
    comparer: Comparer,
}

#[derive(Clone)]
struct Entry {
    hash: u64,
    key: Value,
    value: Value,
}

impl Drop for Table {
    fn drop(&mut self) {
        let entries = std::mem::take(&mut self.entries).into_iter().flatten();
        crate::value::release(entries.flat_map(|entry| [entry.key, entry.value]).collect());
    }
}

impl Table {
    pub(crate) fn new(comparer: Comparer) -> Table {
        let mut table = Table::default();
        table.comparer = comparer;
        table
    }

    pub(crate) fn comparer(&self) -> &Comparer {
        &self.comparer
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    fn hash(&self, key: &Value) -> u64 {
        u64::from(self.comparer.hash(key) as u32).wrapping_mul(SPREAD)
    }

    fn place(&self, key: &Value) -> Option<usize> {
        let same = |place: &usize| {
            self.entries.get(*place).and_then(Option::as_ref).is_some_and(|entry| self.comparer.equals(&entry.key, key))
        };
        self.places.find(self.hash(key), same).copied()
    }

    pub(crate) fn contains(&self, key: &Value) -> bool {
        self.place(key).is_some()
    }

    pub(crate) fn get(&self, key: &Value) -> Option<&Value> {
        let place = self.place(key)?;
        self.entries.get(place)?.as_ref().map(|entry| &entry.value)
    }

    pub(crate) fn get_mut(&mut self, key: &Value) -> Option<&mut Value> {
        let place = self.place(key)?;
        self.entries.get_mut(place)?.as_mut().map(|entry| &mut entry.value)
    }

    /// Adds an entry; false when the key is there already.
    pub(crate) fn insert(&mut self, key: Value, value: Value) -> bool {
        if self.contains(&key) {
            return false;
        }
        let hash = self.hash(&key);
        let entry = Some(Entry { hash, key, value });
        let place = match self.free.pop() {
            Some(place) => {
                if let Some(slot) = self.entries.get_mut(place) {
                    *slot = entry;
                }
                place
            }
            None => {
                self.entries.push(entry);
                self.entries.len() - 1
            }
        };
        let entries = &self.entries;
        let rehash = |place: &usize| entries.get(*place).and_then(Option::as_ref).map_or(0, |entry| entry.hash);
        self.places.insert_unique(hash, place, rehash);
        true
    }

    /// Removes an entry and gives its value.
    pub(crate) fn remove(&mut self, key: &Value) -> Option<Value> {
        let place = self.place(key)?;
        let hash = self.hash(key);
        if let Ok(found) = self.places.find_entry(hash, |other| *other == place) {
            found.remove();
        }
        self.free.push(place);
        let entry = self.entries.get_mut(place)?.take();
        // An empty table starts over.
        if self.places.is_empty() {
            self.entries.clear();
            self.free.clear();
        }
        entry.map(|entry| entry.value)
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.free.clear();
        self.places.clear();
    }

    /// The entry at or after a place: the place behind it, its key and its value.
    pub(crate) fn next_from(&self, place: usize) -> Option<(usize, &Value, &Value)> {
        let rest = self.entries.get(place..)?.iter().enumerate();
        rest.filter_map(|(offset, entry)| entry.as_ref().map(|entry| (place + offset + 1, &entry.key, &entry.value)))
            .next()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Value, &Value)> {
        self.entries.iter().flatten().map(|entry| (&entry.key, &entry.value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(table: &Table) -> Vec<String> {
        table.iter().map(|(key, _)| key.to_text().to_string()).collect()
    }

    #[test]
    fn a_new_entry_takes_the_place_freed_last() {
        let mut table = Table::default();
        for key in ["a", "b", "c"] {
            assert!(table.insert(key.into(), Value::Null));
        }
        assert!(!table.insert("a".into(), Value::Null));
        assert!(table.remove(&"a".into()).is_some() && table.remove(&"b".into()).is_some());
        table.insert("d".into(), Value::Null);
        table.insert("e".into(), Value::Null);
        assert_eq!(keys(&table), ["e", "d", "c"]);
    }

    #[test]
    fn many_entries_are_found_again() {
        let mut table = Table::new(Comparer::Text(crate::format::collation::Comparison::OrdinalIgnoreCase));
        for number in 0..1000 {
            table.insert(Value::text(format!("Key{number}")), Value::Int32(number));
        }
        assert!((0..1000).all(|number| table.contains(&Value::text(format!("kEY{number}")))));
        assert_eq!(table.len(), 1000);
    }
}
