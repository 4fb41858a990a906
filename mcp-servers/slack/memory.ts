import { LRUCache } from "lru-cache";
import type { Api } from "../kit/index.ts";

const TTL = 10 * 60_000;
const MOST_CONNECTORS = 500;

/** What is known of one connector's workspace for ten minutes. Filled as things turn up, never ahead. */
export interface Memory {
  /** Names of people, channels and user groups by id. */
  names: LRUCache<string, string>;
  /** Ids of channels by name; empty for a name that none has. A name may have gone elsewhere: a hit is checked. */
  channels: LRUCache<string, string>;
  /** Ids of people by handle, lower case; empty for a handle that nobody has. */
  handles: LRUCache<string, string>;
  /** Whose workspace it is, by `auth.test`. */
  teams: LRUCache<"own", Team>;
}
export interface Team {
  /** `acme.slack.com`. */
  host: string;
  teamId: string;
  enterpriseId: string | undefined;
}

const memories = new LRUCache<string, Memory>({ max: MOST_CONNECTORS });

export function memoryOf({ connectorId }: Pick<Api, "connectorId">): Memory {
  const known = memories.get(connectorId);
  if (known) return known;
  const made: Memory = {
    names: new LRUCache({ max: 5_000, ttl: TTL }),
    channels: new LRUCache({ max: 5_000, ttl: TTL }),
    handles: new LRUCache({ max: 5_000, ttl: TTL }),
    teams: new LRUCache({ max: 1, ttl: TTL }),
  };
  memories.set(connectorId, made);
  return made;
}
