// Arguments: URL, root file, certificate file or "", key file, TLS version. Prints a raw HTTP head and body.
const fs = require("fs");
const [url, root, certificate, key, version] = process.argv.slice(1);
const { origin, pathname, search } = new URL(url);
const options = { ca: fs.readFileSync(root), minVersion: "TLSv" + version, maxVersion: "TLSv" + version, family: 4 };
if (certificate) Object.assign(options, { cert: fs.readFileSync(certificate), key: fs.readFileSync(key) });
const session = require("http2").connect(origin, options);
const stream = session.request({ ":path": pathname + search });
stream.on("response", (headers) => {
  console.log(`HTTP/2 ${headers[":status"]}`);
  for (const [name, value] of Object.entries(headers)) if (!name.startsWith(":")) console.log(`${name}: ${value}`);
  console.log("");
});
stream.pipe(process.stdout, { end: false });
stream.on("end", () => session.close());
