//! A small union with one visitor of each kind, and copies of it that may be spoiled.

use super::fields::{fitting, of_volumes};
use super::making::{asked_to_borrow, lent, listed, made, of_authorities, offered, store_away};
use crate::house::{Client, House, OWN_PASSWORD, PASSWORD, Part, Union};
use crate::shipped_rules::text;
use axum::body::Body;
use guildhall_kernel::{Clock as _, Timestamp};
use guildhall_watch::{Act, ActKind};
use http::{Method, Request, header};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Everybody who comes to a door, from the outermost to the innermost; all but the first two hold something in the
/// surgical branch, or, where it says so, elsewhere.
pub const VISITORS: [&str; 11] = [
    "stranger",
    "session over",
    "first password",
    "reader elsewhere",
    "archivist elsewhere",
    "archivist cleared 0",
    "reader",
    "archivist",
    "system",
    "security",
    "audit",
];

/// The union, with what its addresses are filled with.
pub struct Stage {
    house: House,
    tokens: BTreeMap<&'static str, String>,
    places: Places,
}

/// The things that addresses name.
#[derive(Clone, Default)]
struct Places {
    record: String,
    file: String,
    paper: String,
    unit: String,
    account: String,
    session: String,
    job: String,
    alert: String,
    request: String,
    assessment: String,
    edition: String,
    run: String,
    incident: String,
    letter: String,
    /// The code of a filed record of the whole union.
    code: String,
    /// The archivist of the whole union.
    keeper: String,
    /// A use that the reader asked for, and the run that decides about it.
    line: String,
    matter: String,
    /// A round of appraisal that the archivist puts together, a line of it, and a hold that she set.
    round: String,
    item: String,
    hold: String,
    /// A box in which the record lies, an empty one, another room, and the move that brought the record in.
    full_box: String,
    empty_box: String,
    room: String,
    relocation: String,
    /// A batch that the archivist puts together.
    batch: String,
    /// Records that the archivist takes along, and packages that she sent in.
    consignment: String,
    accession: String,
    /// What she offered to another archives.
    handover: String,
    /// A loan of another record, and the code of one that is in.
    loan: String,
    /// What the reader of another unit asked to borrow.
    loan_request: String,
    /// An authority record.
    authority: String,
    /// A certificate issued from the record.
    attestation: String,
    /// A dossier that the archivist gathers papers for.
    dossier: String,
    /// A volume that she arranges, and that is still empty.
    volume: String,
}

/// A copy of the house, and who may try its doors.
pub struct Copy {
    house: House,
    tokens: BTreeMap<&'static str, String>,
    places: Places,
}

impl Stage {
    /// Makes the union.
    pub async fn set() -> Self {
        let house = House::open().await;
        let union = house.first_run().await;
        let surgery = house.unit(&union, "外科分会").await;
        let medicine = house.unit(&union, "内科分会").await;
        let over = appoint(&house, &union, ("over", &surgery, "archivist", 4)).await;
        house.clock.advance_secs(13 * 60 * 60);
        let union = Union {
            system: house.sign_in("zhao.min", PASSWORD).await,
            security: house.sign_in("he.an", OWN_PASSWORD).await,
            audit: house.sign_in("lu.ping", OWN_PASSWORD).await,
            archivist: house.sign_in("chen.yu", OWN_PASSWORD).await,
        };
        let archivist = appoint(&house, &union, ("archivist", &surgery, "archivist", 4)).await;
        let visitors = [
            ("session over", over),
            (
                "first password",
                house.newcomer(&union, "newcomer", &surgery, "reader").await,
            ),
            (
                "reader elsewhere",
                appoint(&house, &union, ("reader.2", &medicine, "reader", 4)).await,
            ),
            (
                "archivist elsewhere",
                appoint(&house, &union, ("archivist.2", &medicine, "archivist", 4)).await,
            ),
            (
                "archivist cleared 0",
                appoint(&house, &union, ("archivist.0", &surgery, "archivist", 0)).await,
            ),
            (
                "reader",
                appoint(&house, &union, ("reader", &surgery, "reader", 4)).await,
            ),
            ("archivist", archivist.clone()),
            ("system", union.system.clone()),
            ("security", union.security.clone()),
            ("audit", union.audit.clone()),
        ];
        let tokens = visitors
            .into_iter()
            .map(|(name, client)| (name, client.bearer.expect("a token")));
        let tokens: BTreeMap<&'static str, String> = tokens.collect();
        let mut places = furnish(&union, &archivist, surgery).await;
        let mut asker = house.visitor();
        asker.bearer = tokens.get("reader elsewhere").cloned();
        let matter = fitting("/uses", &places.of_matters());
        let matter = made(&asker, "/api/v1/uses", &matter).await;
        places.line = matter["use"]["id"].as_str().expect("an id").to_owned();
        places.matter = matter["run"].as_str().expect("an id").to_owned();
        places.loan_request = asked_to_borrow(&union, &asker, &places.code).await;
        places.handover = offered(&house, &union, &archivist).await;
        places.alert = notice(&house, &union, &places.account).await;
        house.catch_up().await;
        Self {
            house,
            tokens,
            places,
        }
    }

