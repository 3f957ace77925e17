//! What the pages and the API tell the watching room of people's conduct; telling never waits.

use crate::context::Member;
use crate::fault::Fault;
use crate::retrieval::query::SearchQuery;
use guildhall_identity::person::service as people;
use guildhall_kernel::RecordId;
use guildhall_watch::{Act, ActKind, WatchError};

/// Tells that a member did something with a record.
pub fn note(member: &Member, kind: ActKind, record: RecordId) {
    member.app().watch.take(act(member, kind).with(record));
}

/// Tells that a member searched: when it was for a person, by a facet or by a name of the staff directory, which counts
/// once while it is asked for again and again.
///
/// # Errors
/// When the database refuses.
pub async fn note_search(member: &Member, query: &SearchQuery) -> Result<(), Fault> {
    if !query.after.is_empty() {
        return Ok(());
    }
    let asked: Vec<String> = query
        .person
        .split(',')
        .chain([query.q.trim()])
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect();
    if asked.is_empty() {
        return Ok(());
    }
    let app = member.app();
    app.watch.take(act(member, ActKind::Search));
    let name = match query.person.is_empty() {
        false => Some(query.person.clone()),
        true => {
            let mut connection = app.database.read(member.actor().realm).await?;
            let named = people::by_names(&mut connection, &asked).await?;
            named.into_iter().next().map(|person| person.name)
        }
    };
    if let Some(name) = name {
        app.watch.take_name(act(member, ActKind::Name), &name);
    }
    Ok(())
}

/// Returns the refusal of an export; one at the limit is told, because it may be the beginning of something.
pub fn export_refused(member: &Member, error: WatchError) -> Fault {
    if matches!(error, WatchError::ExportLimit { .. }) {
        let app = member.app();
        let who = (member.actor(), member.visit.visitor.agent.as_str());
        app.watch.note_refused(who, app.database.clock().now());
    }
    error.into()
}

fn act(member: &Member, kind: ActKind) -> Act {
    let now = member.app().database.clock().now();
    Act::of(member.actor(), kind, now).by(&member.visit.visitor.agent)
}
