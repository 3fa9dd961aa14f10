import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { draft_prefix, useSession } from './session';

const told = vi.hoisted(() => ({ refused: false }));
vi.mock('@/shared/api/client', async (original) => ({
  ...(await original<object>()),
  api: { DELETE: () => (told.refused ? Promise.reject(new Error('no connection')) : Promise.resolve({})) },
  ask: (call: Promise<unknown>) => call,
}));

describe('signing out', () => {
  const kept = () => Object.keys(localStorage);
  beforeEach(() => {
    setActivePinia(createPinia());
    localStorage.clear();
    localStorage.setItem(`${draft_prefix}activity.P1.new`, '{"at_ms":1,"form":{"private_details":"东门集合"}}');
    localStorage.setItem(`${draft_prefix}activity.P2.A1`, '{}');
    localStorage.setItem('ws.language', 'zh-CN');
  });
  afterEach(() => { told.refused = false; });

  it('leaves nothing half-written in the browser, whoever wrote it, and keeps how the page looks', async () => {
    await useSession().signOut();
    expect(kept()).toEqual(['ws.language']);
  });
  it('keeps what is being written while the session could not be ended', async () => {
    told.refused = true;
    await expect(useSession().signOut()).rejects.toThrow();
    expect(kept().length).toBe(3);
  });
});
