// Whether the server can be heard. The phone's own word is not enough: behind a login page of a network, or in a lift,
// it says "online" and nothing arrives.
import { computed, ref } from 'vue';

const phone = ref(navigator.onLine);
const heard = ref(true);
addEventListener('online', () => (phone.value = heard.value = true));
addEventListener('offline', () => (phone.value = false));

export const online = computed(() => phone.value && heard.value);
export const hear = (answered: boolean) => void (heard.value = answered);

/** Asks the server whether it is there; costs a few bytes. */
export async function knock(): Promise<boolean> {
  try {
    await fetch('/healthz', { cache: 'no-store' });
    phone.value = true;
    hear(true);
  } catch {
    hear(false);
  }
  return heard.value;
}
