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
  Shield,
  Unplugged,
  Window,
} from "../ui/icons.tsx";
import { places as words } from "../words/places.ts";
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
    title: words.you,
    items: [
      {
        to: page.integrations(),
        label: words.integrations,
        Icon: Person,
        preload: load.integrations,
        jump: "i",
      },
      { to: page.mcps(), label: words.mcps, Icon: Window, preload: load.mcps, jump: "m" },
      { to: page.clients(), label: words.allowedApps, Icon: Window, preload: load.clients },
    ],
  },
  {
    title: words.workspace,
    items: [
      {
        to: page.overview(),
        label: words.overview,
        Icon: Chart,
        needs: "workspace.read",
        preload: load.overview,
        jump: "o",
      },
      {
        to: page.connectors(),
        label: words.connectors,
        Icon: Plug,
        needs: "connectors.manage",
        preload: load.connectors,
        jump: "c",
      },
      {
        to: page.agents(),
        label: words.agents,
        Icon: Bot,
        needs: "tokens.manage",
        preload: load.agents,
        jump: "a",
      },
      {
        to: page.approvals(),
        label: words.approvals,
        Icon: Hand,
        preload: load.approvals,
        jump: "p",
        counts: "approvals",
      },
      {
        to: page.tokens,
        label: words.tokens,
        Icon: Key,
        needs: "tokens.manage",
        preload: load.tokens,
        jump: "k",
      },
    ],
  },
  {
    title: words.control,
    items: [
      {
        to: page.policies(),
        label: words.policies,
        Icon: Rules,
        needs: "workspace.read",
        preload: load.policies,
        jump: "r",
      },
      {
        to: page.limits(),
        label: words.limits,
        Icon: Clock,
        needs: "connectors.manage",
        preload: load.limits,
        jump: "l",
      },
      {
        to: page.members(),
        label: words.members,
        Icon: People,
        needs: "workspace.read",
        preload: load.members,
        jump: "u",
      },
      {
        to: page.audit(),
        label: words.audit,
        Icon: Log,
        needs: "audit.read",
        preload: load.audit,
        jump: "t",
      },
      {
        to: page.revocations,
        label: words.revocations,
        Icon: Unplugged,
        needs: "connectors.manage",
        preload: load.revocations,
      },
    ],
  },
  {
    title: words.setup,
    items: [
      {
        to: page.apps(),
        label: words.providerApps,
        Icon: App,
        needs: "connectors.manage",
        preload: load.apps,
        jump: "v",
      },
      {
        to: page.company,
        label: words.company,
        Icon: Shield,
        needs: "members.manage",
        preload: load.company,
      },
      {
        to: page.workspace,
        label: words.workspace,
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
