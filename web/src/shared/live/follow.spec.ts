import { describe, expect, it } from 'vitest';
import { follow, paced, type Socket } from './follow';

function rig() {
  const sockets: (Socket & { closed: boolean })[] = [];
  const timers: { run: () => void; ms: number; off: boolean }[] = [];
  const heard: string[] = [];
  const around = {
    open: () => {
      const socket = { onopen: null, onmessage: null, onclose: null, closed: false, close() { this.closed = true; } } as Socket & { closed: boolean };
      sockets.push(socket);
      return socket;
    },
    later: (run: () => void, ms: number) => timers.push({ run, ms, off: false }),
    cancel: (timer: number) => { if (timers[timer - 1]) timers[timer - 1]!.off = true; },
    random: () => 1,
  };
  const due = () => { const timer = timers.at(-1)!; if (!timer.off) timer.run(); return timer.ms; };
  return { sockets, timers, heard, around, due, listener: { heard: (type: string) => heard.push(type), back: () => heard.push('back') } };
}

describe('follow', () => {
  it('hands on what is said, and nothing that is no message', () => {
    const { sockets, heard, around, listener } = rig();
    follow('/live', listener, around);
    for (const data of ['{"type":"notice","seq":1}', '{', '{"type":7}', 'null', new Blob()]) {
      try { sockets[0]!.onmessage!({ data }); } catch { heard.push('threw'); }
    }
    expect(heard).toEqual(['notice']);
  });

  it('comes back, waits longer each time, and says so once it is open again', () => {
    const { sockets, heard, around, listener, due } = rig();
    follow('/live', listener, around);
    sockets[0]!.onopen!();
    expect(heard).toEqual([]);
    const waits = [1, 2, 3].map((at) => { sockets[at - 1]!.onclose!(); return due(); });
    expect(waits).toEqual([1000, 2000, 4000]);
    sockets[3]!.onopen!();
    expect(heard).toEqual(['back']);
    sockets[3]!.onclose!();
    expect(due()).toBe(1000);
  });

  it('ends for good', () => {
    const { sockets, timers, around, listener } = rig();
    const stop = follow('/live', listener, around);
    stop();
    sockets[0]!.onclose!();
    expect(sockets[0]!.closed).toBe(true);
    expect(timers).toHaveLength(0);
  });
});

describe('paced', () => {
  it('runs at once, rests, and keeps the last call', () => {
    const timers: (() => void)[] = [];
    let runs = 0;
    const call = paced(() => { runs += 1; }, 1000, { later: (run) => timers.push(run) });
    call(); call(); call();
    expect(runs).toBe(1);
    timers.shift()!();
    expect(runs).toBe(2);
    timers.shift()!();
    expect(runs).toBe(2);
    call();
    expect(runs).toBe(3);
  });
});
