import { Button } from "@mantine/core";
import { Link } from "react-router";
import { page } from "../paths.ts";
import { Empty } from "../ui/empty.tsx";
import { Unknown } from "../ui/icons.tsx";
import { Page } from "../ui/page.tsx";
import { notFound as words } from "../words/shell.ts";

export function NotFoundPage() {
  return (
    <Page title={words.pageNotFound}>
      <Empty
        icon={<Unknown size={64} />}
        action={
          <Button component={Link} to={page.integrations()}>
            {words.backToIntegrations}
          </Button>
        }
      >
        {words.noPageAtThisAddress}
      </Empty>
    </Page>
  );
}
