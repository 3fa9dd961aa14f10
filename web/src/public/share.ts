// A button that shares a picture, where the browser can share files.
async function share(button: HTMLElement): Promise<void> {
  const answer = await fetch(button.dataset['share'] ?? '');
  const file = new File([await answer.blob()], button.dataset['shareName'] ?? 'card.png', { type: 'image/png' });
  // Closing the sheet without sharing is no failure.
  await navigator.share({ files: [file] }).catch(() => undefined);
}

export function startShare(): void {
  const probe = new File([''], 'card.png', { type: 'image/png' });
  for (const button of document.querySelectorAll<HTMLElement>('[data-share]')) {
    if (!navigator.canShare?.({ files: [probe] })) continue;
    button.hidden = false;
    button.addEventListener('click', () => void share(button));
  }
}
