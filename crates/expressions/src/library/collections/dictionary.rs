//! `System.Collections.Generic.Dictionary<K, V>` with its views of keys and values.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::comparer::Comparer;
use super::key_value_pair::KeyValuePair;
use super::table::Table;
use crate::{Array, Call, Declarations, Exception, Iterate, Object, Runtime, Type, TypeDeclaration, TypeId, Value};

/// A dictionary with its types.
pub struct Dictionary {
    types: [Type; 2],
    table: RefCell<Table>,
    /// Changes so far, so that an enumeration notices them.
    version: Cell<u32>,
}

impl Dictionary {
    pub(crate) fn new(types: [Type; 2], comparer: Comparer) -> Dictionary {
        Dictionary { types, table: RefCell::new(Table::new(comparer)), version: Cell::new(0) }
    }

    /// A dictionary of these entries, in their order; later ones win.
    pub fn value(key_type: Type, value_type: Type, entries: impl IntoIterator<Item = (Value, Value)>) -> Value {
        let dictionary = Dictionary::new([key_type, value_type], Comparer::Natural);
        for (key, value) in entries {
            dictionary.store(key, value);
        }
        Value::object(dictionary)
    }

    /// The value of a key.
    pub fn get(&self, key: &Value) -> Option<Value> {
        self.table.borrow().get(key).cloned()
    }

    /// All entries in order.
    pub fn entries(&self) -> Vec<(Value, Value)> {
        self.table.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    fn changed(&self) {
        self.version.set(self.version.get().wrapping_add(1));
    }

    /// Adds or replaces.
    pub(crate) fn store(&self, key: Value, value: Value) {
        let mut table = self.table.borrow_mut();
        match table.get_mut(&key) {
            Some(slot) => *slot = value,
            None => drop(table.insert(key, value)),
        }
        self.changed();
    }

    /// Adds; false when the key is there.
    pub(crate) fn insert(&self, key: Value, value: Value) -> bool {
        let inserted = self.table.borrow_mut().insert(key, value);
        if inserted {
            self.changed();
        }
        inserted
    }
}

impl Object for Dictionary {
    fn type_of(&self) -> Type {
        Type::Generic(TypeId::DICTIONARY, self.types.clone().into())
    }

    fn iterate(&self, this: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        let dictionary = Value::Object(this.clone()).downcast_rc::<Dictionary>()?;
        Some(Ok(entries_iterator(dictionary, Part::Entry)))
    }
}

/// What an enumeration gives of each entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Entry,
    Key,
    Value,
}

struct EntriesIterator {
    dictionary: Rc<Dictionary>,
    part: Part,
    version: u32,
    place: usize,
}

fn entries_iterator(dictionary: Rc<Dictionary>, part: Part) -> Box<dyn Iterate> {
    Box::new(EntriesIterator { version: dictionary.version.get(), dictionary, part, place: 0 })
}

impl Iterate for EntriesIterator {
    fn next(&mut self, _: &mut Runtime<'_>) -> Result<Option<Value>, Exception> {
        if self.version != self.dictionary.version.get() {
            return Err(super::modified());
        }
        let table = self.dictionary.table.borrow();
        let Some((place, key, value)) = table.next_from(self.place) else {
            return Ok(None);
        };
        self.place = place;
        let [key_type, value_type] = &self.dictionary.types;
        Ok(Some(match self.part {
            Part::Key => key.clone(),
            Part::Value => value.clone(),
            Part::Entry => KeyValuePair::value(key_type.clone(), value_type.clone(), key.clone(), value.clone()),
        }))
    }
}

/// `Keys` and `Values`.
struct View {
    dictionary: Rc<Dictionary>,
    part: Part,
}

impl Object for View {
    fn type_of(&self) -> Type {
        let class = match self.part {
            Part::Key => "System.Collections.Generic.Dictionary`2+KeyCollection",
            _ => "System.Collections.Generic.Dictionary`2+ValueCollection",
        };
        Type::Generic(TypeId::of(class), self.dictionary.types.clone().into())
    }

    fn iterate(&self, _: &Rc<dyn Object>, _: &mut Runtime<'_>) -> Option<Result<Box<dyn Iterate>, Exception>> {
        Some(Ok(entries_iterator(self.dictionary.clone(), self.part)))
    }
}

pub(super) fn declare(declarations: &mut Declarations) {
    let dictionary = declarations
        .class("System.Collections.Generic.Dictionary<K, V>", "Values by key.")
        .is_a("IDictionary<K, V>, IReadOnlyDictionary<K, V>");
    constructors(dictionary);
    members(dictionary);
    declarations
        .class("System.Collections.Generic.Dictionary`2+KeyCollection<K, V>", "The keys of a dictionary.")
        .is_a("ICollection<K>, IReadOnlyCollection<K>")
        .has("int Count", view_count, "Number of keys.")
        .has("void CopyTo(K[] array, int index)", view_copy_to, "Copies the keys into an array.")
        .has("hidden bool Contains(K item)", view_contains, "Whether a key is there.");
    declarations
        .class("System.Collections.Generic.Dictionary`2+ValueCollection<K, V>", "The values of a dictionary.")
        .is_a("ICollection<V>, IReadOnlyCollection<V>")
        .has("int Count", view_count, "Number of values.")
        .has("void CopyTo(V[] array, int index)", view_copy_to, "Copies the values into an array.")
        .has("hidden bool Contains(V item)", view_contains, "Whether a value is there.");
}

