import { type Adapter, type AdapterPayload, errors } from "oidc-provider";

interface Row {
  payload: AdapterPayload;
  until: number;
}

/** What the provider remembers. Its own in-memory store forgets after 1,000 entries: a refresh token could be one. */
export class OidcStore {
  readonly #rows = new Map<string, Row>();
  /** Families that ended because a refresh token came twice. */
  familiesRevoked = 0;

  adapter = (model: string): Adapter => {
    const key = (id: string) => `${model}:${id}`;
    const find = async (id: string) => this.#live(key(id));
    const findBy = async (field: "uid" | "userCode", value: string) =>
      this.#all(model).find((payload) => payload[field] === value);
    return {
      find,
      findByUid: (uid) => findBy("uid", uid),
      findByUserCode: (code) => findBy("userCode", code),
      upsert: async (id, payload, expiresIn) => {
        const until = expiresIn === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresIn * 1000;
        this.#rows.set(key(id), { payload: { ...payload }, until });
        this.#sweep();
      },
      /** Two requests with one refresh token can both find it unused: the second to get here is the reuse. */
      consume: async (id) => {
        const payload = this.#live(key(id));
        if (!payload || payload.consumed) {
          if (payload?.grantId) this.#endFamily(payload.grantId);
          throw new errors.InvalidGrant("already used");
        }
        payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: async (id) => void this.#rows.delete(key(id)),
      revokeByGrantId: async (grantId) => this.#dropGrant(grantId, model),
    };
  };

  /** Ends everything that one sign-in gave. */
  #endFamily(grantId: string): void {
    this.familiesRevoked++;
    this.#dropGrant(grantId);
    this.#rows.delete(`Grant:${grantId}`);
  }

  #dropGrant(grantId: string, model?: string): void {
    for (const [key, { payload }] of this.#rows) {
      if (payload.grantId === grantId && (!model || key.startsWith(`${model}:`))) this.#rows.delete(key);
    }
  }

  /** Access tokens stop working; refresh tokens go on. */
  dropAccessTokens(): void {
    for (const key of this.#rows.keys()) if (key.startsWith("AccessToken:")) this.#rows.delete(key);
  }

  /** Everything that an account gave stops working. */
  dropAccount(accountId: string): void {
    for (const [key, { payload }] of this.#rows) if (payload.accountId === accountId) this.#rows.delete(key);
  }

  /** How many there are that work. */
  count(model: "AccessToken" | "RefreshToken"): number {
    return this.#all(model).filter((payload) => !payload.consumed).length;
  }

  #all(model: string): AdapterPayload[] {
    const found: AdapterPayload[] = [];
    for (const key of this.#rows.keys()) {
      const payload = key.startsWith(`${model}:`) ? this.#live(key) : undefined;
      if (payload) found.push(payload);
    }
    return found;
  }

  #live(key: string): AdapterPayload | undefined {
    const row = this.#rows.get(key);
    return row && row.until > Date.now() ? row.payload : undefined;
  }

  #sweep(): void {
    if (this.#rows.size % 1_000 !== 0) return;
    for (const [key, { until }] of this.#rows) if (until <= Date.now()) this.#rows.delete(key);
  }
}
