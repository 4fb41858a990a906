import * as contract from "./contract.ts";
import { operation } from "./operation.ts";

const memberView = (p: {
  id: string;
  email: string;
  name: string;
  role: "owner" | "admin" | "member" | "auditor";
  joinedAt: Date;
}) => ({
  id: p.id,
  email: p.email,
  name: p.name,
  role: p.role,
  joined_at: p.joinedAt.toISOString(),
});

export const listMembers = operation({
  method: "get",
  path: "/members",
  access: "members.manage",
  response: contract.members,
  async handle({ deps, who }) {
    return { members: (await deps.identity.people.members(who)).map(memberView) };
  },
});

export const addMember = operation({
  method: "post",
  path: "/members",
  access: "members.manage",
  body: contract.newMember,
  response: contract.member,
  status: 201,
  async handle({ deps, who, body, requestId }) {
    const person = await deps.identity.people.addMember(who, body);
    await deps.audit.append(who, {
      type: "member.added",
      outcome: "ok",
      target: { kind: "member", id: person.id, label: person.email },
      requestId,
      data: { role: person.role },
    });
    return memberView(person);
  },
});

export const createSignInLink = operation({
  method: "post",
  path: "/members/:id/sign_in_link",
  access: "members.manage",
  response: contract.signInLink,
  status: 201,
  async handle({ deps, who, params, requestId }) {
    const person = await deps.identity.people.requireMember(who, params.id ?? "");
    const link = await deps.identity.sessions.createLink(who.workspaceId, person.id);
    await deps.audit.append(who, {
      type: "sign_in_link.created",
      outcome: "ok",
      target: { kind: "member", id: person.id, label: person.email },
      requestId,
      data: { link: link.id, expires_at: link.expiresAt.toISOString() },
    });
    return { url: `${deps.publicUrl}/sign-in#${link.token}`, expires_at: link.expiresAt.toISOString() };
  },
});

export const listAgents = operation({
  method: "get",
  path: "/agents",
  access: "tokens.manage",
  response: contract.agents,
  async handle({ deps, who }) {
    const agents = await deps.identity.people.agents(who);
    return {
      agents: agents.map((a) => ({
        id: a.id,
        slug: a.slug,
        name: a.name,
        created_at: a.createdAt.toISOString(),
      })),
    };
  },
});

export const createAgent = operation({
  method: "post",
  path: "/agents",
  access: "tokens.manage",
  body: contract.newAgent,
  response: contract.agent,
  status: 201,
  async handle({ deps, who, body, requestId }) {
    const agent = await deps.identity.people.createAgent(who, body.name);
    await deps.audit.append(who, {
      type: "agent.created",
      outcome: "ok",
      target: { kind: "agent", id: agent.id, label: agent.name },
      requestId,
      data: { slug: agent.slug },
    });
    return { id: agent.id, slug: agent.slug, name: agent.name, created_at: agent.createdAt.toISOString() };
  },
});
