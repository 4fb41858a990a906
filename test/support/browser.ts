/** A browser at the gateway: keeps its cookies by name and follows no redirect. */
export class Browser {
  readonly url: string;
  readonly cookies = new Map<string, string>();

  constructor(url: string) {
    this.url = url;
  }

  async go(path: string, init: RequestInit = {}): Promise<Visit> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = new Headers(init.headers);
    if (cookie) headers.set("cookie", cookie);
    const response = await fetch(new URL(path, this.url), { ...init, headers, redirect: "manual" });
    const set = response.headers.getSetCookie();
    for (const line of set) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return {
      status: response.status,
      location: response.headers.get("location"),
      set,
      text,
      body: isJson && text ? JSON.parse(text) : undefined,
    };
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Visit> {
    return this.go(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  }

  /** Who is signed in here; undefined: nobody. */
  async session() {
    const { status, body } = await this.go("/api/session");
    return status === 200 ? body : undefined;
  }
}

export interface Visit {
  status: number;
  location: string | null;
  /** The `set-cookie` lines. */
  set: string[];
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of any answer; tests look at the fields they are about.
  body: any;
}
