//! Everything that can go wrong in this room, and what the person can do about it.

use crate::account::PasswordFlaw;
use crate::rights::Denied;
use guildhall_kernel::Explain;
use guildhall_kernel::explain::ErrorKind;
use guildhall_ledger::LedgerError;
use guildhall_store::StoreError;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such organisation, person, account or session, or the actor may not know of it.
    #[error("the {what} does not exist")]
    NotFound {
        /// What was asked for.
        what: &'static str,
    },
    /// A name is empty, too long or has characters that cannot be shown.
    #[error("the name is empty, too long or has characters that cannot be shown")]
    InvalidName,
    /// A login name is not 2 to 64 letters, digits, Chinese characters or `. _ - @`.
    #[error("the login name has a wrong form")]
    InvalidLogin,
    /// The login name belongs to another account.
    #[error("the login name is taken")]
    LoginTaken,
    /// The password is easy to guess.
    #[error("the password is weak: {0}")]
    WeakPassword(PasswordFlaw),
    /// The present password, asked for again, is wrong.
    #[error("the present password is wrong")]
    WrongPassword,
    /// A field of a person's row is wrong.
    #[error("row {row}: {field} is wrong")]
    InvalidPerson {
        /// Number of the row handed in, from 1.
        row: usize,
        /// The field.
        field: &'static str,
    },
    /// A staff number belongs to another person, or stands twice in the rows handed in.
    #[error("the staff number {0} is taken")]
    StaffNumberTaken(String),
    /// More rows at once than one unit of work takes.
    #[error("more than {limit} rows at once")]
    TooManyRows {
        /// The limit.
        limit: usize,
    },
    /// The code of a unit is longer than 20 characters or holds others than letters, digits and Chinese characters.
    #[error("the code of the unit has a wrong form")]
    InvalidUnitCode,
    /// The code of a unit belongs to another unit.
    #[error("the code of the unit is taken")]
    UnitCodeTaken,
    /// The organisation would lie deeper than the tree goes.
    #[error("the tree of organisations is not that deep")]
    TreeTooDeep,
    /// The realm has its top organisation already.
    #[error("the realm has a top organisation")]
    RealmEstablished,
    /// The installation has an administrator already.
    #[error("the first run is over")]
    FirstRunOver,
    /// No policy knows this role, or it is not for people.
    #[error("there is no role {0}")]
    UnknownRole(String),
    /// A clearance is not a secrecy level from 0 to 4.
    #[error("{0} is not a secrecy level")]
    InvalidClearance(i64),
    /// A person may not change her own rights or state.
    #[error("nobody changes her own rights")]
    OwnAccount,
    /// The realm would be left without an administrator of one of the three powers.
    #[error("nobody would hold this power any more")]
    LastOfPower,
    /// What concerns one of the three powers is proposed by one administrator and decided by another.
    #[error("a power is given, taken or touched by two administrators only")]
    PowerNeedsTwo,
    /// A power stands alone: its account, and the person behind it, hold nothing else of the kind.
    #[error("who holds one of the three powers holds no other right")]
    PowerExclusive,
    /// The account holds no power, or no longer the one in question.
    #[error("the account does not hold this power")]
    PowerNotHeld,
    /// A proposal about the account waits already.
    #[error("a proposal about this account waits already")]
    PowerChangeOpen,
    /// The proposal was decided, taken back, or has lapsed.
    #[error("the proposal does not wait any more")]
    PowerChangeClosed,
    /// Who proposed it, and who holds the same power, does not decide.
    #[error("another power has to decide")]
    PowerSameHand,
    /// The account still has a password that somebody else knows.
    #[error("the account has a password that somebody else gave")]
    PowerPasswordDue,
    /// Somebody who can sign in holds the power, so the console appoints nobody.
    #[error("somebody holds this power")]
    PowerHeld,
    /// A reason is missing or longer than 500 characters.
    #[error("the reason is missing or too long")]
    InvalidReason,
    /// A post that is no code, or a rank that is none.
    #[error("the post is no code or the rank is outside 0 to 99")]
    InvalidStanding,
    /// Login name or password is wrong; which one is not said.
    #[error("login name or password is wrong")]
    SignInRefused,
    /// The account is locked or disabled; said only to who knows its password.
    #[error("the account is not active")]
    AccountNotActive,
    /// The code of the second factor is wrong, or was used before.
    #[error("the code is wrong or was used")]
    WrongCode,
    /// The account has a second factor already.
    #[error("the account has a second factor")]
    SecondFactorOn,
    /// The account has no second factor, or none that waits for its first code.
    #[error("the account has no second factor")]
    SecondFactorOff,
    /// The secret of a second factor cannot be used; a fault of the program.
    #[error("the secret of a second factor cannot be used: {0}")]
    SecondFactorSecret(String),
    /// A line of a list of breached passwords has another form, or stands in the wrong place.
    #[error("line {line} is no SHA-1 with a count, or the list is not ordered by hash")]
    BreachedList {
        /// Number of the line, from 1.
        line: u64,
    },
    /// The file of breached passwords cannot be used.
    #[error("the file of breached passwords")]
    BreachedFile(#[from] std::io::Error),
    /// The public address of the house is none at which browsers allow passkeys.
    #[error("server.public_url cannot be used for passkeys: {reason}")]
    PublicUrl {
        /// Why.
        reason: &'static str,
    },
    /// The house has no public address, so it takes no passkeys.
    #[error("passkeys are off")]
    PasskeysOff,
    /// A passkey is unknown, or what it signed does not fit; to who sent it, these are the same.
    #[error("the passkey is refused: {reason}")]
    PasskeyRefused {
        /// What did not fit, for the log.
        reason: &'static str,
    },
    /// The counter of a passkey ran backwards, as it does when an authenticator was copied.
    #[error("the passkey may have been copied")]
    PasskeyCopied,
    /// The passkey belongs to an account already.
    #[error("the passkey is known")]
    PasskeyKnown,
    /// The account has as many passkeys as one may have.
    #[error("too many passkeys")]
    TooManyPasskeys,
    /// No challenge waits for this answer: its time is over, or it was answered.
    #[error("the challenge is over")]
    ChallengeOver,
    /// The key ring refused.
    #[error("key ring")]
    Key(#[from] guildhall_keyring::KeyError),
    /// Too many attempts to sign in.
    #[error("too many attempts, wait {retry_secs} seconds")]
    TooManyAttempts {
        /// Seconds to wait.
        retry_secs: i64,
    },
    /// No session belongs to the token, or it is over.
    #[error("not signed in")]
    NotSignedIn,
    /// The form does not belong to the session (CSRF).
    #[error("the form does not belong to this session")]
    WrongForm,
    /// Too many sign-ins are being checked at this moment.
    #[error("too many sign-ins at once")]
    Busy,
    /// Hashing a password failed; a fault of the configuration or of the program.
    #[error("password hashing failed: {0}")]
    Hashing(String),
    /// The ledger refused the entry.
    #[error("ledger")]
    Ledger(#[from] LedgerError),
    /// The database refused.
    #[error("database")]
    Store(#[from] StoreError),
}

impl Explain for IdentityError {
    fn code(&self) -> &'static str {
        match self {
            Self::Denied(denied) => denied.code(),
            Self::NotFound { .. } => "identity-not-found",
            Self::InvalidName => "invalid-name",
            Self::InvalidLogin => "invalid-login",
            Self::LoginTaken => "login-taken",
            Self::WeakPassword(flaw) => flaw.code(),
            Self::WrongPassword => "wrong-password",
            Self::InvalidPerson { .. } => "invalid-person",
            Self::StaffNumberTaken(_) => "staff-number-taken",
            Self::TooManyRows { .. } => "too-many-rows",
            Self::InvalidUnitCode => "invalid-unit-code",
            Self::UnitCodeTaken => "unit-code-taken",
            Self::TreeTooDeep => "tree-too-deep",
            Self::RealmEstablished => "realm-established",
            Self::FirstRunOver => "first-run-over",
            Self::UnknownRole(_) => "unknown-role",
            Self::InvalidClearance(_) => "invalid-clearance",
            Self::OwnAccount => "own-account",
            Self::LastOfPower => "last-of-power",
            Self::PowerNeedsTwo => "power-needs-two",
            Self::PowerExclusive => "power-exclusive",
            Self::PowerNotHeld => "power-not-held",
            Self::PowerChangeOpen => "power-change-open",
            Self::PowerChangeClosed => "power-change-closed",
            Self::PowerSameHand => "power-same-hand",
            Self::PowerPasswordDue => "power-password-due",
            Self::PowerHeld => "power-held",
            Self::InvalidReason => "invalid-reason",
            Self::InvalidStanding => "invalid-standing",
            Self::SignInRefused => "sign-in-refused",
            Self::AccountNotActive => "account-not-active",
            Self::TooManyAttempts { .. } => "too-many-attempts",
            Self::WrongCode => "wrong-code",
            Self::SecondFactorOn => "second-factor-on",
            Self::SecondFactorOff => "second-factor-off",
            Self::SecondFactorSecret(_) => "second-factor-secret",
            Self::BreachedList { .. } => "breached-list",
            Self::BreachedFile(_) => "breached-file",
            Self::PublicUrl { .. } => "public-url",
            Self::PasskeysOff => "passkeys-off",
            Self::PasskeyRefused { .. } => "passkey-refused",
            Self::PasskeyCopied => "passkey-copied",
            Self::PasskeyKnown => "passkey-known",
            Self::TooManyPasskeys => "too-many-passkeys",
            Self::ChallengeOver => "challenge-over",
            Self::Key(error) => error.code(),
            Self::NotSignedIn => "not-signed-in",
            Self::WrongForm => "wrong-form",
            Self::Busy => "sign-in-busy",
            Self::Hashing(_) => "password-hashing",
            Self::Ledger(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Denied(denied) => denied.arguments(),
            Self::WeakPassword(flaw) => flaw.arguments(),
            Self::InvalidPerson { row, field } => {
                vec![("row", row.to_string()), ("field", (*field).to_owned())]
            }
            Self::StaffNumberTaken(number) => vec![("number", number.clone())],
            Self::TooManyRows { limit } => vec![("limit", limit.to_string())],
            Self::UnknownRole(role) => vec![("role", role.clone())],
            Self::BreachedList { line } => vec![("line", line.to_string())],
            Self::TooManyAttempts { retry_secs } => vec![("seconds", retry_secs.to_string())],
            Self::Key(error) => error.arguments(),
            Self::Ledger(error) => error.arguments(),
            Self::Store(error) => error.arguments(),
            _ => Vec::new(),
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Denied(denied) => denied.kind(),
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::InvalidName
            | Self::InvalidLogin
            | Self::WeakPassword(_)
            | Self::WrongPassword
            | Self::WrongCode
            | Self::BreachedList { .. }
            | Self::PasskeyRefused { .. }
            | Self::PasskeyCopied
            | Self::ChallengeOver
            | Self::InvalidPerson { .. }
            | Self::InvalidUnitCode
            | Self::TreeTooDeep
            | Self::UnknownRole(_)
            | Self::InvalidReason
            | Self::InvalidStanding
            | Self::InvalidClearance(_) => ErrorKind::Invalid,
            Self::LoginTaken
            | Self::StaffNumberTaken(_)
            | Self::UnitCodeTaken
            | Self::RealmEstablished
            | Self::FirstRunOver
            | Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::PasskeysOff
            | Self::PasskeyKnown
            | Self::TooManyPasskeys
            | Self::LastOfPower
            | Self::PowerExclusive
            | Self::PowerNotHeld
            | Self::PowerChangeOpen
            | Self::PowerChangeClosed
            | Self::PowerPasswordDue
            | Self::PowerHeld => ErrorKind::Conflict,
            Self::TooManyRows { .. } => ErrorKind::TooLarge,
            Self::OwnAccount | Self::PowerNeedsTwo | Self::PowerSameHand | Self::WrongForm => {
                ErrorKind::Denied
            }
            Self::SignInRefused | Self::AccountNotActive | Self::NotSignedIn => ErrorKind::Unauthenticated,
            Self::TooManyAttempts { .. } => ErrorKind::TooMany,
            Self::Busy => ErrorKind::Unavailable,
            Self::Hashing(_)
            | Self::SecondFactorSecret(_)
            | Self::BreachedFile(_)
            | Self::PublicUrl { .. } => ErrorKind::Internal,
            Self::Key(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
}
