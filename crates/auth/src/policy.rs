//! The Cedar policy: loaded once, asked per request with a slice of entities (the person, the resource,
//! the resource's agencies and everything above them).

use crate::{Action, Actor, AuthError, Resource, Role, action};
use cedar_policy::{
    ActionConstraint, Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression,
};
use coloa_base::{AgencyId, PersonId};
use std::{
    collections::{HashMap, HashSet},
    str::FromStr,
    sync::{LazyLock, OnceLock},
};

const ROLES: &str = include_str!("../policies/roles.cedar");
/// The agency above all agencies: a grant over the whole installation is a grant on it.
const EVERYTHING: &str = "*";

/// The parsed policy with the role × action matrix derived from it.
#[derive(Debug)]
pub struct Policy {
    set: PolicySet,
    /// Of each action that was asked about, the paragraphs that speak of it, of it alone: to find an action in its list Cedar
    /// builds the list as a set, for every paragraph and every question.
    about: HashMap<Action, OnceLock<PolicySet>>,
    authorizer: Authorizer,
    /// Filled by asking the policy when somebody wants to know: hundreds of questions are not worth a slow start.
    matrix: HashMap<(Role, Action), OnceLock<bool>>,
}

/// A kind of entity. Read once: Cedar reads a name with the whole grammar of policies.
type Kind = LazyLock<EntityTypeName>;

macro_rules! kinds {
    ($($kind:ident = $name:literal),+ $(,)?) => {$(
        static $kind: Kind = LazyLock::new(|| EntityTypeName::from_str($name).expect("a name of an entity type"));
    )+};
}

kinds!(
    ACTION = "Action",
    AGENCY = "Agency",
    MACHINE = "Machine",
    PERSON = "Person",
    RECORD = "Record",
);

fn uid(kind: &Kind, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(EntityTypeName::clone(kind), EntityId::new(id))
}

fn failed(e: impl std::fmt::Display) -> AuthError {
    AuthError::Policy(e.to_string())
}

impl Policy {
    /// The embedded policy; parsed when it is first asked for.
    pub fn load() -> Result<&'static Self, AuthError> {
        static LOADED: OnceLock<Policy> = OnceLock::new();
        if let Some(loaded) = LOADED.get() {
            return Ok(loaded);
        }
        let parsed = Self::parse()?;
        Ok(LOADED.get_or_init(|| parsed))
    }

    fn parse() -> Result<Self, AuthError> {
        let pairs = Role::ALL
            .iter()
            .flat_map(|&role| action::ALL.iter().map(move |&action| (role, action)));
        Ok(Self {
            set: PolicySet::from_str(ROLES).map_err(failed)?,
            about: action::ALL
                .iter()
                .map(|&action| (action, OnceLock::new()))
                .collect(),
            authorizer: Authorizer::new(),
            matrix: pairs.map(|pair| (pair, OnceLock::new())).collect(),
        })
    }

    /// Whether some grant of that role can allow the action at all. Asks the policy, so that there is one source of
    /// truth.
    #[must_use]
    pub fn role_allows(&self, role: Role, action: Action) -> bool {
        self.matrix
            .get(&(role, action))
            .is_some_and(|known| *known.get_or_init(|| self.probe(role, action)))
    }

    /// The policy as far as it speaks of an action.
    fn about(&self, action: Action) -> Result<&PolicySet, AuthError> {
        let Some(known) = self.about.get(&action) else {
            return Ok(&self.set);
        };
        if let Some(about) = known.get() {
            return Ok(about);
        }
        let about = cut(&self.set, action)?;
        Ok(known.get_or_init(|| about))
    }

    /// Asks for a person who holds the role at an agency, about a record of that agency.
    fn probe(&self, role: Role, action: Action) -> bool {
        let agency = AgencyId::new();
        let mut actor = Actor::job("probe");
        actor.kind = crate::ActorKind::Person;
        actor.person = Some(PersonId::new());
        actor.grants = vec![crate::Grant {
            role,
            agency: Some(agency),
            area: None,
        }];
        let resource = Resource::of_agency("probe", "probe", agency);
        self.decide(&actor, action, &resource, &|_| Vec::new())
            .unwrap_or_else(|error| {
                tracing::error!(%role, %action, %error, "the policy cannot say what a role may do");
                false
            })
    }

    /// Asks Cedar. `ancestors` gives the agencies above one, without itself.
    pub fn decide(
        &self,
        actor: &Actor,
        action: Action,
        resource: &Resource,
        ancestors: &dyn Fn(AgencyId) -> Vec<AgencyId>,
    ) -> Result<bool, AuthError> {
        let principal = match actor.person {
            Some(person) if !actor.is_machine() => uid(&PERSON, &person.to_string()),
            _ if actor.is_machine() => uid(&MACHINE, &actor.name),
            _ => return Ok(false),
        };
        let resource_uid = uid(&RECORD, &format!("{}/{}", resource.kind, resource.id));
        let action_uid = uid(&ACTION, action.as_str());
        let everything = uid(&AGENCY, EVERYTHING);

        let mut entities = vec![
            Entity::new_no_attrs(everything.clone(), HashSet::new()),
            Entity::new_no_attrs(action_uid.clone(), HashSet::new()),
            Entity::new(principal.clone(), role_sets(actor, action), HashSet::new()).map_err(failed)?,
        ];
        let mut parents = HashSet::from([everything.clone()]);
        let mut seen = HashSet::new();
        for &agency in &resource.agencies {
            parents.insert(uid(&AGENCY, &agency.to_string()));
            let above = ancestors(agency);
            for id in above.iter().copied().chain([agency]) {
                if seen.insert(id) {
                    // The closure is complete, so each entity lists all that stand above it.
                    let mut up: HashSet<EntityUid> = ancestors(id)
                        .into_iter()
                        .map(|a| uid(&AGENCY, &a.to_string()))
                        .collect();
                    up.insert(everything.clone());
                    entities.push(Entity::new_no_attrs(uid(&AGENCY, &id.to_string()), up));
                }
            }
        }
        let mut attributes = HashMap::from([(
            "shared".to_owned(),
            RestrictedExpression::new_bool(resource.shared),
        )]);
        let owner = resource
            .owner
            .map_or_else(|| uid(&PERSON, "nobody"), |p| uid(&PERSON, &p.to_string()));
        attributes.insert("owner".to_owned(), RestrictedExpression::new_entity_uid(owner));
        entities.push(Entity::new(resource_uid.clone(), attributes, parents).map_err(failed)?);

        let entities = Entities::from_entities(entities, None).map_err(failed)?;
        let request =
            Request::new(principal, action_uid, resource_uid, Context::empty(), None).map_err(failed)?;
        let answer = self
            .authorizer
            .is_authorized(&request, self.about(action)?, &entities);
        if let Some(error) = answer.diagnostics().errors().next() {
            return Err(failed(error));
        }
        Ok(answer.decision() == Decision::Allow)
    }

    /// The role × action table as Markdown, for people who decide who may do what.
    #[must_use]
    pub fn table(&self) -> String {
        use std::fmt::Write;
        let mut out = String::from("| action |");
        for role in Role::ALL {
            let _ = write!(out, " {role} |");
        }
        out.push_str("\n|---|");
        out.push_str(&"---|".repeat(Role::ALL.len()));
        out.push('\n');
        for &action in action::ALL {
            let _ = write!(out, "| {action} |");
            for &role in Role::ALL {
                out.push_str(if self.role_allows(role, action) {
                    " yes |"
                } else {
                    "  |"
                });
            }
            out.push('\n');
        }
        out
    }
}

