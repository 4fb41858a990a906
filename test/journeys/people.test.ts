import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { rawCall } from "../support/agent.ts";
import { startGateway, type TestGateway } from "../support/gateway.ts";
import { auditRows, movableClock } from "../support/look.ts";
import { type Answer, Person } from "../support/person.ts";
import { secondWorkspace } from "../support/second-workspace.ts";

const READ = ["gmail_search_threads", "gmail_get_thread", "gmail_list_labels"];
const clock = movableClock();
let gateway: TestGateway;
let owner: Person;

beforeAll(async () => {
  gateway = await startGateway({
    clock: clock.now,
    google: { users: ["ada", "ben"].map((name) => ({ email: `${name}@acme.test`, name })) },
  });
  owner = gateway.owner;
});
afterEach(() => clock.reset());
afterAll(() => gateway?.close());

const idOf = (person: Person) => person.session.user.id;
const refusal = ({ status, body }: Answer) => `${status} ${body?.code}`;
const setRole = (by: Person, of: Person, role: string) =>
  by.tryApi("PATCH", `/members/${idOf(of)}`, { role });
const remove = (by: Person, of: Person) => by.tryApi("DELETE", `/members/${idOf(of)}`);
const isIn = async (person: Person) => (await person.call("GET", "/api/session")).status === 200;
const canCall = async (token: string) =>
  (await rawCall(gateway.url, token, "gmail_list_labels", {})).status !== 401;
const invite = async (by: Person, email: string, role = "member") => {
  const { invitation, url } = await by.api("POST", "/invitations", { email, role });
  return { id: invitation.id as string, token: (url as string).split("/invite#")[1] ?? "", invitation, url };
};
const accept = (body: object, person = new Person(gateway.url)) =>
  person.call("POST", "/api/invitations/accept", body);
const newest = async (type: string) => (await auditRows(gateway, { type }))[0];

