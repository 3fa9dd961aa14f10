// Sends one queued step and sorts the answer: done, refused for good, or not answered yet.
import { readErrorDocument } from '@/shared/api/client';
import type { components } from '@/shared/api/schema';
import { alreadySaid } from '../features/shift/marks';
import { already, type Answer, type QueuedStep } from './queue';

/** When it is sent is no part of what a step says, so that its key always goes with the same content. */
export const phoneClock = (body: object): Record<string, string> => ('claimed_ms' in body ? { 'Phone-Clock-Ms': String(Date.now()) } : {});

export async function sendStep(step: QueuedStep, ask: typeof fetch = fetch): Promise<Answer> {
  let response: Response;
  try {
    response = await ask(step.path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': step.key, ...phoneClock(step.body) },
      body: JSON.stringify(step.body),
    });
  } catch {
    return { kind: 'later', lost: true };
  }
  if (response.status === 401) return { kind: 'signed_out' };
  if (response.status === 429 || response.status === 408 || response.status >= 500) return { kind: 'later', lost: false };
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) {
    const marked = body as Partial<components['schemas']['PresenceMarked']> | null;
    return marked?.already && marked.person ? { kind: 'refused', reason: already, sentence: alreadySaid(marked.person) } : { kind: 'done' };
  }
  const document = readErrorDocument(body);
  return { kind: 'refused', reason: document.reason, sentence: document.message };
}
