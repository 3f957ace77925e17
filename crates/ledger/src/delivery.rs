//! Carrying the newest checkpoint to a witness, and writing down how that went.
//!
//! Only configured addresses are asked, over TLS or on this machine, without following redirects, with little time and
//! few bytes. A witness that says no is believed: its refusal is kept until it takes a checkpoint again.

use crate::LedgerError;
use crate::checkpoint::VerifyingKey;
use crate::cosignature::WitnessKey;
use crate::log::{self, KeptCheckpoint};
use crate::prove::{consistency, root_at};
use crate::submission::Submission;
use crate::witness::{self, Place, Witness};
use crate::witness_folder::{append_note, last_note};
use guildhall_kernel::RealmId;
use guildhall_store::{Connection, Database};
use reqwest::{Client, StatusCode, Url, redirect};
use std::path::Path;
use std::time::Duration;

/// Longest wait for a connection.
const CONNECT_MAX: Duration = Duration::from_secs(5);
/// Longest time for one request.
const REQUEST_MAX: Duration = Duration::from_secs(30);
/// Longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: usize = 16 * 1024;

/// Why a witness has not got a checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// It does not answer, or the folder is not there.
    #[error("the witness cannot be reached: {0}")]
    Unreachable(String),
    /// It does not know this log, or refuses for a reason of its own.
    #[error("the witness refused: {0}")]
    Refused(String),
    /// It saw another history: this log, or the witness's copy, was rewritten.
    #[error("the witness saw another history")]
    Fork,
    /// It saw more than this log has: entries were cut off, or an old copy was restored.
    #[error("the witness saw {0} entries, more than there are")]
    Ahead(u64),
    /// Its answer is not signed by its key.
    #[error("the answer is not signed by the key of the witness")]
    Unsigned,
    /// The ledger itself refused.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Undelivered {
    /// Returns the stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::Refused(_) => "refused",
            Self::Fork => "fork",
            Self::Ahead(_) => "ahead",
            Self::Unsigned => "unsigned",
            Self::Ledger(_) => "ledger",
        }
    }
}

impl From<std::io::Error> for Undelivered {
    fn from(error: std::io::Error) -> Self {
        Self::Unreachable(error.to_string())
    }
}

impl From<reqwest::Error> for Undelivered {
    fn from(error: reqwest::Error) -> Self {
        Self::Unreachable(error.without_url().to_string())
    }
}

/// Returns the client by which other installations are asked.
///
/// # Errors
/// [`Undelivered::Unreachable`] when TLS cannot be set up.
pub fn client() -> Result<Client, Undelivered> {
    // For the whole process; whoever was earlier has chosen already, and that is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_MAX)
        .timeout(REQUEST_MAX);
    Ok(client.build()?)
}

/// Returns the name of the file of checkpoints in a witness folder.
pub fn file_name(realm: RealmId) -> String {
    format!("guildhall-checkpoints-{realm}.txt")
}

/// Carries the newest checkpoint of a realm to a witness that has not got it, and writes down how that went. Returns
/// whether there was anything to carry.
///
/// # Errors
/// [`Undelivered`]; it is written down, too.
pub async fn deliver(
    database: &Database,
    realm: RealmId,
    key: &VerifyingKey,
    (client, witness): (&Client, &Witness),
) -> Result<bool, Undelivered> {
    let mut connection = database.read(realm).await.map_err(LedgerError::from)?;
    let known = witness::state(&mut connection, &witness.name).await?;
    let known = known
        .filter(|state| state.problem.is_none())
        .map_or(0, |state| state.size);
    let newest = log::last_checkpoint(&mut connection).await?;
    let Some(newest) = newest.filter(|newest| newest.size > known) else {
        return Ok(false);
    };
    let taken = match &witness.place {
        Place::Folder(folder) => to_folder(&mut connection, folder, key, &newest).await,
        Place::Installation { address, key } => {
            to_installation(&mut connection, client, (address, key), &newest).await
        }
        Place::Mailbox(mailbox) => mailbox.send(realm, &newest).await,
    };
    drop(connection);
    let mut work = database.begin(realm).await.map_err(LedgerError::from)?;
    let written = match &taken {
        Ok(note) => witness::sent(&mut work, &witness.name, newest.size, note).await,
        Err(error) => witness::failed(&mut work, &witness.name, error.code(), &error.to_string()).await,
    };
    written.map_err(LedgerError::from)?;
    work.commit().await.map_err(LedgerError::from)?;
    taken.map(|_| true)
}

