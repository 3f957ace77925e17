//! A decision, the filter in memory and the filter in the database say the same, row by row.

use crate::house::rights;
use guildhall_identity::{ListQuery, Rights};
use guildhall_kernel::{AccountId, Actor, ActorId, Grant, OrgPath, Origin, RealmId, Standing};
use guildhall_policy::{ORG_PATH, Resource};
use guildhall_store::testing::TestDatabase;
use guildhall_store::{Migration, args};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A table with the columns that policies about records look at.
const PAPER: Migration = Migration {
    name: "test.0001_paper",
    sql: "-- class: realm
            CREATE TABLE paper (realm_id ID NOT NULL, number COUNT NOT NULL, org_path CODE NOT NULL,
              state CODE NOT NULL, secrecy COUNT NOT NULL, type_code CODE NOT NULL, owner_id ID,
              PRIMARY KEY (realm_id, number));",
};

fn migrations() -> &'static [Migration] {
    static ALL: std::sync::LazyLock<Vec<Migration>> =
        std::sync::LazyLock::new(|| [guildhall_store::MIGRATIONS, &[PAPER]].concat());
    &ALL
}

#[derive(Debug, Clone)]
struct Paper {
    path: OrgPath,
    state: &'static str,
    secrecy: i64,
    type_code: &'static str,
    owner: Option<Uuid>,
}

impl Paper {
    fn resource(&self) -> Resource {
        let resource = Resource::new("Record", self.path.as_str())
            .with("state", self.state)
            .with("secrecy", self.secrecy)
            .with("type_code", self.type_code);
        match self.owner {
            Some(owner) => resource.with("owner", owner.to_string().as_str()),
            None => resource,
        }
    }
}

fn a_path() -> impl Strategy<Value = OrgPath> {
    prop::collection::vec(1u32..12, 0..3).prop_map(|numbers| {
        numbers
            .into_iter()
            .fold(OrgPath::root(1), |path, number| path.child(number))
    })
}

fn a_paper() -> impl Strategy<Value = Paper> {
    let codes = (
        prop::sample::select(vec!["captured", "filed"]),
        prop::sample::select(vec!["WS", "KJ"]),
    );
    (
        a_path(),
        codes,
        0i64..5,
        prop::option::of((0u128..3).prop_map(Uuid::from_u128)),
    )
        .prop_map(|(path, (state, type_code), secrecy, owner)| Paper {
            path,
            state,
            secrecy,
            type_code,
            owner,
        })
}

fn an_actor(realm: RealmId) -> impl Strategy<Value = Actor> {
    let roles = prop::sample::select(vec![
        "systemAdministrator",
        "archivist",
        "reader",
        "program",
        "unheard-of",
    ]);
    let grant = (roles, a_path(), 0i64..5).prop_map(|(role, org_path, clearance)| Grant {
        role: role.to_owned(),
        org_path,
        clearance,
    });
    (prop::collection::vec(grant, 0..4), 0u128..3).prop_map(move |(grants, id)| Actor {
        id: ActorId::Account(AccountId::from_uuid(Uuid::from_u128(id))),
        person: None,
        name: "赵敏".to_owned(),
        realm,
        grants,
        standing: Standing::default(),
        purpose: None,
        origin: Origin::default(),
    })
}

fn sample<S: Strategy>(runner: &mut TestRunner, strategy: &S) -> S::Value {
    strategy.new_tree(runner).expect("a value can be made").current()
}

fn column(field: &str) -> Option<&'static str> {
    match field {
        ORG_PATH => Some("org_path"),
        "state" => Some("state"),
        "secrecy" => Some("secrecy"),
        "type_code" => Some("type_code"),
        "owner" => Some("owner_id"),
        _ => None,
    }
}

async fn insert(test: &TestDatabase, papers: &[Paper]) {
    const INSERT: &str =
        "INSERT INTO paper (realm_id, number, org_path, state, secrecy, type_code, owner_id) VALUES";
    let mut work = test.database.begin(test.realm).await.unwrap();
    let row = |(number, paper): (usize, &Paper)| {
        let number = i64::try_from(number).unwrap();
        args![
            test.realm,
            number,
            &paper.path,
            paper.state,
            paper.secrecy,
            paper.type_code,
            paper.owner
        ]
    };
    work.insert_many(INSERT, papers.iter().enumerate().map(row).collect(), "")
        .await
        .unwrap();
    work.commit().await.unwrap();
}

async fn listed(test: &TestDatabase, rights: &Rights, actor: &Actor, action: &str) -> BTreeSet<i64> {
    let query = ListQuery::new("SELECT number FROM paper WHERE realm_id = ?", args![test.realm]);
    let (sql, values) = query
        .and_filter(&rights.filter(actor, action), &column)
        .finish("ORDER BY number", args![]);
    let rows = test
        .database
        .read(test.realm)
        .await
        .unwrap()
        .fetch_all(sql, values)
        .await
        .unwrap();
    rows.iter().map(|row| row.get("number").unwrap()).collect()
}

guildhall_store::on_both_databases! { super::migrations();
    async fn decision_predicate_and_statement_agree(test: &TestDatabase) {
        let mut runner = TestRunner::new(Config::default());
        let rights = rights();
        let papers: Vec<Paper> = (0..60).map(|_| sample(&mut runner, &a_paper())).collect();
        insert(test, &papers).await;
        let actors = an_actor(test.realm);
        let (mut seen, mut hidden) = (0, 0);
        for _ in 0..40 {
            let actor = sample(&mut runner, &actors);
            for action in ["listRecords", "viewContent", "downloadContent", "fileRecord"] {
                let filter = rights.filter(&actor, action);
                let in_database = listed(test, &rights, &actor, action).await;
                for (number, paper) in papers.iter().enumerate() {
                    let (resource, number) = (paper.resource(), i64::try_from(number).unwrap());
                    let allowed = rights.allows(&actor, action, &resource);
                    assert_eq!(filter.matches(&resource), allowed, "{action} {actor:?} {paper:?}");
                    assert_eq!(in_database.contains(&number), allowed, "{action} {actor:?} {paper:?}");
                    if allowed { seen += 1 } else { hidden += 1 }
                }
            }
        }
        assert!(seen > 100 && hidden > 100, "the samples try both answers: {seen} and {hidden}");
    }
}

#[test]
fn what_the_policies_cannot_answer_is_denied_and_lists_nothing() {
    let rights = rights();
    let realm = RealmId::from_uuid(Uuid::nil());
    let actor = Actor {
        grants: vec![Grant {
            role: "securityAdministrator".to_owned(),
            org_path: OrgPath::root(1),
            clearance: 4,
        }],
        ..Actor::program("test", realm, OrgPath::root(1))
    };
    assert!(rights.require_in(&actor, "fly", &OrgPath::root(1)).is_err());
    assert!(
        !rights.allows(&actor, "listRecords", &Resource::new("Record", "/1/")),
        "attributes are missing"
    );
    assert_eq!(*rights.filter(&actor, "fly"), guildhall_policy::Filter::Nothing);
    assert!(rights.allows_in(&actor, "manageAccounts", &OrgPath::root(1).child(3)));
    assert!(!rights.allows_in(&actor, "manageAccounts", &OrgPath::root(2)));
    assert!(!rights.roles().any(|role| role == "program"));
}
