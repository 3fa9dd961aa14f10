import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope } from 'vue';
import { useHeldBack } from './held-back';

describe('a step held back', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  it('is sent after its time, unless it was taken back', () => {
    const send = vi.fn(async () => undefined);
    const scope = effectScope();
    const steps = scope.run(() => useHeldBack(send, 10_000))!;
    steps.hold('a', '名额已满');
    steps.hold('b', '年龄不符');
    vi.advanceTimersByTime(9_999);
    expect(send).not.toHaveBeenCalled();
    steps.undo('b');
    vi.advanceTimersByTime(1);
    expect(send.mock.calls).toEqual([['a', '名额已满']]);
    expect(steps.held.value.size).toBe(0);
    scope.stop();
    expect(send).toHaveBeenCalledTimes(1);
  });
  it('is sent when the page is left', () => {
    const send = vi.fn(async () => undefined);
    const scope = effectScope();
    scope.run(() => useHeldBack(send))!.hold('a', '名额已满');
    scope.stop();
    expect(send.mock.calls).toEqual([['a', '名额已满']]);
  });
});
