import { describe, expect, it } from 'vitest';
import { Connection, silenceMs, staleAfterMs, waitMs, type Link, type Socket } from './connection';
import type { ScreenState } from './state';
import { empty, figures, move } from './samples';

class Rig {
  clock = 0;
  timers: { id: number; at: number; run: () => void }[] = [];
  ids = 0;
  sockets: (Socket & { after: number; closed: boolean })[] = [];
  links: Link[] = [];
  state: ScreenState | null = null;
  fetches = 0;
  answer: () => Promise<ScreenState> = () => Promise.resolve(empty(10));
  connection = new Connection(
    {
      fetchState: () => { this.fetches += 1; return this.answer(); },
      openSocket: (after) => {
        const socket = { after, closed: false, onopen: null, onmessage: null, onclose: null, close() { this.closed = true; } } as Socket & { after: number; closed: boolean };
        this.sockets.push(socket);
        return socket;
      },
      judge: (cause) => (cause === 401 ? 'signed_out' : cause === 403 ? 'refused' : 'retry'),
      later: (run, ms) => { this.timers.push({ id: ++this.ids, at: this.clock + ms, run }); return this.ids; },
      cancel: (id) => { this.timers = this.timers.filter((timer) => timer.id !== id); },
      now: () => this.clock,
      random: () => 1,
    },
    { state: (state) => { this.state = state; }, link: (link) => this.links.push(link) },
  );
  get socket() { return this.sockets.at(-1)!; }
  say(message: object) { this.socket.onmessage?.({ data: JSON.stringify(message) }); }
  async pass(ms: number) {
    const until = this.clock + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.clock = next.at;
      next.run();
      await settle();
    }
    this.clock = until;
  }
}
const settle = async () => { for (let i = 0; i < 6; i += 1) await Promise.resolve(); };

async function live() {
  const rig = new Rig();
  await rig.connection.start();
  rig.socket.onopen!();
  return rig;
}

describe('Connection', () => {
  it('fetches the state and listens after it', async () => {
    const rig = await live();
    expect(rig.socket.after).toBe(10);
    rig.say(move(11));
    expect(rig.state!.seq).toBe(11);
    expect(rig.links).toEqual(['loading', 'live']);
  });
  it('resumes after the last message it has, without fetching', async () => {
    const rig = await live();
    rig.say(move(11));
    rig.say(figures(15, 2));
    rig.socket.onclose!();
    expect(rig.links.at(-1)).toBe('reconnecting');
    await rig.pass(1000);
    expect(rig.socket.after).toBe(11);
    rig.socket.onopen!();
    expect([rig.links.at(-1), rig.fetches]).toEqual(['live', 1]);
  });
  it('fetches anew on resync, and keeps what arrives meanwhile', async () => {
    const rig = await live();
    let give: (state: ScreenState) => void = () => undefined;
    rig.answer = () => new Promise((done) => { give = done; });
    rig.say({ type: 'resync', seq: 900 });
    rig.say(move(901, 'new'));
    expect(rig.state!.seq).toBe(10);
    give(empty(900));
    await settle();
    expect([rig.state!.seq, rig.state!.recent[0]!.order_id]).toEqual([901, 'new']);
  });
  it('says that the data is stale when it stays away, and since when', async () => {
    const rig = await live();
    rig.socket.onclose!();
    rig.answer = () => Promise.reject(new Error('down'));
    for (let i = 0; i < 8; i += 1) {
      await rig.pass(staleAfterMs / 4);
      if (!rig.socket.closed) rig.socket.onclose?.();
    }
    expect(rig.links.at(-1)).toBe('stale');
    rig.answer = () => Promise.resolve(empty(20));
    rig.connection.hurry();
    await settle();
    rig.socket.onopen!();
    expect([rig.links.at(-1), rig.socket.after]).toEqual(['live', 20]);
  });
  it('takes silence for a dead line', async () => {
    const rig = await live();
    await rig.pass(silenceMs - 1);
    expect(rig.socket.closed).toBe(false);
    rig.say({ type: 'beat', seq: 10, now_ms: 1 });
    await rig.pass(silenceMs - 1);
    expect(rig.sockets.length).toBe(1);
    await rig.pass(2000);
    expect(rig.sockets[0]!.closed).toBe(true);
    expect(rig.sockets.length).toBe(2);
  });
  it('asks to sign in when the session is over, and stops', async () => {
    const rig = await live();
    rig.socket.onclose!();
    rig.answer = () => Promise.reject(401);
    await rig.pass(1000);
    rig.socket.onclose!();
    await rig.pass(2000);
    rig.socket.onclose!();
    await rig.pass(60_000);
    expect(rig.links.at(-1)).toBe('signed_out');
    expect(rig.timers).toEqual([]);
  });
  it('does nothing more once stopped', async () => {
    const rig = await live();
    rig.connection.stop();
    expect([rig.socket.closed, rig.timers.length]).toEqual([true, 0]);
    await rig.pass(100_000);
    expect(rig.sockets.length).toBe(1);
  });
});

describe('waitMs', () => {
  it('doubles up to half a minute, and varies', () => {
    expect([1, 2, 3, 6, 50].map((n) => waitMs(n, 1))).toEqual([1000, 2000, 4000, 30_000, 30_000]);
    expect(waitMs(3, 0)).toBe(2000);
  });
});
