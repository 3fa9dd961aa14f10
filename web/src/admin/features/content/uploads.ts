// Films on their way up: in parts, from where the server says it stopped. They go on while other pages of the admin are looked at; after that
// whoever began one chooses the same file again.
import { reactive } from 'vue';
import { api, ApiError, ask } from '@/shared/api/client';

const part_bytes = 4 * 1024 * 1024;
const patience_ms = 3_000;

export interface Upload {
  sent: number;
  all: number;
  /** Nobody answers; it is tried again. */
  waiting: boolean;
  refusal: ApiError | null;
}
/** By film. */
export const uploads = reactive(new Map<string, Upload>());
const running = new Set<string>();

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
/** What passes by itself: no connection, a full disk, a busy server. */
const passes = (cause: ApiError) => cause.status === 0 || cause.status === 429 || cause.status >= 500;

async function sendPart(id: string, file: Blob, offset: number): Promise<number> {
  const part = file.slice(offset, offset + part_bytes);
  const answer = await ask(api.PUT('/api/films/{id}/parts', {
    params: { path: { id }, query: { offset }, header: { 'Idempotency-Key': `part-${offset}-${part.size}-${crypto.randomUUID().slice(0, 8)}` } },
    body: '' as never, bodySerializer: () => part, headers: { 'Content-Type': 'application/octet-stream' },
  }));
  return answer.received_bytes;
}

/** Sends what is not there yet; done when all of it is, or when it was refused for good. */
export async function sendFilm(id: string, file: Blob, from: number): Promise<boolean> {
  if (running.has(id)) return false;
  running.add(id);
  const upload: Upload = reactive({ sent: from, all: file.size, waiting: false, refusal: null });
  uploads.set(id, upload);
  try {
    while (upload.sent < file.size) {
      try {
        upload.sent = await sendPart(id, file, upload.sent);
        upload.waiting = false;
      } catch (cause) {
        if (!(cause instanceof ApiError)) throw cause;
        if (!passes(cause)) {
          upload.refusal = cause;
          return false;
        }
        upload.waiting = true;
        await pause(patience_ms);
      }
    }
    uploads.delete(id);
    return true;
  } finally {
    running.delete(id);
  }
}

/** Are any on their way? Whoever closes the window is asked first. */
export const anyRunning = (): boolean => running.size > 0;
window.addEventListener('beforeunload', (event) => { if (anyRunning()) event.preventDefault(); });

export function sayBytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.floor(bytes / 1e3))} KB` : `${(Math.floor(bytes / 1e5) / 10).toFixed(1)} MB`;
}
