import { describe, expect, test } from "vitest";
import { SentRequests } from "../sandbox/sent-requests.ts";
import { checkGithub, checkGoogle, checkSlack, requestsOf } from "./index.ts";

describe("GitHub's description", () => {
  test("knows what GitHub takes", () => {
    expect(
      checkGithub([
        { method: "GET", path: "/repos/acme/web/contents/src/a.ts?ref=main" },
        { method: "GET", path: "/repos/acme/web/commits?sha=main&author=ada" },
        { method: "GET", path: "/repos/acme/web/branches?per_page=100" },
        { method: "GET", path: "/repos/acme/web/git/ref/heads/feature/x" },
        { method: "GET", path: "/repos/acme/web/issues?state=all&labels=bug,ui&per_page=50" },
        { method: "GET", path: "/search/issues", query: { q: "repo:acme/web", per_page: "20" } },
        {
          method: "POST",
          path: "/repos/acme/web/issues",
          body: { title: "x", labels: ["bug"], milestone: null },
        },
        { method: "PUT", path: "/repos/acme/web/pulls/3/merge", body: { merge_method: "squash", sha: "a" } },
        {
          method: "POST",
          path: "/graphql",
          body: { query: "query($o:String!){repository(owner:$o,name:$o){id}}", variables: { o: "acme" } },
        },
      ]),
    ).toEqual([]);
  });

  test.each([
    [
      "a path",
      { method: "GET", path: "/repos/acme/web/isues" },
      "GET /repos/acme/web/isues: this path is not known",
    ],
    ["a method", { method: "PUT", path: "/user" }, "PUT /user: this method is not known"],
    [
      "a parameter",
      { method: "GET", path: "/repos/acme/web/issues?page_size=3" },
      "GET /repos/{owner}/{repo}/issues: query page_size is not known",
    ],
    [
      "the value of a parameter",
      { method: "GET", path: "/repos/acme/web/issues?state=merged" },
      "GET /repos/{owner}/{repo}/issues: query state is not one of open, closed, all",
    ],
    [
      "the kind of a parameter",
      { method: "GET", path: "/repos/acme/web/issues", query: { per_page: "many" } },
      "GET /repos/{owner}/{repo}/issues: query per_page is no integer",
    ],
    [
      "a number in the path",
      { method: "GET", path: "/repos/acme/web/issues/first" },
      "GET /repos/{owner}/{repo}/issues/{issue_number}: path issue_number is no integer",
    ],
    [
      "what must be there",
      { method: "GET", path: "/search/issues" },
      "GET /search/issues: query q is missing",
    ],
    [
      "a field",
      { method: "POST", path: "/repos/acme/web/issues", body: { title: "x", assignes: ["ada"] } },
      "POST /repos/{owner}/{repo}/issues: body.assignes is not known",
    ],
    [
      "a field further in",
      {
        method: "POST",
        path: "/repos/acme/web/pulls/1/reviews",
        body: { comments: [{ path: "a", line: 1 }] },
      },
      "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews: body.comments[0].body is missing",
    ],
    [
      "the kind of a field",
      { method: "POST", path: "/repos/acme/web/issues", body: { title: "x", labels: "bug" } },
      "POST /repos/{owner}/{repo}/issues: body.labels is no array",
    ],
    [
      "a body that must be there",
      { method: "POST", path: "/repos/acme/web/issues" },
      "POST /repos/{owner}/{repo}/issues: the body is missing",
    ],
    [
      "a field of a GraphQL query",
      { method: "POST", path: "/graphql", body: { query: '{repository(owner:"a",name:"b"){nme}}' } },
      'POST /graphql: Cannot query field "nme" on type "Repository". Did you mean "name"?',
    ],
    [
      "a variable of a GraphQL query",
      {
        method: "POST",
        path: "/graphql",
        body: { query: "query($n:Int!){viewer{issues(first:$n){totalCount}}}", variables: { n: "3" } },
      },
      'POST /graphql: Variable "$n" got invalid value "3"; Int cannot represent non-integer value: "3"',
    ],
  ])("refuses %s that is wrong", (_, request, finding) => {
    expect(checkGithub([request])).toEqual([finding]);
  });
});

