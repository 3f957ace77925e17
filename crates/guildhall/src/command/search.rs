//! `guildhall search WORDS`: finds records from the command line.

use super::Outcome;
use crate::cli::Search;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::say;
use guildhall_retrieval::{Order, Question};

/// Searches with the rights of an operator at this machine.
///
/// # Errors
/// When index or database refuse.
pub async fn run(settings: Settings, options: Search) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Shared).await?;
    let realm = house.realm().await?;
    let question = Question {
        text: options.words.join(" "),
        selections: Vec::new(),
        order: Order::Best,
        after: None,
        limit: options.limit.clamp(1, 200),
    };
    let page = house.finder.search(&house.operator(&realm), &question)?;
    for hit in &page.hits {
        let code = if hit.archival_code.is_empty() {
            "—"
        } else {
            &hit.archival_code
        };
        say(format_args!("{}  {code}  {}", hit.record_id, hit.title));
    }
    say(format_args!(
        "{} found in {} ms",
        page.total,
        page.took.as_millis()
    ));
    Ok(if page.hits.is_empty() {
        Outcome::Found
    } else {
        Outcome::Good
    })
}