fn constructors(dictionary: &mut TypeDeclaration) {
    dictionary
        .has("Dictionary()", new, "An empty dictionary.")
        .has("Dictionary(int capacity)", new, "An empty dictionary.")
        .has(
            "Dictionary(IEqualityComparer<K> comparer)",
            new,
            "An empty dictionary that tells keys apart by a comparer.",
        )
        .has(
            "Dictionary(int capacity, IEqualityComparer<K> comparer)",
            new,
            "An empty dictionary that tells keys apart by a comparer.",
        )
        .has("Dictionary(IDictionary<K, V> dictionary)", copy_of, "The entries of another dictionary.")
        .has(
            "Dictionary(IDictionary<K, V> dictionary, IEqualityComparer<K> comparer)",
            copy_of,
            "The entries of another dictionary.",
        )
        .has("Dictionary(IEnumerable<KeyValuePair<K, V>> collection)", copy_of, "The entries of a sequence.")
        .has(
            "Dictionary(IEnumerable<KeyValuePair<K, V>> collection, IEqualityComparer<K> comparer)",
            copy_of,
            "The entries of a sequence.",
        );
}

fn members(dictionary: &mut TypeDeclaration) {
    dictionary
        .has_settable("V this[K key]", get, set, "The value of a key; KeyNotFoundException without one.")
        .has("int Count", |call| Ok(Value::Int32(this(call)?.table.borrow().len() as i32)), "Number of entries.")
        .has("KeyCollection<K, V> Keys", |call| view(call, Part::Key), "All keys.")
        .has("ValueCollection<K, V> Values", |call| view(call, Part::Value), "All values.")
        .has("hidden bool IsReadOnly", |_| Ok(false.into()), "Always false.")
        .has("void Add(K key, V value)", add, "Adds an entry; ArgumentException when the key is there.")
        .has("bool TryAdd(K key, V value)", try_add, "Adds an entry unless the key is there.")
        .has("bool ContainsKey(K key)", contains_key, "Whether there is an entry.")
        .has("bool ContainsValue(V value)", contains_value, "Whether any entry has this value.")
        .has("bool TryGetValue(K key, out V value)", try_get_value, "The value of a key, if any.")
        .has("bool Remove(K key)", remove, "Removes an entry.")
        .has("bool Remove(K key, out V value)", remove, "Removes an entry and gives its value.")
        .has("void Clear()", clear, "Removes all entries.")
        .has("int EnsureCapacity(int capacity)", |call| Ok(call.take(0)), "Does nothing.")
        .has("IEnumerator<KeyValuePair<K, V>> GetEnumerator()", get_enumerator, "Begins an enumeration.")
        .has("hidden void Add(KeyValuePair<K, V> item)", add_pair, "Adds an entry.")
        .has("hidden bool Contains(KeyValuePair<K, V> item)", contains_pair, "Whether there is such an entry.")
        .has("hidden bool Remove(KeyValuePair<K, V> item)", remove_pair, "Removes an entry.");
}

fn this<'c>(call: &'c Call) -> Result<&'c Dictionary, Exception> {
    call.this_object::<Dictionary>()
}

fn types(call: &Call) -> [Type; 2] {
    [call.type_arg(0).clone(), call.type_arg(1).clone()]
}

fn new(call: &mut Call) -> Result<Value, Exception> {
    if call.int(0) < 0 {
        return Err(Exception::out_of_range("Specified argument was out of the range of valid values.", "capacity"));
    }
    let comparer = Comparer::of(if call.is_empty() { &Value::Null } else { call.arg(call.len() - 1) });
    Ok(Value::object(Dictionary::new(types(call), comparer)))
}

/// What adding a key twice throws.
pub(crate) fn duplicate(key: &Value) -> Exception {
    Exception::argument(&format!("An item with the same key has already been added. Key: {}", key.to_text()), "")
}

fn copy_of(call: &mut Call) -> Result<Value, Exception> {
    let parameter = "dictionary";
    let sequence = call.not_null(0, parameter)?.clone();
    let dictionary = Dictionary::new(types(call), Comparer::of(call.arg(1)));
    for item in call.runtime.collect(&sequence)? {
        let pair = item.downcast::<KeyValuePair>().ok_or_else(Exception::null_reference)?;
        if !dictionary.insert(pair.key.clone(), pair.value.clone()) {
            return Err(duplicate(&pair.key));
        }
    }
    Ok(Value::object(dictionary))
}

fn key(call: &mut Call) -> Result<Value, Exception> {
    call.not_null(0, "key").cloned()
}

fn get(call: &mut Call) -> Result<Value, Exception> {
    let key = key(call)?;
    this(call)?.get(&key).ok_or_else(|| not_found(&key))
}

