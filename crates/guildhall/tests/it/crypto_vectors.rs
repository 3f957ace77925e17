//! Published test vectors of every algorithm that the house uses, run through the very crates that it uses.
//!
//! Not claimed, because the house does not use them: ChaCha20-Poly1305, RSA (also blind), encryption with SM2. The
//! vectors of WebAuthn (ES256) are tested beside the passkeys.

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, AesGcm, KeyInit};
use argon2::{Argon2, AssociatedData, ParamsBuilder, Version};
use ed25519_dalek::{Signature, VerifyingKey};
use flate2::read::GzDecoder;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256, Sha512};
use sm2::dsa::signature::{Signer, Verifier};
use sm3::Sm3;
use sm4::Sm4;
use sm4::cipher::BlockEncrypt;
use std::io::Read;
use std::path::PathBuf;
use totp_rs::{Algorithm, Builder, Secret};
use x25519_dalek::{PublicKey, StaticSecret};

/// The file of shared vectors, unpacked; says so when it is absent.
fn shared(name: &str) -> Option<Value> {
    let folder = std::env::var_os("GUILDHALL_SHARED_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let file = folder.join("crypto-vectors").join(name);
    let Ok(bytes) = std::fs::read(&file) else {
        eprintln!(
            "SKIPPED: {} is not there; its algorithm is not tested",
            file.display()
        );
        return None;
    };
    let mut text = String::new();
    if name.ends_with(".gz") {
        GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    Some(serde_json::from_str(&text).unwrap())
}

fn hex_of(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().expect("a text")).unwrap()
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn told(algorithm: &str, count: usize) {
    eprintln!("{algorithm}: {count} vectors");
}

/// Judges every test of a file of Wycheproof; the judge gets the group and the test.
fn wycheproof(name: &str, algorithm: &str, judge: impl Fn(&Value, &Value) -> bool) {
    let Some(file) = shared(&format!("wycheproof/{name}_test.json.gz")) else {
        return;
    };
    let mut count = 0;
    for group in file["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            let valid = test["result"] == "valid";
            let either = test["result"] == "acceptable";
            let judged = judge(group, test);
            assert!(
                either || judged == valid,
                "{algorithm} {}: {}",
                test["tcId"],
                test["comment"]
            );
            count += 1;
        }
    }
    assert_eq!(count as u64, number(&file["numberOfTests"]));
    told(&format!("{algorithm} (Wycheproof)"), count);
}

#[test]
fn hmac_sha_256_judges_every_tag_right() {
    wycheproof("hmac_sha256", "HMAC-SHA-256", |group, test| {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&hex_of(&test["key"])).unwrap();
        mac.update(&hex_of(&test["msg"]));
        let length = usize::try_from(number(&group["tagSize"]) / 8).unwrap();
        mac.finalize().into_bytes()[..length] == hex_of(&test["tag"])
    });
}

#[test]
fn hkdf_sha_256_derives_every_key_or_refuses_its_length() {
    wycheproof("hkdf_sha256", "HKDF-SHA-256", |_, test| {
        let mut derived = vec![0; usize::try_from(number(&test["size"])).unwrap()];
        let salt = hex_of(&test["salt"]);
        let derivation = Hkdf::<Sha256>::new(Some(&salt), &hex_of(&test["ikm"]));
        derivation.expand(&hex_of(&test["info"]), &mut derived).is_ok() && derived == hex_of(&test["okm"])
    });
}

#[test]
fn ed25519_judges_every_signature_right() {
    wycheproof("ed25519", "Ed25519", |group, test| {
        let key = hex_of(&group["publicKey"]["pk"]).try_into().unwrap();
        let signature = Signature::from_slice(&hex_of(&test["sig"]));
        let key = VerifyingKey::from_bytes(&key).unwrap();
        signature.is_ok_and(|signature| key.verify(&hex_of(&test["msg"]), &signature).is_ok())
    });
}

#[test]
fn one_time_passwords_are_those_of_the_standards() {
    let Some(file) = shared("totp-hotp.json") else {
        return;
    };
    let vectors = file.as_array().unwrap();
    for vector in vectors {
        let algorithm = match vector["alg"].as_str() {
            Some("SHA1") => Algorithm::SHA1,
            Some("SHA256") => Algorithm::SHA256,
            Some("SHA512") => Algorithm::SHA512,
            other => panic!("{other:?}"),
        };
        // RFC 6238 counts steps of 30 seconds and then asks RFC 4226 for the code of that count.
        let seconds = vector["unix_time"].as_u64();
        let seconds = seconds.unwrap_or_else(|| number(&vector["counter"]) * 30);
        let totp = Builder::new()
            .with_algorithm(algorithm)
            .with_digits(number(&vector["digits"]).try_into().unwrap())
            .with_step_duration(30)
            .with_secret(Secret::from(&hex_of(&vector["secret_hex"])[..]))
            .build_noncompliant();
        assert_eq!(
            Value::from(totp.generate(seconds).to_string()),
            vector["code"],
            "{vector}"
        );
    }
    told("TOTP and HOTP (RFC 6238, RFC 4226)", vectors.len());
}

#[test]
fn sm3_gives_every_published_digest() {
    let Some(file) = shared("sm2-sm3-sm4.json") else {
        return;
    };
    let vectors = file["sm3"].as_array().unwrap();
    for vector in vectors {
        let digest = Sm3::digest(hex_of(&vector["msg_hex"]));
        assert_eq!(digest[..], hex_of(&vector["hash"])[..], "{vector}");
    }
    told("SM3 (GB/T 32905)", vectors.len());
}

