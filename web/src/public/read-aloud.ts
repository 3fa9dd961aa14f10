// 朗读: reads the page's main part sentence by sentence and marks where it is. Shown only where the browser can speak.
export function startReadAloud(): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('[data-read-aloud]')];
  const main = document.querySelector('main');
  if (!buttons.length || !main || !('speechSynthesis' in window)) return;
  let running = 0;
  let marked: Element | undefined;
  const mark = (element?: Element) => {
    marked?.classList.remove('is-read');
    element?.classList.add('is-read');
    marked = element;
  };
  const press = (on: boolean) => buttons.forEach((button) => button.setAttribute('aria-pressed', String(on)));
  const stop = () => {
    running += 1;
    speechSynthesis.cancel();
    mark();
    press(false);
  };
  const start = () => {
    const run = ++running;
    const pieces = [...main.querySelectorAll('h1,h2,h3,p,li,dt,dd,label,legend,th,td')].filter(
      (element) => element.getClientRects().length > 0 && !element.querySelector('p,li,dd,h2,h3') && element.textContent!.trim() && !element.closest('[aria-hidden="true"]'),
    );
    const next = (at: number) => {
      const element = pieces[at];
      if (run !== running) return;
      if (!element) return stop();
      const words = new SpeechSynthesisUtterance(element.textContent!.replace(/\s+/g, ' ').trim());
      words.lang = document.documentElement.lang;
      words.rate = 0.95;
      words.onend = () => next(at + 1);
      mark(element);
      speechSynthesis.speak(words);
    };
    press(true);
    next(0);
  };
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener('click', () => (button.getAttribute('aria-pressed') === 'true' ? stop() : start()));
  }
  addEventListener('pagehide', stop);
}
