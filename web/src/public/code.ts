// The presence code on the order page. Without script the page shows the code of the moment it was rendered and
// refreshes itself by a link; with script it follows the rotation: GET data-code → {code, now_ms, expires_ms}.
interface Answer {
  code: string;
  now_ms: number;
  expires_ms: number;
}

export function startCodes(): void {
  for (const box of document.querySelectorAll<HTMLElement>('[data-code]')) void follow(box);
}

async function follow(box: HTMLElement): Promise<void> {
  const digits = box.querySelector<HTMLElement>('[data-code-digits]');
  const left = box.querySelector<HTMLElement>('[data-code-left]');
  const meter = box.querySelector<HTMLProgressElement>('progress');
  const stale = box.querySelector<HTMLElement>('[data-code-stale]');
  if (!digits) return;
  let until_ms = 0;
  const ask = async () => {
    try {
      const response = await fetch(box.dataset['code']!, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
      if (!response.ok) throw new Error(String(response.status));
      // The server's clock counts, not this device's.
      const answer = (await response.json()) as Answer;
      until_ms = Date.now() + Math.max(1000, answer.expires_ms - answer.now_ms);
      digits.textContent = answer.code.replace(/^(\d{3})(\d{3})$/, '$1 $2');
      if (stale) stale.hidden = true;
    } catch {
      until_ms = Date.now() + 5000;
      if (stale) stale.hidden = false;
    }
  };
  await ask();
  if (meter) meter.hidden = false;
  setInterval(() => {
    if (document.hidden) return;
    const seconds = Math.max(0, Math.ceil((until_ms - Date.now()) / 1000));
    if (left) left.textContent = String(seconds);
    if (meter) meter.value = seconds;
    if (seconds === 0) {
      until_ms = Date.now() + 5000; // one question at a time
      void ask();
    }
  }, 1000);
}
