//! Pages as reading gives them, turned into pages as the archive keeps them and as the language room wants them.

use guildhall_archive::Page as KeptPage;
use guildhall_archive::page::PageLine as KeptLine;
use guildhall_kernel::ComponentId;
use guildhall_language::page::{PageLine, PageLines};
use guildhall_reading::{Line, Page, TextSource};

/// Returns the page as the archive keeps it: places as shares of the page, so that any image size fits.
pub(super) fn kept(component: ComponentId, page: &Page) -> KeptPage {
    let source = match page.source {
        TextSource::Text => "text",
        TextSource::Recognised => "recognised",
        TextSource::Mixed => "mixed",
    };
    let aspect = if page.height > 0.0 {
        page.width / page.height
    } else {
        0.0
    };
    KeptPage {
        component,
        number: u32::try_from(page.number).unwrap_or(u32::MAX),
        source: source.to_owned(),
        aspect,
        label: page.label.clone(),
        lines: page.lines.iter().map(|line| kept_line(page, line)).collect(),
    }
}

fn kept_line(page: &Page, line: &Line) -> KeptLine {
    let measures = page.width > 0.0 && page.height > 0.0;
    let share = |[left, top, right, bottom]: [f32; 4]| {
        [
            left / page.width,
            top / page.height,
            right / page.width,
            bottom / page.height,
        ]
        .map(|edge| (edge.clamp(0.0, 1.0) * 10_000.0).round() / 10_000.0)
    };
    KeptLine {
        text: line.text.clone(),
        confidence: (line.confidence * 1_000.0).round() / 1_000.0,
        place: line.bbox.filter(|_| measures).map(share),
    }
}

/// Returns the page as the language room reads it.
pub(super) fn for_language(page: &Page) -> PageLines {
    PageLines {
        page: u32::try_from(page.number).unwrap_or(u32::MAX),
        width: page.width,
        height: page.height,
        lines: page
            .lines
            .iter()
            .map(|line| language_line(page.source, line))
            .collect(),
    }
}

/// Returns a page of an attachment as the language room reads it: as page 0, because no page of the paper shows it.
pub(super) fn within_paper(page: &Page) -> PageLines {
    PageLines {
        page: 0,
        ..for_language(page)
    }
}

fn language_line(source: TextSource, line: &Line) -> PageLine {
    let [left, top, right, bottom] = line.bbox.unwrap_or_default();
    PageLine {
        text: line.text.clone(),
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
        confidence: (source != TextSource::Text).then_some(line.confidence),
    }
}
