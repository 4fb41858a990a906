import type { Clock } from "../clock.ts";
import type { Role } from "../context.ts";
import type { Models, System, SystemTx } from "../db/index.ts";
import { GatewayError } from "../errors.ts";
import { openAttempt, type SealingKeys, sealAttempt } from "./cookie.ts";
import { acceptAs, findFor } from "./invitation-accept.ts";
import type { Invitations } from "./invitations.ts";
import { lockWorkspace } from "./members.ts";
import type { Claims, Issuer, IssuerAnswer } from "./oidc.ts";
import type { StartSession } from "./sessions.ts";
import type { NewSession } from "./signed-in.ts";
import { findOrMakeUser, makingPeople, nameFrom } from "./users.ts";

const ATTEMPT_MS = 10 * 60_000;

/** Who gets in, as configured. */
export interface CompanyRules {
  /** Shown on the button. */
  title: string;
  /** Lower case; empty: every domain. */
  allowedDomains: readonly string[];
  /** Where people become members who were never here before. */
  join: { workspace: string; role: Role } | undefined;
  /** Addresses count also where the issuer does not say whether they are verified. */
  trustEmail: boolean;
}

/** A session by the company's sign-in, and what else came of it. */
export interface CompanySession extends NewSession {
  /** The account was bound to this person now. */
  bound: { issuer: string } | undefined;
  invitation: { id: string; email: string; role: Role } | undefined;
  /** Became a member by `join`. */
  joined: Role | undefined;
}

export interface CompanySignIn {
  readonly title: string;
  /** As configured: nothing of it is a secret. */
  readonly about: { issuer: string; clientId: string; rules: CompanyRules };
  /** Whether people could sign in by it now, as far as the issuer shows: never throws for what it answers. */
  check(): Promise<IssuerAnswer>;
  /** `cookie` binds the attempt to this browser. Throws `invitation_invalid`, `sign_in_unreachable`, `sign_in_misconfigured`. */
  begin(invitation?: string): Promise<{ authorizationUrl: string; cookie: string; expiresAt: Date }>;
  /** Throws the codes of `sign_in_…`, `email_unverified`, `domain_not_allowed`, `identity_taken`, `not_a_member`. */
  finish(answer: URLSearchParams, cookie: string | undefined, userAgent?: string): Promise<CompanySession>;
}

export interface CompanyParts {
  system: System;
  issuer: Issuer;
  rules: CompanyRules;
  attemptKeys: SealingKeys;
  invitations: Invitations;
  start: StartSession;
  clock: Clock;
}

interface Person {
  issuer: string;
  subject: string;
  email: string;
  name: string;
}

