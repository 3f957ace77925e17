//! The tree grows by numbers, and each sees her own branches of it.

use crate::house::{House, grant};
use guildhall_identity::IdentityError;
use guildhall_identity::organisation::{self, NewOrganisation, OrganisationKind};
use guildhall_kernel::Origin;

fn department(name: &str) -> NewOrganisation {
    NewOrganisation {
        name: name.to_owned(),
        kind: OrganisationKind::Department,
    }
}

guildhall_store::on_both_databases! { crate::migrations();
    async fn children_get_the_next_number_below_their_parent(test: &TestDatabase) {
        let house = House::open(test).await;
        let (rights, actor, top) = (&house.rights, &house.actor, house.admin.org);
        let mut work = house.work().await;
        let surgery = organisation::service::add_child(&mut work, rights, actor, top, department("外科")).await.unwrap();
        let internal = organisation::service::add_child(&mut work, rights, actor, top, department("内科")).await.unwrap();
        let ward = organisation::service::add_child(&mut work, rights, actor, surgery.id, department("一病区")).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(surgery.path, house.top().child(1));
        assert_eq!(internal.path, house.top().child(2));
        assert_eq!(ward.path, surgery.path.child(1));

        let mut read = house.read().await;
        let all = organisation::service::subtree(&mut read, (rights, actor), &house.top(), None, 10).await.unwrap();
        let names: Vec<_> = all.iter().map(|found| found.name.as_str()).collect();
        assert_eq!(names, ["市第一人民医院工会", "外科", "一病区", "内科"]);
        let page = organisation::service::subtree(&mut read, (rights, actor), &house.top(), Some(&surgery.path), 1).await.unwrap();
        assert_eq!(page, std::slice::from_ref(&ward));
        let children = organisation::service::children(&mut read, (rights, actor), top, None, 10).await.unwrap();
        assert_eq!(children, [internal.clone(), surgery.clone()], "内 nei comes before 外 wai");
        let rest = organisation::service::children(&mut read, (rights, actor), top, Some(&internal), 10).await.unwrap();
        assert_eq!(rest, std::slice::from_ref(&surgery));

        let reader = house.account("qianli", vec![grant("reader", &surgery.path, 0)]).await.actor(Origin::default());
        let seen = organisation::service::subtree(&mut read, (rights, &reader), &house.top(), None, 10).await.unwrap();
        assert_eq!(seen, [surgery, ward]);
        let hidden = organisation::service::children(&mut read, (rights, &reader), top, None, 10).await;
        assert!(matches!(hidden, Err(IdentityError::NotFound { .. })));
    }

    async fn only_her_administrator_changes_a_branch(test: &TestDatabase) {
        let house = House::open(test).await;
        let archivist = house.account("zhaomin", vec![grant("archivist", &house.top(), 2)]).await;
        let actor = archivist.actor(Origin::default());
        let mut work = house.work().await;
        let refused = organisation::service::rename(&mut work, &house.rights, &actor, house.admin.org, "别名").await;
        assert!(matches!(refused, Err(IdentityError::Denied(_))));
        let second = organisation::service::establish(&mut work, &house.actor, department("另一个")).await;
        assert!(matches!(second, Err(IdentityError::Denied(_))), "only the program begins a tree");
        let renamed = organisation::service::rename(&mut work, &house.rights, &house.actor, house.admin.org, "新名").await;
        assert_eq!(renamed.unwrap().name, "新名");
        work.commit().await.unwrap();
        assert_eq!(house.noted("organisation.renamed").await, 1);
    }

    async fn a_unit_has_a_code_of_its_own_and_lends_it_to_what_lies_below(test: &TestDatabase) {
        let house = House::open(test).await;
        let (rights, actor, top) = (&house.rights, &house.actor, house.admin.org);
        let mut work = house.work().await;
        let surgery = organisation::service::add_child(&mut work, rights, actor, top, department("外科")).await.unwrap();
        let internal = organisation::service::add_child(&mut work, rights, actor, top, department("内科")).await.unwrap();
        let ward = organisation::service::add_child(&mut work, rights, actor, surgery.id, department("一病区")).await.unwrap();
        organisation::service::set_code(&mut work, rights, actor, top, "GH").await.unwrap();
        let coded = organisation::service::set_code(&mut work, rights, actor, surgery.id, " WK ").await.unwrap();
        assert_eq!(coded.code.as_deref(), Some("WK"));
        let wrong = organisation::service::set_code(&mut work, rights, actor, surgery.id, "W-K").await;
        assert!(matches!(wrong, Err(IdentityError::InvalidUnitCode)));
        work.commit().await.unwrap();
        assert_eq!(house.noted("organisation.code-changed").await, 2);

        let mut read = house.read().await;
        assert_eq!(organisation::service::get(&mut read, surgery.id).await.unwrap(), coded);
        for (path, code) in [(&ward.path, Some("WK")), (&surgery.path, Some("WK")), (&internal.path, None), (&house.top(), None)] {
            let found = organisation::service::code_below(&mut read, &house.top(), path).await.unwrap();
            assert_eq!(found.as_deref(), code, "{path}");
        }
        drop(read);
        let mut work = house.work().await;
        let taken = organisation::service::set_code(&mut work, rights, actor, internal.id, "WK").await;
        assert!(matches!(taken, Err(IdentityError::UnitCodeTaken)), "{taken:?}");
    }
}
