import { lazy, Suspense } from "react";
import { Outlet } from "react-router";
import { Flask } from "../ui/icons.tsx";
import { shell as words } from "../words/shell.ts";
import { Brand } from "./brand.tsx";
import { FindButton } from "./find-button.tsx";
import { NavSheet } from "./nav-sheet.tsx";
import { useSession } from "./session-context.ts";
import css from "./shell.module.css";
import { Side } from "./side.tsx";
import { SkipLink } from "./skip-link.tsx";
import { UserMenu } from "./user-menu.tsx";

/** After the page: the browser is idle then, or a second has passed. */
const idle = () =>
  new Promise<void>((resolve) => {
    if ("requestIdleCallback" in window) window.requestIdleCallback(() => resolve(), { timeout: 1_000 });
    else setTimeout(resolve, 300);
  });
const Extras = lazy(() =>
  idle()
    .then(() => import("./extras.tsx"))
    .then(
      ({ Extras }) => ({ default: Extras }),
      // A page without them is still a page.
      () => ({ default: () => <></> }),
    ),
);

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
        <div className={css.right}>
          <span id="live-badge" className={css.slot} />
          <FindButton />
          <UserMenu />
        </div>
      </header>
      <div className={css.frame}>
        <Side />
        <main id="main" className={css.main} tabIndex={-1}>
          {sandbox && <SandboxBanner />}
          <Outlet />
        </main>
      </div>
      <Suspense fallback={null}>
        <Extras />
      </Suspense>
    </>
  );
}

function SandboxBanner() {
  return (
    <p className={css.sandbox}>
      <Flask /> {words.sandboxProvidersAreEmulated}
    </p>
  );
}
