// Arguments: URL, root file, certificate file or "", key file, TLS version. Prints a raw HTTP head and body.
const fs = require("fs");
const [url, root, certificate, key, version] = process.argv.slice(1);
const options = { ca: fs.readFileSync(root), minVersion: "TLSv" + version, maxVersion: "TLSv" + version, timeout: 20000, family: 4 };
if (certificate) Object.assign(options, { cert: fs.readFileSync(certificate), key: fs.readFileSync(key) });
require("https").get(url, options, (reply) => {
  console.log(`HTTP/1.1 ${reply.statusCode}`);
  for (const [name, value] of Object.entries(reply.headers)) console.log(`${name}: ${value}`);
  console.log("");
  reply.pipe(process.stdout);
});
