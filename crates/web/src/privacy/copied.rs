//! What stands in the copy of somebody's own data (个人信息副本), as programs get it.

use serde::Serialize;
use utoipa::ToSchema;

/// Everything that the house holds about a person (个人信息副本).
#[derive(Serialize, ToSchema)]
pub struct OwnCopy {
    /// When it was made (RFC 3339).
    pub made_at: String,
    /// Her account.
    pub account: AccountPart,
    /// What the staff directory says of her; absent when the account is linked to nobody.
    pub person: Option<PersonPart>,
    /// Open sessions.
    pub sessions: Vec<VisitPart>,
    /// Browsers that the account was opened with.
    pub devices: Vec<VisitPart>,
    /// Names of her passkeys.
    pub passkeys: Vec<String>,
    /// Names in her client certificates, as the authorities wrote them.
    pub certificates: Vec<String>,
    /// Who looked at records that name her, the newest first.
    pub looks: Vec<LookPart>,
    /// Filed records that name her.
    pub records: Vec<RecordPart>,
    /// What she asked for.
    pub requests: Vec<RequestPart>,
    /// What she consented to and withdrew.
    pub consents: Vec<ConsentPart>,
    /// Whether looks or records are more than the copy lists.
    pub is_cut: bool,
}

/// The account in a copy.
#[derive(Serialize, ToSchema)]
pub struct AccountPart {
    /// Login name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Name of the unit.
    pub unit: String,
    /// Roles held, in words.
    pub roles: Vec<String>,
    /// When it was made.
    pub created_at: String,
    /// When it last signed in.
    pub signed_in_at: Option<String>,
}

/// The staff directory in a copy.
#[derive(Serialize, ToSchema)]
pub struct PersonPart {
    /// Staff number.
    pub staff_number: String,
    /// Name.
    pub name: String,
    /// Sex (GB/T 2261.1).
    pub sex: String,
    /// Date of birth.
    pub birth_date: Option<String>,
    /// Telephone number, in clear.
    pub phone: Option<String>,
    /// First day of work.
    pub joined_at: Option<String>,
    /// Last day of work.
    pub left_at: Option<String>,
}

/// A session or a device in a copy.
#[derive(Serialize, ToSchema)]
pub struct VisitPart {
    /// Browser and system.
    pub agent: String,
    /// Network address.
    pub address: String,
    /// Since when.
    pub since: String,
}

/// A look in a copy.
#[derive(Serialize, ToSchema)]
pub struct LookPart {
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What was done, in words.
    pub what: String,
    /// Kind of record, in words.
    pub record: String,
    /// For which purpose.
    pub purpose: Option<String>,
}

/// A record in a copy.
#[derive(Serialize, ToSchema)]
pub struct RecordPart {
    /// Kind of record, in words.
    pub kind: String,
    /// Year.
    pub year: i64,
    /// Archival code.
    pub archival_code: Option<String>,
    /// Retention period, in words.
    pub retention: String,
    /// When it was filed.
    pub filed_at: Option<String>,
    /// Its title, where she may see the record.
    pub title: Option<String>,
}

/// A request in a copy.
#[derive(Serialize, ToSchema)]
pub struct RequestPart {
    /// What was asked for.
    pub kind: String,
    /// In her own words.
    pub wish: String,
    /// How far it has come.
    pub state: String,
    /// When it came.
    pub received_at: String,
    /// What came of it.
    pub outcome: Option<String>,
    /// What was answered.
    pub answer: String,
}

/// A consent given or withdrawn in a copy.
#[derive(Serialize, ToSchema)]
pub struct ConsentPart {
    /// To what.
    pub title: String,
    /// Version of the text.
    pub version: u32,
    /// Whether it was given; else it was withdrawn.
    pub given: bool,
    /// When.
    pub at: String,
}
