//! All policies of an installation, checked, ready to decide and to make filters.

use crate::PolicyError;
use crate::cache::{Cache, Key};
use crate::decision::Decision;
use crate::engine::{self, Capacity};
use crate::explanation::{Explanation, GrantAnswer};
use crate::filter::Filter;
use crate::policy_text::PolicyText;
use crate::residual::condition_of;
use crate::resource::Resource;
use crate::schema::{PolicySchema, chain};
use crate::source::{Source, check_size};
use crate::subject::{Grant, Subject};
use crate::subset::{self, Refusal, Traits};
use cedar_policy::{Policy, TpeResponse, ValidationMode, Validator, pst};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The policies (授权策略) in force. It never changes; new policies make a new one.
#[derive(Debug)]
pub struct PolicySet {
    schema: PolicySchema,
    source: Source,
    traits: Traits,
    cache: Cache,
}

impl PolicySet {
    /// Reads the schema and the policy files, given as name and text, and checks them.
    ///
    /// # Errors
    /// A text that is not Cedar or too large, a policy without `@id`, one that the schema contradicts or that can
    /// never apply, one outside the subset described at [`crate`]; the error names file, policy and place.
    pub fn load(schema: &str, files: &[(&str, &str)]) -> Result<Self, PolicyError> {
        check_size("schema", schema)?;
        let schema = PolicySchema::read(schema)?;
        let source = Source::read(files)?;
        validate(&schema, &source)?;
        let mut traits = Traits::default();
        for policy in source.policies.policies() {
            traits = traits.and(check_subset(&source, policy)?);
        }
        Ok(Self {
            schema,
            source,
            traits,
            cache: Cache::default(),
        })
    }