describe("Google's types", () => {
  test("know what Google takes", () => {
    const file = { type: "text/plain", size: 3 };
    const raw = "x";
    expect(
      checkGoogle("gmail", [
        {
          method: "GET",
          path: "/gmail/v1/users/me/threads?labelIds=A&labelIds=B&maxResults=5&fields=threads",
        },
        { method: "POST", path: "/gmail/v1/users/me/drafts", body: { message: { raw, threadId: "1" } } },
        {
          method: "POST",
          path: "/upload/gmail/v1/users/me/messages/send?uploadType=media",
          contentType: "message/rfc822",
          bytes: file,
        },
      ]),
    ).toEqual([]);
    const start = { dateTime: "2026-03-01T10:00:00", timeZone: "Europe/Oslo" };
    const body = { start, attendees: [{ email: "a@b.test" }], extendedProperties: { private: { key: "v" } } };
    const path = "/calendar/v3/calendars/primary/events";
    expect(checkGoogle("calendar", [{ method: "POST", path: `${path}?sendUpdates=all`, body }])).toEqual([]);
    expect(
      checkGoogle("drive", [
        {
          method: "PATCH",
          path: "/drive/v3/files/1?addParents=a&supportsAllDrives=true",
          body: { name: "x" },
        },
        {
          method: "POST",
          path: "/upload/drive/v3/files?uploadType=multipart",
          body: { name: "x" },
          bytes: file,
        },
        { method: "PUT", path: "/upload/drive/v3/files?upload_id=1", bytes: file },
      ]),
    ).toEqual([]);
    expect(checkGoogle("docs", [{ method: "GET", path: "/v1/documents/1?includeTabsContent=true" }])).toEqual(
      [],
    );
    const range = "/v4/spreadsheets/1/values/Sheet1!A1%3AB2?majorDimension=ROWS";
    expect(checkGoogle("sheets", [{ method: "GET", path: range }])).toEqual([]);
    expect(checkGoogle("slides", [{ method: "GET", path: "/v1/presentations/1" }])).toEqual([]);
  });

  test("leave the requests of another API to its own check", () => {
    expect(checkGoogle("gmail", [{ method: "GET", path: "/calendar/v3/nothing" }])).toEqual([]);
    expect(checkGoogle("calendar", [{ method: "GET", path: "/calendar/v3/nothing" }])).toHaveLength(1);
  });

  test.each([
    [
      "gmail",
      "a path",
      { method: "GET", path: "/gmail/v1/users/me/thread" },
      "/gmail/v1/users/me/thread: this path is not known",
    ],
    [
      "gmail",
      "a method",
      { method: "PUT", path: "/gmail/v1/users/me/threads" },
      "/gmail/v1/users/{userId}/threads: this method is not known",
    ],
    [
      "gmail",
      "a parameter",
      { method: "GET", path: "/gmail/v1/users/me/threads?max=3" },
      "/gmail/v1/users/{userId}/threads: query max is not known",
    ],
    [
      "gmail",
      "the kind of a parameter",
      { method: "GET", path: "/gmail/v1/users/me/threads?maxResults=x" },
      "/gmail/v1/users/{userId}/threads: query maxResults is no number",
    ],
    [
      "gmail",
      "a boolean",
      { method: "GET", path: "/gmail/v1/users/me/threads?includeSpamTrash=1" },
      "/gmail/v1/users/{userId}/threads: query includeSpamTrash is no boolean",
    ],
    [
      "gmail",
      "a parameter that comes twice",
      { method: "GET", path: "/gmail/v1/users/me/threads?q=a&q=b" },
      "/gmail/v1/users/{userId}/threads: query q is given twice",
    ],
    [
      "gmail",
      "a field",
      { method: "POST", path: "/gmail/v1/users/me/messages/send", body: { row: "x" } },
      "/gmail/v1/users/{userId}/messages/send: body.row is not known",
    ],
    [
      "calendar",
      "a field further in",
      { method: "POST", path: "/calendar/v3/freeBusy", body: { items: [{ ID: "a" }] } },
      "/calendar/v3/freeBusy: body.items[0].ID is not known",
    ],
    [
      "calendar",
      "the kind of a field",
      { method: "POST", path: "/calendar/v3/freeBusy", body: { calendarExpansionMax: "5" } },
      "/calendar/v3/freeBusy: body.calendarExpansionMax is no number",
    ],
    [
      "calendar",
      "what must be there",
      { method: "POST", path: "/calendar/v3/calendars/a/events/quickAdd" },
      "/calendar/v3/calendars/{calendarId}/events/quickAdd: query text is missing",
    ],
    [
      "drive",
      "a body",
      { method: "GET", path: "/drive/v3/files", body: {} },
      "/drive/v3/files: a body is not known",
    ],
    [
      "drive",
      "an upload",
      { method: "POST", path: "/drive/v3/files?uploadType=media", bytes: { type: "a/b", size: 1 } },
      "/drive/v3/files: query uploadType is not known here",
    ],
  ] as const)("%s: refuses %s that is wrong", (api, _, request, finding) => {
    expect(checkGoogle(api, [request])[0]).toBe(`${request.method} ${finding}`);
  });
});

