//! Channels, categories and names as data.

use serde::Deserialize;
use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

pub(super) static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../data/windows.toml"))
        .expect("embedded windows.toml parses; a test reads it");
    Names::of(file)
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    services: BTreeMap<String, Vec<String>>,
    category: Vec<Category>,
    alias: Vec<Alias>,
    insert: Vec<Insert>,
    ecs: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Category {
    service: String,
    ids: Vec<i64>,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    service: String,
    ids: Vec<i64>,
    fields: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Insert {
    service: String,
    id: i64,
    names: Vec<String>,
}

type ByEvent<T> = BTreeMap<(String, i64), T>;

/// What the file says, found by channel and by service and id.
pub(super) struct Names {
    services: BTreeMap<String, &'static str>,
    categories: ByEvent<Vec<Cow<'static, str>>>,
    aliases: ByEvent<Vec<(String, String)>>,
    inserts: ByEvent<Vec<String>>,
    pub(super) ecs: Vec<(String, String)>,
}

impl Names {
    fn of(file: File) -> Self {
        let mut services = BTreeMap::new();
        for (service, channels) in file.services {
            // Once for the life of the program: names of services are handed out for every event.
            let service: &'static str = Box::leak(service.into_boxed_str());
            for channel in channels {
                services.insert(channel.to_ascii_lowercase(), service);
            }
        }
        let mut categories: ByEvent<Vec<Cow<'static, str>>> = BTreeMap::new();
        for category in file.category {
            for id in category.ids {
                categories
                    .entry((category.service.clone(), id))
                    .or_default()
                    .extend(category.names.iter().cloned().map(Cow::Owned));
            }
        }
        let mut aliases: ByEvent<Vec<(String, String)>> = BTreeMap::new();
        for alias in file.alias {
            for id in alias.ids {
                aliases
                    .entry((alias.service.clone(), id))
                    .or_default()
                    .extend(alias.fields.clone());
            }
        }
        Self {
            services,
            categories,
            aliases,
            inserts: file
                .insert
                .into_iter()
                .map(|i| ((i.service, i.id), i.names))
                .collect(),
            ecs: file.ecs.into_iter().collect(),
        }
    }

    /// What Sigma calls a channel.
    pub(super) fn service(&self, channel: &str) -> Option<&'static str> {
        self.services.get(&channel.to_ascii_lowercase()).copied()
    }

    pub(super) fn categories(&self, service: &str, id: i64) -> Vec<Cow<'static, str>> {
        self.categories
            .get(&(service.to_owned(), id))
            .cloned()
            .unwrap_or_default()
    }

    pub(super) fn aliases(&self, service: &str, id: i64) -> impl Iterator<Item = (&str, &str)> {
        self.aliases
            .get(&(service.to_owned(), id))
            .into_iter()
            .flatten()
            .map(|(from, to)| (from.as_str(), to.as_str()))
    }

    /// Names of the values that come without, in their order.
    pub(super) fn inserts(&self, service: &str, id: i64) -> &[String] {
        self.inserts
            .get(&(service.to_owned(), id))
            .map_or(&[], Vec::as_slice)
    }
}
