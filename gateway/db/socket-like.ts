import { Duplex } from "node:stream";

/** What node-postgres expects of a socket beyond a stream. Connected at once; there is nothing to tune. */
export abstract class SocketLike extends Duplex {
  constructor() {
    super({ allowHalfOpen: false });
  }
  connect() {
    queueMicrotask(() => this.emit("connect"));
    return this;
  }
  setNoDelay() {
    return this;
  }
  setKeepAlive() {
    return this;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
  override _read() {}
}