/// What looking up a missing key throws.
pub(crate) fn not_found(key: &Value) -> Exception {
    let message = format!("The given key '{}' was not present in the dictionary.", key.to_text());
    Exception::new("System.Collections.Generic.KeyNotFoundException", message)
}

fn set(call: &mut Call) -> Result<Value, Exception> {
    let (key, value) = (key(call)?, call.take(1));
    call.runtime.allocate(3 * size_of::<Value>())?;
    this(call)?.store(key, value);
    Ok(Value::Null)
}

fn add(call: &mut Call) -> Result<Value, Exception> {
    let (key, value) = (key(call)?, call.take(1));
    call.runtime.allocate(3 * size_of::<Value>())?;
    if this(call)?.insert(key.clone(), value) { Ok(Value::Null) } else { Err(duplicate(&key)) }
}

fn try_add(call: &mut Call) -> Result<Value, Exception> {
    let (key, value) = (key(call)?, call.take(1));
    call.runtime.allocate(3 * size_of::<Value>())?;
    Ok(this(call)?.insert(key, value).into())
}

fn contains_key(call: &mut Call) -> Result<Value, Exception> {
    let key = key(call)?;
    Ok(this(call)?.table.borrow().contains(&key).into())
}

fn contains_value(call: &mut Call) -> Result<Value, Exception> {
    Ok(this(call)?.table.borrow().iter().any(|(_, value)| value.equals(call.arg(0))).into())
}

fn try_get_value(call: &mut Call) -> Result<Value, Exception> {
    let key = key(call)?;
    let found = this(call)?.get(&key);
    let is_found = found.is_some();
    let value_type = this(call)?.types[1].clone();
    let value = found.unwrap_or_else(|| call.runtime.default_of(&value_type));
    call.set(1, value);
    Ok(is_found.into())
}

fn remove(call: &mut Call) -> Result<Value, Exception> {
    let key = key(call)?;
    let removed = this(call)?.table.borrow_mut().remove(&key);
    let is_removed = removed.is_some();
    if call.len() > 1 {
        let value_type = this(call)?.types[1].clone();
        let value = removed.unwrap_or_else(|| call.runtime.default_of(&value_type));
        call.set(1, value);
    }
    Ok(is_removed.into())
}

fn clear(call: &mut Call) -> Result<Value, Exception> {
    this(call)?.table.borrow_mut().clear();
    Ok(Value::Null)
}

fn get_enumerator(call: &mut Call) -> Result<Value, Exception> {
    super::enumerator::get_enumerator(call)
}

fn pair(call: &Call) -> Result<(Value, Value), Exception> {
    let pair = call.object::<KeyValuePair>(0, "item")?;
    Ok((pair.key.clone(), pair.value.clone()))
}

fn add_pair(call: &mut Call) -> Result<Value, Exception> {
    let (key, value) = pair(call)?;
    if this(call)?.insert(key.clone(), value) { Ok(Value::Null) } else { Err(duplicate(&key)) }
}

fn contains_pair(call: &mut Call) -> Result<Value, Exception> {
    let (key, value) = pair(call)?;
    Ok(this(call)?.get(&key).is_some_and(|found| found.equals(&value)).into())
}

fn remove_pair(call: &mut Call) -> Result<Value, Exception> {
    let (key, value) = pair(call)?;
    let dictionary = this(call)?;
    let same = dictionary.get(&key).is_some_and(|found| found.equals(&value));
    Ok((same && dictionary.table.borrow_mut().remove(&key).is_some()).into())
}

fn view(call: &mut Call, part: Part) -> Result<Value, Exception> {
    let dictionary = call.this().downcast_rc::<Dictionary>().ok_or_else(Exception::null_reference)?;
    Ok(Value::object(View { dictionary, part }))
}

fn view_count(call: &mut Call) -> Result<Value, Exception> {
    Ok(Value::Int32(call.this_object::<View>()?.dictionary.table.borrow().len() as i32))
}

fn view_items(call: &Call) -> Result<Vec<Value>, Exception> {
    let view = call.this_object::<View>()?;
    let part = |(key, value): (Value, Value)| if view.part == Part::Key { key } else { value };
    Ok(view.dictionary.entries().into_iter().map(part).collect())
}

fn view_contains(call: &mut Call) -> Result<Value, Exception> {
    Ok(view_items(call)?.iter().any(|item| item.equals(call.arg(0))).into())
}

fn view_copy_to(call: &mut Call) -> Result<Value, Exception> {
    let (array, start) = (call.object::<Array>(0, "array")?, call.int(1));
    let items = view_items(call)?;
    let start =
        usize::try_from(start).map_err(|_| Exception::out_of_range("Non-negative number required.", "index"))?;
    if start + items.len() > array.len() {
        let message = "Destination array is not long enough to copy all the items in the collection. Check array index and length.";
        return Err(Exception::argument(message, ""));
    }
    for (offset, item) in items.into_iter().enumerate() {
        array.set(start + offset, item);
    }
    Ok(Value::Null)
}
