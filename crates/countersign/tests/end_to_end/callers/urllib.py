# Arguments: URL, root file, certificate file or "", key file, TLS version. Prints a raw HTTP head and body.
import ssl, sys, urllib.error, urllib.request

url, root, certificate, key, version = sys.argv[1:6]
context = ssl.create_default_context(cafile=root)
context.minimum_version = context.maximum_version = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}[version]
if certificate:
    context.load_cert_chain(certificate, key)
try:
    reply = urllib.request.urlopen(url, context=context, timeout=20)
except urllib.error.HTTPError as refusal:
    reply = refusal
print("HTTP/1.1", reply.status)
for name, value in reply.headers.items():
    print(f"{name}: {value}")
print()
sys.stdout.write(reply.read().decode())
