//! The use of a record over the web: asked for by number, decided from the inbox, read page by page with a watermark.

use crate::house::{Answer, Client, House, Union};
use guildhall_kernel::Clock as _;
use guildhall_web::locale::{Args, Locale, t};
use http::{Method, StatusCode, header};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use std::io::Cursor;
use std::path::Path;

/// Where Debian puts the font that the build asks for.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
const DAY: i64 = 86_400;

/// A filed record of the whole union, and a reader of one unit who may not see it.
struct Scene {
    house: House,
    union: Union,
    reader: Client,
    record: String,
    code: String,
}

fn scan() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let paper = RgbImage::from_pixel(620, 877, Rgb([250; 3]));
    paper.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn say(key: &str) -> String {
    t(Locale::ZhCn, key, &Args::none())
}

impl Scene {
    async fn open() -> Self {
        let mut house = House::open().await;
        house.configure(|app| app.font = Some(FONT.into()).filter(|font: &std::path::PathBuf| font.exists()));
        let union = house.first_run().await;
        let record = union.archivist.capture("scan.png", &scan()).await;
        let filed = union.archivist.file(&record, "三届二次职代会纪要", "1").await;
        let unit = house.unit(&union, "外科分会").await;
        let reader = house.account(&union, "qian.li", &unit, "reader").await;
        let code = filed["archival_code"].as_str().expect("a code").to_owned();
        Self {
            house,
            union,
            reader,
            record,
            code,
        }
    }

    async fn ask(&self, client: &Client, body: &Value) -> Answer {
        client.send_json(Method::POST, "/api/v1/uses", body).await
    }

    fn body(&self) -> Value {
        json!({ "archival_code": self.code, "purpose": "核对职称材料", "days": 3 })
    }

    /// Has the reader ask, and returns the ids of use and run.
    async fn asked(&self) -> (String, String) {
        let asked = self.ask(&self.reader, &self.body()).await;
        assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.text());
        let text = |value: &Value| value.as_str().expect("an id").to_owned();
        (text(&asked.json()["use"]["id"]), text(&asked.json()["run"]))
    }

    async fn decide(&self, run: &str, verdict: &str, opinion: &str) -> Answer {
        let path = format!("/api/v1/workflow/runs/{run}/decision");
        let body = json!({ "revision": 1, "verdict": verdict, "opinion": opinion });
        self.union.archivist.send_json(Method::POST, &path, &body).await
    }

    /// Returns how many records the reader can list.
    async fn listed(&self) -> usize {
        let page = self.reader.get("/records").await.text();
        page.matches(&self.record).count()
    }
}

#[tokio::test]
async fn a_reader_asks_the_archivist_decides_from_the_inbox_and_the_reader_reads() {
    let scene = Scene::open().await;
    assert!(
        scene
            .reader
            .get("/uses")
            .await
            .text()
            .contains(&say("use-own-none"))
    );
    let (line, run) = scene.asked().await;
    let early = scene.reader.get(&format!("/uses/{line}")).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    let inbox = scene.union.archivist.get("/tasks").await.text();
    assert!(inbox.contains(&scene.code) && inbox.contains("钱立"), "{inbox}");
    assert!(inbox.contains(&say("nav-tasks-waiting")));
    let task = scene
        .union
        .archivist
        .get(&format!("/workflow/{run}"))
        .await
        .text();
    assert!(task.contains("核对职称材料") && task.contains("<svg"), "{task}");
    let me = scene.union.archivist.get("/api/v1/me").await.json();
    let seat = me["account"]["id"].as_str().unwrap().to_owned();
    let token = scene.union.archivist.form_token.clone();
    let form = [
        ("csrf", token.as_str()),
        ("seat", seat.as_str()),
        ("revision", "1"),
        ("verdict", "approve"),
        ("opinion", "用途正当"),
    ];
    let path = format!("/workflow/{run}/decision");
    let decided = scene.union.archivist.post_form(&path, &form).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.text());
    let late = scene.union.archivist.post_form(&path, &form).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "a second hand comes too late");
    let mine = scene.reader.get(&format!("/workflow/{run}")).await.text();
    assert!(
        mine.contains("用途正当") && mine.contains(&say("workflow-is-approved")),
        "{mine}"
    );
    let reading = scene.reader.get(&format!("/uses/{line}")).await;
    assert_eq!(reading.status, StatusCode::OK, "{}", reading.text());
    assert!(!reading.text().contains("download") && reading.text().contains(&say("use-watermark")));
    // The use opens nothing else: no list, no record page, no file.
    assert_eq!(scene.listed().await, 0);
    let record = scene.reader.get(&format!("/records/{}", scene.record)).await;
    assert_eq!(record.status, StatusCode::NOT_FOUND);
    let plain = scene
        .reader
        .get(&format!("/records/{}/pages/1/image", scene.record))
        .await;
    assert_eq!(plain.status, StatusCode::NOT_FOUND);
    let pdf = scene
        .reader
        .get(&format!("/records/{}/searchable.pdf", scene.record))
        .await;
    assert_eq!(pdf.status, StatusCode::NOT_FOUND);
    let other = scene.union.archivist.get(&format!("/uses/{line}")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "it is the reader's alone");
}

