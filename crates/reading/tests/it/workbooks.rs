//! Workbooks: every cell with its value, in bounded memory.

use std::collections::HashMap;

use guildhall_reading::{CellValue, Format, Limits, LineKind, Unwatched, for_each_cell};

use crate::fixtures::{file, text_of, xlsx};
use crate::shared_data::{Samples, bag_f1};

#[test]
fn a_row_is_a_line_of_its_cells() {
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="C1"><v>3</v></c></row>
        <row r="5"><c r="B5"><v>1.5</v></c></row>"#;
    let document = file("会员.xlsx", &xlsx(rows)).read().unwrap();
    assert_eq!(document.format, Format::Xlsx);
    assert_eq!(document.pages[0].label.as_deref(), Some("会员"));
    assert_eq!(text_of(&document), "姓名\t3\n1.5\n");
    assert_eq!(document.pages[0].lines[0].kind, LineKind::TableRow);
}

#[test]
fn a_long_sheet_becomes_several_pages() {
    let rows: String = (1..=2500)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>"#))
        .collect();
    let document = file("a.xlsx", &xlsx(&rows)).read().unwrap();
    assert_eq!(document.page_count, 3);
    let lines: Vec<usize> = document.pages.iter().map(|page| page.lines.len()).collect();
    assert_eq!(lines, [1000, 1000, 500]);
}

#[test]
fn two_cells_in_opposite_corners_cost_nothing() {
    let rows =
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    assert_eq!(text_of(&file("a.xlsx", &xlsx(rows)).read().unwrap()), "1\n2\n");
}

#[test]
fn too_many_cells_are_refused() {
    let rows: String = (1..=50)
        .map(|row| format!(r#"<row r="{row}"><c r="A{row}"><v>1</v></c></row>"#))
        .collect();
    let limits = Limits {
        cells: 49,
        ..Limits::default()
    };
    assert_eq!(
        file("a.xlsx", &xlsx(&rows)).read_with(limits).unwrap_err().code(),
        "too_large"
    );
}

#[test]
fn the_shared_samples_give_their_cells() {
    let Some(samples) = Samples::of("spreadsheets", "files.tar.gz") else {
        return;
    };
    let (mut sum, mut names_right) = (0.0, 0);
    for expected in &samples.expected {
        let name = expected["file"].as_str().unwrap();
        let format = if name.ends_with(".xls") {
            Format::Xls
        } else {
            Format::Xlsx
        };
        let mut found = Vec::new();
        let sheets = for_each_cell(
            samples.path(name),
            format,
            &Limits::default(),
            &Unwatched,
            &mut |sheet, cell| {
                let address = address(cell.row, cell.column);
                found.push((sheet.name.clone(), address, spelled(&cell.value)));
                Ok(())
            },
        );
        let sheets = match sheets {
            Ok(sheets) => sheets,
            Err(error) => {
                eprintln!("{name}: {error}");
                continue;
            }
        };
        let wanted = expected["sheets"].as_array().unwrap();
        let agree = sheets
            .iter()
            .map(|sheet| sheet.name.as_str())
            .eq(wanted.iter().map(|one| one["name"].as_str().unwrap()));
        names_right += usize::from(agree);
        let cells: Vec<(String, String, String)> = wanted.iter().flat_map(cells_of).collect();
        let f1 = bag_f1(found.iter(), cells.iter());
        sum += f1;
        if f1 < 1.0 || !agree {
            let known: HashMap<_, _> = cells
                .iter()
                .map(|(sheet, at, value)| ((sheet, at), value))
                .collect();
            let wrong = found
                .iter()
                .find(|(sheet, at, value)| known.get(&(sheet, at)) != Some(&value));
            eprintln!("{name}: F1 {f1:.4}, names agree {agree}, first difference {wrong:?}");
        }
    }
    let all = samples.expected.len();
    let mean = sum / all as f64;
    eprintln!("spreadsheets: mean cell F1 {mean:.4}, sheet names right {names_right}/{all}");
    // The reference reader cannot open the one workbook in strict form, and knows no lengths of time in XLS.
    assert!(mean >= 0.94 && names_right + 1 >= all);
}

fn cells_of(sheet: &serde_json::Value) -> Vec<(String, String, String)> {
    let name = sheet["name"].as_str().unwrap();
    let cells = sheet["cells"].as_object().unwrap();
    cells
        .iter()
        .map(|(at, value)| (name.to_owned(), at.clone(), spelled_json(value)))
        .collect()
}

/// Numbers are equal within 1e-9 of their size; twelve digits say that.
fn number(value: f64) -> String {
    format!("{value:.9e}")
}

fn spelled(value: &CellValue) -> String {
    match value {
        CellValue::Number(value) => number(*value),
        CellValue::Text(text) | CellValue::Error(text) | CellValue::DateTime(text) => text.clone(),
        CellValue::Bool(value) => value.to_string(),
        CellValue::Duration(seconds) => format!("PT{seconds}S"),
    }
}

fn spelled_json(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Number(value) => number(value.as_f64().unwrap()),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn address(row: u32, column: u32) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}
