//! Changes of single values (RFC 7644, 3.5.2), of users and of the members of a group.

use super::fault::ScimFault;
use super::group::MemberChange;
use super::request::UserChange;
use guildhall_kernel::AccountId;
use serde_json::Value;

/// Most operations of one request.
const OPERATIONS_MAX: usize = 100;
/// Most members named in one request.
const MEMBERS_MAX: usize = 1_000;

/// One operation.
struct Operation<'a> {
    op: String,
    path: &'a str,
    value: &'a Value,
}

/// Reads what becomes of a user.
///
/// # Errors
/// [`ScimFault::Syntax`], [`ScimFault::Value`].
pub fn user_change(body: &Value) -> Result<UserChange, ScimFault> {
    let mut change = UserChange::default();
    for operation in operations(body)? {
        match (operation.op.as_str(), operation.path) {
            ("add" | "replace", "") => {
                let values = operation.value.as_object();
                let values = values.ok_or(ScimFault::Syntax("a value without path is an object"))?;
                for (attribute, value) in values {
                    change.set(attribute, value)?;
                }
            }
            ("add" | "replace", path) => change.set(path, operation.value)?,
            ("remove", path) if path.eq_ignore_ascii_case("externalId") => {
                change.external_id = Some(String::new());
            }
            ("remove", path) if path.eq_ignore_ascii_case("active") => change.active = Some(false),
            ("remove", _) => {}
            _ => return Err(ScimFault::Syntax("op is add, replace or remove")),
        }
    }
    Ok(change)
}

/// Reads what becomes of the members of a group.
///
/// # Errors
/// [`ScimFault::Syntax`], [`ScimFault::Value`].
pub fn member_changes(body: &Value) -> Result<Vec<MemberChange>, ScimFault> {
    let mut changes = Vec::new();
    for operation in operations(body)? {
        let path = operation.path.to_ascii_lowercase();
        let (list, named) = match path.as_str() {
            "" => (operation.value.get("members"), None),
            "members" => (Some(operation.value).filter(|value| !value.is_null()), None),
            filtered => (None, Some(filtered)),
        };
        let members = match (list, named) {
            (Some(list), _) => members(list)?,
            (None, Some(filtered)) => vec![named_member(filtered)?],
            (None, None) => Vec::new(),
        };
        match operation.op.as_str() {
            "add" => changes.push(MemberChange::Add(members)),
            "remove" if list.is_none() && named.is_none() => changes.push(MemberChange::Replace(Vec::new())),
            "remove" => changes.push(MemberChange::Remove(members)),
            "replace" if list.is_some() => changes.push(MemberChange::Replace(members)),
            // Directories also send the name of the group, which stays as it is.
            "replace" => {}
            _ => return Err(ScimFault::Syntax("op is add, replace or remove")),
        }
    }
    Ok(changes)
}

fn operations(body: &Value) -> Result<Vec<Operation<'_>>, ScimFault> {
    let list = body.get("Operations").and_then(Value::as_array);
    let list = list.ok_or(ScimFault::Syntax("Operations is missing"))?;
    if list.is_empty() || list.len() > OPERATIONS_MAX {
        return Err(ScimFault::Syntax("one to a hundred Operations are needed"));
    }
    let read =
        |operation: &'_ Value| -> Option<String> { Some(operation.get("op")?.as_str()?.to_lowercase()) };
    list.iter()
        .map(|operation| {
            Ok(Operation {
                op: read(operation).ok_or(ScimFault::Syntax("op is missing"))?,
                path: operation.get("path").and_then(Value::as_str).unwrap_or_default(),
                value: operation.get("value").unwrap_or(&Value::Null),
            })
        })
        .collect()
}

/// Reads a list of members, or one.
pub(super) fn members(value: &Value) -> Result<Vec<AccountId>, ScimFault> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    if list.len() > MEMBERS_MAX {
        return Err(ScimFault::Value("at most a thousand members at once".to_owned()));
    }
    let read = |member: &Value| {
        member
            .get("value")
            .and_then(Value::as_str)
            .and_then(|id| id.parse().ok())
    };
    list.iter()
        .map(|member| read(member).ok_or_else(|| ScimFault::Value("a member is no id of a user".to_owned())))
        .collect()
}

/// Reads `members[value eq "…"]`, in lower case.
fn named_member(path: &str) -> Result<AccountId, ScimFault> {
    let inner = path.strip_prefix("members[value eq \"");
    let id = inner.and_then(|rest| rest.strip_suffix("\"]"));
    id.and_then(|id| id.parse().ok())
        .ok_or(ScimFault::Syntax("only members can be changed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "00000000-0000-7000-8000-000000000007";

    #[test]
    fn a_leaver_is_understood_however_the_directory_says_it() {
        for operation in [
            json!({ "op": "replace", "path": "active", "value": false }),
            json!({ "op": "Replace", "path": "active", "value": "False" }),
            json!({ "op": "replace", "value": { "active": false } }),
            json!({ "op": "add", "path": "ACTIVE", "value": false }),
            json!({ "op": "remove", "path": "active" }),
        ] {
            let change = user_change(&json!({ "Operations": [operation] })).unwrap();
            assert_eq!(change.active, Some(false), "{operation}");
        }
    }

    #[test]
    fn what_is_not_kept_changes_nothing_and_what_is_no_patch_is_refused() {
        let ignored = json!({ "op": "replace", "path": "emails[type eq \"work\"].value", "value": "a@b" });
        let change = user_change(&json!({ "Operations": [ignored] })).unwrap();
        assert_eq!(change, UserChange::default());
        for wrong in [
            json!(null),
            json!({}),
            json!({ "Operations": [] }),
            json!({ "Operations": [{ "path": "active", "value": false }] }),
            json!({ "Operations": [{ "op": "move", "path": "active" }] }),
            json!({ "Operations": [{ "op": "replace", "path": "active", "value": 7 }] }),
            json!({ "Operations": [{ "op": "replace", "value": "x" }] }),
            json!({ "Operations": vec![json!({ "op": "remove", "path": "x" }); 101] }),
        ] {
            assert!(user_change(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn members_come_and_go() {
        let id: AccountId = ID.parse().unwrap();
        let change = |operation: Value| member_changes(&json!({ "Operations": [operation] })).unwrap();
        let one = json!([{ "value": ID }]);
        assert_eq!(
            change(json!({ "op": "add", "path": "members", "value": one })),
            vec![MemberChange::Add(vec![id])]
        );
        let path = format!("members[value eq \"{ID}\"]");
        assert_eq!(
            change(json!({ "op": "remove", "path": path })),
            vec![MemberChange::Remove(vec![id])]
        );
        assert_eq!(
            change(json!({ "op": "remove", "path": "members" })),
            vec![MemberChange::Replace(Vec::new())]
        );
        assert_eq!(
            change(json!({ "op": "replace", "value": { "id": "x", "displayName": "y" } })),
            Vec::new()
        );
        let wrong =
            json!({ "Operations": [{ "op": "add", "path": "members", "value": [{ "value": "x" }] }] });
        assert!(member_changes(&wrong).is_err());
    }
}
