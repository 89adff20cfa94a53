//! Hashes, ciphers and keys through expressions.

use super::{check, check_throws};

#[test]
fn hashes_and_keyed_hashes() {
    check(
        "Convert.ToBase64String(SHA256.Create().ComputeHash(new byte[0]))",
        "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    );
    check(
        "Convert.ToBase64String(new HMACSHA256(Encoding.UTF8.GetBytes(\"key\")).ComputeHash(Encoding.UTF8.GetBytes(\"msg\")))",
        "LZPLwb4We8sWN6SiPL/wGnh48MUO6DOVTqUiG7G4xig=",
    );
    check(
        "var h = SHA256.Create(); h.TransformBlock(new byte[]{97}, 0, 1, null, 0); h.TransformFinalBlock(new byte[]{98,99}, 0, 2); return h.Hash.SequenceEqual(SHA256.Create().ComputeHash(Encoding.UTF8.GetBytes(\"abc\")));",
        "True",
    );
    check(
        "SHA256.Create().ComputeHash((byte[])null)",
        "System.ArgumentNullException: Value cannot be null. (Parameter 'buffer')",
    );
    check_throws("new HMACSHA256((byte[])null)", "System.NullReferenceException");
}

#[test]
fn apim_encrypts_bytes_by_name_and_by_algorithm() {
    check(
        "BitConverter.ToString(Encoding.UTF8.GetBytes(\"secret message!\").Encrypt(\"Aes\", new byte[16], new byte[16])).Replace(\"-\", \"\")",
        "3B467F99E3BDADD327590795E841E762",
    );
    check("using (var a = Aes.Create()) { return new byte[]{1,2}.Encrypt(a).Decrypt(a).Length; }", "2");
    check(
        "new byte[]{1}.Encrypt(\"Aes\", new byte[5], new byte[16])",
        "System.ArgumentException: Specified key is not a valid size for this algorithm. (Parameter 'rgbKey')",
    );
    check(
        "new byte[16].Decrypt(\"Aes\", new byte[16], new byte[16])",
        "System.Security.Cryptography.CryptographicException: Padding is invalid and cannot be removed.",
    );
    check_throws(
        "using (var a = Aes.Create()) { a.Mode = CipherMode.OFB; return a; }",
        "System.Security.Cryptography.CryptographicException",
    );
}

#[test]
fn rsa_keys_come_from_numbers_and_sign() {
    check(
        "using (var r = RSA.Create()) { var p = r.ExportParameters(true); using (var q = RSA.Create()) { q.ImportParameters(p); \
         var s = r.SignData(new byte[]{1}, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1); \
         return q.VerifyData(new byte[]{1}, s, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1); } }",
        "True",
    );
    check_throws(
        "using (var r = RSA.Create()) { return r.SignHash(new byte[5], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1); }",
        "System.Security.Cryptography.CryptographicException",
    );
}

/// Keys cost what they take: a few new ones use up an evaluation.
#[test]
fn generating_keys_uses_up_the_fuel() {
    check_throws(
        "for (var i = 0; i < 10; i++) { RSA.Create().ExportParameters(false); } return 1;",
        "System.InvalidOperationException",
    );
}
