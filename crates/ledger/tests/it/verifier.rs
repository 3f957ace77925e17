//! The exported log: sound as it was written, refused with any byte changed.

use crate::log::{fill, key, migrations, sign};
use guildhall_ledger::exported::{self, Flaw};
use guildhall_ledger::{LedgerError, export};
use guildhall_store::testing::TestDatabase;

fn judge(text: &[u8]) -> Result<Result<exported::Sound, Flaw>, LedgerError> {
    exported::verify(text, &key().verifying_key().unwrap(), &|_, _| {})
}

async fn exported_log(test: &TestDatabase) -> String {
    fill(test, 4).await;
    sign(test).await;
    fill(test, 3).await;
    sign(test).await;
    let mut out = Vec::new();
    let mut connection = test.database.read(test.realm).await.unwrap();
    assert_eq!(export(&mut connection, &key(), &mut out).await.unwrap(), 7);
    String::from_utf8(out).unwrap()
}

fn exchanged(text: &str, one: usize, other: usize) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(one, other);
    lines.join("\n") + "\n"
}

guildhall_store::on_both_databases! { migrations();
    /// The verifier with the public key alone says yes to what was exported.
    async fn an_exported_log_verifies(test: &TestDatabase) {
        let sound = judge(exported_log(test).await.as_bytes()).unwrap().unwrap();
        assert_eq!((sound.entries, sound.checkpoints), (7, 2));
    }

    /// An empty log is a log.
    async fn an_empty_log_verifies(test: &TestDatabase) {
        sign(test).await;
        let mut out = Vec::new();
        let mut connection = test.database.read(test.realm).await.unwrap();
        export(&mut connection, &key(), &mut out).await.unwrap();
        assert_eq!(judge(&out).unwrap().unwrap().entries, 0);
    }

    /// Changed, exchanged and missing entries are named as closely as the file allows.
    async fn what_was_changed_in_an_exported_log_is_named(test: &TestDatabase) {
        let text = exported_log(test).await;
        let first = text.lines().position(|line| line.starts_with("entries ")).unwrap() + 1;
        let changed = text.replacen("thing.changed", "thing.forgot!", 1);
        assert!(matches!(judge(changed.as_bytes()), Ok(Err(Flaw::Entry { index: 0, id: Some(_) }))));
        let span = judge(exchanged(&text, first + 4, first + 6).as_bytes());
        assert!(matches!(span, Ok(Err(Flaw::Span { from: 4, to: 6, number: 2 }))), "{span:?}");
        let cut: Vec<&str> = text.lines().enumerate().filter(|(line, _)| *line != first + 6).map(|(_, l)| l).collect();
        let cut = (cut.join("\n") + "\n").replace("entries 7", "entries 6");
        assert!(matches!(judge(cut.as_bytes()), Ok(Err(Flaw::End { entries: 6, vouched: 7 }))));
        let other = guildhall_ledger::SigningKey::generate("某某医院工会", &guildhall_kernel::SeededRandom::new(8));
        let verdict = exported::verify(text.as_bytes(), &other.unwrap().verifying_key().unwrap(), &|_, _| {});
        assert!(matches!(verdict, Ok(Err(Flaw::Checkpoint { number: 1 }))), "{verdict:?}");
    }

    /// No byte can be changed, apart from the line that only informs.
    async fn no_byte_of_an_exported_log_can_be_changed(test: &TestDatabase) {
        let text = exported_log(test).await;
        let informs = text.find("key ").unwrap()..text.find("checkpoints ").unwrap();
        for place in (0..text.len()).filter(|place| !informs.contains(place)) {
            let mut harmed = text.clone().into_bytes();
            harmed[place] ^= 1;
            assert!(!matches!(judge(&harmed), Ok(Ok(_))), "byte {place}");
        }
        for length in (0..text.len()).step_by(7) {
            assert!(!matches!(judge(&text.as_bytes()[..length]), Ok(Ok(_))), "cut to {length}");
        }
    }
}
