//! An identity provider as it is configured.

use guildhall_kernel::OrgPath;
use serde::{Deserialize, Serialize};
use url::{Host, Url};
use zeroize::Zeroizing;

/// Which account somebody gets who comes for the first time (首次登录如何对应账户).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BindRule {
    /// None: she binds the identity herself, from her own account.
    #[default]
    OwnAccount,
    /// That of the person with the staff number in the claim.
    StaffNumber,
    /// That with the login name in the claim.
    Login,
}

/// When the provider's own second factor counts: never, unless a value is named here that it then sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SecondFactorRule {
    /// Values of `amr` (RFC 8176), such as `mfa`; one is enough.
    pub amr: Vec<String>,
    /// Values of `acr`; one is enough.
    pub acr: Vec<String>,
}

/// An identity provider.
#[derive(Clone)]
pub struct Provider {
    /// Its key, in addresses and rules: 1 to 32 of `a-z 0-9 -`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Its issuer identifier.
    pub issuer: String,
    /// What this house is called there.
    pub client_id: String,
    /// The secret of this house there.
    pub client_secret: Zeroizing<String>,
    /// Scopes asked for besides `openid`.
    pub scopes: Vec<String>,
    /// Which account somebody gets who comes for the first time.
    pub bind: BindRule,
    /// The claim that the rule looks at.
    pub bind_claim: String,
    /// The claim with the groups; none are looked at when absent.
    pub groups_claim: Option<String>,
    /// When the provider's own second factor counts.
    pub second_factor: SecondFactorRule,
    /// The branch whose people it knows; the whole of the first realm when absent.
    pub organisation: Option<OrgPath>,
}

/// What is wrong with the configuration of a provider.
#[derive(Debug, thiserror::Error)]
pub enum ProviderFault {
    /// The key has a wrong form, or `scim` or another provider has it.
    #[error("the key {0} is taken, or not 1 to 32 of a-z 0-9 -")]
    Key(String),
    /// The issuer is no address that may be asked.
    #[error("the issuer {0} must begin with https://, or be on this machine")]
    Issuer(String),
    /// Client id or secret is empty.
    #[error("client_id and its secret must not be empty")]
    Client,
    /// There is a rule for the first sign-in without a claim.
    #[error("bind needs bind_claim")]
    Claim,
    /// Browsers cannot come back.
    #[error("server.public_url must be set, so that browsers find back")]
    PublicUrl,
}

impl Provider {
    /// Refuses what cannot be used.
    ///
    /// # Errors
    /// The first [`ProviderFault`] found.
    pub fn check(&self) -> Result<(), ProviderFault> {
        let fits = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '-');
        if !(1..=32).contains(&self.key.len()) || !self.key.chars().all(fits) || self.key == "scim" {
            return Err(ProviderFault::Key(self.key.clone()));
        }
        if !Url::parse(&self.issuer).is_ok_and(|url| may_be_asked(&url)) {
            return Err(ProviderFault::Issuer(self.issuer.clone()));
        }
        if self.client_id.is_empty() || self.client_secret.is_empty() {
            return Err(ProviderFault::Client);
        }
        if self.bind != BindRule::OwnAccount && self.bind_claim.is_empty() {
            return Err(ProviderFault::Claim);
        }
        Ok(())
    }
}

/// Says whether an address may be asked: over TLS, or on this machine.
pub(super) fn may_be_asked(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.username().is_empty()
        && url.password().is_none()
        && (url.scheme() == "https" || (url.scheme() == "http" && is_here))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider() -> Provider {
        Provider {
            key: "hospital".to_owned(),
            name: "医院统一身份认证".to_owned(),
            issuer: "https://id.example.org/realms/hospital".to_owned(),
            client_id: "guildhall".to_owned(),
            client_secret: Zeroizing::new("secret".to_owned()),
            scopes: Vec::new(),
            bind: BindRule::OwnAccount,
            bind_claim: String::new(),
            groups_claim: None,
            second_factor: SecondFactorRule::default(),
            organisation: None,
        }
    }

    #[test]
    fn only_addresses_over_tls_or_on_this_machine_are_asked() {
        for right in [
            "https://id.example.org/a",
            "http://127.0.0.1:8080",
            "http://localhost/x",
            "http://[::1]:1",
        ] {
            assert!(may_be_asked(&Url::parse(right).unwrap()), "{right}");
        }
        for wrong in [
            "http://id.example.org",
            "http://10.0.0.1",
            "file:///etc/passwd",
            "https://me:secret@id.example.org",
            "http://localhost.example.org",
        ] {
            assert!(!may_be_asked(&Url::parse(wrong).unwrap()), "{wrong}");
        }
    }

    #[test]
    fn a_provider_that_cannot_be_used_is_refused_at_the_start() {
        assert!(provider().check().is_ok());
        let wrong: [fn(&mut Provider); 6] = [
            |provider| provider.key = "scim".to_owned(),
            |provider| provider.key = "A b".to_owned(),
            |provider| provider.key = String::new(),
            |provider| provider.issuer = "http://id.example.org".to_owned(),
            |provider| provider.client_id = String::new(),
            |provider| provider.bind = BindRule::Login,
        ];
        for spoil in wrong {
            let mut provider = provider();
            spoil(&mut provider);
            assert!(provider.check().is_err());
        }
    }
}
