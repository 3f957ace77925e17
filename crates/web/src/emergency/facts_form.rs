//! The form of what is known of a breach: its fields, and what comes back from them.

use super::told::{field_of, moment_of};
use crate::context::Member;
use crate::fault::Fault;
use crate::privacy::named::said;
use crate::view::{Choice, Field, FieldKind, Frame, PageFault, Section};
use guildhall_emergency::EmergencyError;
use guildhall_emergency::incident::Facts;
use guildhall_identity::IdentityError;
use guildhall_identity::account::service as accounts;
use guildhall_identity::rights::oversight;
use guildhall_kernel::{AccountId, Timestamp};
use guildhall_store::Connection;

/// Most login names that are looked up.
const LOGINS_MAX: usize = 20;

/// What the form sends: names with values, that of a kind of data as often as kinds are chosen.
#[derive(Debug, Clone, Default)]
pub struct FactsForm(pub Vec<(String, String)>);

impl FactsForm {
    /// Returns the form of facts that are kept.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn of(connection: &mut Connection, facts: &Facts) -> Result<Self, Fault> {
        let logins = logins(connection, &facts.accounts).await?;
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut pairs = vec![
            pair("what", &facts.what),
            pair("since", &field_of(facts.since)),
            pair("until", &field_of(facts.until)),
            pair("logins", &logins.join(" ")),
            pair("cause", &facts.cause),
            pair("harm", &facts.harm),
            pair("measures", &facts.measures),
            pair("contact", &facts.contact),
        ];
        pairs.extend(facts.kinds.iter().map(|kind| pair("kinds", kind)));
        Ok(Self(pairs))
    }

    /// Puts in the moment at which the union knew.
    #[must_use]
    pub fn known(mut self, at: Timestamp) -> Self {
        self.0.push(("known".to_owned(), field_of(at)));
        self
    }

    /// Returns the value of a field; empty when it was not sent.
    pub fn one(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }

    /// Returns the facts that were typed. Seconds are not typed: a window ends with the last one of its minute, and not
    /// ahead of now. Inside, [`EmergencyError::Field`] for an account that nobody has: she can mend that in the form.
    ///
    /// # Errors
    /// [`PageFault::BadRequest`] for what is no moment or no known kind of data.
    pub async fn facts(
        &self,
        member: &Member,
        connection: &mut Connection,
    ) -> Result<Result<Facts, EmergencyError>, Fault> {
        let app = member.app();
        let text = |name: &str| self.one(name).to_owned();
        let is_known = |code: &str| app.privacy.rules.class(code).is_some();
        if !self.all("kinds").all(is_known) {
            return Err(PageFault::BadRequest.into());
        }
        let (since, until) = (moment_of(self.one("since"))?, moment_of(self.one("until"))?);
        let now = app.database.clock().now();
        let Some(accounts) = self.accounts(member, connection).await? else {
            return Ok(Err(EmergencyError::Field { field: "accounts" }));
        };
        Ok(Ok(Facts {
            what: text("what"),
            since,
            until: if until <= now {
                until.plus_secs(59).min(now)
            } else {
                until
            },
            accounts,
            kinds: self.all("kinds").map(str::to_owned).collect(),
            cause: text("cause"),
            harm: text("harm"),
            measures: text("measures"),
            contact: text("contact"),
        }))
    }

    /// Returns the accounts that were named; none when there are too many or nobody has one of the names.
    async fn accounts(
        &self,
        member: &Member,
        connection: &mut Connection,
    ) -> Result<Option<Vec<AccountId>>, Fault> {
        let logins: Vec<&str> = self.one("logins").split_whitespace().collect();
        if logins.len() > LOGINS_MAX {
            return Ok(None);
        }
        let mut ids = Vec::new();
        for login in logins {
            let rights = &member.app().rights;
            match oversight::account_called(connection, rights, member.actor(), login).await {
                Ok(account) => ids.push(account.id),
                Err(IdentityError::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Some(ids))
    }

    /// Returns the fields with what stands in them.
    pub fn fields(&self, member: &Member, is_new: bool) -> Vec<Field> {
        let ui = member.frame(Section::System);
        let mut fields = Vec::new();
        if is_new {
            fields.push(
                self.field(&ui, "known", FieldKind::Moment)
                    .hint(ui.t("incident-known-hint")),
            );
        }
        let kinds = member.app().privacy.rules.classes().iter().map(|class| Choice {
            value: class.code.clone(),
            label: said(member, &class.label),
            chosen: self.all("kinds").any(|kind| kind == class.code),
        });
        fields.extend([
            self.field(&ui, "what", FieldKind::Long),
            self.field(&ui, "since", FieldKind::Moment),
            self.field(&ui, "until", FieldKind::Moment),
            self.field(&ui, "logins", FieldKind::Text)
                .hint(ui.t("incident-logins-hint"))
                .optional(),
            Field::new(
                "kinds",
                ui.t("incident-kinds"),
                FieldKind::Checks(kinds.collect()),
            )
            .optional(),
        ]);
        for name in ["cause", "harm", "measures", "contact"] {
            fields.push(self.field(&ui, name, FieldKind::Long).optional());
        }
        fields
    }

    fn field(&self, ui: &Frame, name: &'static str, kind: FieldKind) -> Field {
        let label = ui.t(match name {
            "known" => "incident-known",
            "what" => "incident-what",
            "since" => "incident-since",
            "until" => "incident-until",
            "logins" => "incident-logins",
            "cause" => "incident-cause",
            "harm" => "incident-harm",
            "measures" => "incident-measures",
            _ => "incident-contact",
        });
        Field::new(name, label, kind).value(self.one(name))
    }
}

/// Returns the login names of accounts.
async fn logins(connection: &mut Connection, ids: &[AccountId]) -> Result<Vec<String>, Fault> {
    let mut logins = Vec::new();
    for id in ids {
        if let Some(account) = accounts::known(connection, *id).await? {
            logins.push(account.login.as_str().to_owned());
        }
    }
    Ok(logins)
}
