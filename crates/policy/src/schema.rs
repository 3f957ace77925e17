//! The Cedar schema, read once: roles, actions, and the attributes of each type.
//!
//! It is refused when decisions could not be made under it or when a type has something that no filter can hold.

use crate::PolicyError;
use crate::resource::{ORG_PATH, Value};
use cedar_policy::{Entities, EntityTypeName, EntityUid, Schema};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Type of the person who asks.
pub(crate) const ACCOUNT: &str = "Account";
/// Type of a role.
pub(crate) const ROLE: &str = "Role";
/// Type of a node of the organisation tree.
pub(crate) const ORGANISATION: &str = "Organisation";
/// Attribute of the person: the branch of the grant in which she acts.
pub(crate) const ACCOUNT_ORGANISATION: &str = "organisation";
/// Attribute of the person: the clearance of the grant in which she acts.
pub(crate) const ACCOUNT_CLEARANCE: &str = "clearance";

/// Attribute of the person: her post; a schema may leave it out.
pub(crate) const ACCOUNT_POST: &str = "post";
/// Attribute of the person: her rank; a schema may leave it out.
pub(crate) const ACCOUNT_RANK: &str = "rank";
/// Circumstance of a question: the hour of the day; an action may leave it out.
pub(crate) const CONTEXT_HOUR: &str = "hour";
/// Circumstance of a question: the day of the week; an action may leave it out.
pub(crate) const CONTEXT_WEEKDAY: &str = "weekday";
/// Circumstance of a question: the stated purpose; an action may leave it out.
pub(crate) const CONTEXT_PURPOSE: &str = "purpose";

/// What values an attribute takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Yes or no.
    Bool,
    /// A whole number.
    Long,
    /// A text.
    Text,
    /// The id of an entity of this type.
    Entity(EntityTypeName),
}

impl Kind {
    /// Says whether a value is of this kind.
    pub(crate) fn takes(&self, value: &Value) -> bool {
        matches!(
            (self, value),
            (Self::Bool, Value::Bool(_))
                | (Self::Long, Value::Long(_))
                | (Self::Text | Self::Entity(_), Value::Text(_))
        )
    }
}

/// An attribute of a type.
#[derive(Debug, Clone)]
pub(crate) struct Attribute {
    /// What values it takes.
    pub(crate) kind: Kind,
    /// Whether every thing of the type has it.
    pub(crate) required: bool,
}

/// An action with the one type of thing on which it acts.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    /// Its name for Cedar.
    pub(crate) uid: EntityUid,
    /// The type, by name.
    pub(crate) resource: String,
    /// The type, for Cedar.
    pub(crate) resource_type: EntityTypeName,
    /// The circumstances at which its policies may look.
    pub(crate) circumstances: BTreeSet<String>,
}

/// The schema with what this crate must look up in it.
#[derive(Debug)]
pub(crate) struct PolicySchema {
    pub(crate) cedar: Schema,
    pub(crate) action_entities: Entities,
    roles: BTreeSet<String>,
    actions: BTreeMap<String, Action>,
    types: BTreeMap<String, BTreeMap<String, Attribute>>,
}

impl PolicySchema {
    /// Reads the schema from Cedar's own schema language.
    ///
    /// # Errors
    /// [`PolicyError::Schema`] or [`PolicyError::SchemaShape`].
    pub(crate) fn read(text: &str) -> Result<Self, PolicyError> {
        let refused = |message: String| PolicyError::Schema(message);
        let (cedar, _) = Schema::from_cedarschema_str(text).map_err(|error| refused(chain(&error)))?;
        let (json, _) = cedar_policy::schema_str_to_json_with_resolved_types(text)
            .map_err(|error| refused(chain(&error)))?;
        let mut namespaces: BTreeMap<String, Fragment> =
            serde_json::from_value(json).map_err(|error| refused(error.to_string()))?;
        let fragment = namespaces
            .remove("")
            .ok_or_else(|| misfit("it declares nothing outside namespaces"))?;
        if !namespaces.is_empty() {
            return Err(misfit("namespaces are not used here"));
        }
        let types = fragment.attributes()?;
        let roles = fragment.roles()?;
        let actions = fragment.actions()?;
        let action_entities = cedar.action_entities().map_err(|error| refused(chain(&error)))?;
        Ok(Self {
            cedar,
            action_entities,
            roles,
            actions,
            types,
        })
    }