describe("members", () => {
  test("are listed with role, when they came, when they were last here, and how many accounts they connected", async () => {
    const mia = await gateway.member("mia@acme.test");
    await mia.connect({ email: "ada@acme.test", tools: READ });
    await owner.api("POST", "/members", { email: "Never.Here@acme.test", name: "Never", role: "auditor" });
    const { members } = await owner.api("GET", "/members");
    const of = (email: string) => members.find((m: { email: string }) => m.email === email);
    expect(of("owner@acme.test")).toMatchObject({ role: "owner", personal_connectors: 0, manageable: true });
    expect(of("mia@acme.test")).toMatchObject({ role: "member", personal_connectors: 1 });
    expect(Math.abs(Date.parse(of("mia@acme.test").last_seen_at) - Date.now())).toBeLessThan(60_000);
    expect(of("never.here@acme.test")).toMatchObject({ role: "auditor", last_seen_at: null });
    const auditor = await gateway.member("aud@acme.test", "auditor");
    const seen = (await auditor.api("GET", "/members")).members;
    expect(seen.every((m: { manageable: boolean }) => !m.manageable)).toBe(true);
  });

  test("a new role counts from the next request, in what is allowed and in what the session says", async () => {
    const pat = await gateway.member("pat@acme.test");
    expect((await pat.tryApi("GET", "/tokens")).status).toBe(403);
    expect(await owner.api("PATCH", `/members/${idOf(pat)}`, { role: "admin" })).toMatchObject({
      role: "admin",
    });
    expect((await pat.tryApi("GET", "/tokens")).status).toBe(200);
    expect((await pat.call("GET", "/api/session")).body.role).toBe("admin");
    expect(await newest("member.role_changed")).toMatchObject({
      actor: { label: "owner@acme.test" },
      target: { kind: "member", id: idOf(pat), label: "pat@acme.test" },
      data: { from: "member", to: "admin" },
    });
  });

  test("admins manage members and auditors; owners and other admins are not theirs to make or unmake", async () => {
    const admin = await gateway.member("adm1@acme.test", "admin");
    const peer = await gateway.member("adm2@acme.test", "admin");
    const member = await gateway.member("mem1@acme.test");
    expect((await setRole(admin, member, "auditor")).status).toBe(200);
    for (const answer of [
      await setRole(admin, member, "admin"),
      await setRole(admin, member, "owner"),
      await setRole(admin, peer, "member"),
      await setRole(admin, owner, "member"),
      await setRole(admin, admin, "owner"),
      await remove(admin, peer),
      await remove(admin, owner),
      await admin.tryApi("POST", "/members", { email: "x@acme.test", name: "X", role: "admin" }),
      await admin.tryApi("POST", "/members", { email: "x@acme.test", name: "X", role: "owner" }),
      await admin.tryApi("POST", "/invitations", { email: "x@acme.test", role: "admin" }),
      // Whoever holds such a link is that person.
      await admin.tryApi("POST", `/members/${idOf(owner)}/sign_in_link`),
      await admin.tryApi("POST", `/members/${idOf(peer)}/sign_in_link`),
      await admin.tryApi("POST", "/tokens", { name: "as the owner", user: idOf(owner) }),
      await admin.tryApi("POST", "/tokens", { name: "as a peer", user: idOf(peer) }),
      await admin.tryApi("GET", `/members/${idOf(owner)}/sessions`),
      await admin.tryApi("DELETE", `/members/${idOf(owner)}/sessions`),
      await remove(member, peer),
    ]) {
      expect(refusal(answer)).toBe("403 forbidden");
    }
    expect(await isIn(owner)).toBe(true);
    expect((await setRole(admin, admin, "member")).status).toBe(200); // down is one's own affair
    expect((await admin.tryApi("GET", "/tokens")).status).toBe(403);
  });

  test("the last owner stays: not demoted, not removed, does not leave; with a second one each may", async () => {
    const { owner: ida, workspaceId } = await secondWorkspace(gateway, {
      name: "Two",
      ownerEmail: "ida@two.test",
    });
    for (const answer of [await setRole(ida, ida, "admin"), await remove(ida, ida)]) {
      expect(answer).toMatchObject({ status: 409, body: { code: "conflict" } });
      expect(answer.body.detail).toMatch(/last owner/);
    }
    expect(await isIn(ida)).toBe(true);
    const jon = new Person(gateway.url);
    jon.session = (await accept({ token: (await invite(ida, "jon@two.test", "owner")).token }, jon)).body;
    expect((await setRole(ida, ida, "admin")).status).toBe(200);
    expect(refusal(await setRole(ida, ida, "owner"))).toBe("403 forbidden");
    expect((await setRole(jon, ida, "owner")).status).toBe(200);
    // Both leave at the same moment: one of them cannot.
    const both = await Promise.all([remove(ida, ida), remove(jon, jon)]);
    expect(both.map((a) => a.status).sort()).toEqual([200, 409]);
    const { rows } = await gateway.app.database.system.query(
      "SELECT count(*) AS n FROM members WHERE role = 'owner' AND workspace_id = $1",
      [workspaceId],
    );
    expect(Number(rows[0]?.n)).toBe(1);
  });
});

describe("removing a member", () => {
  test("ends everything that is theirs, at once, and is on the record with what it ended", async () => {
    const zoe = await gateway.member("zoe@acme.test", "admin");
    const elsewhere = await new Person(gateway.url).signIn(await gateway.signInToken(idOf(zoe)));
    const unused = await gateway.signInToken(idOf(zoe));
    const { value } = await owner.newToken({ user: idOf(zoe), servers: ["gmail"] });
    const { connector } = (await zoe.connect({ email: "ben@acme.test", tools: READ })).body;
    const pending = await zoe.api("GET", "/integrations/google/auth_link");
    const guest = await invite(zoe, "guest@acme.test");
    expect(await canCall(value)).toBe(true);

    expect(await owner.api("DELETE", `/members/${idOf(zoe)}`)).toMatchObject({
      sessions: 2,
      tokens: 1,
      invitations: 1,
      grants: 1,
      run: expect.stringMatching(/^run_/),
    });
    for (const person of [zoe, elsewhere]) expect(await isIn(person)).toBe(false);
    expect(await canCall(value)).toBe(false);
    expect((await accept({ token: guest.token })).body.code).toBe("invitation_invalid");
    const answer = await new Person(gateway.url).call("POST", "/api/session", { token: unused });
    expect(answer.body.code).toBe("sign_in_link_invalid");
    const params = await owner.visitProvider(pending.authorization_url, { email: "ben@acme.test" });
    expect((await owner.finish(params)).body.code).toBe("state_unknown");
    const after = await owner.api("GET", `/connectors/${connector.id}`);
    expect(after.connector).toMatchObject({ connected: false, grant: { end_reason: "member_removed" } });
    // The provider follows by the job.
    const who = gateway.app.identity.people.systemPrincipal(gateway.workspaceId, "test");
    expect(await gateway.app.grants.revokeUpstream(who, after.connector.grant.id)).toBe(true);
    const done = await owner.api("GET", `/connectors/${connector.id}`);
    expect(done.connector.grant.upstream.state).toBe("revoked");
    const { members } = await owner.api("GET", "/members");
    expect(members.map((m: { email: string }) => m.email)).not.toContain("zoe@acme.test");
    expect((await newest("member.removed"))?.data).toMatchObject({
      role: "admin",
      left: false,
      sessions: 2,
      tokens: 1,
      links: 1,
      authorizations: 1,
      invitations: 1,
      grants: 1,
    });
    expect((await remove(owner, zoe)).status).toBe(404);
  });

  test("leaving is the same by oneself, whatever the role", async () => {
    const lea = await gateway.member("lea@acme.test");
    expect((await remove(lea, lea)).status).toBe(200);
    expect(await isIn(lea)).toBe(false);
    expect(await newest("member.removed")).toMatchObject({
      actor: { id: idOf(lea) },
      data: { left: true, sessions: 1 },
    });
  });
});

