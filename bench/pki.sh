#!/usr/bin/env bash
# Makes the certificates of the benchmark in FOLDER, once with ECDSA P-256 and once with RSA-2048:
#   root → intermediate → { gateway, backend, caller, stranger, credential }, and a foreign root with a caller and a backend
# `stranger` is trusted and on no list. `credential` is what the gateway shows the backend. X.crt holds leaf and
# intermediate, as sent; X.pem the key besides. Does nothing when all is there.
set -euo pipefail
folder=$1
[ -e "$folder/complete" ] && exit
rm -rf "$folder"; mkdir -p "$folder"; cd "$folder"

key() { # KIND NAME
  if [ "$1" = rsa ]; then openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$2.key"
  else openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$2.key"; fi 2>/dev/null
}
sign() { # NAME SUBJECT ISSUER EXTENSIONS...; an authority signs itself if NAME is ISSUER
  local name=$1 subject=$2 issuer=$3; shift 3
  printf '%s\n' "$@" >extensions
  openssl req -new -key "$name.key" -subj "/O=Countersign bench/CN=$subject" -out request
  local by=(-CA "$issuer.leaf" -CAkey "$issuer.key" -CAcreateserial)
  [ "$name" = "$issuer" ] && by=(-signkey "$name.key")
  openssl x509 -req -in request "${by[@]}" -days 3650 -sha256 -extfile extensions -out "$name.leaf" 2>/dev/null
}
authority() { # KIND NAME ISSUER
  key "$1" "$2"
  sign "$2" "$2" "$3" basicConstraints=critical,CA:TRUE keyUsage=critical,keyCertSign,cRLSign subjectKeyIdentifier=hash
}
leaf() { # KIND NAME SUBJECT USAGE ISSUER
  key "$1" "$2"
  sign "$2" "$3" "$5" basicConstraints=CA:FALSE keyUsage=critical,digitalSignature "extendedKeyUsage=$4" \
    "subjectAltName=DNS:$3"
  cat "$2.leaf" "$5.leaf" >"$2.crt"
  cat "$2.crt" "$2.key" >"$2.pem"
}
for kind in ecdsa rsa; do
  mkdir $kind; cd $kind
  authority $kind root root
  authority $kind intermediate root
  authority $kind foreign foreign
  leaf $kind gateway gateway.test serverAuth intermediate
  # The backend's name is one that resolves on every machine.
  leaf $kind backend localhost serverAuth intermediate
  leaf $kind caller caller.test clientAuth intermediate
  leaf $kind stranger stranger.test clientAuth intermediate
  leaf $kind credential gateway.test clientAuth intermediate
  leaf $kind foreign-caller caller.test clientAuth foreign
  leaf $kind foreign-backend localhost serverAuth foreign
  cp root.leaf root.crt
  for digest in sha1 sha256; do
    openssl x509 -in caller.leaf -noout -fingerprint -$digest | sed 's/.*=//; s/://g' >one.$digest
    # Ten thousand, the caller's in the middle; the others are made up, the same ones every time.
    python3 - $digest <<'PYTHON'
import hashlib, sys
digest = sys.argv[1]
own = open(f"one.{digest}").read().strip()
made_up = [hashlib.new(digest, str(number).encode()).hexdigest().upper() for number in range(9999)]
open(f"many.{digest}", "w").write("\n".join(made_up[:5000] + [own] + made_up[5000:]) + "\n")
PYTHON
  done
  rm -f extensions request ./*.srl
  cd ..
done
touch complete
