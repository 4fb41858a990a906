import "./arrival.ts";
import "./app.css";
import "./mantine.css";
import "virtual:theme.css";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { watchNetwork } from "./api/network.ts";
import { queryClient } from "./api/query-client.ts";
import { router } from "./routes.tsx";
import { theme } from "./theme.ts";
import { LiveRegion } from "./ui/live.tsx";
import { rememberFocus } from "./ui/return-focus.ts";

// The same key as public/color-scheme.js, which runs before this.
const scheme = localStorageColorSchemeManager({ key: "valetkey-color-scheme" });

rememberFocus();
watchNetwork();

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        colorSchemeManager={scheme}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
        <LiveRegion />
      </MantineProvider>
    </StrictMode>,
  );
