import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { api, ApiError, ask } from '@/shared/api/client';
import { hearServerClock } from './clock';
import { holds, menuFor, type Me, type Right, type Role } from './permissions';

/** What keeps a form in this browser begins its name so. */
export const draft_prefix = 'ws.draft.';
/** Who signs out may leave the machine to somebody else: half-written forms hold where people meet. */
function forgetDrafts(): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(draft_prefix)) localStorage.removeItem(name);
  } catch { /* no storage here */ }
}

export const useSession = defineStore('session', () => {
  const me = shallowRef<Me | null>(null);
  /** The session ran out while a page was open: the page stays, signing in happens above it. */
  const lost = ref(false);
  const known = ref(false);
  const unread = ref(0);
  const roles = computed<Role[]>(() => [...new Set(me.value?.roles.map((grant) => grant.role) ?? [])]);
  const menu = computed(() => menuFor(roles.value));
  /** The sites whose affairs are this person's to handle; what lies below them is too. */
  const keeps = computed(() => (me.value?.roles ?? []).filter((grant) => holds([grant.role], 'clerk')).flatMap((grant) => (grant.site ? [grant.site.id] : [])));
  const may = (...rights: Right[]) => holds(roles.value, ...rights);

  function welcome(who: Me): void {
    me.value = who;
    unread.value = who.unread;
    lost.value = false;
    known.value = true;
  }
  async function load(): Promise<void> {
    try {
      welcome(await ask(api.GET('/api/me')));
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.status !== 401) throw cause;
      known.value = true;
    }
  }
  async function signOut(): Promise<void> {
    await ask(api.DELETE('/api/session'));
    forgetDrafts();
    me.value = null;
    lost.value = false;
  }
  return { me, lost, known, unread, roles, keeps, menu, may, welcome, load, signOut };
});

/** A 401 on any call of a signed-in person asks them to sign in again, above the page they are on. */
export function watchSession(): void {
  const session = useSession();
  api.use({
    onResponse({ response, schemaPath }) {
      hearServerClock(response.headers.get('Date'));
      if (response.status === 401 && session.me && schemaPath !== '/api/session') session.lost = true;
      return undefined;
    },
  });
}
