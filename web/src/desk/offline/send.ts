// Sends one queued step and sorts the answer: done, refused for good, or not answered yet.
import { readErrorDocument } from '@/shared/api/client';
import type { Answer, QueuedStep } from './queue';

export async function sendStep(step: QueuedStep, ask: typeof fetch = fetch): Promise<Answer> {
  let response: Response;
  try {
    response = await ask(step.path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': step.key },
      body: JSON.stringify(step.body),
    });
  } catch {
    return { kind: 'later', lost: true };
  }
  if (response.ok) return { kind: 'done' };
  if (response.status === 401) return { kind: 'signed_out' };
  if (response.status === 429 || response.status === 408 || response.status >= 500) return { kind: 'later', lost: false };
  const document = readErrorDocument(await response.json().catch(() => null));
  return { kind: 'refused', reason: document.reason, sentence: document.message };
}
