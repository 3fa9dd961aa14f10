// A tour on its page: a button to step inside. What it takes to draw a sphere comes only when somebody presses it.
import './sphere.css';

export function startTour(box: HTMLElement): void {
  const part = <T extends HTMLElement>(mark: string) => box.querySelector<T>(`[data-${mark}]`)!;
  const words = part('words').dataset;
  const note = part('sphere-note');
  const enter = part<HTMLButtonElement>('enter');
  const say = (text: string): void => {
    note.textContent = text;
    note.hidden = !text;
  };
  if (!document.createElement('canvas').getContext('webgl2')) {
    say(words['none'] ?? '');
    return;
  }
  enter.hidden = false;
  enter.addEventListener('click', () => {
    enter.disabled = true;
    say(words['loading'] ?? '');
    void import('./walk')
      .then(({ walk }) => walk(box))
      .then(() => { enter.hidden = true; })
      .catch(() => {
        enter.disabled = false;
        say(words['lost'] ?? '');
      });
  });
}
