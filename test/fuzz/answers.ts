import { GatewayError } from "../../gateway/errors.ts";
import type { ApiRequest } from "../../gateway/vault/index.ts";
import { type Corpus, keyOf, questionIn, type RecordedAnswer } from "./corpus.ts";
import { jsonOf, mutated } from "./json.ts";
import type { Random } from "./random.ts";
import { ODD } from "./strings.ts";

/** In every secret that is planted: found in what leaves the gateway, it leaked. */
export const PLANTED = "Pl4nt3d";
const secretOf = (random: Random) =>
  `${random.pick(["ya29.", "xoxb-1-", "ghs_", "1//0", "sk-"])}${PLANTED}${random.text(24)}`;

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** How the provider behaves during one call. */
export type Mood = "well" | "mutated" | "junk" | "failing" | "mixed";
export const MOODS: readonly Mood[] = [
  "well",
  "well",
  "well",
  "well",
  "mutated",
  "mutated",
  "mutated",
  "junk",
  "failing",
  "mixed",
];

const bytesOf = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

/** The provider, played: recorded answers as they were or changed, junk, and refusals that talk too much. */
export class Provider {
  #corpus: Corpus;
  #random: Random;
  #mood: Mood;

  constructor(corpus: Corpus, random: Random, mood: Mood) {
    this.#corpus = corpus;
    this.#random = random;
    this.#mood = mood;
  }

  answer(request: ApiRequest): Answer {
    const mood = this.#mood === "mixed" ? this.#random.pick(MOODS) : this.#mood;
    if (mood === "junk") return this.#junk(request);
    if (mood === "failing") return this.#failure();
    const recorded = this.#recorded(request);
    if (!recorded) return this.#junk(request);
    const { status, type, json, bytes } = recorded;
    const body =
      bytes !== undefined
        ? Buffer.from(bytes, "base64")
        : bytesOf(mood === "mutated" ? mutated(json, this.#random) : json);
    return { status, headers: this.#headers(type), body };
  }

  #recorded({ method, url, body }: ApiRequest): RecordedAnswer | undefined {
    const { answers } = this.#corpus;
    const at = new URL(url);
    const key = keyOf(method, at, at.pathname.endsWith("/graphql") ? questionIn(String(body)) : undefined);
    const [well, not] = [answers[`${key} ok`], answers[`${key} no`]];
    if (not && (!well || this.#random.chance(0.1))) return this.#random.pick(not);
    if (!well) return undefined;
    // What was asked in these words, else of this thing, else of any such thing.
    const words = well.filter((one) => one.at === at.pathname + at.search);
    const thing = well.filter((one) => one.at.split("?")[0] === at.pathname);
    return this.#random.pick([words, thing, well].find((some) => some.length > 0) ?? well);
  }

  #headers(type: string): Record<string, string> {
    const secret = secretOf(this.#random);
    return {
      "content-type": type,
      "set-cookie": `session=${secret}`,
      "x-request-token": secret,
      "www-authenticate": `Bearer error="${secret}"`,
    };
  }

  #junk({ headers: asked }: ApiRequest): Answer {
    const random = this.#random;
    const headers = this.#headers("application/json");
    const many = (one: unknown) => Array.from({ length: 3_000 }, () => one);
    // What a file holds is the file's: it is handed out, whatever it says.
    const secret = asked?.accept === "application/json" ? secretOf(random) : "words";
    const body = random.pick<() => unknown>([
      () => "",
      () => "null",
      () => "[]",
      () => "{}",
      () => "0",
      () => `"${secret}"`,
      () => `<html><body>${secret}</body></html>`,
      () => `{"a": "${secret}`,
      () => ({ ok: false, error: secret, needed: secret }),
      () => ({ ok: true, error: secret }),
      () => ({ error: { message: secret, code: 400 } }),
      () => ({ errors: [{ message: secret, type: secret, path: [secret] }], data: null }),
      () => ({ items: many({}), files: many({}), messages: many({ id: "x" }), threads: many({ id: "x" }) }),
      () => many({ id: 1, name: random.pick(ODD) }),
      () => jsonOf(random, 4),
      () => `{"a":${"[".repeat(2_000)}${"]".repeat(2_000)}}`,
      () => random.pick(ODD),
      () => Buffer.from([0xff, 0xfe, 0x00, 0xd8]).toString("latin1"),
    ])();
    return { status: random.pick([200, 200, 200, 201, 202, 204]), headers, body: bytesOf(body) };
  }

  #failure(): Answer {
    const random = this.#random;
    if (random.chance(0.15)) {
      throw new GatewayError(
        random.pick(["provider_unreachable", "egress_timeout", "egress_too_large", "connector_invalid"]),
        { cause: new Error(secretOf(random)) },
      );
    }
    const secret = secretOf(random);
    const status = random.pick([
      400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429, 451, 500, 502, 503, 504,
    ]);
    const body = random.pick<unknown>([
      {
        error: {
          code: status,
          message: `Invalid token ${secret}`,
          errors: [{ reason: secret, message: secret }],
        },
      },
      { error: { status: "PERMISSION_DENIED", details: [{ reason: secret }] } },
      {
        message: `Bad credentials ${secret}`,
        documentation_url: `https://docs.test/${secret}`,
        errors: [{ field: secret, code: secret, message: secret }],
      },
      { ok: false, error: secret, response_metadata: { messages: [secret] } },
      { error: secret, error_description: secret },
      `<html><title>${status}</title><body>Authorization: Bearer ${secret}</body></html>`,
      "",
      [secret],
      null,
    ]);
    const wait = random.pick<Record<string, string>>([
      {},
      {},
      { "retry-after": random.pick(["1", "0", "-5", "1e9", "soon", secret]) },
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": random.pick(["0", "99999999999999", secret]) },
    ]);
    return {
      status,
      headers: { ...this.#headers("application/json"), ...wait },
      body: bytesOf(body ?? "null"),
    };
  }
}