    /// Returns a copy that may be spoiled.
    pub async fn copy(&self) -> Copy {
        let folder = tempfile::tempdir().expect("a scratch folder");
        copy_folder(self.house.folder.path(), folder.path());
        let now: Timestamp = self.house.clock.now();
        Copy {
            house: House::open_in(folder, now, 0).await,
            tokens: self.tokens.clone(),
            places: self.places.clone(),
        }
    }
}

/// Makes an account with a role over a unit and a clearance, and signs it in.
async fn appoint(
    house: &House,
    union: &Union,
    (login, unit, role, clearance): (&str, &str, &str, i64),
) -> Client {
    let body = json!({
        "login": login, "name": "钱立", "password": PASSWORD, "unit": unit, "role": role, "clearance": clearance,
    });
    let made = union
        .security
        .send_json(Method::POST, "/api/v1/accounts", &body)
        .await;
    assert!(made.status.is_success(), "{}", made.text());
    let client = house.sign_in(login, PASSWORD).await;
    client.set_own_password(PASSWORD).await;
    client
}

/// Has an alert raised about an account and returns its id.
async fn notice(house: &House, union: &Union, account: &str) -> String {
    house.app.watch.take(Act {
        realm: house.realm().await,
        account: Some(account.parse().expect("an id")),
        role: "reader".to_owned(),
        kind: ActKind::ExportRefused,
        at: house.clock.now(),
        record: None,
        address: None,
        agent: String::new(),
    });
    house.app.watch.settle().await.expect("it is noticed");
    let alerts = union.security.get("/api/v1/alerts").await.json();
    alerts["alerts"][0]["id"].as_str().expect("an alert").to_owned()
}

