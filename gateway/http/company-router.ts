import { type CookieOptions, type Request, type RequestHandler, type Response, Router } from "express";
import { type ApiDeps, contract } from "../api/index.ts";
import { errorTable, GatewayError } from "../errors.ts";
import type { CompanySession, CompanySignIn } from "../identity/index.ts";
import type { Log } from "../log.ts";
import { recordAcceptance, whoIsHere } from "./invitation-router.ts";
import { toGatewayError } from "./problem.ts";
import { attemptName, cookieOf, cookieOptions } from "./session.ts";
import { enter, recordSignOut, userAgentOf } from "./session-router.ts";

export interface CompanyRouterOptions {
  deps: ApiDeps;
  log: Log;
}

/** What may stand in `/sign-in?problem=`: codes of ours alone, which the page asks `GET /api/sign-in` about. */
const PROBLEMS = [
  "sign_in_expired",
  "sign_in_denied",
  "sign_in_rejected",
  "sign_in_unreachable",
  "sign_in_misconfigured",
  "email_unverified",
  "domain_not_allowed",
  "identity_taken",
  "not_a_member",
  "already_member",
  "invitation_invalid",
  "invitation_other_address",
  "audit_unavailable",
  "internal",
] as const;

/** Back to the sign-in page. The address holds a code and nothing that came from elsewhere. */
function sendBack(res: Response, log: Log, thrown: unknown): void {
  const error = toGatewayError(thrown);
  const code = PROBLEMS.find((known) => known === error.code) ?? "internal";
  const fields = { request: res.locals.requestId, code };
  if (error.status >= 500) log.error({ ...fields, err: error }, "the company's sign-in failed");
  else log.info(fields, "a company sign-in was refused");
  res.redirect(303, `/sign-in?problem=${code}`);
}

function requireCompany({ identity }: ApiDeps): CompanySignIn {
  if (!identity.company) throw new GatewayError("not_found", { detail: "There is no company sign-in here." });
  return identity.company;
}

const attemptOptions = (publicUrl: string): CookieOptions => ({
  ...cookieOptions(publicUrl),
  encode: String,
});

async function begin(res: Response, { deps }: CompanyRouterOptions, invitation?: string): Promise<string> {
  const { publicUrl } = deps;
  const { authorizationUrl, cookie, expiresAt } = await requireCompany(deps).begin(invitation);
  res.cookie(attemptName(publicUrl), cookie, { ...attemptOptions(publicUrl), expires: expiresAt });
  return authorizationUrl;
}

/** `/api/sign-in`: which ways in there are, and the start of the company's. */
export function signInRouter(options: CompanyRouterOptions): Router {
  const { deps, log } = options;
  const router = Router();
  router.get("/", (req, res) => {
    const asked = contract.signInQuery.safeParse(req.query).data?.problem;
    const code = PROBLEMS.find((known) => known === asked);
    const problem = code && { code, title: errorTable[code].title, next: errorTable[code].next };
    const { company } = deps.identity;
    res.json(
      contract.signInMethods.parse({
        company: company ? { title: company.title } : null,
        problem: problem ?? null,
      }),
    );
  });
  router.get("/company", async (_req, res) => {
    requireCompany(deps);
    try {
      res.redirect(303, await begin(res, options));
    } catch (error) {
      sendBack(res, log, error);
    }
  });
  router.post("/company", async (req, res) => {
    const { invitation } = contract.startCompanySignIn.parse(req.body ?? {});
    const authorization_url = await begin(res, options, invitation);
    res.json(contract.companySignInStarted.parse({ authorization_url }));
  });
  return router;
}

/** What came of it, besides the session. */
async function record(res: Response, deps: ApiDeps, session: CompanySession): Promise<void> {
  const { principal, user } = session.signedIn;
  const { bound, joined, invitation } = session;
  const about = {
    outcome: "ok" as const,
    target: { kind: "member" as const, id: user.id, label: user.email },
    requestId: res.locals.requestId,
  };
  if (invitation) await recordAcceptance(res, deps, { ...session, invitation }, "company");
  if (joined) {
    const data = { role: joined, via: "company" as const };
    await deps.audit.append(principal, { type: "member.added", ...about, data });
  }
  if (bound) await deps.audit.append(principal, { type: "identity.bound", ...about, data: bound });
}

/** `/sign-in/company/callback`: where the issuer sends the browser back to. */
export function companyCallback({ deps, log }: CompanyRouterOptions): RequestHandler {
  return async (req: Request, res: Response) => {
    const company = requireCompany(deps);
    const { publicUrl, identity } = deps;
    res.setHeader("cache-control", "no-store");
    // Used up, whatever comes of it.
    res.clearCookie(attemptName(publicUrl), attemptOptions(publicUrl));
    try {
      const answer = new URL(req.originalUrl, publicUrl).searchParams;
      const here = await whoIsHere(req, deps);
      const session = await company.finish(answer, cookieOf(req, attemptName(publicUrl)), userAgentOf(req));
      if (here) {
        await identity.sessions.end(here.principal);
        await recordSignOut(res, deps, here);
      }
      await record(res, deps, session);
      await enter(res, deps, session, "company");
      res.redirect(303, "/");
    } catch (error) {
      sendBack(res, log, error);
    }
  };
}
