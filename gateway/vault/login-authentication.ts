import * as oauth from "openid-client";
import { reveal, type Secret } from "./secret.ts";

/**
 * Attaches the client secret of the company's sign-in to a token request, as a form field or as HTTP Basic (RFC 6749
 * section 2.3.1). The secret itself stays in here.
 */
export const authenticateBy = (secret: Secret): { post: oauth.ClientAuth; basic: oauth.ClientAuth } => ({
  post: oauth.ClientSecretPost(reveal(secret)),
  basic: oauth.ClientSecretBasic(reveal(secret)),
});
