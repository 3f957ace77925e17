//! The questions as Cedar wants them: one grant at a time, as the person's attributes.
//!
//! Nothing outside this file builds Cedar entities.

use crate::PolicyError;
use crate::path::{require_path, self_and_above};
use crate::resource::{Resource, Value};
use crate::schema::{
    ACCOUNT, ACCOUNT_CLEARANCE, ACCOUNT_ORGANISATION, ACCOUNT_POST, ACCOUNT_RANK, Action, CONTEXT_HOUR,
    CONTEXT_PURPOSE, CONTEXT_WEEKDAY, Kind, ORGANISATION, PolicySchema, ROLE, chain,
};
use crate::subject::{Circumstances, Grant, Standing, Subject};
use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, PartialEntities,
    PartialEntityUid, PartialRequest, PolicySet, Request, Response, RestrictedExpression,
};
use std::collections::{HashMap, HashSet};

/// Id under which a resource that is no organisation is asked for; no policy in the subset can look at it.
const THE_RESOURCE: &str = "the-resource";

/// A person in one of her grants, as Cedar sees her.
pub(crate) struct Capacity {
    account: EntityUid,
    entities: Vec<Entity>,
    circumstances: Circumstances,
}

impl Capacity {
    /// Returns the person acting in one grant.
    ///
    /// # Errors
    /// [`PolicyError::MalformedPath`] when the grant has no right path.
    pub(crate) fn new(schema: &PolicySchema, subject: &Subject, grant: &Grant) -> Result<Self, PolicyError> {
        require_path(&grant.org_path)?;
        let account = uid(ACCOUNT, &subject.id)?;
        let organisation = uid(ORGANISATION, &grant.org_path)?;
        let given = [
            (
                ACCOUNT_ORGANISATION,
                RestrictedExpression::new_entity_uid(organisation),
            ),
            (ACCOUNT_CLEARANCE, RestrictedExpression::new_long(grant.clearance)),
        ];
        let declared = |(name, _): &(&str, RestrictedExpression)| {
            schema
                .attributes(ACCOUNT)
                .is_some_and(|attributes| attributes.contains_key(*name))
        };
        let attributes = given
            .into_iter()
            .chain(standing(&subject.standing))
            .filter(declared)
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let roles = HashSet::from([uid(ROLE, &grant.role)?]);
        let person = Entity::new(account.clone(), attributes, roles).map_err(failed)?;
        Ok(Self {
            account,
            entities: vec![person, organisation_entity(&grant.org_path)?],
            circumstances: subject.circumstances.clone(),
        })
    }

    /// Returns the circumstances that an action declares.
    fn context(&self, action: &Action) -> Result<Context, PolicyError> {
        let Circumstances {
            hour,
            weekday,
            purpose,
        } = &self.circumstances;
        let all = [
            (CONTEXT_HOUR, RestrictedExpression::new_long(*hour)),
            (CONTEXT_WEEKDAY, RestrictedExpression::new_long(*weekday)),
            (CONTEXT_PURPOSE, RestrictedExpression::new_string(purpose.clone())),
        ];
        let declared = all
            .into_iter()
            .filter(|(name, _)| action.circumstances.contains(*name))
            .map(|(name, value)| (name.to_owned(), value));
        Context::from_pairs(declared).map_err(failed)
    }
}

