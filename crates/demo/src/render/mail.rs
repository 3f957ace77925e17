//! Mails (RFC 5322, RFC 2045): the paper as text, and once more as an attached Word document.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{RenderError, word};
use crate::paper::PaperPlan;

/// Characters of one encoded word; three bytes each stay within the 75 that RFC 2047 allows.
const WORD_CHARS: usize = 12;
/// Characters of one line of Base64 (RFC 2045, 6.8).
const LINE: usize = 76;

pub(super) fn write(plan: &PaperPlan) -> Result<Vec<u8>, RenderError> {
    let attachment = word::write(plan)?;
    let boundary = format!("----=_part_{:016x}", plan.seed);
    let date = plan.doc_date;
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0).min(11)];
    let (hour, minute) = (8 + plan.seed % 10, plan.seed / 16 % 60);
    let lines = [
        format!(
            "From: {} <gonghui@hospital.example>",
            encoded(&plan.responsible_party)
        ),
        "To: fenhui@hospital.example".to_owned(),
        "Cc: dangban@hospital.example".to_owned(),
        format!("Subject: {}", encoded(&plan.title)),
        format!(
            "Date: {} {month} {} {hour:02}:{minute:02}:00 +0800",
            date.day(),
            date.year()
        ),
        format!(
            "Message-ID: <{:016x}.{}@hospital.example>",
            plan.seed, plan.number
        ),
        "MIME-Version: 1.0".to_owned(),
        format!("Content-Type: multipart/mixed; boundary=\"{boundary}\""),
        String::new(),
        format!("--{boundary}"),
        "Content-Type: text/plain; charset=utf-8".to_owned(),
        "Content-Transfer-Encoding: base64".to_owned(),
        String::new(),
        wrapped(plan.text().as_bytes()),
        format!("--{boundary}"),
        "Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document".to_owned(),
        format!(
            "Content-Disposition: attachment; filename=\"{}\"",
            encoded(&format!("附件{}.docx", plan.number))
        ),
        "Content-Transfer-Encoding: base64".to_owned(),
        String::new(),
        wrapped(&attachment),
        format!("--{boundary}--"),
        String::new(),
    ];
    Ok(lines.join("\r\n").into_bytes())
}

/// Returns text as encoded words (RFC 2047), parted by folded white space.
fn encoded(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let words: Vec<String> = chars
        .chunks(WORD_CHARS)
        .map(|chunk| {
            format!(
                "=?UTF-8?B?{}?=",
                STANDARD.encode(chunk.iter().collect::<String>())
            )
        })
        .collect();
    words.join("\r\n ")
}

fn wrapped(bytes: &[u8]) -> String {
    let encoded = STANDARD.encode(bytes);
    let lines: Vec<&str> = (0..encoded.len())
        .step_by(LINE)
        .map(|at| &encoded[at..(at + LINE).min(encoded.len())])
        .collect();
    lines.join("\r\n")
}