const ADDRESS = /^[^\s@"<>]{1,64}@[a-z0-9.-]{1,253}$/;

/** The address as this gateway may go by it. */
function personOf(claims: Claims, { allowedDomains, trustEmail }: CompanyRules): Person {
  const { issuer, subject, name, emailVerified } = claims;
  const email = claims.email?.trim().toLowerCase() ?? "";
  if (!ADDRESS.test(email) || !(emailVerified ?? trustEmail)) throw new GatewayError("email_unverified");
  const domain = email.slice(email.lastIndexOf("@") + 1);
  if (allowedDomains.length > 0 && !allowedDomains.includes(domain))
    throw new GatewayError("domain_not_allowed");
  return { issuer, subject, email, name: name?.trim().slice(0, 120) || nameFrom(email) };
}

/** By account; else once by address, unless that is another account's. Undefined: never seen here. */
async function recognise(tx: SystemTx, { issuer, subject, email }: Person) {
  const key = { issuer_subject: { issuer, subject } };
  const identity = await tx.userIdentity.findUnique({ where: key, include: { user: true } });
  if (identity) return { user: identity.user, isBound: true };
  const user = await tx.user.findUnique({ where: { email }, include: { identities: true } });
  if (user?.identities.some((other) => other.issuer === issuer)) throw new GatewayError("identity_taken");
  return user ? { user, isBound: false } : undefined;
}

/** The workspace they were in last, else their first. */
async function homeOf(tx: SystemTx, userId: string): Promise<string | undefined> {
  const members = await tx.member.findMany({
    where: { userId, workspace: { deletedAt: null } },
    orderBy: { createdAt: "asc" },
  });
  const last = await tx.session.findFirst({
    where: { userId, workspaceId: { in: members.map((m) => m.workspaceId) } },
    orderBy: { createdAt: "desc" },
  });
  return last?.workspaceId ?? members[0]?.workspaceId;
}

interface Way {
  userId: string;
  workspaceId: string;
  invitation?: Models.InvitationModel;
  joined?: Role;
}

/** How this person gets in, if they do: by the invitation at hand, as a member, by one that waits, or by `join`. */
async function wayIn(
  tx: SystemTx,
  { rules }: CompanyParts,
  person: Person,
  known: { id: string } | undefined,
  token: string | undefined,
  now: Date,
): Promise<Way> {
  const makeUser = async () => known?.id ?? (await findOrMakeUser(tx, person.email, person.name)).user.id;
  const home = known && token === undefined ? await homeOf(tx, known.id) : undefined;
  if (known && home) return { userId: known.id, workspaceId: home };
  const waiting = token ? undefined : await findFor(tx, person.email, now);
  if (token !== undefined || waiting) {
    const userId = await makeUser();
    const invited = { id: userId, email: person.email };
    const invitation = await acceptAs(tx, waiting ?? token ?? "", invited, now);
    return { userId, workspaceId: invitation.workspaceId, invitation };
  }
  // Who was here before and is no member was removed, or never invited: joining is for those who are new.
  if (known || !rules.join) throw new GatewayError("not_a_member");
  const { workspace: slug, role } = rules.join;
  const workspace = await tx.workspace.findFirst({ where: { slug, deletedAt: null } });
  if (!workspace) throw new GatewayError("sign_in_misconfigured");
  await lockWorkspace(tx, workspace.id);
  const userId = await makeUser();
  await tx.member.create({ data: { workspaceId: workspace.id, userId, role, createdAt: now } });
  return { userId, workspaceId: workspace.id, joined: role };
}

export function openCompanySignIn(parts: CompanyParts): CompanySignIn {
  const { system, issuer, rules, attemptKeys, invitations, start, clock } = parts;
  return {
    title: rules.title,
    about: { issuer: issuer.name, clientId: issuer.clientId, rules },
    check: () => issuer.check(),

    async begin(invitation) {
      if (invitation !== undefined) await invitations.preview(invitation);
      const { attempt, authorizationUrl } = await issuer.begin();
      const expiresAt = new Date(clock() + ATTEMPT_MS);
      const cookie = sealAttempt(attemptKeys, {
        s: attempt.state,
        n: attempt.nonce,
        v: attempt.verifier,
        i: invitation,
        e: expiresAt.getTime(),
      });
      return { authorizationUrl, cookie, expiresAt };
    },

    async finish(answer, cookie, userAgent) {
      const attempt = cookie === undefined ? undefined : openAttempt(attemptKeys, cookie, clock());
      if (!attempt) throw new GatewayError("sign_in_expired");
      const { s: state, n: nonce, v: verifier, i: token } = attempt;
      const person = personOf(await issuer.finish(answer, { state, nonce, verifier }), rules);
      const now = new Date(clock());
      return makingPeople(system, async (tx) => {
        const known = await recognise(tx, person);
        const way = await wayIn(tx, parts, person, known?.user, token, now);
        const { userId, workspaceId, invitation } = way;
        const bound = known?.isBound ? undefined : { issuer: person.issuer };
        if (bound) {
          await tx.userIdentity.create({
            data: { issuer: person.issuer, subject: person.subject, userId, createdAt: now },
          });
        }
        const started = await start(tx, { workspaceId, userId, method: "company", userAgent });
        if (!started) throw new GatewayError("not_a_member");
        return {
          ...started,
          bound,
          invitation: invitation && { id: invitation.id, email: invitation.email, role: invitation.role },
          joined: way.joined,
        };
      });
    },
  };
}
