import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import { GatewayError } from "../errors.ts";

const decoders: Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
};

/**
 * Undoes `content-encoding`, stopping at `maxBytes` of output, so that a small answer cannot become a large one.
 * Throws `egress_too_large`, or `provider_unreachable` for an encoding nobody asked for or a broken stream.
 */
export async function decode(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase();
  if (!name || name === "identity" || body.byteLength === 0) return body;
  const decoder = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (!decoder)
    throw new GatewayError("provider_unreachable", { detail: "The answer has an unknown encoding." });
  try {
    return await decoder(body, { maxOutputLength: maxBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw new GatewayError("egress_too_large");
    throw new GatewayError("provider_unreachable", { detail: "The answer's encoding is broken.", cause });
  }
}
