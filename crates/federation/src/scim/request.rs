//! What a directory asks for about an account.

use super::fault::ScimFault;
use serde_json::Value;

/// Longest id of a directory that is kept, in characters.
const EXTERNAL_ID_CHARS_MAX: usize = 200;
/// Name of the extension with the staff number (RFC 7643, 4.3).
pub(super) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Values of an account; those that are absent stay as they are.
///
/// Nothing else is taken in: mail addresses, telephones and the like, which directories send without being asked, are
/// not needed here and so not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserChange {
    /// Login name.
    pub user_name: Option<String>,
    /// Name to show.
    pub name: Option<String>,
    /// The directory's own id; empty for none.
    pub external_id: Option<String>,
    /// Whether she may sign in.
    pub active: Option<bool>,
    /// Staff number of the person behind the account; only when it is made.
    pub staff_number: Option<String>,
}

impl UserChange {
    /// Reads a whole user, as it is sent to make or replace one.
    ///
    /// # Errors
    /// [`ScimFault::Syntax`], [`ScimFault::Value`].
    pub fn read(body: &Value) -> Result<Self, ScimFault> {
        let object = body
            .as_object()
            .ok_or(ScimFault::Syntax("the body is no object"))?;
        let mut change = Self::default();
        for (attribute, value) in object {
            change.set(attribute, value)?;
        }
        Ok(change)
    }

    /// Takes one attribute over; one that is not kept here changes nothing.
    pub(super) fn set(&mut self, attribute: &str, value: &Value) -> Result<(), ScimFault> {
        match attribute.to_ascii_lowercase().as_str() {
            "username" => self.user_name = Some(text(value)?),
            "displayname" | "name.formatted" => self.name = Some(text(value)?),
            "name" => {
                if let (None, Some(formatted)) = (&self.name, value.get("formatted")) {
                    self.name = Some(text(formatted)?);
                }
            }
            "externalid" => self.external_id = Some(external_id(value)?),
            "active" => self.active = Some(flag(value)?),
            extension if extension == ENTERPRISE.to_ascii_lowercase() => {
                if let Some(number) = value.get("employeeNumber") {
                    self.staff_number = Some(text(number)?);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn text(value: &Value) -> Result<String, ScimFault> {
    let text = value
        .as_str()
        .ok_or_else(|| ScimFault::Value("a text is needed".to_owned()))?;
    Ok(text.to_owned())
}

fn external_id(value: &Value) -> Result<String, ScimFault> {
    if value.is_null() {
        return Ok(String::new());
    }
    let id = text(value)?;
    if id.chars().count() > EXTERNAL_ID_CHARS_MAX {
        return Err(ScimFault::Value("externalId is too long".to_owned()));
    }
    Ok(id)
}

/// Some directories send `"False"` for `false`.
fn flag(value: &Value) -> Result<bool, ScimFault> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(ScimFault::Value("active is true or false".to_owned())),
    }
}
