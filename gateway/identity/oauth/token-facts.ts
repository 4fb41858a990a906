/** Seconds an access token lives (RFC 9068). It cannot be called back by itself, so what it stands on is looked at. */
export const ACCESS_TOKEN_S = 600;

export const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
