//! Backups in a bucket of a real S3 server, which `scripts/with-s3.sh` starts and names in GUILDHALL_TEST_S3.

use crate::house::{House, KEEP_ALL, check, everything, migrations, restore};
use guildhall_backup::{KeepRules, Place};
use guildhall_kernel::{SystemRandom, chance};
use guildhall_vault::BucketAddress;

/// Where the server is, and a prefix that no other test uses.
fn address() -> Option<BucketAddress> {
    let Some(url) = std::env::var("GUILDHALL_TEST_S3")
        .ok()
        .filter(|url| !url.is_empty())
    else {
        eprintln!("SKIPPED: GUILDHALL_TEST_S3 names no server");
        return None;
    };
    let form = "http://KEY:SECRET@HOST:PORT/BUCKET";
    let rest = url.strip_prefix("http://").expect(form);
    let (keys, place) = rest.split_once('@').expect(form);
    let (key_id, secret) = keys.split_once(':').expect(form);
    let (host, bucket) = place.split_once('/').expect(form);
    Some(BucketAddress {
        endpoint: format!("http://{host}"),
        bucket: bucket.to_owned(),
        region: "us-east-1".to_owned(),
        prefix: format!("backup-{}", hex::encode(chance::random_bytes::<8>(&SystemRandom))),
        path_style: true,
        key_id: key_id.to_owned(),
        secret: secret.to_owned().into(),
    })
}

#[tokio::test]
async fn a_house_comes_back_from_a_bucket() {
    let Some(address) = address() else { return };
    let house = House::sqlite().await;
    house.fill().await;
    let large: Vec<u8> = (0..9_000_000u32).map(|number| (number % 251) as u8).collect();
    house.act("a large one", Some(&large)).await;
    let repository = house
        .repository_at(Place::bucket(&address).unwrap())
        .await
        .unwrap();
    let first = house.back_up(&repository, KEEP_ALL).await.unwrap();
    house.act("later", Some(b"later")).await;
    house.test.clock.advance_secs(60);
    let second = house.back_up(&repository, KEEP_ALL).await.unwrap();
    assert_eq!(second.objects_copied, 1);
    assert!(check(&repository, &first.id).await.unwrap().is_whole());
    let copy = restore(&repository, &second.id, None).await.unwrap();
    assert_eq!(
        everything(&copy.database, migrations()).await,
        house.everything().await
    );
    house.test.clock.advance_secs(60);
    let only = KeepRules {
        last: 1,
        daily: 0,
        weekly: 0,
        monthly: 0,
    };
    let third = house.back_up(&repository, only).await.unwrap();
    assert_eq!((third.kept.len(), third.dropped.len()), (1, 2));
    assert!(check(&repository, &third.id).await.unwrap().is_whole());
}
