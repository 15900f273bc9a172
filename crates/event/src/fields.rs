//! Fields by name, found without regard to case.

use crate::Value;

/// One field.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The name in lower case (ASCII), by which it is found.
    key: Box<str>,
    /// The name as the source spells it, where that is another.
    spelt: Option<Box<str>>,
    pub value: Value,
}

impl Field {
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
        self.0.binary_search_by(|f| f.key.as_ref().cmp(key))
    }

    /// Sets a field; one of the same name is replaced.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        let (key, spelt) = split(name);
        match self.place(&key) {
            Ok(at) => self.0[at].value = value.into(),
            Err(at) => self.0.insert(
                at,
                Field {
                    key,
                    spelt,
                    value: value.into(),
                },
            ),
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
        let (key, spelt) = split(name);
        match self.place(&key) {
            Ok(at) => self.0[at].value.push(value),
            Err(at) => self.0.insert(at, Field { key, spelt, value }),
        }
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
    fn a_field_that_comes_again_is_a_list() {
        let mut fields = Fields::default();
        for value in ["a", "b", "c"] {
            fields.add("Data", value.into());
        }
        let list = ["a", "b", "c"].map(Value::from);
        assert_eq!(fields.get("data"), Some(&Value::List(list.into())));
    }
}
