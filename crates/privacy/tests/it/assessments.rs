//! Impact assessments: one drafts, another decides, an approved one closes the gap of its entry.

use crate::house::{House, migrations};
use guildhall_kernel::{Actor, Explain as _};
use guildhall_privacy::{
    Assessment, AssessmentState, AssessmentSubjects, Content, NewAssessment, PrivacyError,
};
use uuid::Uuid;

const THREE_YEARS_SECS: i64 = 3 * 365 * 24 * 60 * 60;

fn content() -> Content {
    Content {
        what: "收集、保管困难职工的病情材料".to_owned(),
        necessity: "帮扶条例要求核实，只收必要的证明".to_owned(),
        risks: "泄露会损害名誉".to_owned(),
        measures: "加密、遮盖、查看须写明目的并留痕".to_owned(),
    }
}

async fn draft(house: &House<'_>, actor: &Actor, content: Content) -> Result<Assessment, PrivacyError> {
    let mut work = house.work().await;
    let new = NewAssessment {
        activity: "archives".to_owned(),
        content,
    };
    let drafted = house.privacy.draft(&mut work, actor, new).await?;
    work.commit().await?;
    Ok(drafted)
}

async fn decide(
    house: &House<'_>,
    actor: &Actor,
    id: Uuid,
    verdict: (bool, &str),
) -> Result<Assessment, PrivacyError> {
    let mut work = house.work().await;
    let decided = house.privacy.decide(&mut work, actor, id, verdict).await?;
    work.commit().await?;
    Ok(decided)
}

async fn revise(house: &House<'_>, actor: &Actor, id: Uuid) -> Result<Assessment, PrivacyError> {
    let mut work = house.work().await;
    let revised = house.privacy.revise(&mut work, actor, id, content()).await?;
    work.commit().await?;
    Ok(revised)
}

async fn gaps(house: &House<'_>) -> usize {
    let mut connection = house.read().await;
    let register = house.privacy.register(&mut connection).await.unwrap();
    house
        .privacy
        .gaps(&mut connection, &register)
        .await
        .unwrap()
        .len()
}

fn code<T: std::fmt::Debug>(result: Result<T, PrivacyError>) -> &'static str {
    result.unwrap_err().code()
}

guildhall_store::on_both_databases! { migrations();
    async fn one_officer_drafts_another_returns_it_and_approves_the_revision(test: &TestDatabase) {
        let house = House::open(test).await;
        assert_eq!(code(draft(&house, &house.audit, content()).await), "denied");
        let empty = Content { risks: " ".to_owned(), ..content() };
        assert_eq!(code(draft(&house, &house.security, empty).await), "privacy-field");
        let drafted = draft(&house, &house.security, content()).await.unwrap();
        assert_eq!(gaps(&house).await, 1, "a draft closes nothing");
        assert_eq!(code(decide(&house, &house.security, drafted.id, (true, "")).await), "denied");
        assert_eq!(code(decide(&house, &house.audit, drafted.id, (false, " ")).await), "privacy-field");
        let returned = decide(&house, &house.audit, drafted.id, (false, "风险写得太少")).await.unwrap();
        assert_eq!(returned.state, AssessmentState::Returned);
        assert_eq!(code(decide(&house, &house.audit, drafted.id, (true, "")).await), "privacy-wrong-state");
        let revised = revise(&house, &house.security, drafted.id).await.unwrap();
        assert_eq!((revised.revision, revised.state), (2, AssessmentState::Submitted));
        assert_eq!(code(revise(&house, &house.security, drafted.id).await), "privacy-wrong-state");
        let approved = decide(&house, &house.audit, drafted.id, (true, "")).await.unwrap();
        let kept = approved.keep_until.unwrap().secs_since(approved.decided_at.unwrap());
        assert!(kept >= THREE_YEARS_SECS);
        assert_eq!(gaps(&house).await, 0);
        assert_eq!(house.guarded(&AssessmentSubjects).await, 1);
    }

    async fn who_drafted_never_approves_even_with_both_rights(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut both = house.security.clone();
        both.grants.extend(house.audit.grants.clone());
        let drafted = draft(&house, &both, content()).await.unwrap();
        assert_eq!(code(decide(&house, &both, drafted.id, (true, "")).await), "privacy-own-draft");
        let mut connection = house.read().await;
        let list = house.privacy.assessments(&mut connection, &house.audit, (None, 10)).await.unwrap();
        assert_eq!(list.len(), 1);
        assert_eq!(code(house.privacy.assessments(&mut connection, &house.system, (None, 10)).await), "denied");
    }
}
