import type { z } from "zod";
import { contract } from "../../gateway/api/index.ts";
import { type ConsentChoice, consent } from "../sandbox/consent.ts";

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of any operation; tests look at the fields they are about.
  body: any;
  headers: Headers;
}

/** With which provider, and with what registration there; Google and the first one when left out. */
export interface Registration {
  service?: string;
  app?: string;
  access?: string;
}

/** A person with a browser: a cookie jar and a CSRF value, at the gateway's public door. */
export class Person {
  readonly url: string;
  #cookie = "";
  session!: z.output<typeof contract.session>;

  constructor(url: string) {
    this.url = url;
  }

  get cookie(): string {
    return this.#cookie;
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#cookie && !headers.has("cookie")) headers.set("cookie", this.#cookie);
    if (this.session && !headers.has("x-valetkey-csrf")) headers.set("x-valetkey-csrf", this.session.csrf);
    const response = await fetch(this.url + path, { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) this.#cookie = cookie.split(";")[0] ?? "";
    return response;
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await this.fetch(path, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined, headers: response.headers };
  }

  /** An operation of my workspace; throws unless it answers 2xx. */
  async api(method: string, path: string, body?: unknown) {
    const answer = await this.call(method, `/api/workspaces/${this.session.workspace.id}${path}`, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The same without throwing. */
  tryApi(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.call(method, `/api/workspaces/${this.session.workspace.id}${path}`, body);
  }

  async signIn(token: string): Promise<this> {
    const answer = await this.call("POST", "/api/session", { token });
    if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.session = contract.session.parse(answer.body);
    return this;
  }

  /** Goes to the provider and comes back with the query of the callback page. */
  async visitProvider(authorizationUrl: string, choice: ConsentChoice): Promise<Record<string, string>> {
    return Object.fromEntries((await consent(authorizationUrl, choice)).searchParams);
  }

  finish(params: Record<string, string>, service = "google"): Promise<Answer> {
    const known = new Set("code state iss error error_description installation_id setup_action".split(" "));
    const own = Object.fromEntries(Object.entries(params).filter(([name]) => known.has(name)));
    return this.tryApi("POST", `/integrations/${service}/callback`, own);
  }

  /** Authorizes a personal connector, start to end. */
  async connect({
    service = "google",
    ...choice
  }: ConsentChoice & Registration & { tools?: string[]; connector?: string }): Promise<Answer> {
    const query = new URLSearchParams();
    if (choice.tools) query.set("tools", choice.tools.join(","));
    for (const name of ["connector", "app", "access"] as const) {
      const value = choice[name];
      if (value !== undefined) query.set(name, value);
    }
    const { authorization_url } = await this.api("GET", `/integrations/${service}/auth_link?${query}`);
    return this.finish(await this.visitProvider(authorization_url, choice), service);
  }

  /** Authorizes a shared connector, start to end. */
  async authorize({
    service = "google",
    ...choice
  }: ConsentChoice & Registration & { tools: string[]; name?: string }): Promise<Answer> {
    const { tools, name, app, access } = choice;
    const body = { provider: service, tools, name, app, access };
    const { authorization_url } = await this.api("POST", "/connectors", body);
    return this.finish(await this.visitProvider(authorization_url, choice), service);
  }

  async newToken(
    token: {
      name?: string;
      agent?: string;
      user?: string;
      servers?: string[];
      tools?: string[];
      read_only?: boolean;
      expires_in_days?: number | null;
    } = {},
  ): Promise<{ id: string; value: string }> {
    const subject = token.agent || token.user ? {} : { user: this.session.user.id };
    const created = await this.api("POST", "/tokens", { name: "test", ...subject, ...token });
    return { id: created.token.id, value: created.value };
  }

  async newAgent(name: string): Promise<string> {
    return (await this.api("POST", "/agents", { name })).id;
  }
}
