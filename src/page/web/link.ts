// A link that holds everything: what is shown, what was changed, what was done. It stands after the `#`, so that no server
// ever sees it. `v` is raised when an old link could not be read any more.

/** The version of what is written now. */
const VERSION = 1;

export type View = "story" | "workbench" | "operator";

export interface Linked {
  view: View;
  /** Step of the story. */
  step?: number;
  /** Changes of the scenario, in order. */
  set: string[];
  scale?: number;
  seed?: number;
  /** The text of another scenario. */
  text?: string;
  /** What was done in the operator's seat: hours since the onset, name and entry. */
  acts?: Array<[number, string, string]>;
}

const toLetters = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

/** Longest state that is read: a link is typed by nobody, and may come from anybody. */
const MOST = 200_000;

/** The fragment, without its `#`. */
export async function written(state: Linked): Promise<string> {
  const packed = await through(new TextEncoder().encode(JSON.stringify(state)), new CompressionStream("deflate-raw"));
  return `v${VERSION}.${toLetters(packed)}`;
}

/** What a fragment says; a reason in words if it cannot be read; nothing if there is none. Plain names open a part. */
export async function read(fragment: string): Promise<Linked | { why: string } | null> {
  const text = fragment.replace(/^#/, "");
  if (!text) return null;
  const plain = /^(story|workbench|operator)(?:-(\d))?$/.exec(text);
  if (plain) return { view: plain[1] as View, set: [], ...(plain[2] ? { step: Number(plain[2]) } : {}) };
  const parts = /^v(\d+)\.([A-Za-z0-9_-]+)$/.exec(text);
  if (!parts) return null;
  if (Number(parts[1]) > VERSION) return { why: `This link was made by a newer page (version ${parts[1]}; this one reads ${VERSION}).` };
  try {
    if (parts[2]!.length > MOST) throw new Error("too long");
    const bytes = await through(toBytes(parts[2]!), new DecompressionStream("deflate-raw"));
    if (bytes.length > MOST) throw new Error("too long");
    return checked(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return { why: "This link is damaged: a part of it is missing or was changed. Everything is as the file has it." };
  }
}

function checked(found: unknown): Linked {
  const state = found as Linked;
  const texts = (all: unknown): boolean => Array.isArray(all) && all.every((one) => typeof one === "string");
  const optional = (value: unknown, type: string): boolean => value === undefined || typeof value === type;
  const act = (one: unknown): boolean => Array.isArray(one) && one.length === 3 && typeof one[0] === "number" && typeof one[1] === "string" && typeof one[2] === "string";
  const good = typeof state === "object" && state !== null && ["story", "workbench", "operator"].includes(state.view) && texts(state.set)
    && optional(state.scale, "number") && optional(state.seed, "number") && optional(state.step, "number") && optional(state.text, "string")
    && (state.acts === undefined || (Array.isArray(state.acts) && state.acts.every(act)));
  if (!good) throw new Error("not a state");
  return state;
}
