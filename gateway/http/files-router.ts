import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from "express";
import type { Principal } from "../context.ts";
import { GatewayError } from "../errors.ts";
import { fileName, UPLOAD_BYTES, type Uploads } from "../files/index.ts";
import type { Identity, OAuth } from "../identity/index.ts";
import { CallScope, type Invoke } from "../invoke/index.ts";
import { bearerOf, readSession } from "./session.ts";
import type { Standing } from "./standing.ts";

export interface FilesOptions {
  identity: Identity;
  oauth: OAuth;
  invoke: Invoke;
  uploads: Uploads;
  standing: Standing;
  publicUrl: string;
}

/** Uploads that are read into memory at a time. */
const MOST_AT_ONCE = 4;

/** The agent's token, or the session of a person who opens a link in the browser. */
async function principalOf(req: Request, { identity, oauth, publicUrl }: FilesOptions): Promise<Principal> {
  const token = bearerOf(req);
  if (token !== undefined && !token.startsWith("vk_")) {
    // A file belongs to the endpoint whose tool gave the link.
    const { resources, bearer } = oauth;
    return bearer.authenticate(token, [resources.of(req.path.split("/")[2] ?? ""), resources.all]);
  }
  if (token !== undefined) return identity.tokens.authenticate(token);
  return (await readSession(req, identity, publicUrl)).principal;
}

/**
 * `GET /files/<server>/<kind>/…`: the bytes a link names, for the principal it was made for. Behind policy, fence and
 * audit like a call; a revocation, also of the caller's token, cuts the transfer.
 */
function download(options: FilesOptions): RequestHandler {
  return async (req: Request, res: Response) => {
    const who = await principalOf(req, options);
    if (who.via !== "session") options.standing.hold(who, res);
    const gone = new AbortController();
    const scope = new CallScope({
      requestId: res.locals.requestId,
      signal: gone.signal,
      kill: () => res.destroy(),
    });
    res.once("close", () => {
      if (!res.writableFinished) gone.abort();
      scope.end();
    });
    const outcome = await options.invoke.read(who, req.url.slice("/files".length), scope);
    if (!outcome.ok) throw new GatewayError("file_not_read", { detail: outcome.message, data: outcome.data });
    const { name, mimeType, bytes } = outcome.file;
    // Whatever it is, a browser keeps it on disk instead of showing it under the gateway's own address.
    res.setHeader("content-security-policy", "sandbox; default-src 'none'");
    res.setHeader("cache-control", "no-store");
    res.attachment(fileName(name));
    res.setHeader(
      "content-type",
      /^[\w.+-]+\/[\w.+-]+$/.test(mimeType) ? mimeType : "application/octet-stream",
    );
    res.end(bytes);
  };
}

/** `PUT /uploads/<id>/<token>`: bytes for an argument. The address is the permission, for one file. */
function upload({ uploads }: FilesOptions): RequestHandler[] {
  let running = 0;
  const read = express.raw({ type: () => true, limit: UPLOAD_BYTES, inflate: false });
  const admit = async (req: Request, res: Response, next: NextFunction) => {
    await uploads.expect(String(req.params.id), String(req.params.token));
    if (Number(req.headers["content-length"]) > UPLOAD_BYTES) {
      res.setHeader("connection", "close");
      throw new GatewayError("file_too_large");
    }
    if (running >= MOST_AT_ONCE) throw new GatewayError("unavailable");
    running += 1;
    res.once("close", () => {
      running -= 1;
    });
    next();
  };
  const body = (req: Request, res: Response, next: NextFunction) =>
    read(req, res, (error?: unknown) =>
      next(
        (error as { status?: number } | undefined)?.status === 413
          ? new GatewayError("file_too_large")
          : error,
      ),
    );
  const receive = async (req: Request, res: Response) => {
    const bytes = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const type = (req.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
    await uploads.receive(String(req.params.id), String(req.params.token), {
      name: fileName(String(req.query.name ?? "file")),
      mimeType: (type || "application/octet-stream").slice(0, 100),
      bytes,
    });
    res.json({ bytes: bytes.byteLength, next: "Call the tool again with the source it gave you." });
  };
  return [admit, body, receive];
}

/** Files out by link and in by address. */
export function filesRouter(options: FilesOptions): Router {
  const router = Router();
  router.get("/files/*path", download(options));
  router.put("/uploads/:id/:token", ...upload(options));
  return router;
}
