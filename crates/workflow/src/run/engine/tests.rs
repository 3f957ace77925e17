//! Whatever happens to a run, nothing gets lost and nobody decides twice.

use super::*;
use crate::definition::{Condition, Fact, FactKind, FactValue, Near, Way};
use guildhall_rules::Words;
use proptest::prelude::*;
use uuid::Uuid;

fn account(number: u8) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(u128::from(number) + 1))
}

fn step(code: &str, right: Option<&str>, mode: Mode, next: Vec<Way>) -> Step {
    Step {
        code: code.to_owned(),
        title: Words::only(code),
        asks: Words::default(),
        right: right.map(str::to_owned),
        posts: Vec::new(),
        near: Near::Unit,
        mode,
        days: u32::from(right.is_some()),
        remind: 0,
        escalate: None,
        next,
    }
}

fn to(target: &str) -> Way {
    Way {
        when: None,
        to: target.to_owned().into(),
    }
}

fn when(condition: &str, target: &str) -> Way {
    Way {
        when: Some(Condition(condition.to_owned())),
        to: target.to_owned().into(),
    }
}

/// A gate, a step of one, a step of all, a step that leads back.
fn definition() -> Definition {
    Definition {
        version: 1,
        code: "test".to_owned(),
        edition: 1,
        title: Words::only("test"),
        about: Words::only("test"),
        subject: "thing".to_owned(),
        facts: vec![Fact {
            code: "level".to_owned(),
            kind: FactKind::Int,
            title: Words::only("level"),
        }],
        start: "gate".to_owned(),
        steps: vec![
            step(
                "gate",
                None,
                Mode::Single,
                vec![when("level == 0", "approved"), to("one")],
            ),
            step(
                "one",
                Some("a"),
                Mode::Single,
                vec![
                    when("level >= 3", "all"),
                    when("level == 2", "again"),
                    to("approved"),
                ],
            ),
            step("all", Some("b"), Mode::Joint, vec![to("approved")]),
            step("again", Some("a"), Mode::Single, vec![to("one")]),
        ],
    }
}

fn facts(level: i64) -> Facts {
    Facts::from([("level".to_owned(), FactValue::Int(level))])
}

fn take(level: i64, state: &State, event: Event) -> Result<(State, Vec<Effect>), Refusal> {
    advance(&definition(), &facts(level), state, event)
}

/// Takes an event and seats people where they are asked for.
fn go(level: i64, state: &State, event: Event, people: &[u8]) -> Result<State, Refusal> {
    let (mut state, effects) = take(level, state, event)?;
    if effects.iter().any(|effect| matches!(effect, Effect::Seat(_))) {
        let people = people.iter().copied().map(account).collect();
        state = take(level, &state, Event::Seated(people))?.0;
    }
    Ok(state)
}

fn decided(seat: u8, verdict: Verdict) -> Event {
    Event::Decided {
        seat: account(seat),
        verdict,
    }
}

#[test]
fn a_gate_asks_nobody_and_a_step_of_one_takes_the_first() {
    let (ended, effects) = take(0, &State::new(), Event::Started).unwrap();
    assert_eq!(effects, [Effect::Ended(Status::Approved)]);
    assert_eq!(take(0, &ended, Event::Withdrawn), Err(Refusal::Ended));
    let state = go(1, &State::new(), Event::Started, &[1, 2]).unwrap();
    let state = go(1, &state, decided(2, Verdict::Approve), &[]).unwrap();
    assert_eq!((state.status, state.step), (Status::Approved, None));
}

#[test]
fn a_step_of_all_waits_for_each_and_one_no_is_enough() {
    let state = go(3, &State::new(), Event::Started, &[1]).unwrap();
    let all = go(3, &state, decided(1, Verdict::Approve), &[1, 2, 3]).unwrap();
    let two = go(3, &all, decided(1, Verdict::Approve), &[]).unwrap();
    assert_eq!(two.open_seats().collect::<Vec<_>>(), [account(2), account(3)]);
    assert_eq!(
        take(3, &two, decided(1, Verdict::Approve)),
        Err(Refusal::AlreadyDecided)
    );
    assert_eq!(
        take(3, &two, decided(7, Verdict::Approve)),
        Err(Refusal::NotSeated)
    );
    let refused = go(3, &two, decided(2, Verdict::Refuse), &[]).unwrap();
    assert_eq!(refused.status, Status::Refused);
    let handed = go(
        3,
        &two,
        Event::Delegated {
            from: account(3),
            to: account(9),
        },
        &[],
    )
    .unwrap();
    let one = go(3, &handed, decided(9, Verdict::Approve), &[]).unwrap();
    let done = go(3, &one, decided(2, Verdict::Approve), &[]).unwrap();
    assert_eq!(done.status, Status::Approved);
}

#[test]
fn it_goes_back_only_to_a_step_that_was_passed() {
    let state = go(3, &State::new(), Event::Started, &[1]).unwrap();
    assert_eq!(
        take(3, &state, decided(1, Verdict::Return("all".into()))),
        Err(Refusal::NotPassed)
    );
    let all = go(3, &state, decided(1, Verdict::Approve), &[2, 3]).unwrap();
    let back = go(3, &all, decided(2, Verdict::Return("one".into())), &[1]).unwrap();
    assert_eq!(
        (back.step.as_deref(), back.round, back.trail.len()),
        (Some("one"), 3, 0)
    );
    assert_eq!(
        take(3, &back, decided(3, Verdict::Approve)),
        Err(Refusal::NotSeated)
    );
}

