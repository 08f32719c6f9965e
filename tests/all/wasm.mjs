// Answers requests, one a line, with the engine for browsers whose file is named: one answer a line.
import { readFileSync } from "node:fs";

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), {});
const { memory, room, answer, at } = instance.exports;
for (const line of readFileSync(0, "utf8").split("\n").filter((line) => line)) {
  const request = new TextEncoder().encode(line);
  // Making room may move the memory, so it comes first.
  const place = room(request.length);
  new Uint8Array(memory.buffer).set(request, place);
  const length = answer();
  console.log(new TextDecoder().decode(new Uint8Array(memory.buffer, at(), length)));
}
