import { queryOptions } from "@tanstack/react-query";
import { checkCompanySignIn, getCompanySignIn } from "../../../gateway/api/contract/company.ts";
import { useChange } from "./change.ts";
import { send } from "./client.ts";

export const companyQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["company", workspace],
    queryFn: () => send(getCompanySignIn, { params: { workspace } }),
  });

/** Asks the issuer; changes nothing. */
export const useCheckCompany = () =>
  useChange([], (workspace, _: undefined) => send(checkCompanySignIn, { params: { workspace } }));
