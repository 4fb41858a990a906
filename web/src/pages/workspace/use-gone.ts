import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { page } from "../../paths.ts";
import { announce } from "../../ui/live.tsx";

/** The session ended with the membership: to sign-in, and nothing that was read is kept. */
export function useGone() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async (what: string) => {
    await navigate(page.signIn(), { replace: true });
    client.clear();
    announce(what);
  };
}
