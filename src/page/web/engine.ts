// The engine as the page calls it: threads that are started from what is in the file, and promises of answers.

import type { FromWorker, Play, ToWorker } from "./messages";
import type { About, Answer, Facts, Finished, Request, Seen, Wanted } from "./protocol";

/** The program of the thread, put here when the page is built. */
declare const WORKER: string;

/** The scenario is not possible; the message says why and what to do. */
export class Refused extends Error {}
/** Somebody asked for something else meanwhile. */
export class Stopped extends Error {}

/** What the first thread makes of the engine that lies in the file: the others need not do it again. */
let made: Promise<WebAssembly.Module> | null = null;
let ready: (module: WebAssembly.Module) => void = () => undefined;
let unready: (why: Error) => void = () => undefined;

/** The engine for a thread: the first one gets it as it lies in the file, the others wait for what that one makes of it. */
function engineOfFile(): Promise<string | WebAssembly.Module> {
  if (made) return made;
  made = new Promise((done, failed) => [ready, unready] = [done, failed]);
  // Whoever waits hears of it; if nobody does, it is no error.
  made.catch(() => undefined);
  return Promise.resolve(document.getElementById("engine")!.textContent!);
}

export const canRun = (): boolean =>
  typeof WebAssembly === "object" && typeof DecompressionStream === "function" && typeof Worker === "function";

interface Pending {
  part?: (answer: Answer) => void;
  done: (answer: Answer) => void;
  failed: (why: Error) => void;
}

/** One thread with one engine. Starts itself anew if the engine fails. */
export class Engine {
  private worker: Worker | null = null;
  private ready: Promise<About> | null = null;
  private pending = new Map<number, Pending>();
  private next = 1;

  /** Starts the thread, and gives what the engine says of itself. */
  start(): Promise<About> {
    this.ready ??= (async () => {
      const engine = await engineOfFile();
      const worker = new Worker(URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" })));
      this.worker = worker;
      const about = new Promise<Answer>((done, failed) => this.pending.set(0, { done, failed }));
      worker.onmessage = (event: MessageEvent<FromWorker>) => this.heard(event.data);
      worker.onerror = (event) => this.broke(event.message || "the thread of the engine ended");
      this.tell({ engine });
      const answer = await about;
      if (!("about" in answer)) throw new Error("the engine does not say what it is");
      return answer.about;
    })();
    return this.ready;
  }

  private tell(message: ToWorker): void {
    this.worker!.postMessage(message);
  }

  private heard(message: FromWorker): void {
    if ("module" in message) return ready(message.module);
    const waiting = this.pending.get(message.id);
    if ("broken" in message) return this.broke(message.broken);
    if (!waiting) return;
    const { answer } = message;
    if (message.part) return waiting.part?.(answer);
    this.pending.delete(message.id);
    if ("refused" in answer) waiting.failed(new Refused(answer.refused));
    else waiting.done(answer);
  }

  /** An engine that failed is of no use any more; the next question starts another one. */
  private broke(why: string): void {
    this.worker?.terminate();
    this.worker = null;
    this.ready = null;
    // Unless it is ready already, the next thread begins with what is in the file.
    unready(new Error(why));
    const all = [...this.pending.values()];
    this.pending.clear();
    for (const waiting of all) waiting.failed(new Error(`The engine stopped: ${why}. It has been started anew.`));
  }

  /** One question, one answer. */
  async ask(request: Request): Promise<Answer> {
    await this.start();
    const id = this.next++;
    return new Promise((done, failed) => {
      this.pending.set(id, { done, failed });
      this.tell({ id, request });
    });
  }

  /** Plays a run; `signal` stops it. Only the last of the answers is promised, those on the way are parts. */
  async play(play: Play, signal?: AbortSignal, part?: (answer: Answer) => void): Promise<Answer> {
    await this.start();
    if (signal?.aborted) throw new Stopped();
    const id = this.next++;
    return new Promise((done, failed) => {
      const stop = (): void => {
        this.pending.delete(id);
        if (this.worker) this.tell({ stop: id });
        failed(new Stopped());
      };
      signal?.addEventListener("abort", stop, { once: true });
      const over = <T,>(then: (value: T) => void) => (value: T): void => {
        signal?.removeEventListener("abort", stop);
        then(value);
      };
      this.pending.set(id, part ? { part, done: over(done), failed: over(failed) } : { done: over(done), failed: over(failed) });
      this.tell({ id, play });
    });
  }

  /** What a scenario says. */
  async read(wanted: Wanted): Promise<Facts> {
    const answer = await this.ask({ read: wanted });
    if (!("facts" in answer)) throw new Error("no facts");
    return answer.facts;
  }

  /** A whole run. */
  async finish(wanted: Wanted, signal?: AbortSignal, part?: (answer: Answer) => void): Promise<Finished> {
    const answer = await this.play({ wanted, ...(part ? { partsMs: 60 } : {}) }, signal, part);
    if (!("finished" in answer)) throw new Error("the run has no end");
    return answer.finished;
  }

  /** The first hours of a run. */
  async glance(wanted: Wanted, untilH: number, signal?: AbortSignal, part?: (answer: Answer) => void, partsMs = 30): Promise<Seen> {
    const answer = await this.play({ wanted, untilH, ...(part ? { partsMs } : {}) }, signal, part);
    if (!("seen" in answer)) throw new Error("nothing was seen");
    return answer.seen;
  }
}

/** Threads for work beside each other: one for what the reader waits for, others for what comes after. */
export const front = new Engine();
const crew: Engine[] = [];

/** The threads for work in the background, as many as the machine has to spare, three at most. */
export function background(): Engine[] {
  const many = Math.min(3, Math.max(1, (navigator.hardwareConcurrency || 2) - 1));
  while (crew.length < many) crew.push(new Engine());
  return crew;
}

/** Plays several runs beside each other, each on the thread that is free first; in the order in which they were asked. */
export async function beside(all: Wanted[], signal?: AbortSignal, each?: (at: number, run: Finished) => void): Promise<Finished[]> {
  const results: Finished[] = [];
  let next = 0;
  const one = async (engine: Engine): Promise<void> => {
    while (next < all.length) {
      const at = next++;
      const run = await engine.finish(all[at]!, signal);
      results[at] = run;
      each?.(at, run);
    }
  };
  await Promise.all(background().map(one));
  return results;
}
