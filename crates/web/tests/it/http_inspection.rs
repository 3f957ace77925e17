//! The self-inspection in the browser and by the API: who may, what is shown, what is kept and declared.

use crate::house::House;
use guildhall_web::inspection_pack::{self, Sources};
use guildhall_web::locale::{Args, Locale, t};
use guildhall_web::pdf;
use http::{Method, StatusCode};
use serde_json::{Value, json};

/// Where Debian puts the font that the build asks for.
const FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// What the page says in the language of the members.
fn say(key: &str) -> String {
    t(Locale::ZhCn, key, &Args::none())
}

fn found<'v>(state: &'v Value, clause: &str) -> &'v Value {
    let findings = state["findings"].as_array().unwrap();
    findings
        .iter()
        .find(|finding| finding["clause"] == clause)
        .unwrap()
}

#[tokio::test]
async fn the_three_administrators_see_it_and_nobody_else() {
    let house = House::open().await;
    let union = house.first_run().await;
    for member in [&union.system, &union.security, &union.audit] {
        let page = member.get("/system/doctor").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        assert!(page.text().contains(&say("seen-backup-never")), "{}", page.text());
        assert!(page.text().contains(&say("doctor-first")));
    }
    assert!(
        !union
            .audit
            .get("/system/doctor")
            .await
            .text()
            .contains("/system/doctor/declare")
    );
    let refused = [
        union.archivist.get("/system/doctor").await,
        union.archivist.get("/api/v1/inspection").await,
        union.archivist.get("/system/doctor/sbom").await,
        union
            .archivist
            .send_json(Method::POST, "/api/v1/inspection/reports", &json!({}))
            .await,
    ];
    for answer in refused {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn what_is_kept_tells_later_what_has_changed() {
    let house = House::open().await;
    let union = house.first_run().await;
    let token = ("csrf", union.audit.form_token.as_str());
    let kept = union.audit.post_form("/system/doctor/keep", &[token]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let page = union.audit.get("/system/doctor").await.text();
    assert!(page.contains(&say("doctor-unchanged")), "{page}");
    let body = json!({ "clause": "site", "day": "2026-09-20", "note": "机房检查表在 3 柜" });
    let declared = union
        .security
        .send_json(Method::POST, "/api/v1/inspection/declarations", &body)
        .await;
    assert_eq!(declared.status, StatusCode::NO_CONTENT, "{}", declared.text());
    let state = union.audit.get("/api/v1/inspection").await.json();
    assert_eq!(found(&state, "site")["outcome"], "declared");
    assert_eq!(found(&state, "site")["before"], "unknown");
    assert_eq!(found(&state, "backup")["before"], Value::Null);
    assert_eq!(state["past"].as_array().unwrap().len(), 1);
    let page = union.audit.get("/system/doctor").await.text();
    assert!(
        page.contains("机房检查表在 3 柜") && page.contains("何安"),
        "{page}"
    );
}

#[tokio::test]
async fn a_declaration_by_the_form_is_taken_or_refused_in_words() {
    let house = House::open().await;
    let union = house.first_run().await;
    let post = async |day: &str, note: &str| {
        let token = ("csrf", union.system.form_token.as_str());
        let fields = [token, ("clause", "grading"), ("day", day), ("note", note)];
        union.system.post_form("/system/doctor/declare", &fields).await
    };
    assert_eq!(
        post("2026-09-21", "备案号 4401").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        post("yesterday", "备案号 4401").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let ahead = post("2026-12-24", "备案号 4401").await;
    assert_eq!(ahead.status, StatusCode::UNPROCESSABLE_ENTITY);
    let days = Args::none().with("days", &"365");
    assert!(
        ahead
            .text()
            .contains(&t(Locale::ZhCn, "error-inspection-day", &days)),
        "{}",
        ahead.text()
    );
    let stranger = union
        .system
        .post_form("/system/doctor/declare", &[("clause", "grading")])
        .await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN, "a form without its token");
}

#[tokio::test]
async fn the_list_of_parts_is_a_file_that_other_tools_read() {
    let house = House::open().await;
    let union = house.first_run().await;
    let file = union.system.get("/system/doctor/sbom").await;
    assert!(
        file.header("content-disposition")
            .contains("guildhall-sbom.cdx.json")
    );
    assert_eq!(file.json()["bomFormat"], "CycloneDX");
    assert_eq!(
        file.json(),
        union.security.get("/api/v1/inspection/sbom").await.json()
    );
}

#[tokio::test]
async fn the_pack_is_a_pdf_in_the_language_of_its_reader_and_an_entry_of_the_ledger() {
    let font = std::path::PathBuf::from(FONT);
    if !font.exists() {
        eprintln!("SKIPPED: {FONT} is missing");
        return;
    }
    let mut house = House::open().await;
    house.configure(|app| app.font = Some(font));
    let union = house.first_run().await;
    let token = ("csrf", union.audit.form_token.as_str());
    let chinese = union.audit.post_form("/system/doctor/pack", &[token]).await;
    assert_eq!(chinese.status, StatusCode::OK, "{}", chinese.text());
    assert_eq!(chinese.header("content-type"), "application/pdf");
    let text = text_of(&chinese.body);
    for told in [
        "等级保护三级迎检材料",
        "8.1.4.1",
        "何安",
        "three-powers.cedar",
        "还没有成功备份过。",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let again = union
        .system
        .send_json(Method::POST, "/api/v1/inspection/pack", &json!({}))
        .await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text());
    assert!(again.body.starts_with(b"%PDF"));
    let made = union
        .audit
        .get("/api/v1/audit?action=inspection.pack-made")
        .await
        .json();
    assert_eq!(made["acts"].as_array().map(Vec::len), Some(2), "{made}");
    let refused = union
        .archivist
        .send_json(Method::POST, "/api/v1/inspection/pack", &json!({}))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_pack_says_the_same_in_english() {
    let font = std::path::PathBuf::from(FONT);
    if !font.exists() {
        eprintln!("SKIPPED: {FONT} is missing");
        return;
    }
    let house = House::open().await;
    house.first_run().await;
    let app = &house.app;
    let sources = Sources {
        inspector: &app.inspector,
        policies: &app.governance.rules,
        signing_key: &app.signing_key,
        union_name: "City Hospital Union",
        maker: "He An",
        locale: Locale::En,
    };
    let mut connection = app.database.read(house.realm().await).await.unwrap();
    let findings = app.inspector.inspect_here(&mut connection).await.unwrap();
    let report = inspection_pack::report(&sources, &mut connection, &findings, &[])
        .await
        .unwrap();
    let clauses = report.sections[1].table.as_ref().unwrap();
    assert_eq!(clauses.rows.len(), findings.0.len(), "every clause is told");
    let text = text_of(&pdf::print(Some(font), report).await.unwrap());
    for told in [
        "Packfortheinspection,gradedprotectionlevelthree",
        "CityHospitalUnion",
        "Thereisnogoodbackupyet.",
        "8.1.10.13",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[tokio::test]
async fn without_a_font_the_pack_says_what_to_install() {
    let house = House::open().await;
    let union = house.first_run().await;
    let answer = union
        .system
        .send_json(Method::POST, "/api/v1/inspection/pack", &json!({}))
        .await;
    answer.assert_problem(StatusCode::CONFLICT, "print-no-font");
}

/// Returns the text of a PDF without blanks.
fn text_of(pdf: &[u8]) -> String {
    let document = pdf_oxide::PdfDocument::from_bytes(pdf.to_vec()).unwrap();
    let pages = document.page_count().unwrap();
    let mut text: String = (0..pages)
        .map(|page| document.extract_text(page).unwrap())
        .collect();
    text.retain(|character| !character.is_whitespace());
    text
}
