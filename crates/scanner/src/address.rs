//! Where the scanner listens.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Address of a clamd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A socket in the file system, such as `unix:/run/clamav/clamd.ctl`.
    Unix(PathBuf),
    /// Host and port, such as `tcp:127.0.0.1:3310`.
    Tcp(String),
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:") {
            return match path.starts_with('/') {
                true => Ok(Self::Unix(path.into())),
                false => Err(format!("{text:?}: the path of the socket begins with /")),
            };
        }
        let place = text.strip_prefix("tcp:").and_then(|place| place.rsplit_once(':'));
        match place {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0) => {
                Ok(Self::Tcp(format!("{host}:{port}")))
            }
            _ => Err(format!(
                "{text:?} is neither unix:/path/of/the/socket nor tcp:host:port"
            )),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(out, "unix:{}", path.display()),
            Self::Tcp(place) => write!(out, "tcp:{place}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_wrong_ones_refused() {
        for good in [
            "unix:/run/clamav/clamd.ctl",
            "tcp:127.0.0.1:3310",
            "tcp:[::1]:3310",
        ] {
            assert_eq!(good.parse::<Address>().unwrap().to_string(), good);
        }
        for wrong in [
            "",
            "unix:clamd.ctl",
            "tcp:3310",
            "tcp::3310",
            "tcp:host:0",
            "tcp:host:99999",
            "/run/x",
        ] {
            assert!(wrong.parse::<Address>().is_err(), "{wrong}");
        }
    }
}