describe("invitations", () => {
  test("a link makes a member of a stranger and signs them in, once", async () => {
    const { token, invitation, url } = await invite(owner, "New.One@acme.test", "auditor");
    expect(invitation).toMatchObject({
      email: "new.one@acme.test",
      role: "auditor",
      state: "pending",
      invited_by: { email: "owner@acme.test" },
    });
    expect(url).toMatch(new RegExp(`^${gateway.url}/invite#vi_[0-9a-z]{40}$`));
    const stranger = new Person(gateway.url);
    expect((await stranger.call("POST", "/api/invitations/preview", { token })).body).toMatchObject({
      workspace: { name: "Acme" },
      email: "new.one@acme.test",
      role: "auditor",
    });
    const [first, second] = await Promise.all([
      accept({ token, name: "New One" }, stranger),
      accept({ token, name: "Other" }),
    ]);
    const [won, lost] = first.status === 200 ? [first, second] : [second, first];
    expect(won.body).toMatchObject({
      user: { email: "new.one@acme.test" },
      role: "auditor",
      method: "link",
      workspace: { slug: "acme" },
    });
    expect(refusal(lost)).toMatch(/invitation_invalid|already_member/);
    expect((await accept({ token })).body.code).toBe("invitation_invalid");
    const { invitations } = await owner.api("GET", "/invitations");
    expect(invitations.find((i: { id: string }) => i.id === invitation.id).state).toBe("accepted");
    for (const type of ["invitation.created", "invitation.accepted", "member.added", "sign_in.succeeded"])
      expect(await newest(type), type).toBeDefined();
  });

  test("only the hash of the link is kept", async () => {
    const { token } = await invite(owner, "hashed@acme.test");
    const { rows } = await gateway.app.database.system.query(
      "SELECT row_to_json(i) AS row FROM invitations i",
    );
    expect(JSON.stringify(rows)).not.toContain(token.slice(3));
  });

  test("dies after a week, when it is revoked, and when another for the address replaces it", async () => {
    const old = await invite(owner, "late@acme.test");
    clock.advance(7 * 86_400_000 - 1_000);
    expect(
      (await new Person(gateway.url).call("POST", "/api/invitations/preview", { token: old.token })).status,
    ).toBe(200);
    clock.advance(1_000);
    expect((await accept({ token: old.token })).body.code).toBe("invitation_invalid");
    clock.reset();

    const revoked = await invite(owner, "revoked@acme.test");
    expect(await owner.api("DELETE", `/invitations/${revoked.id}`)).toMatchObject({ state: "revoked" });
    expect((await accept({ token: revoked.token })).body.code).toBe("invitation_invalid");
    expect(refusal(await owner.tryApi("DELETE", `/invitations/${revoked.id}`))).toBe("409 conflict");

    const first = await invite(owner, "twice@acme.test", "auditor");
    const second = await invite(owner, "TWICE@acme.test", "member");
    expect((await accept({ token: first.token })).body.code).toBe("invitation_invalid");
    expect((await accept({ token: second.token })).body.role).toBe("member");
    expect((await newest("invitation.created"))?.data).toMatchObject({ replaced: 1 });
  });

  test("dies with its sender's role: what one may no longer give, one's invitations do not give", async () => {
    const boss = await gateway.member("boss@acme.test");
    await setRole(owner, boss, "owner");
    const asAdmin = await invite(boss, "future-admin@acme.test", "admin");
    const asMember = await invite(boss, "future-member@acme.test", "member");
    await setRole(owner, boss, "admin");
    expect((await newest("member.role_changed"))?.data).toMatchObject({ invitations_revoked: 1 });
    expect((await accept({ token: asAdmin.token })).body.code).toBe("invitation_invalid");
    expect((await accept({ token: asMember.token })).status).toBe(200);
    // Also when the role changed behind the API's back.
    const late = await invite(boss, "late-member@acme.test", "member");
    await gateway.app.database.system.query("UPDATE members SET role = 'member' WHERE user_id = $1", [
      idOf(boss),
    ]);
    expect((await accept({ token: late.token })).body.code).toBe("invitation_invalid");
  });

  test("who is a member already is told so, when inviting and when accepting", async () => {
    expect(
      refusal(await owner.tryApi("POST", "/invitations", { email: "MIA@acme.test", role: "member" })),
    ).toBe("409 already_member");
    const { token } = await invite(owner, "soon@acme.test");
    await owner.api("POST", "/members", { email: "soon@acme.test", name: "Soon", role: "member" });
    expect(refusal(await accept({ token }))).toBe("409 already_member");
  });

  test("who is signed in with another address is told so, and nothing happens", async () => {
    const { token, id } = await invite(owner, "somebody@acme.test");
    const mia = await gateway.member("mia2@acme.test");
    expect(refusal(await accept({ token }, mia))).toBe("409 invitation_other_address");
    expect(await isIn(mia)).toBe(true);
    const { invitations } = await owner.api("GET", "/invitations");
    expect(invitations.find((i: { id: string }) => i.id === id).state).toBe("pending");
  });

  test("garbage is one and the same refusal", async () => {
    const { token } = await invite(owner, "precise@acme.test");
    for (const wrong of [token.slice(0, -1), `${token}0`, token.toUpperCase(), `vl_${token.slice(3)}`])
      expect((await accept({ token: wrong })).body.code).toBe("invitation_invalid");
    for (const wrong of ["", 7, null, { $ne: "" }]) expect((await accept({ token: wrong })).status).toBe(400);
  });
});