#[tokio::test]
async fn the_watermark_is_in_the_pixels_each_look_is_counted_and_a_revoked_use_shows_nothing() {
    let scene = Scene::open().await;
    if !Path::new(FONT).exists() {
        eprintln!("skipped: {FONT} is not there");
        return;
    }
    let (line, run) = scene.asked().await;
    assert_eq!(scene.decide(&run, "approve", "").await.status, StatusCode::OK);
    let path = format!("/uses/{line}/pages/1/image");
    let marked = scene.reader.get(&path).await;
    assert_eq!(marked.status, StatusCode::OK, "{}", marked.text());
    assert_eq!(marked.header(header::CACHE_CONTROL), "no-store");
    let plain = scene
        .union
        .archivist
        .get(&format!("/records/{}/pages/1/image", scene.record))
        .await;
    let pixels = |answer: &Answer| image::load_from_memory(&answer.body).unwrap().to_rgb8();
    let (marked, plain) = (pixels(&marked), pixels(&plain));
    assert_eq!(marked.dimensions(), plain.dimensions());
    for part in 0..4 {
        let (left, top) = (part % 2 * 310, part / 2 * 438);
        let darker = |place: u32| marked.get_pixel(left + place % 300, top + place / 300).0[0] < 225;
        let count = (0..300 * 400).filter(|place| darker(*place)).count();
        assert!(count > 500, "part {part}: {count}");
    }
    assert!(plain.pixels().all(|pixel| pixel.0[0] > 240));
    let api = scene.reader.get(&format!("/api/v1{path}")).await;
    assert_eq!(api.status, StatusCode::OK);
    let register = scene.union.archivist.get("/api/v1/uses/register").await.json();
    assert_eq!(register["uses"][0]["looks"], 2);
    let page = scene.union.archivist.get("/uses/register").await.text();
    assert!(
        page.contains(&scene.code) && page.contains(&say("use-revoke")),
        "{page}"
    );
    let revoke = format!("/api/v1/uses/{line}/revocation");
    let refused = scene.reader.send_json(Method::POST, &revoke, &json!({})).await;
    assert_eq!(
        refused.status,
        StatusCode::NOT_FOUND,
        "who reads does not keep the register"
    );
    let revoked = scene
        .union
        .archivist
        .send_json(Method::POST, &revoke, &json!({}))
        .await;
    assert_eq!(revoked.status, StatusCode::OK, "{}", revoked.text());
    assert_eq!(scene.reader.get(&path).await.status, StatusCode::CONFLICT);
    let trail = scene.union.audit.get("/api/v1/audit?limit=200").await.text();
    for action in [
        "use.asked",
        "use.opened",
        "use.viewed",
        "use.revoked",
        "workflow.decided",
    ] {
        assert!(trail.contains(action), "{action}: {trail}");
    }
}

#[tokio::test]
async fn what_is_asked_for_wrongly_is_refused_and_nothing_is_kept() {
    let scene = Scene::open().await;
    let with = |name: &str, value: Value| {
        let mut body = scene.body();
        body[name] = value;
        body
    };
    let reader = &scene.reader;
    for (body, status, code) in [
        (
            with("archival_code", json!("Z109-WS·2024-D30-9999")),
            StatusCode::NOT_FOUND,
            "no-such-record",
        ),
        (
            with("purpose", json!("看")),
            StatusCode::UNPROCESSABLE_ENTITY,
            "fields-do-not-fit",
        ),
        (
            with("purpose", json!("长".repeat(501))),
            StatusCode::UNPROCESSABLE_ENTITY,
            "fields-do-not-fit",
        ),
        (
            with("days", json!(0)),
            StatusCode::UNPROCESSABLE_ENTITY,
            "fields-do-not-fit",
        ),
        (
            with("days", json!(367)),
            StatusCode::UNPROCESSABLE_ENTITY,
            "fields-do-not-fit",
        ),
    ] {
        scene.ask(reader, &body).await.assert_problem(status, code);
    }
    let archivist = &scene.union.archivist;
    scene
        .ask(archivist, &scene.body())
        .await
        .assert_problem(StatusCode::CONFLICT, "use-not-needed");
    for power in [&scene.union.system, &scene.union.security, &scene.union.audit] {
        scene
            .ask(power, &scene.body())
            .await
            .assert_problem(StatusCode::FORBIDDEN, "denied");
    }
    assert_eq!(reader.get("/api/v1/uses").await.json()["uses"], json!([]));
    let (_, run) = scene.asked().await;
    scene
        .ask(reader, &scene.body())
        .await
        .assert_problem(StatusCode::CONFLICT, "use-asked");
    scene
        .decide(&run, "refuse", "")
        .await
        .assert_problem(StatusCode::UNPROCESSABLE_ENTITY, "workflow-field");
    assert_eq!(
        scene.decide(&run, "refuse", "用途不清楚").await.status,
        StatusCode::OK
    );
    let uses = reader.get("/api/v1/uses").await.json();
    assert_eq!(uses["uses"][0]["state"], "refused");
    let (_, again) = scene.asked().await;
    let path = format!("/api/v1/workflow/runs/{again}/withdrawal");
    let back = reader
        .send_json(Method::POST, &path, &json!({ "revision": 1 }))
        .await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text());
    assert_eq!(
        reader.get("/api/v1/uses").await.json()["uses"][0]["state"],
        "withdrawn"
    );
}

