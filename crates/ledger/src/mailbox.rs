//! A mailbox as witness (见证邮箱): the newest checkpoint goes to somebody else's mail, where nobody here can take it back.
//!
//! A mailbox neither checks nor signs. What it is good for is the day on which somebody doubts: each mail carries a
//! signed note as a file, and `guildhall-verify` holds an exported log against it. Nothing of the ledger but size, hash
//! and signature is sent.

use crate::delivery::Undelivered;
use crate::log::KeptCheckpoint;
use guildhall_kernel::RealmId;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox as Address, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use reqwest::Url;
use std::time::Duration;

/// Longest wait for one answer of the mail server.
const ANSWER_WAIT_MAX: Duration = Duration::from_secs(30);

/// Where the mail goes, and through which server.
#[derive(Clone)]
pub struct Mailbox {
    /// Address of the sender.
    pub from: Address,
    /// Address of the mailbox.
    pub to: Address,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailbox")
            .field("from", &self.from)
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}

/// Why a mailbox cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoMailbox {
    /// One of the two addresses is none.
    #[error("{0} is no mail address")]
    Address(String),
    /// The server is not named as it must be.
    #[error(
        "the mail server must be named as smtps://host:465 or smtp://host:587?tls=required, or be on this machine"
    )]
    Server,
}

impl Mailbox {
    /// Returns a mailbox behind a mail server; the talk is encrypted, but with a server on this machine it need not be.
    ///
    /// # Errors
    /// [`NoMailbox`].
    pub fn new(
        server: &Url,
        (from, to): (&str, &str),
        credentials: Option<(String, String)>,
    ) -> Result<Self, NoMailbox> {
        let address = |text: &str| text.parse().map_err(|_| NoMailbox::Address(text.to_owned()));
        if !is_allowed(server) {
            return Err(NoMailbox::Server);
        }
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(server.as_str())
            .map_err(|_| NoMailbox::Server)?
            .timeout(Some(ANSWER_WAIT_MAX));
        let transport = match credentials {
            Some((user, password)) => transport.credentials(Credentials::new(user, password)),
            None => transport,
        };
        Ok(Self {
            from: address(from)?,
            to: address(to)?,
            transport: transport.build(),
        })
    }

    /// Sends a checkpoint. The mail was taken by the server when this returns; whether it arrives is the server's to say.
    ///
    /// # Errors
    /// [`Undelivered::Unreachable`], or [`Undelivered::Refused`] when the server does not want it.
    pub(crate) async fn send(&self, realm: RealmId, newest: &KeptCheckpoint) -> Result<String, Undelivered> {
        let mail = self.mail(realm, newest)?;
        match self.transport.send(mail).await {
            Ok(_) => Ok(newest.note.clone()),
            Err(error) if error.is_permanent() => Err(Undelivered::Refused(error.to_string())),
            Err(error) => Err(Undelivered::Unreachable(error.to_string())),
        }
    }

    fn mail(&self, realm: RealmId, newest: &KeptCheckpoint) -> Result<Message, Undelivered> {
        let size = newest.size;
        let words = format!(
            "这是智慧工会台账的检查点（第 {size} 条为止）。请保留本邮件：日后如怀疑台账被改写，可用附件核对。\r\n\
             This is a checkpoint of a Guildhall ledger (up to entry {size}). Please keep this mail: should anybody doubt \
             later that the ledger was left as it was, the attached file can be held against it.\r\n\r\n{}",
            newest.note
        );
        let kind = ContentType::parse("text/plain; charset=utf-8").map_err(unbuilt)?;
        let note = Attachment::new(format!("checkpoint-{realm}-{size}.txt")).body(newest.note.clone(), kind);
        Message::builder()
            .from(self.from.clone())
            .to(self.to.clone())
            .subject(format!("台账检查点 {size} · ledger checkpoint {size}"))
            .multipart(
                MultiPart::mixed()
                    .singlepart(SinglePart::plain(words))
                    .singlepart(note),
            )
            .map_err(unbuilt)
    }
}

fn unbuilt(error: impl std::fmt::Display) -> Undelivered {
    Undelivered::Refused(error.to_string())
}

/// Says whether mail may be handed to a server: encrypted from the first byte or by demand, or on this machine.
fn is_allowed(server: &Url) -> bool {
    let demanded = server
        .query_pairs()
        .any(|(name, value)| name == "tls" && value == "required");
    match (server.scheme(), server.host_str()) {
        ("smtps", Some(_)) => true,
        ("smtp", Some(host)) => demanded || crate::delivery::is_this_machine(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_goes_only_encrypted_or_to_a_server_on_this_machine() {
        let made = |server: &str| {
            Mailbox::new(
                &server.parse().unwrap(),
                ("a@union.example", "b@notary.example"),
                None,
            )
        };
        assert!(made("smtps://mail.example:465").is_ok());
        assert!(made("smtp://mail.example:587?tls=required").is_ok());
        assert!(made("smtp://127.0.0.1:2525").is_ok());
        for server in [
            "smtp://mail.example:25",
            "smtp://mail.example:587?tls=opportunistic",
            "https://mail.example/",
        ] {
            assert!(matches!(made(server), Err(NoMailbox::Server)), "{server}");
        }
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        let server = "smtps://mail.example:465".parse().unwrap();
        for (from, to) in [
            ("union", "b@notary.example"),
            ("a@union.example", "notary\r\nBcc: c@d.example"),
        ] {
            let refused = Mailbox::new(&server, (from, to), None);
            assert!(matches!(refused, Err(NoMailbox::Address(_))), "{from} {to}");
        }
    }
}
