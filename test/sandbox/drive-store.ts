import { createHash } from "node:crypto";
import {
  type DriveItem,
  type DrivePermission,
  MIME,
  RANK,
  type Role,
  type SharedDrive,
} from "./drive-types.ts";

/** What a request may do: whose it is, and which client's. */
export interface Who {
  email: string;
  clientId: string;
}
export interface SentNotice {
  to: string;
  fileId: string;
  message: string | undefined;
}
export interface Granted extends DrivePermission {
  inheritedFrom?: string;
}

export class DriveStore {
  readonly items = new Map<string, DriveItem>();
  readonly drives = new Map<string, SharedDrive>();
  /** Members of groups. */
  readonly groups = new Map<string, readonly string[]>();
  readonly notices: SentNotice[] = [];
  #made = 0;

  newId(): string {
    this.#made += 1;
    return `1${createHash("sha256").update(`drive ${this.#made}`).digest("base64url").replace(/[-_]/g, "x").slice(0, 32)}`;
  }

  add(item: Partial<DriveItem> & Pick<DriveItem, "id" | "name" | "mimeType">): DriveItem {
    const now = item.created ?? Date.now();
    const parent = item.parent === undefined ? undefined : this.items.get(item.parent);
    const full: DriveItem = {
      parent: undefined,
      driveId: parent?.driveId,
      owner: undefined,
      created: now,
      modified: now,
      modifiedBy: item.owner ?? "",
      trashed: false,
      starredBy: new Set(),
      permissions: [],
      appProperties: new Map(),
      apps: new Set(),
      revisions: [],
      ...item,
    };
    if (full.owner !== undefined && full.driveId === undefined) {
      const mine: DrivePermission = { ...userPermission(full.owner), role: "owner" };
      full.permissions = [mine, ...full.permissions.filter(({ id }) => id !== mine.id)];
    }
    this.items.set(full.id, full);
    return full;
  }

  rootOf(email: string): string {
    return `0A${createHash("sha256").update(`root ${email}`).digest("base64url").replace(/[-_]/g, "x").slice(0, 15)}PVA`;
  }

  /** An item by id or `root`, whoever may see it. */
  find(id: string, email: string): DriveItem | undefined {
    return this.items.get(id === "root" ? this.rootOf(email) : id);
  }

  /** All access to an item: its own, that of the folders above, and that of the members of its drive. */
  permissionsOf(item: DriveItem): Granted[] {
    const all = new Map<string, Granted>();
    const take = (granted: Granted) => {
      const known = all.get(granted.id);
      if (!known || RANK[known.role] < RANK[granted.role]) all.set(granted.id, granted);
    };
    for (const one of item.permissions) take(one);
    for (const above of this.above(item)) {
      for (const one of above.permissions) {
        if (one.role === "owner" && item.owner === undefined) continue;
        take({ ...one, role: one.role === "owner" ? "writer" : one.role, inheritedFrom: above.id });
      }
    }
    const drive = item.driveId === undefined ? undefined : this.drives.get(item.driveId);
    for (const one of drive?.members ?? []) {
      take(item.id === item.driveId ? one : { ...one, inheritedFrom: drive?.id ?? "" });
    }
    return [...all.values()];
  }

  *above(item: DriveItem): Generator<DriveItem> {
    let at = item.parent;
    for (let level = 0; at !== undefined && level < 100; level++) {
      const found = this.items.get(at);
      if (!found) return;
      yield found;
      at = found.parent;
    }
  }

  isTrashed(item: DriveItem): boolean {
    return item.trashed || [...this.above(item)].some((one) => one.trashed);
  }

  /** 0: none. What is open to anyone with the link counts only where `byLink`. */
  rankOf(email: string, item: DriveItem, byLink: boolean): number {
    const now = Date.now();
    const ranks = this.permissionsOf(item)
      .filter((one) => one.expirationTime === undefined || Date.parse(one.expirationTime) > now)
      .filter((one) => this.#covers(one, email, byLink))
      .map(({ role }) => RANK[role as Role]);
    return Math.max(0, ...ranks);
  }

  #covers(one: DrivePermission, email: string, byLink: boolean): boolean {
    if (one.type === "anyone") return byLink || one.allowFileDiscovery === true;
    if (one.type === "domain")
      return email.endsWith(`@${one.domain}`) && (byLink || !!one.allowFileDiscovery);
    if (one.type === "group") return this.groups.get(one.emailAddress ?? "")?.includes(email) ?? false;
    return one.emailAddress === email;
  }

  /** Whether the scope drive.file covers an item: the client made it, or a person opened it with the client. */
  isOpenTo({ clientId, email }: Who, item: DriveItem): boolean {
    return item.apps.has(`${clientId} ${email}`);
  }
}

/** Ids of people: 20 digits, the same for every file. */
export function userPermission(email: string, displayName?: string): Omit<DrivePermission, "role"> {
  const digest = createHash("sha256").update(`permission ${email}`).digest("hex").slice(0, 15);
  const id = BigInt(`0x${digest}`).toString().padStart(20, "0").slice(0, 20);
  return { id, type: "user", emailAddress: email, displayName: displayName ?? email.split("@")[0] ?? email };
}

export const isNative = (mimeType: string): boolean =>
  mimeType.startsWith("application/vnd.google-apps.") &&
  mimeType !== MIME.folder &&
  mimeType !== MIME.shortcut;
