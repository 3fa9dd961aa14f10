import { ref } from 'vue';

const shown_ms = 3500;
const words = ref('');
let timer: ReturnType<typeof setTimeout> | undefined;

/** A short word after something was done; App.vue shows it in a live region, so that it is heard too. */
export function say(text: string): void {
  words.value = text;
  clearTimeout(timer);
  timer = setTimeout(() => (words.value = ''), shown_ms);
}

export const said = words;