/// Brings papers in and returns everything that addresses name.
async fn furnish(union: &Union, archivist: &Client, unit: String) -> Places {
    let record = archivist.capture("慰问.txt", "困难职工慰问".as_bytes()).await;
    archivist.file(&record, "困难职工慰问方案", "1").await;
    let shown = archivist.get(&format!("/api/v1/records/{record}")).await.json();
    let paper = archivist.capture("活动.txt", "职工运动会".as_bytes()).await;
    let described = archivist.describe(&paper, 1, "职工运动会通知", "1").await;
    assert!(described.status.is_success(), "{}", described.text());
    let said = |value: &Value| value.as_str().expect("a text").to_owned();
    let accounts = union.security.get("/api/v1/accounts").await.json();
    let accounts = accounts["accounts"].as_array().expect("accounts").clone();
    let reader = accounts.iter().find(|account| account["login"] == "reader.2");
    let keeper = accounts.iter().find(|account| account["login"] == "archivist");
    let jobs = union.system.get("/api/v1/jobs?state=queued").await.json();
    let sessions = archivist.get("/api/v1/me/sessions").await.json();
    let wish = json!({ "kind": "correction", "wish": "请更正姓名" });
    let request = archivist
        .send_json(Method::POST, "/api/v1/me/requests", &wish)
        .await;
    let draft = json!({ "entry": "archives", "content": content() });
    let draft = union
        .security
        .send_json(Method::POST, "/api/v1/privacy/assessments", &draft)
        .await;
    let edition = json!({ "files": [{ "name": "records.cedar", "text": text("policies/records.cedar") + "\n" }], "reason": "空行" });
    let edition = union
        .security
        .send_json(Method::POST, "/api/v1/policies/editions", &edition)
        .await;
    let storeroom = store_away(archivist, &unit, &record).await;
    let loan = lent(union, archivist, &unit).await;
    let authority = listed(archivist).await;
    let certified = json!({ "recipient": "王芳", "purpose": "办理退休", "excerpt": "同意。" });
    let certified = made(
        archivist,
        &format!("/api/v1/records/{record}/attestations"),
        &certified,
    )
    .await;
    let all = of_emergencies();
    let run = made(
        &union.system,
        "/api/v1/emergency/runs",
        &fitting("/emergency/runs", &all),
    )
    .await;
    let incident = made(&union.security, "/api/v1/incidents", &fitting("/incidents", &all)).await;
    let letters = format!("/api/v1/incidents/{}/letters", said(&incident["id"]));
    let letter = made(&union.security, &letters, &json!({ "template": "authority" })).await;
    let disposal = of_disposal();
    let rounds = "/api/v1/disposal/rounds";
    let round = made(archivist, rounds, &fitting("/disposal/rounds", &disposal)).await;
    let items = archivist
        .get(&format!("{rounds}/{}", said(&round["id"])))
        .await
        .json();
    let taken = json!({ "format": "bagit", "purpose": "inspection", "reason": "移交市档案馆" });
    let consignment = made(archivist, "/api/v1/consignments", &taken).await;
    let package = Part {
        name: "packages.zip",
        bytes: b"PK no package",
    };
    let sent = archivist.upload_to("/api/v1/accessions", &[package]);
    let accession = archivist.send(sent).await.json();
    let holds = "/api/v1/disposal/holds";
    let hold = made(archivist, holds, &fitting("/disposal/holds", &disposal)).await;
    let batches = "/api/v1/record-batches";
    let new = json!({ "records": [paper], "changes": { "year": "2024" } });
    let batch = made(archivist, batches, &new).await;
    let new = fitting("/dossiers", &of_dossiers(&unit, &paper));
    let dossier = made(archivist, "/api/v1/dossiers", &new).await;
    let new = fitting("/volumes", &of_volumes("", &unit, &paper));
    let volume = made(archivist, "/api/v1/volumes", &new).await;
    Places {
        volume: said(&volume["id"]),
        dossier: said(&dossier["id"]),
        batch: said(&batch["id"]),
        consignment: said(&consignment["id"]),
        accession: said(&accession["id"]),
        handover: String::new(),
        file: said(&shown["files"][0]["id"]),
        account: said(&reader.expect("an account")["id"]),
        session: said(&sessions["sessions"][0]["id"]),
        job: said(&jobs["jobs"][0]["id"]),
        request: said(&request.json()["id"]),
        assessment: said(&draft.json()["id"]),
        edition: said(&edition.json()["id"]),
        run: said(&run["id"]),
        incident: said(&incident["id"]),
        letter: said(&letter["id"]),
        code: said(&shown["record"]["archival_code"]),
        keeper: said(&keeper.expect("an account")["id"]),
        line: String::new(),
        matter: String::new(),
        round: said(&round["id"]),
        item: said(&items["items"][0]["id"]),
        hold: said(&hold["id"]),
        room: said(&storeroom["room"]),
        full_box: said(&storeroom["full"]),
        empty_box: said(&storeroom["empty"]),
        relocation: said(&storeroom["move"]),
        authority,
        loan,
        loan_request: String::new(),
        attestation: said(&certified["id"]),
        record,
        paper,
        unit,
        alert: String::new(),
    }
}

/// Returns the code that stands in an address: of a consent, a plan, a clock, or an entry of the register.
fn code_at(address: &str) -> &'static str {
    const CODES: [(&str, &str); 4] = [
        ("/checks/", "GD-3-4"),
        ("/consents/", "event_pictures"),
        ("/plans/", "outage"),
        ("/clocks/", "remedy"),
    ];
    let found = CODES.iter().find(|(part, _)| address.contains(part));
    found.map_or("events", |(_, code)| code)
}