describe("sessions", () => {
  const agents = {
    firefox: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    phone:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
  };
  const signedIn = async (userId: string, userAgent: string) => {
    const person = new Person(gateway.url);
    const token = await gateway.signInToken(userId);
    const answer = await person.call("POST", "/api/session", { token }, { "user-agent": userAgent });
    person.session = answer.body;
    return person;
  };

  test("are listed with device, method and times; the one at hand is marked", async () => {
    const sam = await gateway.member("sam@acme.test");
    await signedIn(idOf(sam), agents.firefox);
    const phone = await signedIn(idOf(sam), agents.phone);
    const { sessions } = await phone.api("GET", "/sessions");
    expect(sessions.map((s: { device: string; current: boolean }) => [s.device, s.current])).toEqual([
      ["Safari on iPhone", true],
      ["Firefox on Linux", false],
      [null, false],
    ]);
    expect(sessions[0]).toMatchObject({ method: "link", id: expect.stringMatching(/^ses_/) });
  });

  test("the time of the last request is written at most once a minute", async () => {
    const tim = await gateway.member("tim@acme.test");
    const seen = async () => {
      const { rows } = await gateway.app.database.system.query(
        "SELECT extract(epoch FROM last_seen_at) * 1000 AS at FROM sessions WHERE user_id = $1",
        [idOf(tim)],
      );
      return Number(rows[0]?.at);
    };
    const first = await seen();
    clock.advance(58_000);
    await isIn(tim);
    expect(await seen()).toBe(first);
    clock.advance(4_000);
    await isIn(tim);
    expect((await seen()) - first).toBeGreaterThanOrEqual(60_000);
  });

  test("mine: one by one, or all but this one", async () => {
    const sid = await gateway.member("sid@acme.test");
    const [a, b, c] = [
      await signedIn(idOf(sid), agents.firefox),
      await signedIn(idOf(sid), agents.phone),
      await signedIn(idOf(sid), agents.phone),
    ];
    const { sessions } = await a.api("GET", "/sessions");
    const current = (s: { current: boolean }) => s.current;
    const mine = (await b.api("GET", "/sessions")).sessions.find(current).id;
    await a.api("DELETE", `/sessions/${mine}`);
    expect([await isIn(a), await isIn(b), await isIn(c)]).toEqual([true, false, true]);
    expect((await a.tryApi("DELETE", `/sessions/${mine}`)).status).toBe(404);
    expect(await a.api("DELETE", "/sessions")).toEqual({ ended: sessions.length - 2 });
    expect([await isIn(a), await isIn(c), await isIn(sid)]).toEqual([true, false, false]);
    expect((await newest("sessions.ended"))?.data).toMatchObject({ by: "self" });
  });

  test("not mine: nobody ends or sees another's without managing them", async () => {
    const [ann, bob] = [await gateway.member("ann@acme.test"), await gateway.member("bob@acme.test")];
    const [session] = (await bob.api("GET", "/sessions")).sessions;
    expect((await ann.tryApi("DELETE", `/sessions/${session.id}`)).status).toBe(404);
    expect((await ann.tryApi("GET", `/members/${idOf(bob)}/sessions`)).status).toBe(403);
    expect((await owner.api("GET", `/members/${idOf(bob)}/sessions`)).sessions).toHaveLength(1);
    expect(await owner.api("DELETE", `/members/${idOf(bob)}/sessions`)).toEqual({ ended: 1 });
    expect(await isIn(bob)).toBe(false);
    expect(await newest("sessions.ended")).toMatchObject({
      target: { id: idOf(bob) },
      data: { sessions: [session.id], by: "admin" },
    });
  });
});

