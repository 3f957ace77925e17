//! What of a record is shown with a hit.

use crate::sample::{Shelf, titled};
use guildhall_kernel::ComponentId;
use guildhall_retrieval::{AttachedPage, Place, SearchDocument, Snippet};

fn lit(snippet: &Snippet) -> Vec<&str> {
    snippet
        .highlights
        .iter()
        .map(|range| &snippet.text[range.clone()])
        .collect()
}

#[test]
fn the_page_with_most_of_the_words_is_shown() {
    let filler = "与此无关的一段文字。".repeat(100);
    let document = SearchDocument {
        fields: vec![("note".to_owned(), "慰問金".to_owned())],
        pages: vec![
            (1, format!("{filler}慰问")),
            (7, format!("{filler}困難職工慰問金發放{filler}")),
        ],
        ..titled(1, "关于慰问的通知")
    };
    let hit = &Shelf::with(&[document]).best("困难职工慰问").hits[0];
    let places: Vec<&Place> = hit.snippets.iter().map(|snippet| &snippet.place).collect();
    assert_eq!(
        places,
        [&Place::Title, &Place::Field("note".to_owned()), &Place::Page(7)]
    );
    assert_eq!(lit(&hit.snippets[0]), ["慰问"]);
    assert_eq!(lit(&hit.snippets[2]), ["困難職工慰問"]);
    assert!(hit.snippets[2].text.chars().count() <= 100);
}

#[test]
fn a_word_that_only_an_attachment_has_leads_to_that_attachment() {
    let file = ComponentId::from_uuid(uuid::Uuid::from_u128(9));
    let document = SearchDocument {
        pages: vec![(1, "请见附件。".to_owned())],
        attached: vec![AttachedPage {
            file,
            file_name: "名册.xlsx".to_owned(),
            number: 2,
            text: "Feuil2\n困难职工".to_owned(),
        }],
        ..titled(1, "通知")
    };
    let hit = &Shelf::with(&[document]).best("Feuil2").hits[0];
    let name = "名册.xlsx".to_owned();
    assert_eq!(hit.snippets[1].place, Place::Attachment { file, name, page: 2 });
    assert_eq!(lit(&hit.snippets[1]), ["Feuil2"]);
}

#[test]
fn a_very_long_record_is_read_only_so_far() {
    let page = "工会".repeat(100_000);
    let document = SearchDocument {
        pages: vec![(1, page.clone()), (2, page)],
        ..titled(1, "工会")
    };
    let hit = &Shelf::with(&[document]).best("工会").hits[0];
    assert_eq!(hit.snippets[1].place, Place::Page(1));
    assert_eq!(lit(&hit.snippets[1]).len(), 50);
}

#[test]
fn a_record_without_a_question_shows_its_title_alone() {
    let hit = &Shelf::with(&[titled(1, "通知")]).best("").hits[0];
    assert_eq!(
        hit.snippets,
        [Snippet {
            place: Place::Title,
            text: "通知".to_owned(),
            highlights: vec![]
        }]
    );
}
