import type { ComponentType } from "react";
import { page } from "../paths.ts";
import {
  App,
  Bot,
  Chart,
  Clock,
  Hand,
  Home,
  Key,
  Log,
  People,
  Person,
  Plug,
  Rules,
  Unplugged,
  Window,
} from "../ui/icons.tsx";
import { load } from "./preload.ts";
import type { Permission } from "./session-context.ts";

export type Place = {
  to: string;
  label: string;
  Icon: ComponentType;
  /** Whoever lacks it does not see the entry; the page itself says so in full. */
  needs?: Permission;
  preload: () => Promise<unknown>;
  /** After `g`, from anywhere. */
  jump?: string;
  /** How many things there wait for this person. */
  counts?: "approvals";
};

/** Every page that the navigation, the palette and the jumps lead to. */
export const places: readonly { title: string; items: readonly Place[] }[] = [
  {
    title: "You",
    items: [
      { to: page.integrations(), label: "Integrations", Icon: Person, preload: load.integrations, jump: "i" },
      { to: page.mcps(), label: "MCPs", Icon: Window, preload: load.mcps, jump: "m" },
      { to: page.clients(), label: "Allowed apps", Icon: Window, preload: load.clients },
    ],
  },
  {
    title: "Workspace",
    items: [
      {
        to: page.overview(),
        label: "Overview",
        Icon: Chart,
        needs: "workspace.read",
        preload: load.overview,
        jump: "o",
      },
      {
        to: page.connectors(),
        label: "Connectors",
        Icon: Plug,
        needs: "connectors.manage",
        preload: load.connectors,
        jump: "c",
      },
      {
        to: page.agents(),
        label: "Agents",
        Icon: Bot,
        needs: "tokens.manage",
        preload: load.agents,
        jump: "a",
      },
      {
        to: page.approvals(),
        label: "Approvals",
        Icon: Hand,
        preload: load.approvals,
        jump: "p",
        counts: "approvals",
      },
      {
        to: page.tokens,
        label: "Tokens",
        Icon: Key,
        needs: "tokens.manage",
        preload: load.tokens,
        jump: "k",
      },
    ],
  },
  {
    title: "Control",
    items: [
      {
        to: page.policies(),
        label: "Policies",
        Icon: Rules,
        needs: "workspace.read",
        preload: load.policies,
        jump: "r",
      },
      {
        to: page.limits(),
        label: "Limits",
        Icon: Clock,
        needs: "connectors.manage",
        preload: load.limits,
        jump: "l",
      },
      {
        to: page.members(),
        label: "Members",
        Icon: People,
        needs: "workspace.read",
        preload: load.members,
        jump: "u",
      },
      {
        to: page.audit(),
        label: "Audit",
        Icon: Log,
        needs: "audit.read",
        preload: load.audit,
        jump: "t",
      },
      {
        to: page.revocations,
        label: "Revocations",
        Icon: Unplugged,
        needs: "connectors.manage",
        preload: load.revocations,
      },
    ],
  },
  {
    title: "Setup",
    items: [
      {
        to: page.apps(),
        label: "Provider apps",
        Icon: App,
        needs: "connectors.manage",
        preload: load.apps,
        jump: "v",
      },
      {
        to: page.workspace,
        label: "Workspace",
        Icon: Home,
        needs: "workspace.read",
        preload: load.workspace,
        jump: "s",
      },
    ],
  },
];

/** Those that a person with these permissions sees. */
export const placesFor = (permissions: readonly Permission[]): readonly Place[] =>
  places.flatMap(({ items }) => items).filter(({ needs }) => !needs || permissions.includes(needs));
