// Makes the types of the protocol from its schema: node types.mjs PROTOCOL.json PROTOCOL.ts
import { compile } from "json-schema-to-typescript";
import { readFileSync, writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
/** A reference with words of its own would be taken for another type of the same form, and of a pair nothing be known. */
const plain = (key, value) => (value?.$ref ? { $ref: value.$ref } : value?.prefixItems ? { ...value, items: value.prefixItems } : value);
const schema = JSON.parse(readFileSync(from, "utf8"), plain);
writeFileSync(to, await compile(schema, schema.title, { unreachableDefinitions: true, additionalProperties: false }));
