//! The trace as others see it: witnesses over the network, published tiles, proofs to take home, the audit trail.

use crate::house::{House, Union};
use axum::Router;
use axum::response::Redirect;
use axum::routing::post;
use guildhall_ledger::delivery::{Undelivered, client, deliver};
use guildhall_ledger::history_proof::HistoryProof;
use guildhall_ledger::tile::{Question, TileId, Tiles};
use guildhall_ledger::trail::{self, TrailQuery};
use guildhall_ledger::witness::{Place, Witness};
use guildhall_ledger::{VerifyingKey, WitnessKey, log, seal};
use guildhall_store::args;
use http::{StatusCode, header};
use serde_json::json;
use std::net::SocketAddr;

/// Serves a router on a free port of this machine, as the program does.
async fn listen(router: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// Serves a house that witnesses the logs of these keys.
async fn serve(house: &House, witnessed: Vec<VerifyingKey>) -> SocketAddr {
    let mut app = house.app.clone();
    app.ledger.witnessed = witnessed.into();
    listen(guildhall_web::router(guildhall_web::App::new(app))).await
}

fn witness(address: SocketAddr, key: WitnessKey) -> Witness {
    let address = format!("http://{address}/api/v1/witness")
        .parse()
        .expect("an address");
    Witness {
        name: "federation".to_owned(),
        place: Place::Installation { address, key },
    }
}

fn public_key(house: &House) -> VerifyingKey {
    house.app.signing_key.verifying_key().expect("a key")
}

async fn carry(house: &House, to: &Witness) -> Result<bool, Undelivered> {
    let (database, realm) = (&house.app.database, house.realm().await);
    seal(database, realm, &house.app.signing_key)
        .await
        .expect("a sealed log");
    deliver(
        database,
        realm,
        &public_key(house),
        (&client().expect("a client"), to),
    )
    .await
}

/// Forgets the log and lets another grow, as who holds database and key could.
async fn rewrite(house: &House, union: &Union) {
    let realm = house.realm().await;
    for table in [
        "ledger_entry",
        "ledger_leaf",
        "ledger_tile",
        "ledger_head",
        "ledger_checkpoint",
        "ledger_waiting",
    ] {
        let mut work = house.app.database.begin(realm).await.expect("a unit of work");
        let sql = format!("DELETE FROM {table} WHERE realm_id = $1");
        work.execute(sql, args![realm]).await.expect("rows are deleted");
        work.commit().await.expect("a commit");
    }
    for number in 0..40 {
        union
            .archivist
            .capture(&format!("{number}.txt"), format!("paper {number}").as_bytes())
            .await;
    }
}

async fn count(house: &House, action: &str) -> usize {
    let mut connection = house
        .app
        .database
        .read(house.realm().await)
        .await
        .expect("a connection");
    let query = TrailQuery {
        action: Some(action.to_owned()),
        ..TrailQuery::default()
    };
    trail::page(&mut connection, &query, 100)
        .await
        .expect("a page")
        .len()
}

#[tokio::test]
async fn another_installation_witnesses_a_log_and_refuses_it_when_it_is_rewritten() {
    let (mut first, second) = (House::open().await, House::open().await);
    let (union, federation) = (first.first_run().await, second.first_run().await);
    let address = serve(&second, vec![public_key(&first)]).await;
    let to = witness(address, second.app.signing_key.witness_key());
    first.configure(|app| app.ledger.witnesses = vec![to.clone()].into());
    assert!(carry(&first, &to).await.expect("the first checkpoint is taken"));
    assert!(!carry(&first, &to).await.expect("nothing is new"));
    union.archivist.capture("a.txt", b"a").await;
    assert!(carry(&first, &to).await.expect("what continues is taken"));
    let shown = first.get_as(&union.audit, "/api/v1/ledger").await.json();
    let note = shown["witnesses"][0]["note"]
        .as_str()
        .expect("a cosigned checkpoint")
        .to_owned();
    second
        .app
        .signing_key
        .witness_key()
        .open(&note)
        .expect("the cosignature holds");
    assert_eq!(shown["witnesses"][0]["problem"], json!(null));

    rewrite(&first, &union).await;
    let refused = carry(&first, &to).await;
    assert!(matches!(refused, Err(Undelivered::Fork)), "{refused:?}");
    let refused = carry(&first, &to).await;
    assert!(
        matches!(refused, Err(Undelivered::Fork)),
        "it is tried again, and refused again: {refused:?}"
    );
    assert_eq!(
        count(&second, "witness.fork-refused").await,
        1,
        "told once for each checkpoint"
    );
    let shown = first.get_as(&union.audit, "/api/v1/ledger").await.json();
    assert_eq!(shown["witnesses"][0]["problem"], "fork");
    let page = first.get_as(&union.audit, "/system/ledger").await.text();
    assert!(
        page.contains("federation") && page.contains("另一份历史"),
        "in plain words"
    );
    let page = federation.audit.get("/system/ledger").await.text();
    assert!(page.contains("被改写过"), "the witness tells its own people");
}

#[tokio::test]
async fn a_witness_is_asked_at_its_configured_address_alone() {
    let house = House::open().await;
    house.first_run().await;
    let other = House::open().await;
    other.first_run().await;
    let address = serve(&other, Vec::new()).await;
    let stranger = witness(address, other.app.signing_key.witness_key());
    let refused = carry(&house, &stranger).await;
    assert!(
        matches!(refused, Err(Undelivered::Refused(_))),
        "a log that is not known there: {refused:?}"
    );
    let known = serve(&other, vec![public_key(&house)]).await;
    let wrong_key = witness(known, house.app.signing_key.witness_key());
    assert!(matches!(
        carry(&house, &wrong_key).await,
        Err(Undelivered::Unsigned)
    ));
    let target = format!("http://{known}/api/v1/witness");
    let elsewhere = post(move || async move { Redirect::temporary(&target) });
    let redirecting = listen(Router::new().route("/api/v1/witness", elsewhere)).await;
    let refused = carry(&house, &witness(redirecting, other.app.signing_key.witness_key())).await;
    assert!(
        matches!(refused, Err(Undelivered::Refused(_))),
        "no redirect is followed: {refused:?}"
    );
}

#[tokio::test]
async fn what_is_no_submission_is_refused_at_the_witness_door() {
    let house = House::open().await;
    house.first_run().await;
    let visitor = house.visitor();
    let send = async |body: String| {
        let request = http::Request::post("/api/v1/witness").body(axum::body::Body::from(body));
        visitor.send(request.expect("a request")).await.status
    };
    assert_eq!(send("hello".to_owned()).await, StatusCode::BAD_REQUEST);
    assert_eq!(
        send("old 0\n\na\n1\nx\n\n— a b\n".to_owned()).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(send("x".repeat(100_000)).await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_stranger_proves_inclusion_from_what_is_published() {
    let mut house = House::open().await;
    let union = house.first_run().await;
    let realm = house.realm().await;
    assert_eq!(
        house.visitor().get("/ledger/checkpoint").await.status,
        StatusCode::NOT_FOUND,
        "nothing is signed yet"
    );
    seal(&house.app.database, realm, &house.app.signing_key)
        .await
        .expect("a sealed log");
    let answer = house.visitor().get("/ledger/checkpoint").await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/plain; charset=utf-8");
    let stated = public_key(&house)
        .open(&answer.text())
        .expect("a signed checkpoint");
    let question = Question::Inclusion {
        size: stated.size,
        index: 2,
    };
    let mut tiles = Tiles::new();
    for id in question.tiles() {
        let TileId { level, index } = id;
        let width = guildhall_ledger::tile::width(id, stated.size);
        let tile = house
            .visitor()
            .get(&format!("/ledger/tile/{level}/{index:03}.p/{width}"))
            .await;
        assert_eq!(tile.status, StatusCode::OK);
        assert_eq!(tile.header(header::CONTENT_TYPE), "application/octet-stream");
        assert!(tile.header(header::CACHE_CONTROL).contains("immutable"));
        tiles.insert(id, tile.body.to_vec());
    }
    let proof = question.answer(&tiles).expect("a proof");
    let mut connection = house.app.database.read(realm).await.expect("a connection");
    let entries = guildhall_ledger::history::before(&mut connection, Some(3), 1)
        .await
        .expect("entries");
    let leaf = guildhall_ledger::tree::record_hash(entries[0].0.leaf().as_bytes());
    let proof: Vec<[u8; 32]> = proof.iter().map(|hash| hash.0).collect();
    guildhall_ledger::tree::verify_inclusion(&proof, stated.size, &stated.root.0, 2, &leaf.0)
        .expect("it holds");
    for none in [
        "/ledger/tile/entries/000",
        "/ledger/tile/0/999",
        "/ledger/tile/0/000.p/0",
        "/ledger/tile/0/x",
    ] {
        assert_eq!(
            house.visitor().get(none).await.status,
            StatusCode::NOT_FOUND,
            "{none}"
        );
    }
    let unit = house.unit(&union, "外科分会").await;
    let reader = house.account(&union, "qian.li", &unit, "reader").await;
    house.configure(|app| app.ledger.is_public = false);
    assert_eq!(
        house.visitor().get("/ledger/checkpoint").await.status,
        StatusCode::SEE_OTHER,
        "kept to itself"
    );
    assert_eq!(
        house.get_as(&union.audit, "/ledger/checkpoint").await.status,
        StatusCode::OK
    );
    assert_eq!(
        house.get_as(&reader, "/ledger/checkpoint").await.status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn a_records_history_is_proved_to_an_outsider() {
    let house = House::open().await;
    let union = house.first_run().await;
    let record = union
        .archivist
        .capture("通知.txt", "关于会议的通知".as_bytes())
        .await;
    union.archivist.file(&record, "关于会议的通知", "1").await;
    let page = union.archivist.get(&format!("/records/{record}")).await.text();
    assert!(
        page.contains(&format!("href=\"/records/{record}/proof\"")),
        "the button"
    );
    for path in [
        format!("/api/v1/records/{record}/proof"),
        format!("/records/{record}/proof"),
    ] {
        let answer = union.archivist.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let proof = HistoryProof::parse(&answer.text()).expect("a proof");
        let proved = proof
            .verify(&public_key(&house), &[])
            .expect("signed")
            .expect("it holds");
        let actions: Vec<&str> = proved.entries.iter().map(|entry| entry.action.as_str()).collect();
        for action in [
            "record.captured",
            "record.files-kept",
            "record.described",
            "record.filed",
        ] {
            assert!(actions.contains(&action), "{action} is missing in {actions:?}");
        }
    }
    let elsewhere = house.unit(&union, "内科分会").await;
    let stranger = house.account(&union, "zhou.wen", &elsewhere, "reader").await;
    let refused = stranger.get(&format!("/api/v1/records/{record}/proof")).await;
    refused.assert_problem(StatusCode::NOT_FOUND, "no-such-record");
}

#[tokio::test]
async fn the_auditor_reads_the_trail_and_nobody_else_does() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let body = json!({ "login": "evil", "name": "=1+1", "password": crate::house::PASSWORD, "unit": unit,
        "role": "reader", "clearance": 1 });
    union
        .security
        .send_json(http::Method::POST, "/api/v1/accounts", &body)
        .await;
    house.sign_in("evil", crate::house::PASSWORD).await;
    for paths in ["/system/audit", "/system/audit/export", "/api/v1/audit"] {
        for other in [&union.system, &union.security, &union.archivist] {
            assert_eq!(other.get(paths).await.status, StatusCode::FORBIDDEN, "{paths}");
        }
        assert_eq!(union.audit.get(paths).await.status, StatusCode::OK, "{paths}");
    }
    let made = union
        .audit
        .get("/api/v1/audit?action=account.created")
        .await
        .json();
    assert_eq!(made["acts"].as_array().map(Vec::len), Some(5));
    assert_eq!(made["acts"][0]["kind"], "account");
    let page = union
        .audit
        .get("/system/audit?action=organisation.added")
        .await
        .text();
    assert!(page.contains("新增组织") && page.contains("赵敏"));
    let page = union.audit.get("/system/audit?from=2090-01-01").await.text();
    assert!(page.contains("没有符合条件的记录"));
    assert_eq!(
        union.audit.get("/system/audit?from=yesterday").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let file = union
        .audit
        .get("/system/audit/export?action=session.signed-in")
        .await;
    assert_eq!(file.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(
        file.text().contains("\"'=1+1\""),
        "a formula is none: {}",
        file.text()
    );
    assert_eq!(
        count(&house, "ledger.trail-exported").await,
        2,
        "the file is an act itself"
    );
    let first = union.audit.get("/api/v1/audit").await.json();
    if let Some(next) = first["next"].as_str() {
        let second = union.audit.get(next).await.json();
        assert_ne!(first["acts"][0]["id"], second["acts"][0]["id"]);
    }
}

#[tokio::test]
async fn the_acts_on_jobs_and_exports_are_in_the_trail() {
    let house = House::open().await;
    let union = house.first_run().await;
    let token = [("csrf", union.system.form_token.as_str())];
    union.system.post_form("/system/storage/scrub", &token).await;
    assert_eq!(count(&house, "job.started").await, 1);
    let jobs = union.system.get("/api/v1/jobs?state=queued").await.json();
    let id = jobs["jobs"][0]["id"].as_str().expect("a job").to_owned();
    for (way, action) in [("cancel", "job.cancelled"), ("retry", "job.retried")] {
        union
            .system
            .post_form(&format!("/system/jobs/{id}/{way}"), &token)
            .await;
        assert_eq!(count(&house, action).await, 1);
    }
    union.audit.get("/system/ledger/export").await;
    assert_eq!(count(&house, "ledger.exported").await, 1);
}

#[tokio::test]
async fn the_checkpoint_is_printed_with_its_code() {
    let house = House::open().await;
    let union = house.first_run().await;
    let unit = house.unit(&union, "外科分会").await;
    let reader = house.account(&union, "qian.li", &unit, "reader").await;
    let path = "/system/ledger/checkpoint/print";
    assert_eq!(
        union.audit.get(path).await.status,
        StatusCode::NOT_FOUND,
        "nothing is signed yet"
    );
    let realm = house.realm().await;
    seal(&house.app.database, realm, &house.app.signing_key)
        .await
        .expect("a sealed log");
    let mut connection = house.app.database.read(realm).await.expect("a connection");
    let newest = log::last_checkpoint(&mut connection)
        .await
        .expect("a row")
        .expect("a checkpoint");
    let page = union.audit.get(path).await.text();
    let root = public_key(&house)
        .open(&newest.note)
        .expect("a checkpoint")
        .root
        .to_string();
    assert!(page.contains("class=\"qr\"") && page.contains(house.app.signing_key.vkey()));
    assert!(
        page.contains(&root.replace('=', "&#61;")) || page.contains(&root),
        "{page}"
    );
    assert_eq!(reader.get(path).await.status, StatusCode::FORBIDDEN);
}
