//! `guildhall appoint`: a new administrator for a power that nobody holds any more (补任).
//!
//! The way back in when the last holder of a power is gone, and the way from a house of the former almighty
//! administrator to three. It refuses while somebody who can sign in holds the power.

use super::Outcome;
use crate::cli::Appoint;
use crate::config::Settings;
use crate::house::{House, Use};
use crate::printing::say;
use guildhall_identity::Login;
use guildhall_identity::first_run::Founder;
use guildhall_identity::power::appoint::appoint;

/// Makes the account and prints its first password, which must be changed.
///
/// # Errors
/// When somebody holds the power, the login name is taken or wrong, or there is no union yet.
pub async fn run(settings: Settings, options: Appoint) -> anyhow::Result<Outcome> {
    let house = House::open(settings, Use::Shared).await?;
    let realm = house.realm().await?;
    let random = house.database.random();
    let password = house.sign_in.passwords().first(&*random).await?;
    let founder = Founder {
        login: Login::parse(&options.login)?,
        name: options.name,
        password: password.hash,
        must_change_password: true,
    };
    let mut work = house.database.begin(realm.id).await?;
    let actor = house.operator(&realm);
    let account = appoint(&mut work, &actor, (options.power.into(), founder)).await?;
    work.commit().await?;
    say(format_args!(
        "{}: 初始密码 first password {}",
        account.login, password.clear
    ));
    Ok(Outcome::Good)
}
