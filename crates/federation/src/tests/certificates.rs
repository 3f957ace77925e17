//! Client certificates: which count, and to whom they belong, on both databases.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures fail by panicking and tell when they are skipped"
)]

use super::certificate_authority::{Authority, ClientKey, Request};
use super::house::House;
use crate::FederationError;
use crate::certificate::{
    Authorities, AuthorityFault, CERTIFICATES_MAX, CertificateChain, CertificateSubjects, ClientCertificates,
    service,
};
use guildhall_identity::device::Visitor;
use guildhall_kernel::Timestamp;
use guildhall_ledger::Subjects as _;
use rcgen::{ExtendedKeyUsagePurpose, KeyPair};

fn chain(client: &ClientKey) -> CertificateChain {
    CertificateChain::new([client.der.clone()]).unwrap()
}

fn door(authority: &Authority, revoked: Option<&str>) -> ClientCertificates {
    let revoked = revoked.map(str::as_bytes);
    ClientCertificates::new(
        Authorities::read(authority.pem.as_bytes(), revoked).unwrap(),
        false,
    )
}

/// A moment in the first days of a year.
fn year(year: i64) -> Timestamp {
    Timestamp::from_micros((year - 1970) * 31_556_952_000_000 + 2 * 86_400_000_000)
}

#[test]
fn only_certificates_for_clients_of_an_authority_in_their_time_count() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let door = door(&ours, None);
    let request = Request {
        years: (2025, 2027),
        ..Request::of("张三", 7)
    };
    let good = chain(&ours.sign(&request));
    let shown = door.look(&good, year(2026)).unwrap();
    assert_eq!(
        (shown.subject.as_str(), shown.issuer.as_str()),
        ("CN=张三", "CN=ours")
    );
    assert_eq!(shown.serial, "07");
    assert_eq!(shown.expires_at.to_rfc3339(), "2027-01-01T00:00:00Z");
    let server = Request {
        usage: ExtendedKeyUsagePurpose::ServerAuth,
        ..request.clone()
    };
    let nothing = CertificateChain::new([vec![0x30, 3, 1, 2, 3]]).unwrap();
    for (what, chain, now) in [
        ("not yet", good.clone(), year(2024)),
        ("no longer", good, year(2027)),
        ("of another authority", chain(&theirs.sign(&request)), year(2026)),
        ("for servers", chain(&ours.sign(&server)), year(2026)),
        ("none at all", nothing, year(2026)),
    ] {
        let refused = door.look(&chain, now);
        assert!(
            matches!(refused, Err(FederationError::CertificateRefused { .. })),
            "{what}: {refused:?}"
        );
    }
}

#[test]
fn a_revoked_certificate_and_a_list_that_is_over_open_nothing() {
    let ours = Authority::new("ours");
    let (kept, gone) = (ours.sign(&Request::of("a", 7)), ours.sign(&Request::of("b", 8)));
    let door = door(&ours, Some(&ours.revoke(&[8], 2030)));
    assert!(door.look(&chain(&kept), year(2026)).is_ok());
    assert!(door.look(&chain(&gone), year(2026)).is_err());
    assert!(
        door.look(&chain(&kept), year(2031)).is_err(),
        "who is revoked since is not known"
    );
    let lists = ours.revoke(&[7, 8], 2030);
    door.replace(Authorities::read(ours.pem.as_bytes(), Some(lists.as_bytes())).unwrap());
    assert!(
        door.look(&chain(&kept), year(2026)).is_err(),
        "a new list holds at once"
    );
    let silent = Authority::new("silent");
    let pem = format!("{}{}", ours.pem, silent.pem);
    door.replace(Authorities::read(pem.as_bytes(), Some(lists.as_bytes())).unwrap());
    let unlisted = silent.sign(&Request::of("c", 9));
    assert!(
        door.look(&chain(&unlisted), year(2026)).is_err(),
        "no list speaks of it"
    );
}

#[test]
fn files_that_hold_something_else_are_refused_by_name() {
    let ours = Authority::new("ours");
    let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for wrong in [&b""[..], b"nothing", broken] {
        let read = Authorities::read(wrong, None);
        assert!(matches!(read, Err(AuthorityFault::Certificate(_))));
        let list = Authorities::read(ours.pem.as_bytes(), Some(wrong));
        assert!(matches!(list, Err(AuthorityFault::List(_))));
    }
}

guildhall_store::on_both_databases! { crate::tests::migrations();
    async fn a_certificate_belongs_to_one_account_and_is_removed_by_its_owner(test: &TestDatabase) {
        let house = House::open(test).await;
        let ours = Authority::new("ours");
        let door = door(&ours, None);
        let shown = chain(&ours.sign(&Request::of("孙静", 7)));
        let mut work = house.work().await;
        let bound = door.bind(&mut work, &house.actor, &shown).await.unwrap();
        let taken = door.bind(&mut work, &house.security, &shown).await;
        assert!(matches!(taken, Err(FederationError::CertificateTaken)));
        let subjects = CertificateSubjects.page(&mut work, None).await.unwrap();
        assert_eq!(subjects.len(), 1);
        let foreign = service::remove_own(&mut work, &house.security, bound.id).await;
        assert!(matches!(foreign, Err(FederationError::CertificateNotFound)));
        service::remove_own(&mut work, &house.actor, bound.id).await.unwrap();
        assert_eq!(service::list_own(&mut work, &house.actor).await.unwrap(), Vec::new());
        door.bind(&mut work, &house.security, &shown).await.unwrap();
        work.commit().await.unwrap();
    }

    async fn an_account_has_no_more_certificates_than_one_may_have(test: &TestDatabase) {
        let house = House::open(test).await;
        let ours = Authority::new("ours");
        let door = door(&ours, None);
        let mut work = house.work().await;
        for serial in 0..CERTIFICATES_MAX as u64 {
            let shown = chain(&ours.sign(&Request::of("孙静", serial + 1)));
            door.bind(&mut work, &house.actor, &shown).await.unwrap();
        }
        let more = door.bind(&mut work, &house.actor, &chain(&ours.sign(&Request::of("孙静", 99)))).await;
        assert!(matches!(more, Err(FederationError::TooManyCertificates)));
    }

    async fn a_certificate_that_was_renewed_for_the_same_key_stays_bound_and_is_told(test: &TestDatabase) {
        let house = House::open(test).await;
        let ours = Authority::new("ours");
        let door = door(&ours, None);
        let key = KeyPair::generate().unwrap();
        let old = chain(&ours.sign_for(&key, &Request { years: (2020, 2027), ..Request::of("孙静", 7) }));
        let new = chain(&ours.sign_for(&key, &Request { years: (2026, 2030), ..Request::of("孙静", 8) }));
        let mut work = house.work().await;
        door.bind(&mut work, &house.actor, &old).await.unwrap();
        work.commit().await.unwrap();
        let doors = (&test.database, &house.sign_in());
        let signed_in = door.sign_in(doors, (&new, &Visitor::default())).await.unwrap();
        assert_eq!(signed_in.account.id, house.admin.id);
        let own = service::list_own(&mut house.read().await, &house.actor).await.unwrap();
        assert_eq!((own[0].shown.serial.as_str(), own[0].used_at.is_some()), ("08", true));
        assert_eq!(house.noted("account.certificate-renewed").await, 1);
    }
}
