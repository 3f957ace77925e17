//! The relying party (依赖方): the name under which browsers keep passkeys for this house, and its only origin.

use crate::IdentityError;
use guildhall_kernel::ContentHash;
use url::{Host, Url};

/// The address of the house, as browsers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    id: String,
    origin: String,
}

impl RelyingParty {
    /// Reads the public address of the house, such as `https://union.example.org`.
    ///
    /// # Errors
    /// [`IdentityError::PublicUrl`] when browsers would refuse passkeys there: anything but https (http on `localhost`
    /// alone), a bare number of a network instead of a name, or more than scheme, name and port.
    pub fn from_url(text: &str) -> Result<Self, IdentityError> {
        let refused = |reason| IdentityError::PublicUrl { reason };
        let url = Url::parse(text).map_err(|_| refused("it is no address"))?;
        let Some(Host::Domain(id)) = url.host() else {
            return Err(refused("it has a number instead of a name"));
        };
        let is_here = id == "localhost" || id.ends_with(".localhost");
        if url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
            return Err(refused("it is not https"));
        }
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !is_bare || !url.username().is_empty() || url.password().is_some() {
            return Err(refused("it has more than scheme, name and port"));
        }
        Ok(Self {
            id: id.to_owned(),
            origin: url.origin().ascii_serialization(),
        })
    }

    /// Returns the id: the host name.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the origin: scheme, host name and, where it is not the usual one, port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the hash of the id, as authenticators sign it.
    pub(super) fn id_hash(&self) -> ContentHash {
        ContentHash::of(self.id.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_what_browsers_say() {
        for (address, id, origin) in [
            (
                "https://Union.Example.org/",
                "union.example.org",
                "https://union.example.org",
            ),
            (
                "https://union.example.org:443",
                "union.example.org",
                "https://union.example.org",
            ),
            (
                "https://union.example.org:8443",
                "union.example.org",
                "https://union.example.org:8443",
            ),
            ("http://localhost:8470", "localhost", "http://localhost:8470"),
            (
                "https://工会.example",
                "xn--6oq837a.example",
                "https://xn--6oq837a.example",
            ),
        ] {
            let party = RelyingParty::from_url(address).unwrap();
            assert_eq!((party.id(), party.origin()), (id, origin), "{address}");
        }
    }

    #[test]
    fn what_browsers_refuse_is_refused_at_once() {
        for address in [
            "",
            "union.example.org",
            "http://union.example.org",
            "http://127.0.0.1:8470",
            "https://10.0.0.5",
            "https://[::1]:8470",
            "https://union.example.org/records",
            "https://union.example.org/?x=1",
            "https://a:b@union.example.org",
            "ftp://localhost",
        ] {
            assert!(RelyingParty::from_url(address).is_err(), "{address}");
        }
    }
}
