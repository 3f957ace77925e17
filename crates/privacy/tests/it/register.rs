//! The register: shipped entries, the union's own versions in their place, gaps in assessments.

use crate::house::{House, migrations};
use guildhall_kernel::Explain as _;
use guildhall_privacy::{Basis, Entry, NewVersion, PrivacyError, ProcessingSubjects, Words};

fn changed(entry: &Entry, retention: &str) -> NewVersion {
    let mut activity = entry.activity.clone();
    activity.retention = Words::only(retention);
    NewVersion {
        based_on: entry.version,
        activity,
        has_ended: false,
        reason: "按新的保管期限表".to_owned(),
    }
}

async fn keep(
    house: &House<'_>,
    actor: &guildhall_kernel::Actor,
    code: &str,
    new: NewVersion,
) -> Result<Entry, PrivacyError> {
    let mut work = house.work().await;
    let entry = house.privacy.keep(&mut work, actor, code, new).await?;
    work.commit().await?;
    Ok(entry)
}

async fn named(house: &House<'_>, code: &str) -> Entry {
    let register = house.privacy.register(&mut house.read().await).await.unwrap();
    register.into_iter().find(|entry| entry.code == code).unwrap()
}

guildhall_store::on_both_databases! { migrations();
    async fn a_changed_entry_stands_in_the_place_of_the_shipped_one_and_its_versions_stay(test: &TestDatabase) {
        let house = House::open(test).await;
        let shipped = named(&house, "sign_in").await;
        assert_eq!((shipped.version, &shipped.kept), (1, &None));
        let refused = keep(&house, &house.audit, "sign_in", changed(&shipped, "一年")).await;
        assert_eq!(refused.unwrap_err().code(), "denied");
        keep(&house, &house.security, "sign_in", changed(&shipped, "一年"))
            .await
            .unwrap();
        let late = keep(&house, &house.security, "sign_in", changed(&shipped, "两年")).await;
        assert_eq!(late.unwrap_err().code(), "privacy-changed");
        let now = named(&house, "sign_in").await;
        assert_eq!((now.version, now.activity.retention.said(true)), (2, "一年"));
        let versions = house
            .privacy
            .versions(&mut house.read().await, "sign_in")
            .await
            .unwrap();
        assert_eq!(versions.iter().map(|entry| entry.version).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(house.guarded(&ProcessingSubjects).await, 1);
    }

    async fn a_new_entry_with_sensitive_data_must_say_so_and_lacks_an_assessment(test: &TestDatabase) {
        let house = House::open(test).await;
        let mut new = changed(&named(&house, "events").await, "一年");
        new.based_on = 0;
        new.activity.basis = Basis::Consent;
        new.activity.classes = vec!["illness".to_owned()];
        let refused = keep(&house, &house.security, "health_check", new.clone()).await;
        assert_eq!(refused.unwrap_err().code(), "privacy-not-marked-sensitive");
        new.activity.sensitive = true;
        keep(&house, &house.security, "health_check", new.clone())
            .await
            .unwrap();
        let mut connection = house.read().await;
        let register = house.privacy.register(&mut connection).await.unwrap();
        let gaps = house.privacy.gaps(&mut connection, &register).await.unwrap();
        assert_eq!(gaps.into_iter().collect::<Vec<_>>(), ["archives", "health_check"]);
        drop(connection);
        new.based_on = 1;
        new.has_ended = true;
        keep(&house, &house.security, "health_check", new).await.unwrap();
        let mut connection = house.read().await;
        let register = house.privacy.register(&mut connection).await.unwrap();
        assert_eq!(register.last().unwrap().code, "health_check", "what has ended comes last");
        let gaps = house.privacy.gaps(&mut connection, &register).await.unwrap();
        assert_eq!(gaps.into_iter().collect::<Vec<_>>(), ["archives"]);
    }
}
