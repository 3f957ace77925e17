//! Letters of a case file: drafted from it, edited, sent once, and then the clock stands.

use crate::house::{House, migrations};
use crate::incidents::{code, facts, open};
use guildhall_emergency::LetterSubjects;
use guildhall_emergency::incident::{LetterState, NewLetter, Stopping};
use guildhall_emergency::rules::Values;
use guildhall_kernel::Clock as _;

fn new_letter(template: &str) -> NewLetter<'_> {
    NewLetter {
        template,
        in_english: false,
        values: Values::from([
            ("cause", "账户被盗用"),
            ("kinds", "姓名、手机号"),
            ("union", "市一医院工会"),
        ]),
    }
}

guildhall_store::on_both_databases! { migrations();
    async fn a_letter_is_drafted_from_the_case_edited_and_sent_and_its_clock_stops_then(test: &TestDatabase) {
        let house = House::open(test).await;
        let opened = open(&house, &house.security, facts(&house)).await.unwrap();
        let (room, security) = (&house.emergency, &house.security);
        let mut work = house.work().await;
        assert_eq!(code(room.draft_letter(&mut work, &house.audit, opened.id, new_letter("authority")).await), "denied");
        assert_eq!(code(room.draft_letter(&mut work, security, opened.id, new_letter("moon")).await), "emergency-not-found");
        let letter = room.draft_letter(&mut work, security, opened.id, new_letter("authority")).await.unwrap();
        assert!(letter.body.contains("姓名、手机号") && letter.body.ends_with("市一医院工会"), "{}", letter.body);
        let edited = ("市网信办", "更正后的正文");
        let letter = room.edit_letter(&mut work, security, (letter.id, 1), edited).await.unwrap();
        assert_eq!(code(room.edit_letter(&mut work, security, (letter.id, 1), edited).await), "emergency-changed");
        let ahead = (work.now().plus_secs(60), "专人送达");
        assert_eq!(code(room.send_letter(&mut work, security, letter.id, ahead).await), "emergency-time");
        let early = (opened.known_at.plus_secs(-1), "专人送达");
        assert_eq!(code(room.send_letter(&mut work, security, letter.id, early).await), "emergency-time");
        let sent_at = test.clock.now().plus_secs(-30);
        let sent = room.send_letter(&mut work, security, letter.id, (sent_at, "专人送达")).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!((sent.state, sent.recipient.as_str()), (LetterState::Sent, "市网信办"));
        let mut work = house.work().await;
        assert_eq!(code(room.edit_letter(&mut work, security, (letter.id, 3), edited).await), "emergency-letter-sent");
        assert_eq!(code(room.send_letter(&mut work, security, letter.id, (sent_at, "再送")).await), "emergency-letter-sent");
        drop(work);
        let read = room.incident(&mut house.read().await, &house.audit, opened.id).await.unwrap().incident;
        let stopped = read.stopped("authority").unwrap();
        assert_eq!((stopped.how, stopped.at, stopped.letter), (Stopping::Letter, sent_at, Some(letter.id)));
        assert_eq!(house.guarded(&LetterSubjects).await, 1);
    }
}
