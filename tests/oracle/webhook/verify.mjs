// The receiver's side, by libraries that nobody here wrote: standardwebhooks checks signatures, the
// CloudEvents SDK reads the events, ajv holds them against the schema. Standard input: JSON lines
// {"headers": {…}, "body_b64": "…", "secrets": ["whsec_…"]} of requests just made; headers and
// secrets may be missing, then the body alone is looked at. Argument: the schema.
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { HTTP } from "cloudevents";
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const schema = JSON.parse(readFileSync(process.argv[2], "utf8"));
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
addFormats(ajv);
const valid = ajv.compile(schema);
const validData = ajv.compile({ $ref: schema.properties.dataschema.const });

let passed = 0, failed = 0;
function check(ok, what) {
  if (ok) passed++;
  else { failed++; console.log("FAILED:", what); }
}
function refuses(secret, body, headers, what) {
  try { new Webhook(secret).verify(body, headers); check(false, what); }
  catch (e) { check(e.constructor.name === "WebhookVerificationError", `${what}: ${e}`); }
}

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { headers, body_b64, secrets = [] } = JSON.parse(line);
  const body = Buffer.from(body_b64, "base64").toString("utf8");
  const kind = headers ?? { "content-type": "application/cloudevents+json; charset=utf-8" };
  const event = HTTP.toEvent({ headers: kind, body });
  check(event.validate(), "the CloudEvents SDK finds the event valid");
  check(event.type === "vn.nhacviec.notice.v1" && event.subject === event.data.agency.id, event.type);
  check(valid(JSON.parse(body)), `ajv: ${ajv.errorsText(valid.errors)}`);
  check(validData(event.data), `ajv, data by dataschema: ${ajv.errorsText(validData.errors)}`);
  if (!headers) continue;
  check(event.id === headers["webhook-id"], "id is webhook-id");
  for (const secret of secrets) {
    check(new Webhook(secret).verify(body, headers).id === event.id, "standardwebhooks verifies");
    const old = Math.floor(Date.now() / 1000) - 301;
    refuses(secret, body.replace("nhacviec", "nhacviek"), headers, "one byte changed");
    refuses(secret, body, { ...headers, "webhook-timestamp": String(old) }, "an old time");
    refuses(secret, body, { ...headers, "webhook-id": headers["webhook-id"] + "0" }, "another id");
  }
  if (secrets.length) {
    const other = "whsec_" + Buffer.alloc(32, 7).toString("base64");
    refuses(other, body, headers, "another secret");
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
