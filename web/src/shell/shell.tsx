import { Outlet } from "react-router";
import { Flask } from "../ui/icons.tsx";
import { Brand } from "./brand.tsx";
import { Nav } from "./nav.tsx";
import { NavSheet } from "./nav-sheet.tsx";
import { useSession } from "./session-context.ts";
import css from "./shell.module.css";
import { SkipLink } from "./skip-link.tsx";
import { UserMenu } from "./user-menu.tsx";

/** Header, navigation and the page. */
export function Shell() {
  const { sandbox, workspace } = useSession();
  return (
    <>
      <SkipLink />
      <header className={css.header}>
        <NavSheet />
        <Brand />
        <span className={css.workspace}>{workspace.name}</span>
        <UserMenu />
      </header>
      <div className={css.frame}>
        <nav className={css.side} aria-label="Main">
          <Nav />
        </nav>
        <main id="main" className={css.main} tabIndex={-1}>
          {sandbox && <SandboxBanner />}
          <Outlet />
        </main>
      </div>
    </>
  );
}

function SandboxBanner() {
  return (
    <p className={css.sandbox}>
      <Flask /> Sandbox: the providers are emulated. Nothing here reaches a real account.
    </p>
  );
}
