import { z } from "zod";
import { defineResource, named, path } from "../kit/index.ts";
import { mimeTypeOf } from "./file-text.ts";
import { repoPath } from "./repo.ts";
import { READ_CODE } from "./scopes.ts";

/** What the gateway reads of one file at most; GitHub itself gives blobs of up to 100 MB. */
export const MOST_BYTES = 40 * 1024 * 1024;
export const GITHUB_MOST_BYTES = 100 * 1024 * 1024;

/** As it is, not as base64: https://docs.github.com/en/rest/git/blobs#get-a-blob */
export const RAW = { accept: "application/vnd.github.raw+json" };

/** A file's bytes at one state of it. */
export const githubFile = defineResource({
  kind: "file",
  title: "A file of a repository",
  scopes: READ_CODE,
  targets: ({ owner, repo }) => named("repositories", `${owner}/${repo}`),
  tools: ["github_get_file"],
  params: z.strictObject({
    owner: z.string().max(40),
    repo: z.string().max(100),
    sha: z.string().regex(/^[0-9a-f]{40,64}$/),
    name: z.string().max(255),
  }),
  async read(api, { owner, repo, sha, name }) {
    const where = `${repoPath(`${owner}/${repo}`)}${path`/git/blobs/${sha}`}`;
    const { bytes } = await api.bytes(where, { headers: RAW, maxBytes: MOST_BYTES });
    return { name, mimeType: mimeTypeOf(name), bytes };
  },
});
