import { ApiError, api, ask } from '@/shared/api/client';
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { hearServerClock } from './clock';
import { hear } from './connection';
import { answers } from './offline/idb';
import { ledTeams, standing, type Me } from './permissions';

api.use({
  onResponse({ response }) {
    hear(true);
    hearServerClock(response.headers.get('Date'));
  },
  onError() {
    hear(false);
  },
});

export const useSession = defineStore('session', () => {
  const me = shallowRef<Me | null>(null);
  const known = shallowRef(false);

  /** Who I am; without a connection, who was signed in last on this phone. */
  async function load(): Promise<void> {
    try {
      me.value = await ask(api.GET('/api/me'));
      await answers.put({ path: '/api/me', owner: me.value.id, at_ms: Date.now(), data: me.value }).catch(() => {});
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401) me.value = null;
      else me.value ??= ((await answers.get('/api/me').catch(() => undefined))?.data as Me | undefined) ?? null;
    }
    known.value = true;
  }

  async function signIn(body: { login?: string; password?: string; mobile?: string; code?: string; name?: string }): Promise<void> {
    me.value = await ask(api.POST('/api/session', { body }));
    known.value = true;
    await answers.put({ path: '/api/me', owner: me.value.id, at_ms: Date.now(), data: me.value }).catch(() => {});
  }

  async function signOut(): Promise<void> {
    await ask(api.DELETE('/api/session'));
    await answers.clear().catch(() => {});
    me.value = null;
  }

  /** A session that ended elsewhere leads back to signing in. */
  function notice(error: ApiError): void {
    if (error.status === 401) me.value = null;
  }

  return {
    me, known, load, signIn, signOut, notice,
    standing: computed(() => (me.value ? standing(me.value) : 'stranger')),
    leads: computed(() => (me.value ? ledTeams(me.value) : [])),
  };
});
