// The published contract, www/schema/openapi.json, held against what really goes over the wire.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import Ajv2020 from "ajv/dist/2020.js";

import { ROOT } from "./program.mjs";

export const contract = JSON.parse(readFileSync(join(ROOT, "www/schema/openapi.json"), "utf8"));
const ajv = new Ajv2020({ strict: false, validateSchema: false }).addSchema(contract, "contract:");
const step = (name) => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));

/** What is wrong with a value by the schema at a place of the document. */
export function faultsOf(value, ...place) {
  const validate = ajv.getSchema(`contract:#/${place.map(step).join("/")}`);
  return validate(value)
    ? []
    : validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const parsed = (body) => {
  try {
    return [JSON.parse(body.toString("utf8"))];
  } catch {
    return [];
  }
};
const mediaOf = (headers) => (headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();

/** The path of the document that an address means: its own, or one with a name in braces. */
function pathOf(pathname) {
  if (pathname in contract.paths) return pathname;
  const isMeant = (path) => {
    const [begin, end = ""] = path.split(/\{[a-z]+\}/);
    const name = pathname.slice(begin.length, pathname.length - end.length);
    return path.includes("{") && pathname === `${begin}${name}${end}` && /^[^/]+$/.test(name);
  };
  return Object.keys(contract.paths).find(isMeant);
}

/**
 * What of one exchange the document does not describe: the whole reply, and the request as well where it is `judged`.
 */
export function undescribed({ method, path, sent, status, headers, body, judged }) {
  const { pathname: given } = new URL(path, "http://localhost");
  const pathname = pathOf(given);
  const item = contract.paths[pathname];
  const name = `${method} ${given} ${status}`;
  if (!item) {
    const problem = mediaOf(headers) === "application/problem+json";
    return problem ? replyFaults(name, ["components", "responses", "MethodNotAllowed"], headers, body) : [];
  }
  const operation = item[method.toLowerCase()];
  if (!operation) {
    if (status !== 405) return [`${name}: no such method is described`];
    return replyFaults(name, ["components", "responses", "MethodNotAllowed"], headers, body);
  }
  if (!operation.responses[status]) return [`${name}: no such status is described`];
  const place = ["paths", pathname, method.toLowerCase(), "responses", String(status)];
  const faults = replyFaults(name, place, headers, body);
  return judged && method === "POST" ? [...faults, ...requestFaults(name, pathname, sent)] : faults;
}

function replyFaults(name, place, headers, body) {
  const { $ref } = place.reduce((node, key) => node[key], contract);
  if ($ref) return replyFaults(name, $ref.slice("#/".length).split("/"), headers, body);
  const described = place.reduce((node, key) => node[key], contract);
  const faults = [];
  const retry = headers["retry-after"];
  if (retry !== undefined) {
    if (!described.headers?.["Retry-After"]) faults.push(`${name}: Retry-After is not described`);
    if (!/^\d+$/.test(retry) && Number.isNaN(Date.parse(retry)))
      faults.push(`${name}: Retry-After is no time`);
  }
  if (body.length === 0) return faults;
  const media = mediaOf(headers);
  if (!described.content || !(media in described.content))
    return [...faults, `${name}: ${media} is not described`];
  if (!media.endsWith("json")) return faults;
  const [json, ...none] = parsed(body);
  if (json === undefined || none.length > 0) return [...faults, `${name}: the body is no JSON`];
  const wrong = faultsOf(json, ...place, "content", media, "schema").map((fault) => `${name}: ${fault}`);
  if (
    media === "application/problem+json" &&
    json.status !== undefined &&
    !name.endsWith(` ${json.status}`)
  ) {
    wrong.push(`${name}: the problem says ${json.status}`);
  }
  return [...faults, ...wrong];
}

function requestFaults(name, pathname, { headers, body }) {
  const faults = [];
  const { parameters, requestBody } = contract.paths[pathname].post;
  parameters.forEach((parameter, index) => {
    const value = headers[parameter.name.toLowerCase()];
    if (value === undefined) {
      if (parameter.required) faults.push(`${parameter.name} is missing`);
    } else faults.push(...faultsOf(value, "paths", pathname, "post", "parameters", String(index), "schema"));
  });
  const media = mediaOf(headers);
  if (!(media in requestBody.content))
    return [...faults, `sends ${media}`].map((fault) => `${name}: ${fault}`);
  const [json] = parsed(body);
  faults.push(...faultsOf(json, "paths", pathname, "post", "requestBody", "content", media, "schema"));
  return faults.map((fault) => `${name}: the request: ${fault}`);
}
