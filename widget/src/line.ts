/** The line to the server: one message at a time, each with an id of its own, so that sending it again
 * after a lost connection is no second turn. */

import { io, type Socket } from "socket.io-client";
import type { Begun, Refused, Reply } from "./model";

const PATIENCE = 40_000;
const PAUSE = 2_000;

export interface Waiting {
  id: string;
  text: string;
  register: string;
}

export interface Listener {
  /** The next message that waits, if any. */
  next(): Waiting | undefined;
  session(): string | null;
  begun(told: Begun): void;
  answered(id: string, reply: Reply): void;
  refused(id: string, refusal: Refused): void;
  changed(): void;
}

export class Line {
  connected = false;
  tried = false;
  busy = false;
  private ready = false;
  private socket?: Socket;

  constructor(
    readonly server: string,
    private listener: Listener,
  ) {}

  /** Connect, once; from then on it reconnects by itself. */
  open(): void {
    if (this.socket) return;
    const url = new URL(this.server);
    this.socket = io(url.origin, {
      path: url.pathname + "socket.io/",
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelayMax: 5_000,
      timeout: 8_000,
    });
    this.socket.on("connect", () => this.turned(true));
    this.socket.on("disconnect", () => this.turned(false));
    this.socket.on("connect_error", () => this.turned(false));
  }

  /** Send what waits, in order. */
  async send(): Promise<void> {
    if (this.busy || !this.connected) return;
    this.busy = true;
    try {
      for (let one = this.listener.next(); one && this.connected; one = this.listener.next()) {
        this.listener.changed();
        if (!(await this.deliver(one))) break;
      }
    } catch {
      // no acknowledgement: it still waits, and goes out again with the same id
      if (this.connected) setTimeout(() => this.send(), PAUSE);
    }
    this.busy = false;
    this.listener.changed();
  }

  /** Have the server delete the conversation; whether it did. */
  async forget(): Promise<boolean> {
    if (!this.listener.session()) return true;
    try {
      await this.begin();
      const told = await this.ask<{ forgotten?: boolean }>("forget", {});
      this.ready = false;
      return !!told.forgotten;
    } catch {
      return false;
    }
  }

  private turned(on: boolean): void {
    this.connected = on;
    this.tried = true;
    this.ready = false;
    this.listener.changed();
    if (on) void this.send();
  }

  private async deliver(one: Waiting): Promise<boolean> {
    const refusal = await this.begin(one.text);
    if (refusal) {
      this.listener.refused(one.id, refusal);
      return true;
    }
    const told = await this.ask<Reply | Refused>("message", {
      id: one.id,
      message: one.text,
      register: one.register,
    });
    if (!("error" in told)) this.listener.answered(one.id, told);
    else if (told.error === "no_session" && !told.emergency) {
      this.ready = false; // forgotten elsewhere: the next round begins a new one
      setTimeout(() => this.send(), 0);
      return false;
    } else this.listener.refused(one.id, told);
    return true;
  }

  private async begin(message?: string): Promise<Refused | undefined> {
    if (this.ready) return;
    const told = await this.ask<Begun | Refused>("begin", { session: this.listener.session(), message });
    if ("error" in told) return told;
    this.ready = true;
    this.listener.begun(told);
    return;
  }

  private ask<T>(event: string, data: object): Promise<T> {
    if (!this.socket?.connected) return Promise.reject(new Error("not connected"));
    return this.socket.timeout(PATIENCE).emitWithAck(event, data);
  }
}