fn standing(standing: &Standing) -> [(&'static str, RestrictedExpression); 2] {
    [
        (
            ACCOUNT_POST,
            RestrictedExpression::new_string(standing.post.clone()),
        ),
        (ACCOUNT_RANK, RestrictedExpression::new_long(standing.rank)),
    ]
}

/// Asks Cedar for a full decision.
///
/// # Errors
/// [`PolicyError::Resource`], [`PolicyError::MalformedPath`] or [`PolicyError::Engine`].
pub(crate) fn decide(
    schema: &PolicySchema,
    policies: &PolicySet,
    capacity: Capacity,
    (action_name, resource): (&str, &Resource),
) -> Result<Response, PolicyError> {
    let action = schema.action(action_name)?;
    check_resource(schema, (action_name, action), resource)?;
    let (resource_uid, resource_entity) = resource_entity(schema, resource)?;
    let context = capacity.context(action)?;
    let request = Request::new(
        capacity.account,
        action.uid.clone(),
        resource_uid.clone(),
        context,
        None,
    )
    .map_err(failed)?;
    let others = capacity
        .entities
        .into_iter()
        .filter(|entity| entity.uid() != resource_uid);
    let entities = schema
        .action_entities
        .clone()
        .add_entities(others.chain([resource_entity]), None)
        .map_err(failed)?;
    let response = Authorizer::new().is_authorized(&request, policies, &entities);
    if let Some(error) = response.diagnostics().errors().next() {
        return Err(failed(error));
    }
    Ok(response)
}

/// Evaluates the policies as far as they go without a resource; what is left is handed to `read`.
///
/// # Errors
/// [`PolicyError::Engine`], or what `read` returns.
pub(crate) fn with_residuals<T>(
    schema: &PolicySchema,
    policies: &PolicySet,
    capacity: Capacity,
    action: &Action,
    read: impl FnOnce(cedar_policy::TpeResponse<'_>) -> Result<T, PolicyError>,
) -> Result<T, PolicyError> {
    let context = capacity.context(action)?;
    let request = PartialRequest::new(
        PartialEntityUid::from_concrete(capacity.account),
        action.uid.clone(),
        PartialEntityUid::new(action.resource_type.clone(), None),
        Some(context),
        &schema.cedar,
    )
    .map_err(failed)?;
    let entities = Entities::from_entities(capacity.entities, Some(&schema.cedar)).map_err(failed)?;
    let entities = PartialEntities::from_concrete(entities, &schema.cedar).map_err(failed)?;
    read(policies.tpe(&request, &entities, &schema.cedar).map_err(failed)?)
}

fn check_resource(
    schema: &PolicySchema,
    (action_name, action): (&str, &Action),
    resource: &Resource,
) -> Result<(), PolicyError> {
    let wrong = |problem: String| {
        Err(PolicyError::Resource {
            action: action_name.to_owned(),
            problem,
        })
    };
    require_path(&resource.org_path)?;
    if resource.kind != action.resource {
        return wrong(format!("acts on {}, not on {}", action.resource, resource.kind));
    }
    let declared = schema.attributes(&resource.kind).into_iter().flatten();
    for (name, attribute) in declared.clone() {
        match resource.attributes.get(name.as_str()) {
            Some(value) if !attribute.kind.takes(value) => {
                return wrong(format!("attribute {name} is not of its type"));
            }
            None if attribute.required => return wrong(format!("attribute {name} is missing")),
            _ => {}
        }
    }
    let is_declared = |name: &str| declared.clone().any(|(known, _)| known == name);
    match resource
        .attributes
        .keys()
        .find(|name| !is_declared(name.as_ref()))
    {
        Some(unknown) => wrong(format!("there is no attribute {unknown}")),
        None => Ok(()),
    }
}

fn resource_entity(schema: &PolicySchema, resource: &Resource) -> Result<(EntityUid, Entity), PolicyError> {
    if resource.kind == ORGANISATION {
        return Ok((
            uid(ORGANISATION, &resource.org_path)?,
            organisation_entity(&resource.org_path)?,
        ));
    }
    let own = uid(&resource.kind, THE_RESOURCE)?;
    let kinds = schema.attributes(&resource.kind);
    let mut attributes = HashMap::with_capacity(resource.attributes.len());
    for (name, value) in &resource.attributes {
        let kind = kinds
            .and_then(|kinds| kinds.get(name.as_ref()))
            .map(|attribute| &attribute.kind);
        attributes.insert(name.to_string(), expression(kind, value));
    }
    let places = self_and_above(&resource.org_path).map(|path| uid(ORGANISATION, path));
    let entity = Entity::new(own.clone(), attributes, places.collect::<Result<_, _>>()?).map_err(failed)?;
    Ok((own, entity))
}

fn organisation_entity(path: &str) -> Result<Entity, PolicyError> {
    let above = self_and_above(path).filter(|above| *above != path);
    let above = above
        .map(|above| uid(ORGANISATION, above))
        .collect::<Result<_, _>>()?;
    Entity::new(uid(ORGANISATION, path)?, HashMap::new(), above).map_err(failed)
}

fn expression(kind: Option<&Kind>, value: &Value) -> RestrictedExpression {
    match (kind, value) {
        (Some(Kind::Entity(of)), Value::Text(id)) => RestrictedExpression::new_entity_uid(
            EntityUid::from_type_name_and_id(of.clone(), EntityId::new(id)),
        ),
        (_, Value::Text(text)) => RestrictedExpression::new_string(text.clone()),
        (_, Value::Long(number)) => RestrictedExpression::new_long(*number),
        (_, Value::Bool(yes)) => RestrictedExpression::new_bool(*yes),
    }
}

fn uid(type_name: &str, id: &str) -> Result<EntityUid, PolicyError> {
    let type_name: EntityTypeName = type_name.parse().map_err(failed)?;
    Ok(EntityUid::from_type_name_and_id(type_name, EntityId::new(id)))
}

fn failed(error: impl std::error::Error) -> PolicyError {
    PolicyError::Engine(chain(&error))
}
