//! How the telephone numbers of a realm are sealed, and under what they are looked up.

use guildhall_kernel::{PersonId, Random, RealmId};
use guildhall_keyring::{KeyError, KeyRing, Purpose, SealedBytes};

/// What the numbers are sealed for.
const PHONE: Purpose = Purpose::Column("person.phone");

/// A number as the table keeps it.
pub(crate) struct SealedPhone {
    pub(crate) sealed: SealedBytes,
    /// Keyed hash of the digits (盲索引).
    pub(crate) index: String,
}

/// Seals, opens and finds the numbers of one realm.
pub(crate) struct PhoneSeal<'a> {
    ring: &'a KeyRing,
    realm: RealmId,
}

impl<'a> PhoneSeal<'a> {
    pub(crate) fn new(ring: &'a KeyRing, realm: RealmId) -> Self {
        Self { ring, realm }
    }

    /// Seals the number of a person; it opens for no other.
    pub(crate) fn seal(&self, person: PersonId, phone: &str, random: &dyn Random) -> SealedPhone {
        SealedPhone {
            sealed: self
                .ring
                .seal(PHONE, &self.bound_to(person), phone.as_bytes(), random),
            index: self.ring.blind_index(PHONE, &self.looked_up(phone)),
        }
    }

    /// Opens the number of a person.
    pub(crate) fn open(&self, person: PersonId, sealed: &SealedBytes) -> Result<String, KeyError> {
        let opened = self
            .ring
            .open(PHONE, &self.bound_to(person), (&sealed.key_id, &sealed.bytes))?;
        String::from_utf8(opened.to_vec()).map_err(|_| KeyError::Changed)
    }

    /// Returns the hashes under which people with this number may lie.
    pub(crate) fn indexes(&self, phone: &str) -> Vec<String> {
        self.ring.blind_indexes(PHONE, &self.looked_up(phone))
    }

    fn bound_to(&self, person: PersonId) -> Vec<u8> {
        [self.realm.uuid().as_bytes().as_slice(), person.uuid().as_bytes()].concat()
    }

    /// The digits alone, so that blanks and dashes do not hide a number; with the realm, so that nobody can see from
    /// the table who stands in two realms.
    fn looked_up(&self, phone: &str) -> String {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        format!("{} {digits}", self.realm)
    }
}
