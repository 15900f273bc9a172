//! A record as XML: what Windows forwards, and what NXLog, Wazuh and Fluent Bit may render.

use super::Record;
use coloa_event::{Event, Value};
use quick_xml::{
    Reader,
    events::{BytesStart, Event as Xml},
};

/// Elements within each other; a record has four.
const MAX_DEPTH: usize = 32;

/// Why the text is no record.
#[derive(Debug, thiserror::Error)]
pub enum XmlError {
    #[error("the XML is damaged")]
    Damaged(#[from] quick_xml::Error),
    #[error("an attribute is damaged")]
    Attribute(#[from] quick_xml::events::attributes::AttrError),
    #[error("it is no record of Windows")]
    NoRecord,
}

/// Where the reader stands.
#[derive(Default)]
struct Place {
    /// Names of the open elements, outermost first.
    open: Vec<String>,
    /// Name of the value that is being read, from the attribute `Name` or the element.
    name: Option<String>,
    text: String,
    /// Values without a name.
    unnamed: Vec<Value>,
}

/// Reads one record.
pub fn from_xml(text: &str) -> Result<Event, XmlError> {
    let mut reader = Reader::from_str(text);
    let mut record = Record::default();
    let mut place = Place::default();
    let mut found = false;
    loop {
        match reader.read_event()? {
            Xml::Start(element) => {
                found |= begin(&mut record, &mut place, &element)?;
                if place.open.len() > MAX_DEPTH {
                    return Err(XmlError::NoRecord);
                }
            }
            Xml::Empty(element) => {
                found |= begin(&mut record, &mut place, &element)?;
                end(&mut record, &mut place);
            }
            Xml::End(_) => end(&mut record, &mut place),
            Xml::Text(part) => place.text.push_str(&part.xml10_content()),
            Xml::CData(part) => place.text.push_str(&part.xml10_content()),
            Xml::GeneralRef(reference) => {
                if let Some(c) = reference.resolve_char_ref()? {
                    place.text.push(c);
                } else {
                    place.text.push_str(
                        quick_xml::escape::resolve_predefined_entity(&reference).unwrap_or_default(),
                    );
                }
            }
            Xml::Eof => break,
            Xml::Comment(_) | Xml::Decl(_) | Xml::PI(_) | Xml::DocType(_) => {}
        }
    }
    if !found {
        return Err(XmlError::NoRecord);
    }
    if !place.unnamed.is_empty() {
        record.data("Data", Value::List(place.unnamed.into()));
    }
    Ok(record.done())
}

/// Opens an element; whether it is the system part of a record.
fn begin(record: &mut Record, place: &mut Place, element: &BytesStart<'_>) -> Result<bool, XmlError> {
    let name = element.local_name().as_ref().to_owned();
    let within = place.open.last().map(String::as_str);
    place.text.clear();
    place.name = Some(name.clone());
    for attribute in element.attributes() {
        let attribute = attribute?;
        let key = attribute.key.local_name().as_ref().to_owned();
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)?
            .into_owned();
        match (within, name.as_str(), key.as_str()) {
            (Some("System"), "TimeCreated", "SystemTime") => record.time = value.parse().ok(),
            (Some("System"), "Provider" | "Execution" | "Security" | "Correlation", _) => {
                record.system(&format!("{name}_{key}"), Value::from(value));
            }
            (Some("EventData"), "Data", "Name") => place.name = Some(value),
            _ => {}
        }
    }
    let system = name == "System";
    place.open.push(name);
    Ok(system)
}

fn end(record: &mut Record, place: &mut Place) {
    let Some(element) = place.open.pop() else { return };
    let text = std::mem::take(&mut place.text);
    // A name is taken once: the end of an outer element brings none.
    let Some(name) = place.name.take() else { return };
    let value = || Value::from(text.as_str());
    match place.open.last().map(String::as_str) {
        Some("System")
            if !matches!(
                element.as_str(),
                "Provider" | "TimeCreated" | "Execution" | "Security" | "Correlation"
            ) =>
        {
            record.system(&element, value());
        }
        Some("EventData") if element == "Data" && name == "Data" => place.unnamed.push(value()),
        Some("EventData") => record.data(&name, value()),
        Some(_) if place.open.iter().any(|e| e == "UserData") => record.data(&element, value()),
        _ => {}
    }
}