/// A folder says nothing, so this looks itself whether the log continues what lies there.
async fn to_folder(
    connection: &mut Connection,
    folder: &Path,
    key: &VerifyingKey,
    newest: &KeptCheckpoint,
) -> Result<String, Undelivered> {
    let name = file_name(connection.realm());
    if let Some(last) = last_note(&folder.join(&name))? {
        let seen = key.open(&last)?;
        if seen.size > newest.size {
            return Err(Undelivered::Ahead(seen.size));
        }
        if root_at(connection, seen.size).await? != seen.root {
            return Err(Undelivered::Fork);
        }
        if seen.size == newest.size {
            return Ok(newest.note.clone());
        }
    }
    append_note(folder, &name, &newest.note)?;
    Ok(newest.note.clone())
}

/// What another installation answered.
enum Said {
    Line(String),
    Elsewhere(u64),
}

async fn to_installation(
    connection: &mut Connection,
    client: &Client,
    (address, key): (&Url, &WitnessKey),
    newest: &KeptCheckpoint,
) -> Result<String, Undelivered> {
    // The witness knows best what it saw; asking from size 0 has it tell.
    let mut older = 0;
    for _ in 0..3 {
        let proof = consistency(connection, older, newest.size).await?;
        let submission = Submission::new(older, &proof, newest.note.clone());
        match ask(client, address, &submission).await? {
            Said::Line(line) => {
                let cosigned = format!("{}{line}", newest.note);
                key.open(&cosigned).map_err(|_| Undelivered::Unsigned)?;
                return Ok(cosigned);
            }
            Said::Elsewhere(seen) if seen > newest.size => return Err(Undelivered::Ahead(seen)),
            Said::Elsewhere(seen) => older = seen,
        }
    }
    Err(Undelivered::Refused("it names another size each time".to_owned()))
}

async fn ask(client: &Client, address: &Url, submission: &Submission) -> Result<Said, Undelivered> {
    let request = client
        .post(address.clone())
        .header("content-type", "text/plain; charset=utf-8");
    let mut response = request.body(submission.to_text()).send().await?;
    let status = response.status();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_BYTES_MAX {
            return Err(Undelivered::Refused("its answer is too long".to_owned()));
        }
    }
    let body = String::from_utf8_lossy(&body);
    match (status, body.trim().parse()) {
        (StatusCode::OK, _) => Ok(Said::Line(body.into_owned())),
        (StatusCode::CONFLICT, Ok(size)) if size != submission.older => Ok(Said::Elsewhere(size)),
        (StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY, _) => Err(Undelivered::Fork),
        _ => Err(Undelivered::Refused(status.to_string())),
    }
}

/// Says whether checkpoints may be sent to an address: encrypted, or on this machine.
pub fn is_allowed(address: &Url) -> bool {
    match (address.scheme(), address.host_str()) {
        ("https", Some(_)) => true,
        ("http", Some(host)) => is_this_machine(host),
        _ => false,
    }
}

pub(crate) fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = |address: std::net::IpAddr| address.is_loopback();
    host == "localhost" || address.parse().is_ok_and(is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkpoints_go_only_encrypted_or_to_this_machine() {
        let allowed = |text: &str| is_allowed(&Url::parse(text).unwrap());
        for good in [
            "https://union.example/api/v1/witness",
            "http://127.0.0.1:1/w",
            "http://[::1]/w",
        ] {
            assert!(allowed(good), "{good}");
        }
        for bad in [
            "http://union.example/w",
            "http://10.0.0.1/w",
            "file:///etc/passwd",
            "ftp://127.0.0.1/",
        ] {
            assert!(!allowed(bad), "{bad}");
        }
    }
}
