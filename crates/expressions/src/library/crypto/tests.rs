use super::cipher::{Aes, Failure, Mode, Padding};
use super::hash::Hash;
use super::rsa_key::{EncryptionPadding, RsaKey, SignaturePadding};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 1321 appendix A.5; the long ones cross a block border.
#[test]
fn md5_gives_the_digests_of_its_rfc() {
    let check = |message: &str, digest: &str| assert_eq!(hex(&Hash::Md5.compute(message.as_bytes())), digest);
    check("", "d41d8cd98f00b204e9800998ecf8427e");
    check("abc", "900150983cd24fb0d6963f7d28e17f72");
    check("message digest", "f96b697d7cb7938d525a2f31aaf161d0");
    check("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f");
    check(
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
        "57edf4a22be3c955ac49da2e2107b67a",
    );
}

#[test]
fn keyed_hashes_match_dotnet() {
    assert_eq!(hex(&Hash::Md5.authenticate(&[1], &[])), "dfa55efbe6ed07fa2e056e57e949930a");
    assert_eq!(hex(&Hash::Sha1.authenticate(&[1, 2], &[3])), "c3ed85fb1ab6add63aab1bb330fc1b5e7d4ca89b");
    // A key longer than a block is hashed first.
    assert_eq!(
        hex(&Hash::Md5.authenticate(&[0xaa; 80], b"Test Using Larger Than Block-Size Key - Hash Key First")),
        "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"
    );
}

fn aes<'a>(key: &'a [u8], mode: Mode, padding: Padding) -> Aes<'a> {
    Aes { key, iv: &[0; 16], mode, padding }
}

#[test]
fn aes_pads_and_strips_as_dotnet() {
    let cbc = aes(&[0; 16], Mode::Cbc, Padding::Pkcs7);
    let sealed = cbc.encrypt(b"secret message!").expect("a key of 16 bytes");
    assert_eq!(hex(&sealed), "3b467f99e3bdadd327590795e841e762");
    assert_eq!(cbc.decrypt(&sealed).as_deref(), Ok(&b"secret message!"[..]));
    assert_eq!(cbc.decrypt(&[1, 2, 3]), Err(Failure::PartialBlock));
    assert_eq!(cbc.decrypt(&[0; 16]), Err(Failure::InvalidPadding));

    for padding in [Padding::Pkcs7, Padding::AnsiX923, Padding::Iso10126] {
        for mode in [Mode::Cbc, Mode::Ecb] {
            let cipher = aes(&[7; 32], mode, padding);
            let sealed = cipher.encrypt(&[9; 16]).expect("a key of 32 bytes");
            assert_eq!(sealed.len(), 32);
            assert_eq!(cipher.decrypt(&sealed).as_deref(), Ok(&[9; 16][..]));
        }
    }
    assert_eq!(aes(&[0; 24], Mode::Ecb, Padding::None).encrypt(&[1]), Err(Failure::PartialBlock));
    assert_eq!(aes(&[0; 24], Mode::Ecb, Padding::Zeros).encrypt(&[1]).map(|data| data.len()), Ok(16));
}

#[test]
fn an_rsa_key_signs_and_opens_what_it_sealed() {
    let key = RsaKey::generate(2048).expect("the provider generates 2048 bit keys");
    assert_eq!(key.key_size(), 2048);
    for hash in [Hash::Md5, Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
        let digest = hash.compute(b"payload");
        let given = key.sign(hash, &digest, SignaturePadding::Pkcs1).expect("every hash can be signed");
        assert_eq!(given.len(), 256);
        let verified = key.verify(hash, &digest, &given, SignaturePadding::Pkcs1);
        assert_eq!(verified, hash != Hash::Md5, "{hash:?}");
        assert!(!key.verify(hash, &hash.compute(b"other"), &given, SignaturePadding::Pkcs1));
    }
    let rebuilt = RsaKey::from_numbers(&key.private_numbers().expect("private")).expect("the same numbers");
    for padding in
        [EncryptionPadding::Pkcs1, EncryptionPadding::Oaep(Hash::Sha1), EncryptionPadding::Oaep(Hash::Sha256)]
    {
        let sealed = key.encrypt(&[7, 8], padding).expect("two bytes fit");
        assert_eq!(rebuilt.decrypt(&sealed, padding).as_deref(), Ok(&[7, 8][..]));
    }
}