/// What is sent to the doors of the emergency room.
fn of_emergencies() -> Value {
    let facts =
        json!({ "what": "名单外传", "since": "2026-09-20T00:00:00Z", "until": "2026-09-20T01:00:00Z" });
    json!({
        "plan": "outage", "kind": "rehearsal", "outcome": "done", "note": "看过了", "findings": "顺利",
        "improvements": "早点断网", "known_at": "2026-09-20T02:00:00Z", "facts": facts, "known": "2026-09-20T10:00",
        "what": "名单外传", "since": "2026-09-20T08:00", "until": "2026-09-20T09:00", "revision": 1, "how": "excused",
        "excused": true, "said": "不涉及真实个人", "summary": "已处理", "reason": "又有人报告", "template": "authority",
        "recipient": "市网信办", "body": "现报告如下", "sent": "2026-09-20T11:00", "sent_at": "2026-09-20T03:00:00Z",
        "way": "专人送达",
    })
}

/// What is sent to the doors of the disposal room.
fn of_disposal() -> Value {
    json!({
        "name": "到期鉴定", "basis": "保管期限表", "until_year": 2100, "year": "2100", "verdict": "", "reason": "确无价值",
        "scope": { "words": ["不在清单中"] }, "words": "不在清单中",
    })
}

/// What is sent to the doors of the privacy room.
fn of_duties() -> Value {
    let said = json!({ "zh": "活动通知" });
    let activity = json!({
        "title": said, "purpose": said, "basis": "consent", "ground": said, "classes": ["phone"], "whose": said,
        "recipients": said, "retention": said, "responsible": said, "sensitive": false,
    });
    json!({
        "wish": "请给我一份副本", "outcome": "granted", "answer": "已办理", "agreed": "on", "approve": true,
        "verdict": "approve", "content": content(), "what": "收集", "necessity": "必要", "risks": "泄露",
        "measures": "加密", "entry": "archives", "activity": activity,
    })
}

/// What an impact assessment says.
fn content() -> Value {
    json!({ "what": "收集", "necessity": "必要", "risks": "泄露", "measures": "加密" })
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

impl Copy {
    /// Has a visitor try a door; returns the status, or `sign-in` for who is led to the sign-in page.
    pub async fn try_door(&self, visitor: &str, method: &Method, address: &str) -> String {
        let mut client = self.house.visitor();
        client.bearer = self.tokens.get(visitor).cloned();
        let answer = client.send(self.request(method, address)).await;
        if answer.header(header::LOCATION).starts_with("/sign-in") {
            return "sign-in".to_owned();
        }
        answer.status.as_u16().to_string()
    }

    /// Returns a request that somebody who may would be answered.
    fn request(&self, method: &Method, address: &str) -> Request<Body> {
        let path = self.places.fill(address);
        let path = path.as_str();
        let request = Request::builder().method(method).uri(path);
        let takes_files = ["/api/v1/papers", "/accessions", "/api/v1/accessions"].contains(&path);
        let is_upload = path == "/inbox/files" || (takes_files && method == Method::POST);
        if is_upload {
            let part = Part {
                name: "新来.txt",
                bytes: "新来的文件".as_bytes(),
            };
            return self.house.visitor().upload_to(path, &[part]);
        }
        if matches!(*method, Method::GET | Method::DELETE) {
            return request.body(Body::empty()).expect("a request");
        }
        let everything = self.places.everything(address);
        let (kind, text) = match address.strip_prefix("/api/v1") {
            Some(operation) => ("application/json", fitting(operation, &everything).to_string()),
            None => ("application/x-www-form-urlencoded", as_form(&everything)),
        };
        request
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(text))
            .expect("a request")
    }
}

fn as_form(body: &Value) -> String {
    let fields = body.as_object().expect("an object").iter();
    let texts: Vec<(String, String)> = fields
        .filter_map(|(name, value)| match value {
            Value::String(text) => Some((name.clone(), text.clone())),
            Value::Number(number) => Some((name.clone(), number.to_string())),
            _ => None,
        })
        .collect();
    let pairs = texts.iter().map(|(name, value)| (name.as_str(), value));
    guildhall_web::routes::with_query("", pairs)
        .trim_start_matches('?')
        .to_owned()
}

/// What is sent to the doors of certificates of consultation.
fn of_attestations() -> Value {
    json!({
        "recipient": "王芳", "purpose": "办理退休", "excerpt": "同意。", "reason": "摘录有误",
        "number": "证明〔2026〕1号", "code": "0000-0000-0000-0000",
    })
}