describe("several workspaces", () => {
  test("an operator's link opens all of a person's; switching makes another session and ends the old one", async () => {
    const { owner: eve, slug, workspaceId } = await secondWorkspace(gateway);
    const { token } = await invite(owner, "eve@umbrella.test", "auditor");
    const accepted = await accept({ token }, eve);
    expect(accepted.body).toMatchObject({ workspace: { slug: "acme" }, method: "link" });
    expect(accepted.body.workspaces).toHaveLength(1);

    const userId = idOf(eve);
    const link = await gateway.app.identity.sessions.createLink(workspaceId, userId, "operator");
    const both = await new Person(gateway.url).signIn(link.token);
    expect(both.session.workspaces.map((w) => `${w.slug} ${w.role}`)).toEqual([
      `${slug} owner`,
      "acme auditor",
    ]);
    const before = { cookie: both.cookie, csrf: both.session.csrf };
    expect(
      (await both.call("POST", "/api/session/switch", { workspace: "acme" }, { "x-valetkey-csrf": "" }))
        .status,
    ).toBe(403);
    const switched = await both.call("POST", "/api/session/switch", { workspace: "acme" });
    expect(switched.body).toMatchObject({ workspace: { slug: "acme" }, role: "auditor", method: "operator" });
    expect(switched.body.csrf).not.toBe(before.csrf);
    expect(switched.body.expires_at).toBe(both.session.expires_at); // twelve hours stay twelve hours
    expect(both.cookie).not.toBe(before.cookie);
    const old = await fetch(`${gateway.url}/api/session`, { headers: { cookie: before.cookie } });
    expect(old.status).toBe(401);
    expect(
      (
        await both.call(
          "POST",
          "/api/session/switch",
          { workspace: "nowhere" },
          { "x-valetkey-csrf": switched.body.csrf },
        )
      ).status,
    ).toBe(404);
  });

  test("a link of one workspace leads to no other: its admin could have made it for themselves", async () => {
    const { owner: rex, workspaceId } = await secondWorkspace(gateway, {
      name: "Rival",
      ownerEmail: "rex@rival.test",
    });
    await owner.api("POST", "/members", { email: "rex@rival.test", name: "Rex", role: "member" });
    const { url } = await owner.api("POST", `/members/${idOf(rex)}/sign_in_link`);
    const impostor = await new Person(gateway.url).signIn(url.split("#")[1]);
    expect(impostor.session.workspaces.map((w) => w.slug)).toEqual(["acme"]);
    for (const workspace of [workspaceId, "rival"]) {
      const answer = await impostor.call("POST", "/api/session/switch", { workspace });
      expect(refusal(answer)).toBe("403 forbidden");
    }
    // Calling it an operator's does not make it one.
    const fresh = (await owner.api("POST", `/members/${idOf(rex)}/sign_in_link`)).url.split("#vl_")[1];
    const forged = await new Person(gateway.url).call("POST", "/api/session", { token: `vo_${fresh}` });
    expect(forged.body.code).toBe("sign_in_link_invalid");
  });
});
