import { z } from "zod";
import { type Api, defineTool, PLAIN, path, ToolError } from "../kit/index.ts";
import * as takes from "./arguments.ts";
import { warned } from "./errors.ts";
import { inTurn } from "./in-turn.ts";
import {
  permissionOf,
  permissionPage,
  permissionPath,
  permissionRow,
  permissionText,
} from "./permissions.ts";
import { changeFile } from "./request.ts";
import { CHANGE, CHANGE_MORE } from "./scopes.ts";
import { checkShare, planShare, type SharePlan } from "./share-plan.ts";
import { ownFile, requireCan } from "./target.ts";
import { shared, sharedWith } from "./targets.ts";
import { PERMISSION_FIELDS, type Permission, permissionSchema } from "./upstream.ts";

const input = z.strictObject({
  file_id: takes.fileId,
  type: z.enum(["user", "group", "domain", "anyone"]),
  principal: z.string().max(320).describe("Address or domain; none for anyone").optional(),
  role: z.enum(["reader", "commenter", "writer"]),
  notify: z.boolean().default(true),
  message: z.string().max(2000).optional(),
  expires: z.string().max(40).optional(),
});
type Input = z.output<typeof input>;
const output = z.object({
  permission: permissionRow,
  changed: z.boolean(),
  warnings: z.array(z.string()).optional(),
});

/** https://developers.google.com/workspace/drive/api/guides/manage-sharing */
export const driveShareFile = defineTool({
  name: "drive_share_file",
  title: "Share",
  description:
    "Give a person, group or domain access, or change their role; sharing by link needs type=anyone.",
  effect: "destructive",
  idempotent: true,
  targets: shared,
  labels: { ...PLAIN, carries_out: sharedWith },
  scopes: CHANGE,
  extras: CHANGE_MORE,
  input,
  output,
  run: (api, asked) => {
    const { expirationTime } = checkShare(asked, Date.now());
    return inTurn(`share ${asked.file_id}`, () => share(api, asked, expirationTime));
  },
  render: ({ permission, changed, warnings = [] }) =>
    [
      changed ? "Access:" : "Access was so already; nothing was changed:",
      permissionText(permission),
      ...warnings.map((text) => `[${text}]`),
    ].join("\n"),
});

async function share(api: Api, asked: Input, expirationTime: string | undefined) {
  const file = await ownFile(api, asked.file_id);
  requireCan(file, "canShare", "share this", "writer with sharing allowed, or owner");
  const plan = planShare(asked, expirationTime, await present(api, file.id));
  const permission = await carryOut(api, file.id, asked, expirationTime, plan);
  const open = permission.type === "anyone" && plan.do !== "nothing";
  return {
    permission: permissionOf(permission),
    changed: plan.do !== "nothing",
    ...warned([
      ...plan.warnings,
      ...(open ? ["Everybody who has the link can open it now, without signing in."] : []),
    ]),
  };
}

function carryOut(
  api: Api,
  fileId: string,
  asked: Input,
  expirationTime: string | undefined,
  plan: SharePlan,
): Promise<Permission> | Permission {
  const { type, principal, role, notify, message } = asked;
  if (plan.do === "nothing") return plan.permission;
  const body = { role, ...(expirationTime !== undefined && { expirationTime }) };
  if (plan.do === "update") {
    const at = permissionPath(fileId, plan.permission.id);
    const query = { fields: PERMISSION_FIELDS, ...(plan.removeExpiration && { removeExpiration: true }) };
    return changeFile(api, "patch", at, permissionSchema, body, query);
  }
  const person = type === "user" || type === "group";
  const whom = {
    ...(person && { emailAddress: principal }),
    ...(type === "domain" && { domain: principal }),
    // Found by its link, not by searching for it.
    ...(!person && { allowFileDiscovery: false }),
  };
  return changeFile(
    api,
    "post",
    path`/files/${fileId}/permissions`,
    permissionSchema,
    { type, ...whom, ...body },
    {
      fields: PERMISSION_FIELDS,
      ...(person && { sendNotificationEmail: notify }),
      ...(message !== undefined && { emailMessage: message }),
    },
  );
}

const MOST_PAGES = 10;

/** Who has access now: at most a thousand entries. */
async function present(api: Api, fileId: string): Promise<Permission[]> {
  const all: Permission[] = [];
  let page: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const { permissions, nextPageToken } = await permissionPage(api, fileId, page, 100);
    all.push(...permissions);
    if (nextPageToken === undefined) return all;
    page = nextPageToken;
  }
  throw new ToolError(
    "too_large",
    "More than a thousand people or groups have access to this. Nothing was changed; change it in Drive.",
  );
}
