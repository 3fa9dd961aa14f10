// Checks the proof of a ledger entry on this device, against the roots the page's own server publishes. Whoever would rather
// not trust that server takes the stand-alone program and a root that was kept elsewhere.
import { check, type Roots } from '../../../tools/verify-ledger/verify-ledger.mjs';
import { sm3 } from './sm3';

interface Proof {
  root?: { day?: string };
}

async function rootsOf(day: string): Promise<Roots> {
  // The list is newest first and its cursor a day: what stands before the day after is the day itself.
  const after = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const answer = await fetch(`/api/ledger/roots?limit=1&cursor=${after}`);
  return (await answer.json()) as Roots;
}

async function verdictOf(file: File): Promise<{ proven: boolean; what: string }> {
  try {
    const proof = JSON.parse(await file.text()) as Proof;
    const day = String(proof.root?.day ?? '');
    const verdict = check(proof, [await rootsOf(day)], sm3);
    return verdict.proven ? { proven: true, what: day } : verdict;
  } catch (cause) {
    return { proven: false, what: String((cause as Error).message) };
  }
}

export function startLedger(root: HTMLElement): void {
  const field = root.querySelector<HTMLElement>('[data-ledger-file]')!;
  const answer = root.querySelector<HTMLElement>('[data-ledger-answer]')!;
  field.hidden = false;
  field.querySelector('input')!.addEventListener('change', (event) => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (!file) return;
    void verdictOf(file).then(({ proven, what }) => {
      const note = document.createElement('p');
      note.className = `note ${proven ? 'note-good' : 'note-bad'}`;
      const words = document.createElement('strong');
      words.textContent = `${root.dataset[proven ? 'good' : 'bad'] ?? ''} ${what}`;
      note.append(words);
      answer.replaceChildren(note);
    });
  });
}
