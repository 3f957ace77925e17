//! A mailbox as witness: the newest checkpoint goes out as mail, once, and a refusal is written down.

use crate::log::{fill, key, migrations, sign};
use guildhall_ledger::delivery::{Undelivered, client, deliver};
use guildhall_ledger::mailbox::Mailbox;
use guildhall_ledger::witness::{self, Place, Witness};
use guildhall_store::testing::TestDatabase;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A mail server that takes one mail, or refuses its receiver, and gives back what it was told.
async fn server(refuses: bool) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let told = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.split();
        let mut lines = BufReader::new(read).lines();
        let (mut told, mut in_mail) = (String::new(), false);
        write.write_all(b"220 mail.example\r\n").await.unwrap();
        while let Some(line) = lines.next_line().await.unwrap() {
            told.push_str(&line);
            told.push('\n');
            let answer: &[u8] = match line.split(' ').next().unwrap_or_default() {
                "." if in_mail => {
                    in_mail = false;
                    b"250 taken\r\n"
                }
                _ if in_mail => continue,
                "RCPT" if refuses => b"550 no such box\r\n",
                "DATA" => {
                    in_mail = true;
                    b"354 go on\r\n"
                }
                "QUIT" => break,
                _ => b"250 good\r\n",
            };
            write.write_all(answer).await.unwrap();
        }
        told
    });
    (address, told)
}

fn notary(server: &str) -> Witness {
    let mailbox = Mailbox::new(
        &server.parse().unwrap(),
        ("archive@union.example", "notary@office.example"),
        None,
    );
    Witness {
        name: "notary".to_owned(),
        place: Place::Mailbox(mailbox.unwrap()),
    }
}

async fn carry(test: &TestDatabase, to: &Witness) -> Result<bool, Undelivered> {
    let key = key().verifying_key().unwrap();
    deliver(&test.database, test.realm, &key, (&client().unwrap(), to)).await
}

guildhall_store::on_both_databases! { migrations();
    async fn a_mailbox_gets_each_checkpoint_once_as_a_file_that_verifies(test: &TestDatabase) {
        fill(test, 3).await;
        sign(test).await;
        let (address, told) = server(false).await;
        let notary = notary(&address);
        assert!(carry(test, &notary).await.unwrap());
        assert!(!carry(test, &notary).await.unwrap(), "nothing new");
        let state = witness::state(&mut test.database.read(test.realm).await.unwrap(), "notary").await.unwrap().unwrap();
        assert_eq!((state.size, state.problem), (3, None));
        drop(notary);
        let told = told.await.unwrap();
        assert!(told.contains("RCPT TO:<notary@office.example>"), "{told}");
        assert!(told.contains(&format!("checkpoint-{}-3.txt", test.realm)), "{told}");
        let stated = key().verifying_key().unwrap().open(&state.note).unwrap();
        assert_eq!(stated.size, 3);
        let root = state.note.lines().nth(2).unwrap().trim_end_matches('=');
        assert_eq!(told.matches(root).count(), 2, "in the words and in the file: {told}");
    }

    async fn a_refusal_of_the_mail_server_is_written_down(test: &TestDatabase) {
        fill(test, 2).await;
        sign(test).await;
        let (address, _told) = server(true).await;
        let refused = carry(test, &notary(&address)).await;
        assert!(matches!(refused, Err(Undelivered::Refused(_))), "{refused:?}");
        let state = witness::state(&mut test.database.read(test.realm).await.unwrap(), "notary").await.unwrap().unwrap();
        assert_eq!((state.size, state.problem.as_deref()), (0, Some("refused")));
    }
}
