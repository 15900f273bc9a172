//! Fields by name, found without regard to case.

use crate::Value;

use std::cmp::Ordering;

/// One field.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The beginning of the name, see [`head`].
    head: u64,
    /// The name in lower case (ASCII), by which it is found.
    key: Box<str>,
    /// The name as the source spells it, where that is another.
    spelt: Option<Box<str>>,
    pub value: Value,
}

impl Field {
    fn new(name: &str, value: Value) -> Self {
        let (key, spelt) = split(name);
        Self {
            head: head(&key),
            key,
            spelt,
            value,
        }
    }

    fn order(&self, head: u64, key: &str) -> Ordering {
        self.head.cmp(&head).then_with(|| self.key.as_ref().cmp(key))
    }

    /// The name as the source spells it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.spelt.as_deref().unwrap_or(&self.key)
    }

    /// The name in lower case.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Fields sorted by their lower-case names; each stands once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(Vec<Field>);

impl Fields {
    /// The value of a field, whatever the case of its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        if name.bytes().any(|b| b.is_ascii_uppercase()) {
            self.by_key(&name.to_ascii_lowercase())
        } else {
            self.by_key(name)
        }
    }

    /// The value of a field by its lower-case name.
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<&Value> {
        self.place(key).ok().map(|at| &self.0[at].value)
    }

    fn place(&self, key: &str) -> Result<usize, usize> {
        let head = head(key);
        self.0.binary_search_by(|f| f.order(head, key))
    }

    /// Sets a field; one of the same name is replaced.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        let field = Field::new(name, value.into());
        match self.place(&field.key) {
            Ok(at) => self.0[at].value = field.value,
            Err(at) => self.0.insert(at, field),
        }
    }

    /// Sets a field that is not there yet.
    pub fn set_new(&mut self, name: &str, value: impl Into<Value>) {
        if self.get(name).is_none() {
            self.set(name, value);
        }
    }

    /// Adds a value: a field that is there becomes a list.
    pub fn add(&mut self, name: &str, value: Value) {
        let field = Field::new(name, value);
        match self.place(&field.key) {
            Ok(at) => self.0[at].value.push(field.value),
            Err(at) => self.0.insert(at, field),
        }
    }

    /// Sets all of these that are not there yet; of several of one name the first. Quicker than one by one.
    pub fn extend_new<'a>(&mut self, fields: impl IntoIterator<Item = (&'a str, Value)>) {
        let fields = fields.into_iter().map(|(name, value)| Field::new(name, value));
        self.0.extend(fields);
        self.settle();
    }

    /// Takes all fields of others that are not there yet.
    pub fn absorb(&mut self, others: Self) {
        self.0.extend(others.0);
        self.settle();
    }

    /// Brings fields that were put to the end into their places; of several of one name the first stays.
    fn settle(&mut self) {
        self.0.sort_by(|a, b| a.order(b.head, &b.key));
        self.0
            .dedup_by(|later, first| later.head == first.head && later.key == first.key);
    }

    /// Copies a field to another name, where it is there and the other is not.
    pub fn alias(&mut self, from: &str, to: &str) {
        if let Some(value) = self.get(from).cloned() {
            self.set_new(to, value);
        }
    }

    /// Fields by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Field> {
        self.0.iter()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The first eight bytes of a name as a number that orders as they do. Names are looked up dozens of times an event, and
/// most comparisons end with it.
fn head(key: &str) -> u64 {
    let bytes = key.as_bytes();
    if let Some(first) = bytes.first_chunk::<8>() {
        return u64::from_be_bytes(*first);
    }
    let mut first = [0; 8];
    for (to, from) in first.iter_mut().zip(bytes) {
        *to = *from;
    }
    u64::from_be_bytes(first)
}

fn split(name: &str) -> (Box<str>, Option<Box<str>>) {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        (name.to_ascii_lowercase().into(), Some(name.into()))
    } else {
        (name.into(), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whatever_their_case_and_kept_as_spelt() {
        let mut fields = Fields::default();
        fields.set("CommandLine", "whoami");
        fields.set("commandline", "whoami /all");
        fields.set("EventID", 1);
        assert_eq!(fields.len(), 2);
        assert_eq!(fields.get("COMMANDLINE"), Some(&Value::from("whoami /all")));
        let names: Vec<&str> = fields.iter().map(Field::name).collect();
        assert_eq!(names, ["CommandLine", "EventID"]);
    }

    #[test]
    fn fields_of_others_are_taken_where_they_are_new() {
        let mut fields = Fields::default();
        fields.set("b", 1);
        fields.extend_new([
            ("C", Value::Int(2)),
            ("B", Value::Int(9)),
            ("a", Value::Int(3)),
            ("c", Value::Int(9)),
        ]);
        let mut others = Fields::default();
        others.set("A", 9);
        others.set("d", 4);
        fields.absorb(others);
        let all: Vec<_> = fields
            .iter()
            .map(|f| (f.name(), f.value.as_int().unwrap()))
            .collect();
        assert_eq!(all, [("a", 3), ("b", 1), ("C", 2), ("d", 4)]);
    }

    proptest::proptest! {
        /// Short names, names that begin alike, and names with bytes of nothing.
        #[test]
        fn names_are_in_the_order_of_their_bytes(names in proptest::collection::vec("[a-b\\x00]{0,10}", 0..20)) {
            let mut fields = Fields::default();
            for name in &names {
                fields.set(name, 1);
            }
            let mut wanted = names.clone();
            wanted.sort();
            wanted.dedup();
            let keys: Vec<&str> = fields.iter().map(Field::key).collect();
            proptest::prop_assert_eq!(keys, wanted);
            for name in &names {
                proptest::prop_assert!(fields.by_key(name).is_some());
            }
        }
    }

    #[test]
    fn a_field_that_comes_again_is_a_list() {
        let mut fields = Fields::default();
        for value in ["a", "b", "c"] {
            fields.add("Data", value.into());
        }
        let list = ["a", "b", "c"].map(Value::from);
        assert_eq!(fields.get("data"), Some(&Value::List(list.into())));
    }
}
