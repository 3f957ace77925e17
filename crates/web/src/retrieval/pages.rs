//! The pages of search.

use super::query::{FACETS, SearchQuery};
use crate::archive::batches;
use crate::archive::records::civil;
use crate::archive::shown;
use crate::conduct::note_search;
use crate::context::{Member, Visit};
use crate::fault::Fault;
use crate::identity::power_home;
use crate::locale::{Args, t};
use crate::page::{render, wants_part};
use crate::retrieval::export::may_export;
use crate::retrieval::hour;
use crate::routes;
use crate::view::{
    Facet as ShownFacet, FacetValue, Hit as ShownHit, HomePage, LinkChoice, Marked, PageFault, SearchPage,
    Section,
};
use axum::extract::Query;
use axum::response::{Html, IntoResponse, Redirect, Response};
use guildhall_identity::{Power, first_run};
use guildhall_intake::ItemState;
use guildhall_retrieval::{Facet, Hit, Order, Place, Question};
use http::{HeaderMap, StatusCode};

/// Newest records on the home page.
const RECENT: usize = 6;

/// `GET /`
pub async fn home(visit: Visit, headers: HeaderMap) -> Result<Response, Fault> {
    let Some(signed_in) = visit.signed_in.clone() else {
        let mut connection = visit.app.database.read_across_realms().await?;
        let needed = first_run::is_needed(&mut connection).await?;
        let to = if needed {
            routes::FIRST_RUN
        } else {
            routes::SIGN_IN
        };
        return Ok(Redirect::to(to).into_response());
    };
    let member = Member { visit, signed_in };
    let app = member.app();
    if let Some(power) = Power::of(&member.actor().grants) {
        return Ok(power_home::page(&member, power));
    }
    let question = Question {
        text: String::new(),
        selections: Vec::new(),
        order: Order::Newest,
        after: None,
        limit: RECENT,
    };
    let found = search(&member, question).await?;
    let mut connection = app.database.read(member.actor().realm).await?;
    let only = Some(ItemState::Waiting);
    let progress = app
        .inbox
        .reading_progress(&mut connection, member.actor(), only)
        .await?;
    let may_add = app.may_capture(member.actor());
    let waiting = progress.first().map_or(0, |(_, count)| *count);
    let mut work = hour::owed(&member, &mut connection).await?;
    if may_add {
        work.extend(hour::lines(&member, &mut connection).await?);
    }
    let page = HomePage {
        ui: member.frame(Section::Home),
        records: found.total,
        reading: if may_add {
            u64::try_from(waiting).unwrap_or(0)
        } else {
            0
        },
        tries: tries(&member, &found.hits),
        recent: found.hits.iter().map(|hit| shown_hit(&member, hit, "")).collect(),
        work,
        may_add,
        can_read_paper: app.can_read_paper,
    };
    if wants_part(&headers) {
        return part(&page.as_state());
    }
    Ok(render(StatusCode::OK, &page))
}

/// Words to begin with, out of what this person may find.
fn tries(member: &Member, hits: &[Hit]) -> Vec<String> {
    let archive = &member.app().archive;
    let mut tries: Vec<String> = Vec::new();
    for hit in hits {
        let class = archive
            .dictionary
            .find(&hit.type_code)
            .map(|kind| kind.name_zh.replace("档案", ""));
        for word in class.into_iter().chain(hit.year.map(|year| year.to_string())) {
            if !tries.contains(&word) {
                tries.push(word);
            }
        }
    }
    tries.truncate(5);
    if !tries.is_empty() {
        tries.insert(0, t(member.visit.locale, "home-example", &Args::none()));
    }
    tries
}

/// Searches on behalf of a member, on a thread that may be busy.
///
/// # Errors
/// When the index cannot be read.
pub async fn search(member: &Member, question: Question) -> Result<guildhall_retrieval::SearchPage, Fault> {
    let finder = member.app().finder.clone();
    let actor = member.actor().clone();
    let found = tokio::task::spawn_blocking(move || finder.search(&actor, &question)).await;
    Ok(found.map_err(|_| PageFault::Internal)??)
}

fn part(template: &impl askama::Template) -> Result<Response, Fault> {
    let text = template.render().map_err(|_| PageFault::Internal)?;
    Ok(Html(text).into_response())
}

