//! The case file of a breach over the web: from the alert to the letter, with who saw what, closed at the end.

use crate::house::{Client, House, Union};
use guildhall_watch::{Act, ActKind};
use http::{Method, StatusCode};
use serde_json::{Value, json};

const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// A union in which the archivist looked at a record that names somebody of the directory, and an alert about her.
struct Scene {
    house: House,
    union: Union,
    archivist: String,
    alert: String,
}

impl Scene {
    async fn set() -> Self {
        let house = House::open().await;
        let union = house.first_run().await;
        let unit = house.unit(&union, "外科分会").await;
        let person = json!({ "staff_number": "A-1001", "name": "王芳菲", "unit": unit });
        let added = union
            .system
            .send_json(Method::POST, "/api/v1/people", &person)
            .await;
        assert!(added.status.is_success(), "{}", added.text());
        let id = union.archivist.capture("慰问.txt", "慰问".as_bytes()).await;
        let body = json!({ "version": 1, "type": "WS", "fields": {
            "title": "困难职工慰问", "responsible_party": "市一医院工会", "doc_date": "2024-03-15", "year": "2024",
            "retention": "D30", "security_level": "1", "persons": ["王芳菲"],
        }});
        let described = union
            .archivist
            .send_json(Method::PUT, &format!("/api/v1/papers/{id}"), &body)
            .await;
        assert_eq!(described.status, StatusCode::OK, "{}", described.text());
        let filed = json!({ "version": described.json()["version"] });
        let filed = union
            .archivist
            .send_json(Method::POST, &format!("/api/v1/papers/{id}/file"), &filed)
            .await;
        assert_eq!(filed.status, StatusCode::OK, "{}", filed.text());
        assert_eq!(
            union.archivist.get(&format!("/records/{id}")).await.status,
            StatusCode::OK
        );
        let accounts = union.security.get("/api/v1/accounts").await.json();
        let accounts = accounts["accounts"].as_array().unwrap().clone();
        let archivist = accounts
            .iter()
            .find(|account| account["login"] == "chen.yu")
            .unwrap();
        let archivist = archivist["id"].as_str().unwrap().to_owned();
        house.app.watch.take(Act {
            realm: house.realm().await,
            account: Some(archivist.parse().unwrap()),
            role: "archivist".to_owned(),
            kind: ActKind::ExportRefused,
            at: guildhall_kernel::Clock::now(&*house.clock),
            record: None,
            address: None,
            agent: String::new(),
        });
        house.app.watch.settle().await.unwrap();
        let alerts = union.security.get("/api/v1/alerts").await.json();
        let alert = alerts["alerts"][0]["id"].as_str().unwrap().to_owned();
        Self {
            house,
            union,
            archivist,
            alert,
        }
    }

    fn facts(&self) -> Value {
        json!({
            "what": "批量导出。", "since": "2026-09-20T00:00:00Z", "until": "2026-09-21T14:13:20Z",
            "accounts": [self.archivist], "kinds": ["name", "phone"], "cause": "=cmd|' /C calc'!A0", "harm": "诈骗",
            "measures": "停用", "contact": "8000",
        })
    }

    /// Opens a case file from the alert and returns its address in the API.
    async fn open(&self) -> String {
        let body = json!({ "known_at": "2026-09-21T13:00:00Z", "facts": self.facts(), "alert": self.alert });
        let opened = self
            .union
            .security
            .send_json(Method::POST, "/api/v1/incidents", &body)
            .await;
        assert_eq!(opened.status, StatusCode::CREATED, "{}", opened.text());
        assert_eq!(opened.json()["alert"], self.alert.as_str());
        format!("/api/v1/incidents/{}", opened.json()["id"].as_str().unwrap())
    }
}

async fn send(client: &Client, path: &str, body: Value) -> Value {
    let answer = client.send_json(Method::POST, path, &body).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text());
    answer.json()
}

#[tokio::test]
async fn a_case_file_begins_at_the_alert_with_what_is_known_there() {
    let scene = Scene::set().await;
    let page = scene
        .union
        .security
        .get(&format!("/system/alerts/{}", scene.alert))
        .await
        .text();
    let link = format!("/emergency/incidents/new?alert={}", scene.alert);
    assert!(page.contains(&link), "{page}");
    let form = scene.union.security.get(&link).await.text();
    assert!(form.contains("value=\"chen.yu\""), "{form}");
    assert!(form.contains(&format!("name=\"alert\" value=\"{}\"", scene.alert)));
    let token = scene.union.security.form_token.clone();
    let fields = [
        ("csrf", token.as_str()),
        ("alert", scene.alert.as_str()),
        ("known", "2026-09-21T21:00"),
        ("what", "批量导出"),
        ("since", "2026-09-20T08:00"),
        ("until", "2026-09-21T22:00"),
        ("logins", "chen.yu"),
        ("kinds", "name"),
        ("kinds", "phone"),
    ];
    let opened = scene
        .union
        .security
        .post_form("/emergency/incidents", &fields)
        .await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
    let path = opened.header(http::header::LOCATION).to_owned();
    let page = scene.union.audit.get(&path).await.text();
    assert!(page.contains("批量导出") && page.contains("陈瑜"), "{page}");
    assert!(!page.contains("/close\""), "the auditor reads");
    let alert = scene
        .union
        .security
        .get(&format!("/system/alerts/{}", scene.alert))
        .await
        .text();
    assert!(alert.contains(&path) && !alert.contains(&link), "{alert}");
    let wrong = fields.map(|(name, value)| (name, if name == "logins" { "nobody.here" } else { value }));
    let refused = scene
        .union
        .security
        .post_form("/emergency/incidents", &wrong)
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text()
    );
}

