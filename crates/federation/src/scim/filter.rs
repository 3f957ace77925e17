//! The filters that are understood (RFC 7644, 3.4.2.2): equality of one attribute, which is what directories ask for.

use super::fault::ScimFault;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// The login name.
    UserName(String),
    /// The directory's own id.
    ExternalId(String),
    /// The name of a group.
    DisplayName(String),
}

impl Filter {
    /// Reads a filter; attribute and operator in any case, the value as a JSON text.
    ///
    /// # Errors
    /// [`ScimFault::Filter`].
    pub fn parse(text: &str) -> Result<Self, ScimFault> {
        let mut parts = text.trim().splitn(3, ' ');
        let (attribute, operator, value) = (parts.next(), parts.next(), parts.next());
        let (Some(attribute), Some(operator), Some(value)) = (attribute, operator, value) else {
            return Err(ScimFault::Filter);
        };
        let value = serde_json::from_str(value.trim()).map_err(|_| ScimFault::Filter)?;
        if !operator.eq_ignore_ascii_case("eq") {
            return Err(ScimFault::Filter);
        }
        match attribute.to_ascii_lowercase().as_str() {
            "username" => Ok(Self::UserName(value)),
            "externalid" => Ok(Self::ExternalId(value)),
            "displayname" => Ok(Self::DisplayName(value)),
            _ => Err(ScimFault::Filter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_of_one_attribute_is_understood_and_nothing_else() {
        assert_eq!(
            Filter::parse(r#"userName eq "chen.yu""#).unwrap(),
            Filter::UserName("chen.yu".to_owned())
        );
        assert_eq!(
            Filter::parse(r#" USERNAME EQ "a \"b\" or c" "#).unwrap(),
            Filter::UserName(r#"a "b" or c"#.to_owned())
        );
        assert_eq!(
            Filter::parse(r#"externalId eq "7""#).unwrap(),
            Filter::ExternalId("7".to_owned())
        );
        for wrong in [
            "",
            "userName",
            "userName eq",
            "userName eq chen",
            r#"userName ne "a""#,
            r#"password eq "a""#,
            r#"userName eq "a" or userName eq "b""#,
            r#"userName eq "a"#,
        ] {
            assert!(Filter::parse(wrong).is_err(), "{wrong}");
        }
    }
}