#[tokio::test]
async fn a_use_ends_by_itself_when_its_days_are_over() {
    let scene = Scene::open().await;
    let (line, run) = scene.asked().await;
    assert_eq!(scene.decide(&run, "approve", "").await.status, StatusCode::OK);
    scene.house.clock.advance_secs(3 * DAY - 60);
    let reader = scene.house.sign_in("qian.li", crate::house::OWN_PASSWORD).await;
    assert_eq!(reader.get(&format!("/uses/{line}")).await.status, StatusCode::OK);
    scene.house.clock.advance_secs(120);
    assert_eq!(
        reader.get(&format!("/uses/{line}")).await.status,
        StatusCode::CONFLICT
    );
    let list = reader.get("/uses").await.text();
    assert!(list.contains(&say("use-is-over")), "{list}");
}

#[tokio::test]
async fn what_needs_the_chair_is_refused_until_there_is_one_and_told_in_words() {
    let scene = Scene::open().await;
    let mut body = scene.body();
    body["days"] = json!(31);
    let asked = scene.ask(&scene.reader, &body).await;
    let run = asked.json()["run"].as_str().expect("a run").to_owned();
    scene
        .decide(&run, "approve", "")
        .await
        .assert_problem(StatusCode::CONFLICT, "workflow-nobody");
    let tasks = scene.union.archivist.get("/api/v1/workflow/tasks").await.json();
    assert_eq!(
        tasks["tasks"][0]["run"]["revision"], 1,
        "nothing was half decided"
    );
}

#[tokio::test]
async fn an_absence_is_told_on_the_page_and_ended_there() {
    let scene = Scene::open().await;
    let archivist = &scene.union.archivist;
    assert!(
        archivist
            .get("/tasks/absences")
            .await
            .text()
            .contains(&say("absence-nobody"))
    );
    let top = archivist.get("/api/v1/organisations").await.json()["organisations"][0]["id"].clone();
    let colleague = scene
        .house
        .account(&scene.union, "li.hua", top.as_str().unwrap(), "archivist")
        .await;
    let other = colleague.get("/api/v1/me").await.json()["account"]["id"].clone();
    let token = archivist.form_token.clone();
    let now = scene.house.clock.now();
    let typed = |secs: i64| {
        let at = now.plus_secs(secs).civil_in("Asia/Shanghai");
        at.strftime("%Y-%m-%dT%H:%M").to_string()
    };
    let (from, until) = (typed(0), typed(2 * DAY));
    let form = [
        ("csrf", token.as_str()),
        ("substitute", other.as_str().unwrap()),
        ("from", from.as_str()),
        ("until", until.as_str()),
    ];
    let told = archivist.post_form("/tasks/absences", &form).await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text());
    let clash = archivist.post_form("/tasks/absences", &form).await;
    assert_eq!(clash.status, StatusCode::CONFLICT);
    scene.house.clock.advance_secs(60);
    scene.asked().await;
    let inbox = colleague.get("/tasks").await.text();
    assert!(inbox.contains(&scene.code), "{inbox}");
    assert!(
        archivist
            .get("/tasks")
            .await
            .text()
            .contains(&say("tasks-absent"))
    );
    let absences = archivist.get("/api/v1/workflow/absences").await.json();
    let id = absences["absences"][0]["id"].as_str().expect("an absence");
    let ended = archivist
        .post_form(&format!("/tasks/absences/{id}/end"), &[("csrf", token.as_str())])
        .await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let definitions = archivist.get("/tasks/workflows").await.text();
    assert!(
        definitions.contains("secrecy &gt;= 3") || definitions.contains("secrecy &#62;= 3"),
        "{definitions}"
    );
}