/// What is sent to the doors of dossiers.
fn of_dossiers(unit: &str, paper: &str) -> Value {
    json!({
        "kind": "congress", "title": "七届三次职工代表大会", "unit": unit, "year": 2026, "paper": "notice",
        "record": paper, "to": "close",
    })
}

impl Places {
    /// Fills the pattern of an address; what the stage does not have is an id that names nothing.
    fn fill(&self, address: &str) -> String {
        const NOTHING: &str = "00000000-0000-7000-8000-000000000000";
        let id = match address.trim_start_matches("/api/v1") {
            path if path.starts_with("/records/{id}") => &self.record,
            path if path.starts_with("/inbox/{id}") || path.starts_with("/papers/{id}") => &self.paper,
            path if path.starts_with("/organisation") => &self.unit,
            path if path.starts_with("/accounts/{id}") => &self.account,
            path if path.starts_with("/authorities/{id}") => &self.authority,
            path if path.starts_with("/loans/requests/{id}") => &self.loan_request,
            path if path.contains("/requests/{id}") => &self.request,
            path if path.contains("/assessments/{id}") => &self.assessment,
            path if path.contains("/sessions/{id}") => &self.session,
            path if path.contains("/editions/{id}") => &self.edition,
            path if path.contains("/jobs/{id}") => &self.job,
            path if path.contains("/alerts/{id}") => &self.alert,
            path if path.starts_with("/workflow/") && !path.contains("/absences/") => &self.matter,
            path if path.starts_with("/uses/{id}") => &self.line,
            path if path.starts_with("/consignments/") => &self.consignment,
            path if path.starts_with("/accessions/") => &self.accession,
            path if path.starts_with("/handovers/") => &self.handover,
            path if path.starts_with("/dossiers/{id}") => &self.dossier,
            path if path.starts_with("/volumes/{id}") => &self.volume,
            path if path.starts_with("/loans/{id}") => &self.loan,
            path if path.starts_with("/attestations/{id}") => &self.attestation,
            path if path.starts_with("/disposal/items/") => &self.item,
            path if path.starts_with("/disposal/holds/") => &self.hold,
            path if path.starts_with("/disposal/") => &self.round,
            path if path.starts_with("/batches/") || path.starts_with("/record-batches/") => &self.batch,
            path if path.contains("/moves/{id}") => &self.relocation,
            path if path.starts_with("/places/{id}/records") => &self.empty_box,
            path if path.starts_with("/storeroom/{id}/closing") => &self.empty_box,
            path if path.starts_with("/places/{id}") || path.starts_with("/storeroom/{id}") => &self.full_box,
            path if path.contains("/runs/{id}") => &self.run,
            path if path.contains("/incidents/{id}") => &self.incident,
            path if path.contains("/letters/{id}") => &self.letter,
            _ => NOTHING,
        };
        address
            .replace("{id}", id)
            .replace("{file}", &self.file)
            .replace("{provider}", "nobody")
            .replace("{binding}", NOTHING)
            .replace("{certificate}", NOTHING)
            .replace("{page}", "1")
            .replace("{number}", "1")
            .replace("{type}", "WS")
            .replace("{code}", code_at(address))
            .replace("{*name}", "nothing.css")
            .replace(
                "/policies/why",
                &format!("/policies/why?login=reader.2&record={}", self.record),
            )
    }

