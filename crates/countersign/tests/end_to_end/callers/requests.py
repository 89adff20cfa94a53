# Arguments: URL, root file, certificate file or "", key file. Prints the answer as a raw HTTP head and body.
import sys, requests

url, root, certificate, key = sys.argv[1:5]
reply = requests.get(url, verify=root, cert=(certificate, key) if certificate else None, timeout=20)
print("HTTP/1.1", reply.status_code)
for name, value in reply.headers.items():
    print(f"{name}: {value}")
print()
sys.stdout.write(reply.text)
