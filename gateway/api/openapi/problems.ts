import { errorTable } from "../../errors.ts";
import type { JsonSchema } from "./schemas.ts";

const MEDIA = "application/problem+json";
const STATUS: Readonly<Record<number, string>> = {
  400: "The request is not valid, or the ceremony it belongs to failed.",
  401: "Nobody is signed in, or what was sent as proof does not hold.",
  403: "Whoever is signed in may not do this.",
  404: "There is no such thing, or not for whoever asks.",
  405: "Another method is served here.",
  409: "It stands otherwise than the request needs.",
  413: "Too large.",
  422: "The same key came with another request.",
  429: "Too many; `Retry-After` says when there is room.",
  500: "The gateway failed.",
  502: "A provider or another service behind the gateway failed.",
  503: "The gateway cannot do this right now.",
  504: "A provider did not answer in time.",
};

const codes = Object.entries(errorTable);
const statuses = [...new Set(codes.map(([, { status }]) => status))].toSorted((a, b) => a - b);

export const problemName = (status: number): string => `Problem${status}`;

/** One response for each status, with every code that comes with it. */
export const problemResponses = (problem: JsonSchema): Record<string, unknown> =>
  Object.fromEntries(
    statuses.map((status) => [
      problemName(status),
      {
        description: STATUS[status] ?? "A problem.",
        ...(status === 429 && {
          headers: { "Retry-After": { description: "Seconds.", schema: { type: "integer" } } },
        }),
        content: {
          [MEDIA]: {
            schema: problem,
            examples: Object.fromEntries(
              codes
                .filter(([, one]) => one.status === status)
                .map(([code, { title, next }]) => [
                  code,
                  {
                    summary: title,
                    value: {
                      type: `urn:valetkey:error:${code}`,
                      title,
                      status,
                      code,
                      next,
                      request_id: "req_0123456789abcdefghjk",
                    },
                  },
                ]),
            ),
          },
        },
      },
    ]),
  );