    fn everything(&self, address: &str) -> Value {
        let mut everything = self.of_records();
        let duties = of_duties();
        let all = everything.as_object_mut().expect("an object");
        all.extend(duties.as_object().expect("an object").clone());
        if ["/workflow", "/tasks", "/uses"]
            .iter()
            .any(|part| address.contains(part))
        {
            all.extend(self.of_matters().as_object().expect("an object").clone());
        }
        if address.contains("batches") {
            all.clear();
            let ticked = json!({
                "record": self.paper, "records": [self.paper], "changes": { "year": "2024" }, "year": "2024",
            });
            all.extend(ticked.as_object().expect("an object").clone());
        }
        if address.contains("/disposal") {
            all.extend(of_disposal().as_object().expect("an object").clone());
            all.remove("type");
        }
        if address.contains("handover") {
            all.extend(self.of_handovers().as_object().expect("an object").clone());
        }
        if address.contains("/attestations") {
            all.extend(of_attestations().as_object().expect("an object").clone());
        }
        if address.contains("/dossiers") {
            let own = of_dossiers(&self.unit, &self.paper);
            all.extend(own.as_object().expect("an object").clone());
        }
        if address.contains("/authorities") {
            all.extend(of_authorities().as_object().expect("an object").clone());
        }
        if address.contains("/volumes") {
            let own = of_volumes(address, &self.unit, &self.paper);
            all.extend(own.as_object().expect("an object").clone());
        }
        if address.contains("/loans") {
            all.extend(self.of_loans(address).as_object().expect("an object").clone());
        }
        if ["/places", "/storeroom"]
            .iter()
            .any(|part| address.contains(part))
        {
            all.extend(self.of_places(address).as_object().expect("an object").clone());
        }
        let is_emergency = ["/emergency", "/incidents", "/letters"]
            .iter()
            .any(|part| address.contains(part));
        if is_emergency {
            all.extend(of_emergencies().as_object().expect("an object").clone());
        }
        everything
    }

    /// What is sent to the doors of the storeroom: programs name places by their ids, people by their codes.
    fn of_places(&self, address: &str) -> Value {
        let to = match address {
            address if address.starts_with("/api") => self.room.as_str(),
            address if address.ends_with("/move") => "K2",
            _ => "H-2",
        };
        json!({
            "kind": "room", "code": "K3", "parent": null, "name": "综合", "revision": 2, "to": to, "first": self.code,
            "record": self.record, "records": [self.record], "place": self.full_box,
        })
    }

    /// What is sent to the doors of handovers.
    fn of_handovers(&self) -> Value {
        json!({
            "consignment": self.consignment, "name": "永久档案进馆", "receiver": "市档案馆", "medium": "在线移交",
            "taken_by": "王芳", "taken_on": "2026-09-22", "records": 1, "reason": "载体损坏",
        })
    }

    /// What is sent to the doors of loans: programs send a list of codes, people a line for each.
    fn of_loans(&self, address: &str) -> Value {
        let codes = match address.starts_with("/api") {
            true => json!([self.code]),
            false => json!(self.code),
        };
        json!({
            "codes": codes, "staff_number": "L-7", "purpose": "核对原件", "came_back": "good", "note": "", "days": 3,
            "code": self.code, "archival_code": self.code,
        })
    }

    /// What is sent to the doors of tasks and uses.
    fn of_matters(&self) -> Value {
        json!({
            "archival_code": self.code, "code": self.code, "purpose": "核对职称材料", "days": 3, "revision": 1,
            "verdict": "approve", "opinion": "用途正当", "seat": self.keeper, "account": self.keeper,
            "to": self.keeper, "substitute": self.keeper, "from": "2026-09-22T08:00", "until": "2026-09-23T08:00",
            "reason": "请代办",
        })
    }

    fn of_records(&self) -> Value {
        json!({
            "days": 30, "parent": self.unit, "unit": self.unit, "name": "骨科分会", "kind": "branch", "code": "GK",
            "login": "wu.an", "password": "Harbour-9-violet", "present": OWN_PASSWORD, "new": "Harbour-9-violet",
            "again": "Harbour-9-violet", "role": "reader", "clearance": 1, "reason": "试一试这扇门是否开着", "purpose": "inspection", "staff_number": "1001",
            "finding": "年度移交清点，已与科室核实", "hours": 2, "post": "10", "rank": 5,
            "version": 2, "type": "WS", "class": "WS", "action": "file", "lang": "en", "theme": "dark", "format": "bagit",
            "fields": {
                "title": "职工运动会通知", "responsible_party": "市一医院工会", "doc_date": "2024-03-15",
                "year": "2024", "retention": "D30", "security_level": "1",
            },
            "title": "职工运动会通知", "responsible_party": "市一医院工会", "doc_date": "2024-03-15", "year": "2024",
            "retention": "D30", "security_level": "1", "files": [], "clause": "site", "day": "2026-09-21", "note": "看过了",
            "is_in_order": true, "level": 0, "basis": "院党委会议纪要〔2026〕8号",
        })
    }
}
