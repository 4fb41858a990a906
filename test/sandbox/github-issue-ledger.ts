/** What GitHub knows of an issue and the stock emulator does not. */
export interface IssueFacts {
  /** Of the organisation's issue types. */
  type?: string;
  /** By name: `+1`, `heart`, … */
  reactions?: Readonly<Record<string, number>>;
  /** Number of the issue it is a part of, in the same repository. */
  parent?: number;
}

/** https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/managing-issue-types-in-an-organization */
export const ISSUE_TYPES = ["Task", "Bug", "Feature"];

export class IssueLedger {
  readonly #facts = new Map<string, IssueFacts>();

  of(repo: string, number: number): IssueFacts {
    return this.#facts.get(`${repo}#${number}`) ?? {};
  }

  set(repo: string, number: number, facts: IssueFacts): void {
    this.#facts.set(`${repo}#${number}`, { ...this.of(repo, number), ...facts });
  }

  /** Numbers of the parts of an issue. */
  partsOf(repo: string, parent: number): number[] {
    return [...this.#facts]
      .filter(([key, facts]) => key.startsWith(`${repo}#`) && facts.parent === parent)
      .map(([key]) => Number(key.split("#")[1]));
  }
}

/** Searches a minute, by kind. Unlimited until a test sets one, as many tests share an account. */
export class SearchLimits {
  readonly #most = new Map<string, number>();
  readonly #used = new Map<string, number>();

  set(resource: "search" | "code_search", most: number | undefined): void {
    this.#used.clear();
    if (most === undefined) this.#most.delete(resource);
    else this.#most.set(resource, most);
  }

  /** Counts one; the headers that GitHub answers with. */
  take(
    token: string,
    resource: "search" | "code_search",
  ): { over: boolean; headers: Record<string, string> } {
    const most = this.#most.get(resource) ?? (resource === "search" ? 30 : 10);
    const key = `${resource} ${token}`;
    const used = (this.#used.get(key) ?? 0) + 1;
    const limited = this.#most.has(resource);
    if (limited) this.#used.set(key, used);
    return {
      over: limited && used > most,
      headers: {
        "x-ratelimit-limit": String(most),
        "x-ratelimit-remaining": String(limited ? Math.max(0, most - used) : most - 1),
        "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 60),
        "x-ratelimit-resource": resource,
      },
    };
  }
}
