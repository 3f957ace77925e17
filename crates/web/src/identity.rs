//! Faces of the identity room: entrance, accounts, one's own account, organisation.

mod account_form;
pub mod account_list;
pub mod accounts;
pub mod certificate_entrance;
pub mod certificates;
pub mod certificates_managed;
pub mod confirm;
pub mod directories;
pub mod entrance;
pub mod founding;
pub mod looks;
pub mod organisation;
pub mod outside;
pub mod outside_entrance;
pub mod outside_managed;
pub mod own_account;
pub mod passkey_entrance;
pub mod passkeys;
pub mod power_home;
pub mod powers;
pub mod second_factor;

use crate::door::{Door, show, take};
use crate::routes;

/// Returns the doors to entrance, accounts and organisation.
pub fn doors() -> Vec<Door> {
    [
        entrance_doors(),
        own_doors(),
        account_doors(),
        organisation_doors(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn entrance_doors() -> Vec<Door> {
    vec![
        show(routes::SIGN_IN, entrance::sign_in_form),
        take(routes::SIGN_IN, entrance::sign_in),
        show(routes::SIGN_IN_CODE, entrance::code_form),
        take(routes::SIGN_IN_CODE, entrance::finish),
        take(routes::SIGN_IN_PASSKEY, passkey_entrance::sign_in),
        take(routes::CODE_PASSKEY, passkey_entrance::finish),
        take(routes::SIGN_IN_CERTIFICATE, certificate_entrance::sign_in),
        show("/sign-in/with/{provider}", outside_entrance::begin),
        show("/sign-in/with/{provider}/return", outside_entrance::come_back),
        take(routes::SIGN_OUT, entrance::sign_out),
        show(routes::FIRST_RUN, founding::form),
        take(routes::FIRST_RUN, founding::submit),
        take(routes::PREFERENCES, entrance::preferences),
        show(routes::HELP, entrance::help),
    ]
}

fn own_doors() -> Vec<Door> {
    vec![
        show(routes::OWN_ACCOUNT, own_account::show),
        show(routes::OWN_LOOKS, looks::show),
        take(routes::OWN_PASSWORD, own_account::change_password),
        take(routes::OWN_SESSIONS_END, own_account::end_other_sessions),
        take("/me/sessions/{id}/end", own_account::end_session),
        show(routes::SECOND_FACTOR, second_factor::show),
        take(routes::SECOND_FACTOR, second_factor::begin),
        take(routes::SECOND_FACTOR_CONFIRM, second_factor::confirm),
        take(routes::RECOVERY_CODES, second_factor::renew_codes),
        take(routes::SECOND_FACTOR_REMOVE, second_factor::remove),
        show(routes::CONFIRM, confirm::show),
        take(routes::CONFIRM, confirm::confirm),
        take(routes::CONFIRM_PASSKEY, passkey_entrance::confirm),
        show(routes::PASSKEYS, passkeys::show),
        take(routes::PASSKEYS, passkeys::add),
        take("/me/passkeys/{id}/remove", passkeys::remove),
        show(routes::OWN_CERTIFICATES, certificates::show),
        take(routes::OWN_CERTIFICATES, certificates::bind),
        take("/me/certificates/{id}/remove", certificates::remove),
        show(routes::OWN_OUTSIDE, outside::show),
        take("/me/outside/with/{provider}", outside::begin),
        take("/me/outside/{id}/remove", outside::remove),
    ]
}

fn account_doors() -> Vec<Door> {
    vec![
        show(routes::ACCOUNTS, account_list::list),
        take(routes::ACCOUNTS, accounts::create),
        show(routes::ACCOUNT_NEW, accounts::new_form),
        show(routes::POWERS, powers::show),
        take(routes::POWERS, powers::propose),
        take("/accounts/powers/{id}/decision", powers::decide),
        take("/accounts/powers/{id}/withdrawal", powers::withdraw),
        show(routes::DIRECTORIES, directories::show),
        take(routes::DIRECTORIES, directories::make),
        take("/accounts/directories/{id}/revoke", directories::revoke),
        show("/accounts/{id}", accounts::form),
        take("/accounts/{id}", accounts::change),
        take(
            "/accounts/{id}/second-factor/remove",
            accounts::remove_second_factor,
        ),
        take("/accounts/{id}/password", accounts::reset_password),
        show("/accounts/{id}/outside", outside_managed::show),
        take("/accounts/{id}/outside/{binding}/remove", outside_managed::remove),
        show("/accounts/{id}/certificates", certificates_managed::show),
        take(
            "/accounts/{id}/certificates/{certificate}/remove",
            certificates_managed::remove,
        ),
    ]
}

fn organisation_doors() -> Vec<Door> {
    vec![
        show(routes::ORGANISATION, organisation::tree),
        take(routes::ORGANISATION, organisation::add),
        show("/organisation/{id}", organisation::unit),
        take("/organisation/{id}", organisation::change),
    ]
}