/// `GET /search`
pub async fn results(
    member: Member,
    headers: HeaderMap,
    Query(query): Query<SearchQuery>,
) -> Result<Response, Fault> {
    let found = search(&member, query.question()).await?;
    note_search(&member, &query).await?;
    let mut ui = member.frame(Section::Home);
    ui.query.clone_from(&query.q);
    let page = SearchPage {
        batch: batches::bar(&member, batches::FOUND, query.values(), found.total),
        found: found.total,
        took_ms: u32::try_from(found.took.as_millis()).unwrap_or(u32::MAX),
        orders: orders(&member, &query),
        facets: facets(&member, &query, &found.facets),
        chosen: chosen(&member, &query),
        clear: (!query.selections().is_empty()).then(|| query.cleared()),
        export: (found.total > 0 && may_export(&member)).then(|| query.export_link()),
        hits: found
            .hits
            .iter()
            .map(|hit| shown_hit(&member, hit, &query.q))
            .collect(),
        previous: (!query.after.is_empty()).then(|| {
            SearchQuery {
                after: String::new(),
                ..query.clone()
            }
            .link()
        }),
        next: found.next.as_ref().map(|place| query.at(place)),
        instead: None,
        fault: None,
        ui,
    };
    if wants_part(&headers) {
        return part(&page.as_results());
    }
    Ok(render(StatusCode::OK, &page))
}

fn orders(member: &Member, query: &SearchQuery) -> Vec<LinkChoice> {
    let choice = |key: &str, order: Order, name: &str| LinkChoice {
        label: t(member.visit.locale, key, &Args::none()),
        link: query.ordered(name),
        chosen: query.order() == order,
    };
    vec![
        choice("order-best", Order::Best, "best"),
        choice("order-new", Order::Newest, "new"),
    ]
}

fn facets(
    member: &Member,
    query: &SearchQuery,
    counts: &[(Facet, Vec<guildhall_retrieval::FacetCount>)],
) -> Vec<ShownFacet> {
    let facet = |(facet, name): &(Facet, &str)| {
        let (_, values) = counts.iter().find(|(counted, _)| counted == facet)?;
        let values: Vec<FacetValue> = values
            .iter()
            .map(|value| FacetValue {
                label: value_name(member, *facet, &value.value),
                count: value.count,
                link: query.toggled(*facet, &value.value),
                chosen: value.selected,
            })
            .collect();
        let name = t(member.visit.locale, &format!("facet-{name}"), &Args::none());
        (!values.is_empty()).then_some(ShownFacet { name, values })
    };
    FACETS.iter().filter_map(facet).collect()
}

/// Returns the name of a value of a facet for people.
pub fn value_name(member: &Member, facet: Facet, value: &str) -> String {
    let locale = member.visit.locale;
    let archive = &member.app().archive;
    match facet {
        Facet::Type => shown::type_name(locale, archive, value),
        Facet::Secrecy => shown::code_name(locale, archive.codes.find("HOUSE_SECURITY_LEVEL", value))
            .unwrap_or_else(|| value.to_owned()),
        Facet::Source => t(locale, &format!("source-{value}"), &Args::none()),
        Facet::Year | Facet::Department | Facet::Person => value.to_owned(),
    }
}

fn chosen(member: &Member, query: &SearchQuery) -> Vec<LinkChoice> {
    let selections = query.selections();
    let choice = |selection: &guildhall_retrieval::Selection| LinkChoice {
        label: value_name(member, selection.facet, &selection.value),
        link: query.toggled(selection.facet, &selection.value),
        chosen: true,
    };
    selections.iter().map(choice).collect()
}

fn shown_hit(member: &Member, hit: &Hit, words: &str) -> ShownHit {
    let locale = member.visit.locale;
    let archive = &member.app().archive;
    let title = hit.snippets.iter().find(|snippet| snippet.place == Place::Title);
    let text = hit
        .snippets
        .iter()
        .rev()
        .find(|snippet| snippet.place != Place::Title);
    let (page, file) = match text.map(|snippet| &snippet.place) {
        Some(Place::Page(page)) => (Some(*page), None),
        Some(Place::Attachment { file, name, page }) => (Some(*page), Some((file.to_string(), name.clone()))),
        _ => (None, None),
    };
    let id = hit.record_id.to_string();
    let pairs = [
        ("page", page.map(|page| page.to_string()).unwrap_or_default()),
        (
            "file",
            file.as_ref().map(|(id, _)| id.clone()).unwrap_or_default(),
        ),
        ("q", words.to_owned()),
    ];
    ShownHit {
        link: routes::with_query(&routes::record(&id), pairs),
        id,
        title: title.map_or_else(
            || Marked::plain(&hit.title),
            |found| Marked::at(&found.text, &found.highlights),
        ),
        number: Some(hit.archival_code.clone()).filter(|code| !code.is_empty()),
        class: shown::type_name(locale, archive, &hit.type_code),
        date: hit.doc_date.and_then(civil),
        department: Some(hit.department.clone()).filter(|name| !name.is_empty()),
        secrecy: shown::secrecy(locale, archive, hit.secrecy),
        snippet: text
            .map(|found| Marked::at(&found.text, &found.highlights))
            .unwrap_or_default(),
        page,
        file: file.map(|(_, name)| name),
    }
}
