import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { decideDeviceSignIn, viewDeviceSignIn } from "../../../gateway/api/contract/device-sign-in.ts";
import { send } from "./client.ts";

/** What a program asks for that shows this code. */
export const deviceQuery = (code: string) =>
  queryOptions({
    queryKey: ["device-sign-in", code],
    queryFn: () => send(viewDeviceSignIn, { body: { user_code: code } }),
    retry: false,
    refetchOnWindowFocus: false,
  });

/** Signs the program in as oneself, or refuses to. */
export function useDecideDevice(code: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision: "allow" | "deny") =>
      send(decideDeviceSignIn, { body: { user_code: code, decision } }),
    onSuccess: (answer) => client.setQueryData(deviceQuery(code).queryKey, answer),
  });
}
