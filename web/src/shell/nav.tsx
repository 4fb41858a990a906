import type { ComponentType } from "react";
import { NavLink } from "react-router";
import { page } from "../paths.ts";
import {
  App,
  Bot,
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
import { type Permission, useSession } from "./session-context.ts";
import css from "./shell.module.css";
import { ToDecide } from "./to-decide.tsx";

type Item = {
  to: string;
  label: string;
  Icon: ComponentType;
  needs?: Permission;
  preload: () => Promise<unknown>;
  /** How many things there wait for this person. */
  Count?: ComponentType;
};

const groups: { title: string; items: Item[] }[] = [
  {
    title: "You",
    items: [
      { to: page.integrations(), label: "Integrations", Icon: Person, preload: load.integrations },
      { to: page.clients(), label: "Allowed apps", Icon: Window, preload: load.clients },
    ],
  },
  {
    title: "Workspace",
    items: [
      {
        to: page.connectors(),
        label: "Connectors",
        Icon: Plug,
        needs: "connectors.manage",
        preload: load.connectors,
      },
      { to: page.agents(), label: "Agents", Icon: Bot, needs: "tokens.manage", preload: load.agents },
      { to: page.approvals(), label: "Approvals", Icon: Hand, preload: load.approvals, Count: ToDecide },
      {
        to: page.apps(),
        label: "Provider apps",
        Icon: App,
        needs: "connectors.manage",
        preload: load.apps,
      },
      {
        to: page.members(),
        label: "Members",
        Icon: People,
        needs: "workspace.read",
        preload: load.members,
      },
      { to: page.tokens, label: "Tokens", Icon: Key, needs: "tokens.manage", preload: load.tokens },
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
      },
      { to: page.audit(), label: "Audit", Icon: Log, needs: "audit.read", preload: load.audit },
      {
        to: page.revocations,
        label: "Revocations",
        Icon: Unplugged,
        needs: "connectors.manage",
        preload: load.revocations,
      },
      {
        to: page.workspace,
        label: "Workspace",
        Icon: Home,
        needs: "workspace.read",
        preload: load.workspace,
      },
    ],
  },
];

export function Nav({ onGo }: { onGo?: () => void }) {
  const { permissions } = useSession();
  const may = (item: Item) => !item.needs || permissions.includes(item.needs);
  return groups.map(({ title, items }) => {
    const open = items.filter(may);
    if (open.length === 0) return null;
    return (
      <div key={title} className={css.group}>
        <h2>{title}</h2>
        <ul>
          {open.map((item) => (
            <li key={item.to}>
              <Entry item={item} onGo={onGo} />
            </li>
          ))}
        </ul>
      </div>
    );
  });
}

function Entry({ item, onGo }: { item: Item; onGo: (() => void) | undefined }) {
  const { to, label, Icon, preload, Count } = item;
  const warm = () => void preload();
  return (
    <NavLink to={to} className={css.entry ?? ""} onClick={onGo} onMouseEnter={warm} onFocus={warm}>
      <Icon />
      {label}
      {Count && <Count />}
    </NavLink>
  );
}