    /// Returns the roles, by code.
    pub(crate) fn roles(&self) -> &BTreeSet<String> {
        &self.roles
    }

    /// Returns the names of the actions that can be asked for.
    pub(crate) fn action_names(&self) -> impl Iterator<Item = &str> {
        self.actions.keys().map(String::as_str)
    }

    /// Returns an action by name.
    ///
    /// # Errors
    /// [`PolicyError::UnknownAction`].
    pub(crate) fn action(&self, name: &str) -> Result<&Action, PolicyError> {
        self.actions
            .get(name)
            .ok_or_else(|| PolicyError::UnknownAction(name.to_owned()))
    }

    /// Returns the attributes of a type.
    pub(crate) fn attributes(&self, type_name: &str) -> Option<&BTreeMap<String, Attribute>> {
        self.types.get(type_name)
    }
}

/// Returns an error with all its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn misfit(problem: impl Into<String>) -> PolicyError {
    PolicyError::SchemaShape(problem.into())
}

fn type_name(text: &str) -> Result<EntityTypeName, PolicyError> {
    text.parse()
        .map_err(|_| misfit(format!("{text} is not the name of a type")))
}

/// A schema in Cedar's JSON form, as far as it is looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fragment {
    #[serde(default)]
    common_types: BTreeMap<String, ShapeDeclaration>,
    entity_types: BTreeMap<String, EntityDeclaration>,
    actions: BTreeMap<String, ActionDeclaration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EntityDeclaration {
    #[serde(default)]
    member_of_types: Vec<String>,
    #[serde(default)]
    shape: ShapeDeclaration,
    #[serde(rename = "enum")]
    choices: Option<Vec<String>>,
    tags: Option<serde_json::Value>,
}

#[derive(Deserialize, Default)]
struct ShapeDeclaration {
    #[serde(default)]
    attributes: BTreeMap<String, AttributeDeclaration>,
}