/// The paragraphs that speak of an action, each with this action in the place of its list. Actions stand in no hierarchy, so
/// that an action is in a list when it is one of those in it.
fn cut(all: &PolicySet, action: Action) -> Result<PolicySet, AuthError> {
    let wanted = uid(&ACTION, action.as_str());
    let mut about = PolicySet::new();
    for policy in all.policies() {
        let speaks = match policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(one) => one == wanted,
            ActionConstraint::In(some) => some.contains(&wanted),
        };
        if !speaks {
            continue;
        }
        let mut json = policy.to_json().map_err(failed)?;
        json["action"] =
            serde_json::json!({ "op": "==", "entity": { "type": "Action", "id": action.as_str() } });
        let one = cedar_policy::Policy::from_json(Some(policy.id().clone()), json).map_err(failed)?;
        about.add(one).map_err(failed)?;
    }
    Ok(about)
}

/// For every role, the set of agencies at which the person holds it in the action's area.
fn role_sets(actor: &Actor, action: Action) -> HashMap<String, RestrictedExpression> {
    Role::ALL
        .iter()
        .map(|&role| {
            let held = actor
                .grants
                .iter()
                .filter(|g| g.role == role && g.covers(action))
                .map(|g| {
                    let id = g.agency.map_or_else(|| EVERYTHING.to_owned(), |a| a.to_string());
                    RestrictedExpression::new_entity_uid(uid(&AGENCY, &id))
                });
            (role.as_str().to_owned(), RestrictedExpression::new_set(held))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of every action the whole policy and what was cut of it say the same of every role.
    #[test]
    fn what_is_cut_of_the_policy_says_what_it_says() {
        let cut = Policy::load().unwrap();
        // Without a part for any action the whole is asked.
        let whole = Policy {
            about: HashMap::new(),
            ..Policy::parse().unwrap()
        };
        let mut allowed = 0;
        for role in Role::ALL {
            for &action in action::ALL {
                let said = whole.probe(*role, action);
                assert_eq!(cut.probe(*role, action), said, "{role} {action}");
                allowed += usize::from(said);
            }
        }
        assert!(allowed > action::ALL.len(), "{allowed}");
    }
}