#[tokio::test]
async fn who_saw_what_names_the_persons_to_its_keeper_and_hides_them_from_the_auditor() {
    let scene = Scene::set().await;
    let path = scene.open().await;
    let security = &scene.union.security;
    let kept = send(security, &format!("{path}/sightings"), json!({})).await;
    assert_eq!(
        (&kept["records"], &kept["persons"], &kept["complete"]),
        (&json!(1), &json!(1), &json!(true)),
        "{kept}"
    );
    let file = async |client: &Client| {
        let answer = client
            .send_json(Method::POST, &format!("{path}/sightings/file"), &json!({}))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.text()
    };
    let (hers, his) = (file(security).await, file(&scene.union.audit).await);
    assert!(
        hers.contains("王芳菲") && hers.contains("陈瑜") && hers.contains("Z109"),
        "{hers}"
    );
    assert!(!his.contains("王芳菲") && his.contains("王**"), "{his}");
    assert!(!hers.contains("困难职工慰问"), "nothing of what the record says");
    let page = scene
        .union
        .audit
        .get(&path.replace("/api/v1", "/emergency"))
        .await
        .text();
    assert!(page.contains("王**") && !page.contains("王芳菲"), "{page}");
    let trail = scene
        .union
        .audit
        .get("/api/v1/audit?action=incident.sightings-exported")
        .await
        .json();
    assert_eq!(trail["acts"].as_array().unwrap().len(), 2, "{trail}");
    for path in [format!("{path}/sightings"), format!("{path}/close")] {
        let answer = scene
            .union
            .audit
            .send_json(Method::POST, &path, &json!({ "summary": "x" }))
            .await;
        assert!(answer.status.is_client_error(), "{path}");
    }
    assert_eq!(scene.union.system.get(&path).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn letters_are_filled_edited_printed_and_sent_and_then_the_case_can_be_closed() {
    let mut scene = Scene::set().await;
    let path = scene.open().await;
    let security = scene.union.security.clone();
    send(&security, &format!("{path}/sightings"), json!({})).await;
    let mut printed = String::new();
    for template in ["authority", "persons"] {
        let letter = send(
            &security,
            &format!("{path}/letters"),
            json!({ "template": template }),
        )
        .await;
        let body = letter["body"].as_str().unwrap();
        assert!(
            body.contains("姓名") && body.contains("诈骗") && body.contains("市一医院工会"),
            "{body}"
        );
        assert!(!body.contains("{{"), "{body}");
        let id = letter["id"].as_str().unwrap();
        let edited = json!({ "revision": 1, "recipient": "市网信办", "body": format!("{body}\n\n附：名单") });
        let edit = security
            .send_json(Method::PUT, &format!("/api/v1/letters/{id}"), &edited)
            .await;
        assert_eq!(edit.status, StatusCode::OK, "{}", edit.text());
        let sent = json!({ "sent_at": "2026-09-21T14:00:00Z", "way": "专人送达" });
        let sent = send(&security, &format!("/api/v1/letters/{id}/send"), sent).await;
        assert_eq!(sent["state"], "sent");
        printed = format!("/emergency/letters/{id}/print");
    }
    let close = format!("{path}/close");
    let early = security
        .send_json(Method::POST, &close, &json!({ "summary": "已处理" }))
        .await;
    assert_eq!(early.status, StatusCode::CONFLICT, "{}", early.text());
    send(
        &security,
        &format!("{path}/clocks/remedy"),
        json!({ "note": "停用账户" }),
    )
    .await;
    send(
        &security,
        &format!("{path}/clocks/flaw"),
        json!({ "excused": true, "note": "不是产品缺陷" }),
    )
    .await;
    let closed = send(&security, &close, json!({ "summary": "已处理" })).await;
    assert_eq!(closed["state"], "closed");
    let again = send(
        &security,
        &format!("{path}/reopen"),
        json!({ "reason": "又有人报告" }),
    )
    .await;
    assert_eq!(again["state"], "open");
    let run = send(&security, &format!("{path}/runs"), json!({})).await;
    assert_eq!(
        (&run["kind"], &run["plan"]["code"]),
        (&json!("real"), &json!("data-breach"))
    );
    if std::path::Path::new(FONT).exists() {
        scene.house.configure(|app| app.font = Some(FONT.into()));
        let letter = scene.house.get_as(&scene.union.audit, &printed).await;
        assert_eq!(letter.status, StatusCode::OK, "{}", letter.text());
        assert!(letter.body.starts_with(b"%PDF-"));
    } else {
        eprintln!("printing skipped: no font at {FONT}");
    }
}
