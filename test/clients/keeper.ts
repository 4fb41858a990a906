import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from "@modelcontextprotocol/sdk/shared/auth.js";
import type { Door } from "./matrix.ts";

/** Nobody listens there: a client in this process reads the address itself. */
export const REDIRECT = "http://localhost:9/callback";

/** The header of a client that has a token. */
export const headersOf = ({ token }: Door): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

/**
 * What a program that signs in with OAuth keeps, in the shape that all of the libraries ask for. It sends the person to
 * the browser and takes the code from the address that the browser comes back to.
 */
export class Keeper {
  readonly #door: Door;
  #information: OAuthClientInformationMixed | undefined;
  #tokens: OAuthTokens | undefined;
  #discovered: unknown;
  #verifier = "";
  #back: URL | undefined;
  #state = "";
  readonly redirectUrl = REDIRECT;
  /** Libraries that know metadata documents look for it. */
  declare readonly clientMetadataUrl?: string;

  constructor(door: Door) {
    this.#door = door;
    if (door.metadataDocument !== undefined) this.clientMetadataUrl = door.metadataDocument;
  }

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: "Client matrix",
      redirect_uris: [REDIRECT],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  state(): string {
    this.#state = crypto.randomUUID();
    return this.#state;
  }

  clientInformation(): OAuthClientInformationMixed | undefined {
    return this.#information;
  }

  saveClientInformation(information: OAuthClientInformationMixed): void {
    this.#information = information;
  }

  tokens(): OAuthTokens | undefined {
    return this.#tokens;
  }

  saveTokens(tokens: OAuthTokens): void {
    this.#tokens = tokens;
  }

  saveDiscoveryState(discovered: unknown): void {
    this.#discovered = discovered;
  }

  // biome-ignore lint/suspicious/noExplicitAny: each library has a type of its own for what it found.
  discoveryState(): any {
    return this.#discovered;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  invalidateCredentials(scope: "all" | "client" | "tokens" | "verifier" | "discovery"): void {
    if (scope === "all" || scope === "tokens") this.#tokens = undefined;
    if (scope === "all" || scope === "client") this.#information = undefined;
  }

  async redirectToAuthorization(url: URL): Promise<void> {
    this.#back = await this.#door.browser.authorize(url);
  }

  /** The parameters of the address that the browser came back to (RFC 6749 section 4.1.2, RFC 9207). */
  back(): URLSearchParams {
    const params = this.#back?.searchParams;
    if (!params?.get("code"))
      throw new Error(`the person did not come back with a code: ${params ?? "not at all"}`);
    if (this.#state && params.get("state") !== this.#state)
      throw new Error("it came back with another state");
    return params;
  }

  code(): string {
    return this.back().get("code") ?? "";
  }
}
