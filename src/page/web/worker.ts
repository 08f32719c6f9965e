// The engine in a thread of its own: requests come in and answers go out, one after the other. A whole run is played in
// slices, so that between two of them the next message is heard: nothing here blocks a wish to stop.

import type { Play, ToWorker, FromWorker } from "./messages";
import type { Answer, Request } from "./protocol";

interface Exports {
  memory: WebAssembly.Memory;
  room(length: number): number;
  answer(): number;
  at(): number;
}

/** Events between two looks at the inbox: as many as take some ten milliseconds, which is found out while playing. */
let slice = 10_000;
const SLICE_MS = 12;

let engine: Exports | null = null;
const stopped = new Set<number>();

function ask(request: Request): Answer {
  const { memory, room, answer, at } = engine!;
  const bytes = new TextEncoder().encode(JSON.stringify(request));
  // Making room may move the memory, so it comes first.
  const place = room(bytes.length);
  new Uint8Array(memory.buffer).set(bytes, place);
  const length = answer();
  return JSON.parse(new TextDecoder().decode(new Uint8Array(memory.buffer, at(), length))) as Answer;
}

function send(message: FromWorker): void {
  postMessage(message);
}

/** The engine, unpacked here: on the thread of the page it would stop everything for a tenth of a second. */
async function compiled(engine: string | WebAssembly.Module): Promise<WebAssembly.Module> {
  if (typeof engine !== "string") return engine;
  const letters = atob(engine.trim());
  const packed = Uint8Array.from({ length: letters.length }, (_, at) => letters.charCodeAt(at));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

/** Lets messages in. A timer would be slowed down to four milliseconds. */
const turn = new MessageChannel();
let goOn: (() => void) | null = null;
turn.port1.onmessage = () => goOn?.();
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    goOn = resolve;
    turn.port2.postMessage(null);
  });
}

/** Plays are one after the other, too: each would only slow down the other. */
let last: Promise<void> = Promise.resolve();

async function play(id: number, wanted: Play): Promise<void> {
  if (stopped.delete(id)) return;
  const whole = wanted.untilH === undefined;
  // Whoever only looks waits for a picture, and knows the rest.
  const answer = ask(whole ? { open: wanted.wanted } : { begin: wanted.wanted });
  if (!("opened" in answer)) {
    send({ id, answer });
    return;
  }
  send({ id, answer, part: true });
  const { run } = answer.opened;
  const until = wanted.untilH ?? Infinity;
  let shown = performance.now();
  let first = true;
  for (;;) {
    const began = performance.now();
    const step = ask({ step: { run, until_h: Math.min(until, 1e9), events: slice } });
    if (!("stepped" in step)) return send({ id, answer: step });
    const { stepped } = step;
    const took = performance.now() - began;
    if (took > SLICE_MS * 1.5) slice = Math.max(Math.floor(slice * 0.7), 1000);
    else if (took < SLICE_MS / 1.5) slice = Math.min(Math.ceil(slice * 1.4), 1_000_000);
    const done = stepped.ended || stepped.now_h >= until - 1e-9;
    if (done) break;
    if (wanted.partsMs !== undefined && stepped.now_h > 0 && performance.now() - shown > (first ? wanted.partsMs / 2 : wanted.partsMs)) {
      first = false;
      send({ id, answer: ask({ look: { run } }), part: true });
      shown = performance.now();
    }
    await breathe();
    if (stopped.delete(id)) {
      ask({ close: { run } });
      return;
    }
  }
  const last = ask(whole ? { finish: { run } } : { look: { run } });
  if (!whole) ask({ close: { run } });
  send({ id, answer: last });
}

onmessage = async (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if ("engine" in message) {
    const module = await compiled(message.engine);
    const instance = await WebAssembly.instantiate(module, {});
    engine = instance.exports as unknown as Exports;
    if (module !== message.engine) send({ id: 0, module });
    // The first run is slow: it is a tiny one.
    ask({ run: { scenario: "textbook/mm1", set: ["run.length=1 h"] } });
    send({ id: 0, answer: ask({ about: {} }) });
  } else if ("stop" in message) {
    stopped.add(message.stop);
  } else if ("play" in message) {
    last = last.then(() => play(message.id, message.play)).catch((why: unknown) => send({ id: message.id, broken: String(why) }));
  } else {
    try {
      send({ id: message.id, answer: ask(message.request) });
    } catch (why) {
      send({ id: message.id, broken: String(why) });
    }
  }
};
