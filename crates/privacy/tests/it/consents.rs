//! Consents: nothing before it is given, asked again for a new text, withdrawn as easily as given.

use crate::house::{FILES, House, masking, migrations};
use guildhall_kernel::Explain as _;
use guildhall_privacy::{ConsentSubjects, OwnConsent, PrivacyError, PrivacyFiles, PrivacyRules, Standing};
use std::sync::Arc;

const CODE: &str = "event_pictures";

async fn give(house: &House<'_>, version: u32) -> Result<(), PrivacyError> {
    let mut work = house.work().await;
    house
        .privacy
        .give_consent(&mut work, &house.she(), (CODE, version))
        .await?;
    Ok(work.commit().await?)
}

async fn withdraw(house: &House<'_>) -> Result<(), PrivacyError> {
    let mut work = house.work().await;
    house
        .privacy
        .withdraw_consent(&mut work, &house.she(), CODE)
        .await?;
    Ok(work.commit().await?)
}

async fn own(house: &House<'_>) -> OwnConsent {
    let mut connection = house.read().await;
    let consents = house
        .privacy
        .own_consents(&mut connection, &house.she())
        .await
        .unwrap();
    consents
        .into_iter()
        .find(|consent| consent.text.code == CODE)
        .unwrap()
}

guildhall_store::on_both_databases! { migrations();
    async fn a_consent_is_given_withdrawn_and_its_history_stays(test: &TestDatabase) {
        let house = House::open(test).await;
        assert_eq!(own(&house).await.standing, Standing::Never);
        assert_eq!(withdraw(&house).await.unwrap_err().code(), "privacy-not-given");
        assert_eq!(give(&house, 2).await.unwrap_err().code(), "privacy-old-text");
        give(&house, 1).await.unwrap();
        give(&house, 1).await.unwrap();
        assert_eq!(own(&house).await.standing, Standing::Given);
        test.clock.advance_secs(60);
        withdraw(&house).await.unwrap();
        let now = own(&house).await;
        assert_eq!(now.standing, Standing::Withdrawn);
        let acts: Vec<bool> = now.history.iter().map(|act| act.is_given).collect();
        assert_eq!(acts, [false, true], "the newest first, and giving twice is once");
        assert_eq!(house.guarded(&ConsentSubjects).await, 2);
    }

    async fn a_new_version_of_the_text_asks_again_and_the_old_consent_does_not_hold(test: &TestDatabase) {
        let mut house = House::open(test).await;
        give(&house, 1).await.unwrap();
        let newer = format!(
            "{}\n[[consent]]\ncode = \"{CODE}\"\nversion = 2\nactivity = \"events\"\ntitle = {{ zh = \"照片\", en = \"pictures\" }}\ntext = {{ zh = \"也用于年鉴。\", en = \"Also in the yearbook.\" }}\n",
            FILES.consents
        );
        let files = PrivacyFiles { consents: &newer, ..FILES };
        house.privacy.rules = Arc::new(PrivacyRules::load(files, masking()).unwrap());
        let now = own(&house).await;
        assert_eq!((now.standing, now.text.version), (Standing::Outdated, 2));
        assert_eq!(give(&house, 1).await.unwrap_err().code(), "privacy-old-text");
        test.clock.advance_secs(60);
        give(&house, 2).await.unwrap();
        let now = own(&house).await;
        assert_eq!(now.standing, Standing::Given);
        assert_ne!(now.history[0].text_digest, now.history[1].text_digest);
    }
}
