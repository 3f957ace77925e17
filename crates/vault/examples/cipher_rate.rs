//! Measures how fast the vault seals and opens objects on one core, against the cipher alone, for both ciphers.
//!
//! `cargo run --release --locked --example cipher_rate` prints a line of JSON for each cipher, in GB (10^9 bytes) a
//! second; `limit` is the cipher of the same crate over the same pieces with nothing around it.

use aes_gcm::aead::AeadInPlace;
use aes_gcm::aead::consts::U12;
use aes_gcm::{Aes256Gcm, AesGcm, KeyInit};
use guildhall_kernel::SystemRandom;
use guildhall_vault::Algorithm;
use guildhall_vault::cipher::{DamagedChunk, ObjectCipher, ObjectKey};
use guildhall_vault::object::{CHUNK_BYTES, ObjectId};
use sm4::Sm4;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long each figure is measured.
const AT_LEAST: Duration = Duration::from_secs(3);

#[expect(clippy::print_stdout, reason = "a measurement is there to be read")]
fn main() -> Result<(), DamagedChunk> {
    for (name, algorithm) in [
        ("aes-256-gcm", Algorithm::Aes256Gcm),
        ("sm4-gcm", Algorithm::Sm4Gcm),
    ] {
        let key = ObjectKey::generate(algorithm, &SystemRandom);
        let limit = match algorithm {
            Algorithm::Aes256Gcm => alone(&Aes256Gcm::new(key.bytes().into())),
            Algorithm::Sm4Gcm => alone(&AesGcm::<Sm4, U12>::new(key.bytes().into())),
        };
        let cipher = ObjectCipher::new(&key, ObjectId::generate(&SystemRandom));
        let (seal, open) = (sealing(&cipher)?, opening(&cipher)?);
        println!(r#"{{"cipher":"{name}","limit":{limit:.3},"seal":{seal:.3},"open":{open:.3}}}"#);
    }
    Ok(())
}

fn alone<C: AeadInPlace>(cipher: &C) -> f64 {
    let mut piece = vec![7; CHUNK_BYTES];
    let nonce = Default::default();
    rate(|| {
        let tag = cipher.encrypt_in_place_detached(&nonce, &[0; 20], &mut piece);
        black_box(tag.is_ok());
    })
}

fn sealing(cipher: &ObjectCipher) -> Result<f64, DamagedChunk> {
    let mut piece = Vec::with_capacity(CHUNK_BYTES + 16);
    piece.resize(CHUNK_BYTES, 7);
    cipher.seal(0, false, &mut piece.clone())?;
    Ok(rate(|| {
        piece.truncate(CHUNK_BYTES);
        black_box(cipher.seal(0, false, &mut piece).is_ok());
    }))
}

fn opening(cipher: &ObjectCipher) -> Result<f64, DamagedChunk> {
    let mut sealed = vec![7; CHUNK_BYTES];
    cipher.seal(0, false, &mut sealed)?;
    cipher.open(0, false, &sealed)?;
    Ok(rate(|| {
        black_box(cipher.open(0, false, &sealed).is_ok());
    }))
}

/// Returns GB a second of a call that works on one piece.
fn rate(mut call: impl FnMut()) -> f64 {
    let (begun, mut pieces) = (Instant::now(), 0u64);
    while begun.elapsed() < AT_LEAST {
        for _ in 0..64 {
            call();
        }
        pieces += 64;
    }
    pieces as f64 * CHUNK_BYTES as f64 / begun.elapsed().as_secs_f64() / 1e9
}
