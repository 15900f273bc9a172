//! Communes and wards, as people call them.

use crate::published::Commune;
use chrono::NaiveDate;
use coloa_agency::Directory;
use coloa_base::text;

/// Level of the directory whose agencies stand for communes, and what their names begin with.
const COMMUNE: &str = "commune";
const COMMITTEE: &str = "Ủy ban nhân dân ";

/// Communes and wards of the directory on a day, by name.
#[must_use]
pub fn communes(directory: &Directory, today: NaiveDate) -> Vec<Commune> {
    let mut found: Vec<Commune> = directory
        .iter()
        .filter(|a| a.facts.kind == COMMUNE && directory.alive(a.id, today))
        .filter_map(|a| {
            let name = a.facts.name_on(today)?;
            let bare = name.full.strip_prefix(COMMITTEE).unwrap_or(&name.full);
            Some(Commune {
                id: a.id.uuid(),
                name: first_upper(bare),
            })
        })
        .collect();
    found.sort_by_cached_key(|c| (text::sort_key(&c.name), c.id));
    found
}

fn first_upper(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn communes_are_called_as_people_call_them() {
        assert_eq!(first_upper("xã Sông Thử"), "Xã Sông Thử");
        assert_eq!(first_upper("đặc khu Thử"), "Đặc khu Thử");
        assert_eq!(first_upper(""), "");
    }
}
