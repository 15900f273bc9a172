//! Groups and taught names.

use super::Agencies;
use crate::{
    AgencyError, Resolution, Resolver,
    model::{Alias, Group, Meaning, Period, Rule},
    resolve::alias_key,
    rules, store,
};
use chrono::NaiveDate;
use coloa_auth::{Actor, Resource, action};
use coloa_base::{AgencyId, GroupId, text};
use serde_json::json;
use uuid::Uuid;

fn resource(id: impl ToString) -> Resource {
    Resource::installation("agency_group", id)
}

/// Whether a group takes in another one, at any depth.
fn reaches(directory: &crate::Directory, from: GroupId, to: GroupId) -> bool {
    let mut seen = vec![from];
    let mut at = 0;
    while let Some(&id) = seen.get(at) {
        for rule in directory.group(id).map_or(&[][..], |g| &g.rules) {
            match rule {
                Rule::Group { group } if *group == to => return true,
                Rule::Group { group } if !seen.contains(group) => seen.push(*group),
                _ => {}
            }
        }
        at += 1;
    }
    false
}

impl Agencies {
    /// Whom a printed text means on a day.
    pub async fn resolve(
        &self,
        actor: &Actor,
        printed: &str,
        scope: Option<&str>,
        on: NaiveDate,
    ) -> Result<Resolution, AgencyError> {
        self.access.check(
            actor,
            action::AGENCY_READ,
            &Resource::shared("agency", "directory"),
        )?;
        let directory = self.directory().await?;
        Ok(Resolver::new(directory, on).resolve(printed, scope))
    }

    fn check_group(directory: &crate::Directory, group: &Group) -> Result<(), AgencyError> {
        if rules::clean(&group.name).is_none() {
            return Err(AgencyError::invalid("name", "required"));
        }
        if directory
            .groups()
            .iter()
            .any(|g| g.id != group.id && text::fold(&g.name) == text::fold(&group.name))
        {
            return Err(AgencyError::invalid("name", "taken"));
        }
        Self::check_rules(directory, Some(group.id), &group.rules)
    }

    /// That everything rules name exists, and that their periods hold on some day.
    fn check_rules(
        directory: &crate::Directory,
        of: Option<GroupId>,
        rules: &[Rule],
    ) -> Result<(), AgencyError> {
        let terms = &directory.terms;
        for (i, rule) in rules.iter().enumerate() {
            let wrong = |what: &str, reason| Err(AgencyError::invalid(format!("rules.{i}.{what}"), reason));
            match rule {
                Rule::Member { agency, .. } | Rule::Except { agency } if directory.get(*agency).is_none() => {
                    return wrong("agency", "unknown_agency");
                }
                Rule::Member { period, .. } if period.is_empty() => return wrong("to", "before_from"),
                Rule::Member { .. } | Rule::Except { .. } => {}
                Rule::Query { kinds, levels } => {
                    for kind in kinds {
                        terms.check(format!("rules.{i}.kinds"), "kind", kind)?;
                    }
                    for level in levels {
                        terms.check(format!("rules.{i}.levels"), "level", level)?;
                    }
                }
                Rule::Role { role, function } => {
                    terms.check(format!("rules.{i}.role"), "role", role)?;
                    if let Some(function) = function {
                        terms.check(format!("rules.{i}.function"), "function", function)?;
                    }
                }
                Rule::Group { group } if Some(*group) == of || directory.group(*group).is_none() => {
                    return wrong("group", "unknown_group");
                }
                Rule::Group { group } if of.is_some_and(|of| reaches(directory, *group, of)) => {
                    return wrong("group", "ring");
                }
                Rule::Group { .. } => {}
            }
        }
        Ok(())
    }

    /// Whom rules gather on a day, before they are stored.
    pub async fn preview_group(
        &self,
        actor: &Actor,
        rules: &[Rule],
        on: NaiveDate,
    ) -> Result<Vec<AgencyId>, AgencyError> {
        self.access.check(
            actor,
            action::AGENCY_READ,
            &Resource::shared("agency", "directory"),
        )?;
        let directory = self.directory().await?;
        Self::check_rules(&directory, None, rules)?;
        Ok(directory.members_by(rules, on))
    }