describe("Slack's types", () => {
  test("know what Slack takes", () => {
    expect(
      checkSlack([
        { method: "GET", path: "/api/conversations.history?channel=C1&limit=20&inclusive=true&oldest=1.2" },
        {
          method: "POST",
          path: "/api/chat.postMessage",
          body: { channel: "C1", text: "x", unfurl_links: false },
        },
        {
          method: "POST",
          path: "/api/chat.postMessage",
          body: { channel: "C1", text: "x", thread_ts: "1.2", reply_broadcast: true },
        },
        {
          method: "POST",
          path: "/api/files.getUploadURLExternal",
          contentType: "application/x-www-form-urlencoded",
          body: { filename: "a.txt", length: "3" },
        },
        { method: "GET", path: "/files-pri/T1-F1/a.txt" },
      ]),
    ).toEqual([]);
  });

  test.each([
    ["a method", { method: "GET", path: "/api/conversations.histroy" }, "conversations.histroy is not known"],
    ["an HTTP method", { method: "PUT", path: "/api/auth.test" }, "this method is not known"],
    ["an argument", { method: "GET", path: "/api/users.list?page=2" }, "page is not known"],
    ["the kind of an argument", { method: "GET", path: "/api/users.list?limit=all" }, "limit is no number"],
    [
      "the value of an argument",
      { method: "GET", path: "/api/search.messages?query=a&sort=time" },
      'sort is no "score" or "timestamp"',
    ],
    [
      "a number as text in JSON",
      { method: "POST", path: "/api/users.list", body: { limit: "5" } },
      "limit is no number",
    ],
    [
      "what must be there",
      { method: "POST", path: "/api/reactions.add", body: { channel: "C", name: "x" } },
      "timestamp is missing",
    ],
    [
      "what one of several must be there",
      { method: "POST", path: "/api/chat.postMessage", body: { channel: "C" } },
      "text is missing",
    ],
    [
      "a field further in",
      { method: "POST", path: "/api/files.completeUploadExternal", body: { files: [{ name: "F" }] } },
      "files[0].id is missing",
    ],
    [
      "an argument that comes twice",
      { method: "GET", path: "/api/users.info?user=a&user=b" },
      "user is given twice",
    ],
  ])("refuse %s that is wrong", (_, request, finding) => {
    expect(checkSlack([request])[0]).toBe(`${request.method} ${request.path.split("?")[0]}: ${finding}`);
  });
});

describe("what the gateway sent", () => {
  const headers = { "user-agent": "valetkey (gzip)", authorization: "Bearer x" };
  const kept = async (...requests: Request[]) => {
    const sent = new SentRequests();
    for (const request of requests) sent.keep(request, new URL(request.url));
    return sent.all();
  };

  test("is kept with query and JSON, a form as strings, bytes summed up, and no token", async () => {
    const url = "http://v.test/a?q=1&q=2";
    const post = (type: string, body: string | Uint8Array<ArrayBuffer>) =>
      new Request(url, { method: "POST", headers: { ...headers, "content-type": type }, body });
    const related =
      '--b\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{"name":"x"}\r\n--b\r\nContent-Type: text/csv\r\n\r\na,b\r\n--b--';
    const all = await kept(
      new Request(url, { headers }),
      post("application/json; charset=utf-8", '{"a":[1]}'),
      post("application/x-www-form-urlencoded", "a=1"),
      post("image/png", new Uint8Array(7)),
      post("multipart/related; boundary=b", related),
      post("application/json", "{"),
    );
    expect(all[0]).toEqual({ method: "GET", path: "/a", query: [["q", "1"], ["q", "2"]], contentType: "" }); // biome-ignore format: one line
    expect(all.map(({ body, bytes }) => [body, bytes])).toEqual([
      [undefined, undefined],
      [{ a: [1] }, undefined],
      [{ a: "1" }, undefined],
      [undefined, { type: "image/png", size: 7 }],
      [{ name: "x" }, { type: "text/csv", size: 3 }],
      [undefined, { type: "application/json", size: 1 }],
    ]);
    expect(JSON.stringify(all)).not.toContain("Bearer");
  });

  test("is what carries a credential and comes from the gateway alone", async () => {
    const { authorization } = headers;
    const other = { "user-agent": "octokit", authorization };
    const all = await kept(
      new Request("http://v.test/client", { headers: other }),
      new Request("http://v.test/signed", { headers: { "user-agent": "valetkey (gzip)" } }),
      new Request("http://v.test/api", { headers }),
    );
    expect(all.map(({ path }) => path)).toEqual(["/api"]);
  });

  test("cannot be checked when there is nothing, or more than is kept", async () => {
    await expect(requestsOf(emulatorAfter(0))).rejects.toThrow("nothing to check");
    await expect(requestsOf(emulatorAfter(2001))).rejects.toThrow("1 not kept");
    expect(await requestsOf(emulatorAfter(2000))).toHaveLength(2000);
  });

  /** An emulator to which the gateway sent so many requests. */
  function emulatorAfter(count: number) {
    const sent = new SentRequests();
    const request = new Request("http://v.test/", { headers });
    for (let n = 0; n < count; n++) sent.keep(request, new URL(request.url));
    return { sent: () => sent.all() };
  }
});
