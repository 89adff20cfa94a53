//! The interfaces of collections. Their members are those of the class behind them.

use crate::Declarations;

const COUNT: &str = "Number of items.";

pub(super) fn declare(declarations: &mut Declarations) {
    declarations
        .interface("System.Collections.ICollection", "A collection with a count.")
        .is_a("IEnumerable")
        .has_virtual("int Count", COUNT);
    declarations
        .interface("System.Collections.IList", "A collection by index.")
        .is_a("ICollection")
        .has_virtual("object this[int index]", "The item at an index.");
    declarations
        .interface("System.Collections.Generic.IReadOnlyCollection<T>", "A collection with a count.")
        .is_a("IEnumerable<T>")
        .has_virtual("int Count", COUNT);
    declarations
        .interface("System.Collections.Generic.IReadOnlyList<T>", "A collection by index.")
        .is_a("IReadOnlyCollection<T>")
        .has_virtual("T this[int index]", "The item at an index.");
    declarations
        .interface("System.Collections.Generic.ICollection<T>", "A collection that can be changed.")
        .is_a("IEnumerable<T>")
        .has_virtual("int Count", COUNT)
        .has_virtual("bool IsReadOnly", "Whether it cannot be changed.")
        .has_virtual("void Add(T item)", "Adds an item.")
        .has_virtual("void Clear()", "Removes all items.")
        .has_virtual("bool Contains(T item)", "Whether an equal item is in it.")
        .has_virtual("void CopyTo(T[] array, int arrayIndex)", "Copies the items into an array.")
        .has_virtual("bool Remove(T item)", "Removes the first equal item.");
    declarations
        .interface("System.Collections.Generic.IList<T>", "A collection by index that can be changed.")
        .is_a("ICollection<T>")
        .has_virtual("T this[int index]", "The item at an index.")
        .has_virtual("int IndexOf(T item)", "Index of the first equal item, or -1.")
        .has_virtual("void Insert(int index, T item)", "Adds an item at an index.")
        .has_virtual("void RemoveAt(int index)", "Removes the item at an index.");
    declarations
        .interface("System.Collections.Generic.ISet<T>", "A collection without equal items.")
        .is_a("ICollection<T>")
        .has_virtual("bool Add(T item)", "Adds an item; false when an equal one is there.")
        .has_virtual("void UnionWith(IEnumerable<T> other)", "Adds all items of another collection.")
        .has_virtual("void IntersectWith(IEnumerable<T> other)", "Keeps what is in both.")
        .has_virtual("void ExceptWith(IEnumerable<T> other)", "Removes all items of another collection.")
        .has_virtual("void SymmetricExceptWith(IEnumerable<T> other)", "Keeps what is in one of both.")
        .has_virtual("bool IsSubsetOf(IEnumerable<T> other)", "Whether all items are in the other one.")
        .has_virtual("bool IsSupersetOf(IEnumerable<T> other)", "Whether all items of the other one are in it.")
        .has_virtual("bool IsProperSubsetOf(IEnumerable<T> other)", "A subset that is not equal.")
        .has_virtual("bool IsProperSupersetOf(IEnumerable<T> other)", "A superset that is not equal.")
        .has_virtual("bool Overlaps(IEnumerable<T> other)", "Whether an item is in both.")
        .has_virtual("bool SetEquals(IEnumerable<T> other)", "Whether both have the same items.");
    declarations
        .interface("System.Collections.Generic.IReadOnlyDictionary<K, V>", "Values by key.")
        .is_a("IReadOnlyCollection<KeyValuePair<K, V>>")
        .has_virtual("V this[K key]", "The value of a key; KeyNotFoundException without one.")
        .has_virtual("IEnumerable<K> Keys", "All keys.")
        .has_virtual("IEnumerable<V> Values", "All values.")
        .has_virtual("bool ContainsKey(K key)", "Whether there is a value.")
        .has_virtual("bool TryGetValue(K key, out V value)", "The value of a key, if any.");
    declarations
        .interface("System.Collections.Generic.IDictionary<K, V>", "Values by key that can be changed.")
        .is_a("ICollection<KeyValuePair<K, V>>")
        .has_virtual("V this[K key]", "The value of a key; KeyNotFoundException without one.")
        .has_virtual("ICollection<K> Keys", "All keys.")
        .has_virtual("ICollection<V> Values", "All values.")
        .has_virtual("bool ContainsKey(K key)", "Whether there is a value.")
        .has_virtual("void Add(K key, V value)", "Adds a value.")
        .has_virtual("bool Remove(K key)", "Removes a value.")
        .has_virtual("bool TryGetValue(K key, out V value)", "The value of a key, if any.");
}
