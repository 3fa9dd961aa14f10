// Keeps a screen's state live over one socket: resumes after the last seq it has, waits longer after each failure with
// a random share (so that a hundred screens do not come back at once), fetches the state anew when told to.
// Everything it touches is handed to it, so that its rules can be tested without a network or a clock.
import { waitMs, type Socket } from '@/shared/live/follow';
import { readMessage, reduce, type Message, type ScreenState } from './state';

export type Link = 'loading' | 'live' | 'reconnecting' | 'stale' | 'signed_out' | 'refused';

export { waitMs, type Socket };

export interface Surroundings {
  fetchState(): Promise<ScreenState>;
  openSocket(after: number): Socket;
  /** What a failed fetch means: signed out, refused for good, or worth another try. */
  judge(cause: unknown): 'signed_out' | 'refused' | 'retry';
  later(run: () => void, ms: number): number;
  cancel(timer: number): void;
  now(): number;
  random(): number;
}

export interface Listener {
  state(state: ScreenState, message: Message | null): void;
  link(link: Link, sinceMs: number): void;
}

export const silenceMs = 45_000; // the server is heard at least every 20 s
export const staleAfterMs = 20_000;

export class Connection {
  private socket: Socket | null = null;
  private state: ScreenState | null = null;
  private held: Message[] | null = null; // messages that arrive while the state is fetched anew
  private failures = 0;
  private unopened = 0;
  private timers = { retry: 0, silence: 0, stale: 0 };
  private heardAt = 0;
  private stopped = false;

  constructor(private readonly around: Surroundings, private readonly listener: Listener) {}

  async start(): Promise<void> {
    this.stopped = false;
    this.heardAt = this.around.now();
    this.listener.link('loading', this.heardAt);
    if (await this.fetch()) this.open();
  }

  stop(): void {
    this.stopped = true;
    for (const timer of Object.values(this.timers)) this.around.cancel(timer);
    this.drop();
  }

  /** The network is back, or somebody asks: no more waiting. */
  hurry(): void {
    if (this.socket || this.stopped || !this.state) return;
    this.around.cancel(this.timers.retry);
    void this.again();
  }

  /** False when it did not work out; what follows is then arranged. */
  private async fetch(): Promise<boolean> {
    try {
      const state = await this.around.fetchState();
      if (this.stopped) return false;
      this.state = state;
      this.unopened = 0;
      this.heard();
      this.listener.state(state, null);
      return true;
    } catch (cause) {
      if (this.stopped) return false;
      const verdict = this.around.judge(cause);
      if (verdict === 'retry') this.lost();
      else {
        this.stop();
        this.listener.link(verdict, this.heardAt);
      }
      return false;
    }
  }

  private open(): void {
    const socket = this.around.openSocket(this.state!.seq);
    this.socket = socket;
    let opened = false;
    this.listen();
    socket.onopen = () => {
      opened = true;
      this.failures = 0;
      this.unopened = 0;
      this.heard();
      this.around.cancel(this.timers.stale);
      this.timers.stale = 0;
      this.listener.link('live', this.heardAt);
    };
    socket.onmessage = (event) => {
      if (socket === this.socket && typeof event.data === 'string') this.receive(event.data);
    };
    socket.onclose = () => {
      if (socket !== this.socket) return;
      this.socket = null;
      if (!opened) this.unopened += 1;
      this.lost();
    };
  }

  private receive(text: string): void {
    this.heard();
    this.listen();
    const message = readMessage(text);
    if (!message) return;
    if (message.type === 'resync') void this.resync();
    else if (this.held) this.held.push(message);
    else this.apply(message);
  }

  private apply(message: Message): void {
    const next = reduce(this.state!, message);
    if (next === this.state) return;
    this.state = next;
    this.listener.state(next, message);
  }

  private async resync(): Promise<void> {
    if (this.held) return;
    this.held = [];
    const fetched = await this.fetch();
    const held: Message[] = this.held;
    this.held = null;
    if (fetched) held.forEach((message) => this.apply(message));
    else this.drop();
  }

  private lost(): void {
    if (this.stopped) return;
    this.drop();
    this.failures += 1;
    this.listener.link(this.around.now() - this.heardAt >= staleAfterMs ? 'stale' : 'reconnecting', this.heardAt);
    if (!this.timers.stale) {
      this.timers.stale = this.around.later(() => {
        this.timers.stale = 0;
        if (!this.socket) this.listener.link('stale', this.heardAt);
      }, staleAfterMs);
    }
    this.timers.retry = this.around.later(() => void this.again(), waitMs(this.failures, this.around.random()));
  }

  /** A socket that is refused does not say why; the state's answer does (signed out, for one). */
  private async again(): Promise<void> {
    if (this.stopped) return;
    if ((!this.state || this.unopened >= 2) && !(await this.fetch())) return;
    if (!this.socket) this.open();
  }

  private heard(): void {
    this.heardAt = this.around.now();
  }

  private listen(): void {
    this.around.cancel(this.timers.silence);
    this.timers.silence = this.around.later(() => {
      if (this.socket) this.lost();
    }, silenceMs);
  }

  private drop(): void {
    this.around.cancel(this.timers.silence);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}
