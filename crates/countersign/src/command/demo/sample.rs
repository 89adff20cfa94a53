//! The sample configuration `examples/mtls`, carried in the binary, and its instance in the state folder.

use std::fs;
use std::path::PathBuf;

use crate::development;
use crate::failure::Failure;
use crate::state::State;

/// Name of the instance in the state folder.
pub(super) const FOLDER: &str = "demo";

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../../../examples/mtls/", $name)))),+]
    };
}

/// Every file of `examples/mtls`; a test holds this list against the folder.
const FILES: [(&str, &str); 16] = files![
    "apis/protected/apiInformation.json",
    "apis/protected/operations/validate-using-context/operationInformation.json",
    "apis/protected/operations/validate-using-context/policy.xml",
    "apis/protected/operations/validate-using-policy/operationInformation.json",
    "apis/protected/operations/validate-using-policy/policy.xml",
    "apis/protected/policy.xml",
    "apis/unprotected/apiInformation.json",
    "apis/unprotected/operations/get/operationInformation.json",
    "apis/unprotected/policy.xml",
    "backends/protected-backend/backendInformation.json",
    "certificates/dev-intermediate-ca/certificateInformation.json",
    "certificates/gateway-credential/certificateInformation.json",
    "certificates/valid-client/certificateInformation.json",
    "named values/validate-certificate-chain/namedValueInformation.json",
    "policy.xml",
    "service.json",
];

/// The files that the sample's own files name, and what of the development CA belongs there.
const CERTIFICATES: [(&str, &str); 8] = [
    ("ca/root.pem", "root-ca.pem"),
    ("ca/dev.pem", "dev-intermediate-ca.pem"),
    ("certificates/dev-intermediate-ca/certificate.pem", "dev-intermediate-ca.pem"),
    ("certificates/valid-client/certificate.pem", "valid-client.pem"),
    ("certificates/gateway-credential/credential.pem", "gateway.chain.pem"),
    ("certificates/gateway-credential/credential.key.pem", "gateway.key.pem"),
    ("hostnames/server.pem", "server.chain.pem"),
    ("hostnames/server.key.pem", "server.key.pem"),
];

/// Writes the sample with the certificates of the development CA into the state folder, over what is there; the
/// folder it is in now.
pub(super) fn write(state: &State) -> Result<PathBuf, Failure> {
    for (name, text) in FILES {
        state.write(&format!("{FOLDER}/{name}"), text.as_bytes())?;
    }
    for (name, from) in CERTIFICATES {
        let path = state.path(&format!("{}/{from}", development::FOLDER));
        let bytes = fs::read(&path).map_err(|error| Failure::reading(&path, &error))?;
        let name = format!("{FOLDER}/{name}");
        match name.ends_with(".key.pem") {
            true => state.write_private(&name, &bytes)?,
            false => state.write(&name, &bytes)?,
        }
    }
    Ok(state.path(FOLDER))
}

#[cfg(test)]
mod tests;
