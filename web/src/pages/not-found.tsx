import { Button } from "@mantine/core";
import { Link } from "react-router";
import { page } from "../paths.ts";
import { Empty } from "../ui/empty.tsx";
import { Unknown } from "../ui/icons.tsx";
import { Page } from "../ui/page.tsx";

export function NotFoundPage() {
  return (
    <Page title="Page not found">
      <Empty
        icon={<Unknown size={64} />}
        action={
          <Button component={Link} to={page.integrations()}>
            Back to integrations
          </Button>
        }
      >
        There is no page at this address. The link may be old, or cut off.
      </Empty>
    </Page>
  );
}