#[test]
fn when_the_time_is_over_one_of_the_others_is_enough() {
    let state = go(3, &State::new(), Event::Started, &[1]).unwrap();
    let all = go(3, &state, decided(1, Verdict::Approve), &[2, 3]).unwrap();
    let late = go(3, &all, Event::Escalated(vec![account(8), account(9)]), &[]).unwrap();
    assert_eq!(
        take(3, &late, decided(2, Verdict::Approve)),
        Err(Refusal::NotSeated)
    );
    assert_eq!(
        take(3, &late, Event::Escalated(vec![account(4)])),
        Err(Refusal::OutOfTurn)
    );
    let done = go(3, &late, decided(9, Verdict::Approve), &[]).unwrap();
    assert_eq!(done.status, Status::Approved);
}

#[test]
fn nobody_to_decide_is_told_and_not_waited_for() {
    let (state, _) = take(1, &State::new(), Event::Started).unwrap();
    assert_eq!(take(1, &state, Event::Seated(Vec::new())), Err(Refusal::Nobody));
}

fn any_event() -> impl Strategy<Value = Event> {
    let verdict = prop_oneof![
        4 => Just(Verdict::Approve),
        1 => Just(Verdict::Refuse),
        2 => prop_oneof![Just("one"), Just("all"), Just("again"), Just("gate")].prop_map(|to| Verdict::Return(to.into())),
    ];
    let people = || proptest::collection::vec((0u8..6).prop_map(account), 0..4);
    prop_oneof![
        1 => Just(Event::Started),
        2 => people().prop_map(Event::Seated),
        1 => people().prop_map(Event::Escalated),
        8 => ((0u8..6).prop_map(account), verdict).prop_map(|(seat, verdict)| Event::Decided { seat, verdict }),
        2 => (0u8..6, 0u8..6).prop_map(|(from, to)| Event::Delegated { from: account(from), to: account(to) }),
        1 => Just(Event::Withdrawn),
    ]
}

proptest! {
    /// No lost token: a running run that has begun stands at one step and has somebody to decide.
    #[test]
    fn a_running_run_always_has_a_step_and_somebody_to_decide(
        level in 0i64..5, people in proptest::collection::vec(0u8..6, 1..4), events in proptest::collection::vec(any_event(), 0..60),
    ) {
        let mut state = go(level, &State::new(), Event::Started, &people).unwrap();
        for event in events {
            if matches!(event, Event::Started | Event::Seated(_)) {
                prop_assert!(take(level, &state, event).is_err());
                continue;
            }
            if let Ok(next) = go(level, &state, event, &people) {
                state = next;
            }
            let is_running = state.status == Status::Running;
            prop_assert_eq!(is_running, state.step.is_some());
            prop_assert_eq!(is_running, state.open_seats().next().is_some());
        }
    }

    /// No double decision: within a round each seat decides once, and each person has one seat.
    #[test]
    fn nobody_decides_twice_in_a_round(
        people in proptest::collection::vec(0u8..6, 1..4), events in proptest::collection::vec(any_event(), 0..60),
    ) {
        let mut state = go(3, &State::new(), Event::Started, &people).unwrap();
        let mut spoken: Vec<(u32, AccountId)> = Vec::new();
        for event in events {
            let Ok(next) = go(3, &state, event.clone(), &people) else { continue };
            if let Event::Decided { seat, .. } = event {
                prop_assert!(!spoken.contains(&(state.round, seat)));
                spoken.push((state.round, seat));
            }
            let mut seats: Vec<AccountId> = next.seats.iter().map(|seat| seat.account).collect();
            seats.sort();
            seats.dedup();
            prop_assert_eq!(seats.len(), next.seats.len());
            state = next;
        }
    }

    /// Every path ends: from wherever a run stands, each of those asked saying yes brings it on, and one no ends it.
    #[test]
    fn from_everywhere_a_no_ends_it_and_an_ended_run_takes_nothing(
        level in 1i64..5, events in proptest::collection::vec(any_event(), 0..60), last in any_event(),
    ) {
        let mut state = go(level, &State::new(), Event::Started, &[1, 2]).unwrap();
        for event in events {
            if let Ok(next) = go(level, &state, event, &[1, 2]) {
                state = next;
            }
        }
        let open = state.open_seats().next();
        if let Some(seat) = open {
            let no = Event::Decided { seat, verdict: Verdict::Refuse };
            state = take(level, &state, no).unwrap().0;
        }
        prop_assert!(state.status != Status::Running);
        prop_assert_eq!(take(level, &state, last), Err(Refusal::Ended));
    }

    /// A matter that is sent round for ever is stopped; only a no is taken then.
    #[test]
    fn nothing_goes_round_for_ever(level in 2i64..3) {
        let mut state = go(level, &State::new(), Event::Started, &[1]).unwrap();
        let yes = || decided(1, Verdict::Approve);
        let refusal = loop {
            match go(level, &state, yes(), &[1]) {
                Ok(next) => state = next,
                Err(refusal) => break refusal,
            }
        };
        prop_assert_eq!(refusal, Refusal::TooLong);
        prop_assert!(take(level, &state, decided(1, Verdict::Refuse)).is_ok());
    }
}