#[test]
fn sm4_gives_every_published_cipher_text() {
    let Some(file) = shared("sm2-sm3-sm4.json") else {
        return;
    };
    let vectors = file["sm4"].as_array().unwrap();
    for vector in vectors {
        let (key, plain) = (hex_of(&vector["key"]), hex_of(&vector["plaintext"]));
        let given = match vector["mode"].as_str().unwrap() {
            "ECB-block" => encrypted(&key, &plain, 1),
            "ECB-block-1000000-times" => encrypted(&key, &plain, 1_000_000),
            mode if mode.starts_with("GCM") => sealed_by_sm4(vector, &key, &plain),
            other => panic!("{other}"),
        };
        let tag = vector.get("tag").map(hex_of).unwrap_or_default();
        assert_eq!(given, [hex_of(&vector["ciphertext"]), tag].concat(), "{vector}");
    }
    told("SM4 and SM4-GCM (GB/T 32907, RFC 8998)", vectors.len());
}

fn encrypted(key: &[u8], plain: &[u8], times: usize) -> Vec<u8> {
    let cipher = Sm4::new_from_slice(key).unwrap();
    let mut block = plain.to_vec();
    for _ in 0..times {
        cipher.encrypt_block(block.as_mut_slice().into());
    }
    block
}

fn sealed_by_sm4(vector: &Value, key: &[u8], plain: &[u8]) -> Vec<u8> {
    let (iv, aad) = (hex_of(&vector["iv"]), hex_of(&vector["aad"]));
    let payload = Payload {
        msg: plain,
        aad: &aad,
    };
    let cipher = AesGcm::<Sm4, U12>::new_from_slice(key).unwrap();
    let sealed = cipher.encrypt(iv.as_slice().into(), payload).unwrap();
    let payload = Payload {
        msg: &sealed,
        aad: &aad,
    };
    assert_eq!(cipher.decrypt(iv.as_slice().into(), payload).unwrap(), plain);
    sealed
}

#[test]
fn sm2_takes_the_published_signature_and_its_own() {
    let Some(file) = shared("sm2-sm3-sm4.json") else {
        return;
    };
    let vectors = file["sm2"].as_array().unwrap();
    let signed: Vec<&Value> = vectors.iter().filter(|vector| vector["op"] == "sign").collect();
    for vector in &signed {
        let identity = vector["id"].as_str().unwrap();
        let message = vector["message_utf8"].as_str().unwrap().as_bytes();
        let point = [vec![4], hex_of(&vector["public_x"]), hex_of(&vector["public_y"])].concat();
        let key = sm2::dsa::VerifyingKey::from_sec1_bytes(identity, &point).unwrap();
        let pair = [hex_of(&vector["r"]), hex_of(&vector["s"])].concat();
        let signature = sm2::dsa::Signature::from_slice(&pair).unwrap();
        key.verify(message, &signature).unwrap();
        assert!(key.verify(b"another message", &signature).is_err());
        let secret = sm2::SecretKey::from_slice(&hex_of(&vector["private_key"])).unwrap();
        let own = sm2::dsa::SigningKey::new(identity, &secret).unwrap();
        assert_eq!(own.verifying_key().to_sec1_bytes()[..], point[..]);
        key.verify(message, &own.sign(message)).unwrap();
    }
    told("SM2 signatures with SM3 (GB/T 32918.5)", signed.len());
}

#[test]
fn aes_256_gcm_gives_the_cipher_text_of_its_specification() {
    // McGrew, Viega: "The Galois/Counter Mode of Operation", test case 16.
    let hex = |text: &str| hex::decode(text).unwrap();
    let key = hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    let plain = hex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525\
                     b16aedf5aa0de657ba637b39",
    );
    let sealed = hex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838\
                      c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b",
    );
    let aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    let payload = Payload {
        msg: &plain,
        aad: &aad,
    };
    let cipher = Aes256Gcm::new_from_slice(&key).unwrap();
    let given = cipher
        .encrypt(hex("cafebabefacedbaddecaf888").as_slice().into(), payload)
        .unwrap();
    assert_eq!(given, sealed);
    told("AES-256-GCM (specification)", 1);
}

#[test]
fn sha_2_gives_the_digests_of_the_standard() {
    // FIPS 180-4, examples.
    let digest = hex::encode(Sha256::digest(b"abc"));
    assert_eq!(
        digest,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    let digest = hex::encode(Sha512::digest(b"abc"));
    assert!(digest.starts_with("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"));
    told("SHA-256 and SHA-512 (FIPS 180-4)", 2);
}

#[test]
fn argon2id_gives_the_tag_of_the_standard() {
    // RFC 9106, 5.3.
    let mut params = ParamsBuilder::new();
    params
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .data(AssociatedData::new(&[4; 12]).unwrap());
    let algorithm = argon2::Algorithm::Argon2id;
    let hasher =
        Argon2::new_with_secret(&[3; 8], algorithm, Version::V0x13, params.build().unwrap()).unwrap();
    let mut tag = [0; 32];
    hasher.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
    assert_eq!(
        hex::encode(tag),
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    );
    told("Argon2id (RFC 9106)", 1);
}

#[test]
fn x25519_agrees_on_the_secret_of_the_standard() {
    // RFC 7748, 6.1.
    let secret = |text: &str| StaticSecret::from(<[u8; 32]>::try_from(hex::decode(text).unwrap()).unwrap());
    let alice = secret("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    let bob = secret("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    let shared = hex::encode(alice.diffie_hellman(&PublicKey::from(&bob)).as_bytes());
    assert_eq!(
        shared,
        "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    );
    told("X25519 (RFC 7748)", 1);
}
