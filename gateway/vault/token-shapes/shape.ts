/** Stands for an ID token of the provider; the test puts a real one in its place. */
export const ID_TOKEN = "id-token";

/** What a token endpoint sends when it gives tokens, as the vendor documents it. */
export interface GoodAnswer {
  /** Which of the vendor's answers, where there are several. */
  what?: string;
  /** HTTP, 200 unless given. */
  status?: number;
  /** JSON; text is sent as it is. */
  body: Readonly<Record<string, unknown>> | string;
  /** What comes out, in full, but for `access_token`. Any other field must come out as it went in. */
  becomes: {
    raw_token_type?: string;
    refresh_token?: string;
    expires_in?: number;
    scope?: string;
    user_only?: true;
  };
}

export interface BadAnswer {
  what?: string;
  status: number;
  body: Readonly<Record<string, unknown>> | string;
  becomes: "invalid_grant" | "invalid_client" | "invalid_request" | "unauthorized_client" | "unavailable";
}

export interface TokenShape {
  provider: string;
  /** The vendor's public page on it. */
  page: string;
  userField?: string;
  code: readonly GoodAnswer[];
  /** Empty where no refresh token is ever given. */
  refresh: readonly GoodAnswer[];
  errors: readonly BadAnswer[];
}

/** The moment at which all these answers come: 2026-11-21T10:00:00Z, in milliseconds. */
export const NOW = Date.UTC(2026, 10, 21, 10);