    pub async fn create_group(
        &self,
        actor: &Actor,
        name: &str,
        note: Option<String>,
        group_rules: Vec<Rule>,
    ) -> Result<GroupId, AgencyError> {
        let group = Group {
            id: GroupId::new(),
            name: rules::clean(name).unwrap_or_default(),
            note,
            rules: group_rules,
            version: 1,
        };
        Self::check_group(&*self.directory().await?, &group)?;
        let change = self
            .access
            .begin(actor, action::GROUP_CHANGE, resource(group.id))
            .await?;
        store::raise_revision(change.tx()).await?;
        store::insert_group(change.tx(), &group).await?;
        change
            .commit(json!({ "group": group.name, "rules": group.rules }))
            .await?;
        Ok(group.id)
    }

    /// `group.version` is what the editor saw.
    pub async fn change_group(&self, actor: &Actor, mut group: Group) -> Result<(), AgencyError> {
        group.name = rules::clean(&group.name).unwrap_or_default();
        Self::check_group(&*self.directory().await?, &group)?;
        let change = self
            .access
            .begin(actor, action::GROUP_CHANGE, resource(group.id))
            .await?;
        store::raise_revision(change.tx()).await?;
        store::update_group(change.tx(), &group).await?;
        change
            .commit(json!({ "group": group.name, "rules": group.rules }))
            .await?;
        Ok(())
    }

    pub async fn remove_group(&self, actor: &Actor, id: GroupId) -> Result<(), AgencyError> {
        let directory = self.directory().await?;
        let group = directory
            .group(id)
            .ok_or(AgencyError::NotFound { what: "group" })?;
        let used = directory
            .aliases()
            .iter()
            .any(|a| a.meaning == Meaning::Group { group: id })
            || directory
                .groups()
                .iter()
                .any(|g| g.rules.contains(&Rule::Group { group: id }));
        if used {
            return Err(AgencyError::InUse);
        }
        let change = self
            .access
            .begin(actor, action::GROUP_CHANGE, resource(id))
            .await?;
        store::raise_revision(change.tx()).await?;
        store::delete_group(change.tx(), id).await?;
        change.commit(json!({ "removed_group": group.name })).await?;
        Ok(())
    }

    /// Teaches what a printed name means, for a time.
    pub async fn teach(
        &self,
        actor: &Actor,
        printed: &str,
        meaning: Meaning,
        period: Period,
    ) -> Result<Uuid, AgencyError> {
        let directory = self.directory().await?;
        let key = alias_key(&directory, printed)?;
        match &meaning {
            Meaning::Group { group } if directory.group(*group).is_none() => {
                return Err(AgencyError::NotFound { what: "group" });
            }
            Meaning::Agency { agency } if directory.get(*agency).is_none() => {
                return Err(AgencyError::NotFound { what: "agency" });
            }
            Meaning::Role { role, function } => {
                directory.terms.check("meaning.role", "role", role)?;
                if let Some(function) = function {
                    directory.terms.check("meaning.function", "function", function)?;
                }
            }
            _ => {}
        }
        if period.is_empty() {
            return Err(AgencyError::invalid("to", "before_from"));
        }
        let taken = directory
            .aliases()
            .iter()
            .any(|a| a.period.overlaps(&period) && alias_key(&directory, &a.text).is_ok_and(|k| k == key));
        if taken {
            return Err(AgencyError::AliasTaken);
        }
        let id = Uuid::now_v7();
        let change = self
            .access
            .begin(
                actor,
                action::GROUP_CHANGE,
                Resource::installation("agency_alias", id),
            )
            .await?;
        let alias = Alias {
            id,
            text: rules::clean(printed).unwrap_or_default(),
            meaning,
            period,
            taught_by: actor.name.clone(),
            taught_at: change.now(),
        };
        store::raise_revision(change.tx()).await?;
        store::insert_alias(change.tx(), &alias, &key).await?;
        change
            .commit(json!({ "taught": alias.text, "meaning": alias.meaning }))
            .await?;
        Ok(id)
    }

    pub async fn forget(&self, actor: &Actor, id: Uuid) -> Result<(), AgencyError> {
        let directory = self.directory().await?;
        let alias = directory
            .aliases()
            .iter()
            .find(|a| a.id == id)
            .ok_or(AgencyError::NotFound { what: "alias" })?;
        let change = self
            .access
            .begin(
                actor,
                action::GROUP_CHANGE,
                Resource::installation("agency_alias", id),
            )
            .await?;
        store::raise_revision(change.tx()).await?;
        store::delete_alias(change.tx(), id).await?;
        change.commit(json!({ "forgotten": alias.text })).await?;
        Ok(())
    }
}
