// "Near me" asks for the position only when it is pressed, and sends it rounded to about a hundred metres.
export function startNear(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-near]');
  const note = document.querySelector<HTMLElement>('[data-near-note]');
  if (!button || !('geolocation' in navigator)) return;
  button.hidden = false;
  if (button.dataset['near']) button.setAttribute('aria-pressed', 'true');
  const rounded = (degrees: number) => Math.round(degrees * 1000) * 1000;
  button.addEventListener('click', () => {
    button.setAttribute('aria-busy', 'true');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const here = new URL(location.href);
        for (const name of ['cursor', 'view', 'month']) here.searchParams.delete(name);
        here.searchParams.set('near', `${rounded(coords.latitude)},${rounded(coords.longitude)}`);
        location.assign(here);
      },
      () => {
        button.removeAttribute('aria-busy');
        if (!note) return;
        note.textContent = button.dataset['nearFailed'] ?? '';
        note.hidden = false;
      },
      { maximumAge: 60_000, timeout: 10_000 },
    );
  });
}
