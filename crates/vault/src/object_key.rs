//! The keys of single objects, wrapped by the key ring (信封加密): one key opens one object and nothing else.

use crate::VaultError;
use crate::cipher::ObjectKey;
use crate::object::ObjectId;
use guildhall_kernel::{ContentHash, Random};
use guildhall_keyring::{KeyError, KeyRing, Purpose};

/// Wraps the key of an object; returns the name of the master key and the wrapped key.
pub(crate) fn wrap(
    ring: &KeyRing,
    key: &ObjectKey,
    of: (ObjectId, ContentHash),
    random: &dyn Random,
) -> (String, Vec<u8>) {
    let sealed = ring.seal(Purpose::VaultObject, &bound_to(of), key.bytes(), random);
    (sealed.key_id, sealed.bytes)
}

/// Unwraps the key of an object.
///
/// # Errors
/// [`VaultError::Key`] when the ring does not hold the master key, or the wrapped key was changed or is that of
/// another object.
pub(crate) fn unwrap(
    ring: &KeyRing,
    wrapped: (&str, &[u8]),
    of: (ObjectId, ContentHash),
) -> Result<ObjectKey, VaultError> {
    let opened = ring.open(Purpose::VaultObject, &bound_to(of), wrapped)?;
    Ok(ObjectKey::from_bytes(&opened).ok_or(KeyError::Changed)?)
}

fn bound_to((id, hash): (ObjectId, ContentHash)) -> Vec<u8> {
    [&id.uuid().as_bytes()[..], hash.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cipher::Algorithm;
    use guildhall_kernel::SeededRandom;

    #[test]
    fn a_wrapped_key_opens_only_its_own_object() {
        let random = SeededRandom::new(9);
        let folder = tempfile::tempdir().unwrap();
        let ring = KeyRing::open_or_create(&folder.path().join("master.key"), &random).unwrap();
        let key = ObjectKey::generate(Algorithm::Sm4Gcm, &random);
        let of = (ObjectId::generate(&random), ContentHash::of(b"a"));
        let (id, wrapped) = wrap(&ring, &key, of, &random);
        assert_eq!(unwrap(&ring, (&id, &wrapped), of).unwrap().bytes(), key.bytes());
        assert!(unwrap(&ring, (&id, &wrapped), (of.0, ContentHash::of(b"b"))).is_err());
        assert!(unwrap(&ring, ("other", &wrapped), of).is_err());
        assert!(unwrap(&ring, (&id, &wrapped[..5]), of).is_err());
    }
}