#[derive(Deserialize)]
struct AttributeDeclaration {
    #[serde(rename = "type")]
    form: String,
    name: Option<String>,
    required: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActionDeclaration {
    applies_to: Option<AppliesTo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AppliesTo {
    principal_types: Vec<String>,
    resource_types: Vec<String>,
    context: Option<ContextDeclaration>,
}

/// The circumstances of an action: written out, or the name of a type of the schema.
#[derive(Deserialize)]
struct ContextDeclaration {
    #[serde(rename = "type")]
    form: String,
    name: Option<String>,
    #[serde(flatten)]
    shape: ShapeDeclaration,
}

impl Fragment {
    fn roles(&self) -> Result<BTreeSet<String>, PolicyError> {
        let role = self
            .entity_types
            .get(ROLE)
            .and_then(|declaration| declaration.choices.clone());
        let roles = role.ok_or_else(|| misfit("Role must be an enumeration"))?;
        Ok(roles.into_iter().collect())
    }

    fn attributes(&self) -> Result<BTreeMap<String, BTreeMap<String, Attribute>>, PolicyError> {
        let types: BTreeMap<_, _> = self
            .entity_types
            .iter()
            .map(|(name, declaration)| Ok((name.clone(), declaration.attributes(name)?)))
            .collect::<Result<_, PolicyError>>()?;
        self.check_account(types.get(ACCOUNT))?;
        self.check_parents(ORGANISATION, ORGANISATION)?;
        Ok(types)
    }

    /// The person has what a grant gives her, and may have a standing; a policy must not ask for what nobody fills in.
    fn check_account(&self, found: Option<&BTreeMap<String, Attribute>>) -> Result<(), PolicyError> {
        let given = [
            (ACCOUNT_CLEARANCE, Kind::Long),
            (ACCOUNT_ORGANISATION, Kind::Entity(type_name(ORGANISATION)?)),
        ];
        let possible = [(ACCOUNT_POST, Kind::Text), (ACCOUNT_RANK, Kind::Long)];
        let fits = found.is_some_and(|found| {
            given.iter().all(|(name, _)| found.contains_key(*name))
                && found.iter().all(|(name, has)| {
                    has.required
                        && given
                            .iter()
                            .chain(&possible)
                            .any(|(known, kind)| known == name && *kind == has.kind)
                })
        });
        if !fits {
            return Err(misfit(
                "Account must have organisation: Organisation and clearance: Long, may have post: String and rank: Long, and no more",
            ));
        }
        self.check_parents(ACCOUNT, ROLE)
    }

    fn check_parents(&self, child: &str, parent: &str) -> Result<(), PolicyError> {
        let parents = self
            .entity_types
            .get(child)
            .map(|declaration| declaration.member_of_types.as_slice());
        match parents {
            Some([only]) if only == parent => Ok(()),
            _ => Err(misfit(format!("{child} must be in [{parent}]"))),
        }
    }

    fn actions(&self) -> Result<BTreeMap<String, Action>, PolicyError> {
        let askable = self
            .actions
            .iter()
            .filter_map(|(name, action)| Some((name, action.applies_to.as_ref()?)));
        askable
            .filter(|(_, to)| !to.resource_types.is_empty())
            .map(|(name, to)| self.action(name, to))
            .collect()
    }

    fn action(&self, name: &str, to: &AppliesTo) -> Result<(String, Action), PolicyError> {
        let ([resource], [principal]) = (to.resource_types.as_slice(), to.principal_types.as_slice()) else {
            return Err(misfit(format!(
                "action {name} must apply to one type of principal and one of resource"
            )));
        };
        if principal != ACCOUNT {
            return Err(misfit(format!("action {name} must be done by an Account")));
        }
        self.check_parents(resource, ORGANISATION)?;
        let action = Action {
            uid: EntityUid::from_type_name_and_id(type_name("Action")?, cedar_policy::EntityId::new(name)),
            resource: resource.clone(),
            resource_type: type_name(resource)?,
            circumstances: self.circumstances(name, to.context.as_ref())?,
        };
        Ok((name.to_owned(), action))
    }

    /// Returns the circumstances that an action declares.
    fn circumstances(
        &self,
        action: &str,
        context: Option<&ContextDeclaration>,
    ) -> Result<BTreeSet<String>, PolicyError> {
        let Some(context) = context else {
            return Ok(BTreeSet::new());
        };
        let named = context.name.as_ref().unwrap_or(&context.form);
        let shape = self.common_types.get(named).unwrap_or(&context.shape);
        if let Some(unknown) = shape
            .attributes
            .iter()
            .find(|(name, declaration)| !declaration.is_circumstance(name))
        {
            return Err(misfit(format!(
                "{} of action {action}: a context may have hour: Long, weekday: Long and purpose: String, and no more",
                unknown.0
            )));
        }
        Ok(shape.attributes.keys().cloned().collect())
    }
}

impl AttributeDeclaration {
    /// Says whether this is one of the circumstances that each question brings.
    fn is_circumstance(&self, name: &str) -> bool {
        let known = [
            (CONTEXT_HOUR, Kind::Long),
            (CONTEXT_WEEKDAY, Kind::Long),
            (CONTEXT_PURPOSE, Kind::Text),
        ];
        let own = self.kind();
        self.required.unwrap_or(true)
            && known
                .iter()
                .any(|(circumstance, kind)| *circumstance == name && own.as_ref() == Some(kind))
    }
}

impl EntityDeclaration {
    fn attributes(&self, owner: &str) -> Result<BTreeMap<String, Attribute>, PolicyError> {
        if self.tags.is_some() {
            return Err(misfit(format!("{owner} has tags, which no filter can hold")));
        }
        let read = |(name, declaration): (&String, &AttributeDeclaration)| {
            if name == ORG_PATH {
                return Err(misfit(format!(
                    "{owner}.{ORG_PATH} is the name of the organisation's path"
                )));
            }
            let kind = declaration.kind().ok_or_else(|| {
                misfit(format!(
                    "{owner}.{name} must be a Bool, a Long, a String or an entity"
                ))
            })?;
            Ok((
                name.clone(),
                Attribute {
                    kind,
                    required: declaration.required.unwrap_or(true),
                },
            ))
        };
        self.shape.attributes.iter().map(read).collect()
    }
}

impl AttributeDeclaration {
    fn kind(&self) -> Option<Kind> {
        match (self.form.as_str(), self.name.as_deref()) {
            ("Boolean" | "Bool", _) => Some(Kind::Bool),
            ("Long", _) => Some(Kind::Long),
            ("String", _) => Some(Kind::Text),
            ("Entity", Some(name)) => Some(Kind::Entity(name.parse().ok()?)),
            _ => None,
        }
    }
}
