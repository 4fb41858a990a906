import { z } from "zod";
import { type Api, defineTool, LOOKS, readAnswer, ToolError } from "../kit/index.ts";
import { ANYBODY } from "./scopes.ts";
import { userSchema } from "./upstream.ts";

const output = z.object({
  user: z.object({
    login: z.string(),
    id: z.number().int(),
    type: z.string(),
    name: z.string().optional(),
    company: z.string().optional(),
    email: z.string().optional(),
    url: z.string().optional(),
    public_repos: z.number().int().optional(),
  }),
});
type Output = z.output<typeof output>;

/** https://docs.github.com/en/rest/users/users#get-the-authenticated-user */
export const githubGetMe = defineTool({
  name: "github_get_me",
  title: "Who am I",
  description: "Who this connection acts as: the authenticated user.",
  effect: "read",
  targets: "none",
  labels: LOOKS,
  scopes: ANYBODY,
  input: z.strictObject({}),
  output,
  run: me,
  render: ({ user }) =>
    [
      user.login,
      user.name ?? "",
      user.type,
      user.company ?? "",
      user.email ?? "",
      user.public_repos === undefined ? "" : `${user.public_repos} public repositories`,
      user.url ?? "",
    ]
      .filter((text) => text !== "")
      .join(" · "),
});

async function me(api: Api): Promise<Output> {
  const { login, id, type, name, company, email, html_url, public_repos } = await whoever(api);
  return {
    user: {
      login,
      id,
      type: type || "User",
      ...(name && { name }),
      ...(company && { company }),
      ...(email && { email }),
      ...(html_url && { url: html_url }),
      ...(typeof public_repos === "number" && { public_repos }),
    },
  };
}

async function whoever(api: Api) {
  try {
    return readAnswer(userSchema, await api.get("/user"));
  } catch (error) {
    if (!(error instanceof ToolError) || error.fault !== "no_permission") throw error;
    throw new ToolError(
      "no_permission",
      `This connection is the app itself, installed for ${api.account}: there is no user behind it.`,
    );
  }
}