    /// Returns the codes of the roles that grants may name, sorted.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.schema.roles().iter().map(String::as_str)
    }

    /// Says whether some policy looks at who the person is, and not only at what she holds.
    pub fn names_person(&self) -> bool {
        self.traits.names_person
    }

    /// Says whether some policy looks at post or rank.
    pub fn names_standing(&self) -> bool {
        self.traits.names_standing
    }

    /// Returns the names of all actions, sorted.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.schema.action_names()
    }

    /// Returns all policies as they were written, in the order of their files.
    pub fn texts(&self) -> &[PolicyText] {
        self.source.texts()
    }

    /// Returns the type of thing on which an action acts.
    ///
    /// # Errors
    /// [`PolicyError::UnknownAction`].
    pub fn acts_on(&self, action: &str) -> Result<String, PolicyError> {
        Ok(self.schema.action(action)?.resource.clone())
    }

    /// Decides by full Cedar evaluation, with the reasons.
    ///
    /// # Errors
    /// An action that the schema does not know, a resource that does not fit it, a malformed path. Any error
    /// means no.
    pub fn decide(
        &self,
        subject: &Subject,
        action: &str,
        resource: &Resource,
    ) -> Result<Decision, PolicyError> {
        let explanation = self.explain(subject, action, resource)?;
        Ok(Decision {
            allowed: explanation.allowed(),
            reasons: explanation.reasons(),
        })
    }

    /// Decides by full Cedar evaluation and returns what each grant of the person says.
    ///
    /// # Errors
    /// As [`PolicySet::decide`].
    pub fn explain(
        &self,
        subject: &Subject,
        action: &str,
        resource: &Resource,
    ) -> Result<Explanation, PolicyError> {
        self.schema.action(action)?;
        let of_grant = |grant: Grant| {
            let capacity = Capacity::new(&self.schema, subject, &grant)?;
            let response = engine::decide(&self.schema, &self.source.policies, capacity, (action, resource))?;
            let reasons = response.diagnostics().reason().map(ToString::to_string);
            let policies: BTreeSet<String> = reasons.collect();
            Ok(GrantAnswer {
                grant,
                allowed: response.decision() == cedar_policy::Decision::Allow,
                policies: policies.into_iter().collect(),
            })
        };
        let grants = self.effective(subject).into_iter().map(of_grant);
        Ok(Explanation {
            grants: grants.collect::<Result<_, _>>()?,
        })
    }

    /// Returns the filter of everything on which the person may do this.
    ///
    /// It holds exactly the resources that [`PolicySet::decide`] allows, and is made once for each set of grants, and
    /// of standing, purpose and hour where policies look at them.
    ///
    /// # Errors
    /// An action that the schema does not know, a malformed path. Any error means nothing is allowed.
    pub fn filter(&self, subject: &Subject, action: &str) -> Result<Arc<Filter>, PolicyError> {
        let key = Key {
            action: action.to_owned(),
            grants: self.effective(subject),
            person: self.traits.names_person.then(|| subject.id.clone()),
            standing: self.traits.names_standing.then(|| subject.standing.clone()),
            circumstances: self
                .traits
                .names_circumstances
                .then(|| subject.circumstances.clone()),
        };
        if let Some(filter) = self.cache.get(&key) {
            return Ok(filter);
        }
        let filter = self.compile(subject, action, &key.grants)?;
        Ok(self.cache.keep(key, filter))
    }

    /// Returns the grants with roles that exist, sorted, each once.
    fn effective(&self, subject: &Subject) -> Vec<Grant> {
        let known = |grant: &&Grant| self.schema.roles().contains(&grant.role);
        let mut grants: Vec<_> = subject.grants.iter().filter(known).cloned().collect();
        grants.sort();
        grants.dedup();
        grants
    }

    fn compile(&self, subject: &Subject, action: &str, grants: &[Grant]) -> Result<Filter, PolicyError> {
        let action = self.schema.action(action)?;
        let of_grant = |grant| {
            let capacity = Capacity::new(&self.schema, subject, grant)?;
            engine::with_residuals(
                &self.schema,
                &self.source.policies,
                capacity,
                action,
                |response| self.of_residuals(&response),
            )
        };
        let alternatives = grants.iter().map(of_grant).collect::<Result<_, _>>()?;
        Ok(Filter::Or(alternatives).normalised())
    }

    /// Some policy permits and none forbids. Policies that failed for good are residuals too, and are refused.
    fn of_residuals(&self, response: &TpeResponse<'_>) -> Result<Filter, PolicyError> {
        let (mut permits, mut forbids) = (Vec::new(), Vec::new());
        for policy in response.policies() {
            let template = body_of(&self.source, &policy)?;
            let condition =
                condition_of(&template).map_err(|refusal| untranslatable(&self.source, &policy, refusal))?;
            match template.effect {
                pst::Effect::Permit => permits.push(condition),
                pst::Effect::Forbid => forbids.push(condition),
            }
        }
        Ok(Filter::And(vec![
            Filter::Or(permits),
            Filter::Not(Box::new(Filter::Or(forbids))),
        ]))
    }
}

/// Warnings are refused too: a policy that can never apply is a slip of the pen.
fn validate(schema: &PolicySchema, source: &Source) -> Result<(), PolicyError> {
    let result = Validator::new(schema.cedar.clone()).validate(&source.policies, ValidationMode::Strict);
    let errors = result
        .validation_errors()
        .map(|error| (error.policy_id(), chain(error)));
    let warnings = result
        .validation_warnings()
        .map(|warning| (warning.policy_id(), chain(warning)));
    match errors.chain(warnings).next() {
        Some((policy, message)) => {
            let policy = policy.to_string();
            Err(PolicyError::Invalid {
                file: source.file_of(&policy),
                policy,
                message,
            })
        }
        None => Ok(()),
    }
}

fn check_subset(source: &Source, policy: &Policy) -> Result<Traits, PolicyError> {
    let body = body_of(source, policy)?;
    subset::check(&body).map_err(|refusal| untranslatable(source, policy, refusal))
}

fn body_of(source: &Source, policy: &Policy) -> Result<pst::Template, PolicyError> {
    let tree = policy.to_pst().map_err(|error| {
        let policy = policy.id().to_string();
        PolicyError::Invalid {
            file: source.file_of(&policy),
            policy,
            message: chain(&error),
        }
    })?;
    Ok(tree.body().clone())
}

fn untranslatable(source: &Source, policy: &Policy, Refusal { node, reason }: Refusal) -> PolicyError {
    let policy = policy.id().to_string();
    PolicyError::Untranslatable {
        file: source.file_of(&policy),
        policy,
        node,
        reason,
    }
}
