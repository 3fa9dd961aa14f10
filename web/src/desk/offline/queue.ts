// What a volunteer did without a connection, kept until the server has answered it. Each step carries the Idempotency-Key
// it was made with, so that sending it twice does it once. Steps go up in the order they were made; a refusal stays in
// the list, with the server's sentence, until the person dismisses it. Knows neither IndexedDB nor fetch: see idb.ts, send.ts.
import type { Sentence } from '@/shared/api/client';

/** mark-in and mark-out: by the leader of a shift, of somebody else. */
export type StepKind = 'check-in' | 'check-out' | 'accept' | 'mark-in' | 'mark-out';

export interface Refusal {
  reason: string;
  sentence: Sentence;
  at_ms: number;
}

/** What a repeated mark of presence ends with: the server knew it, and says from whom. */
export const already = 'presence.already';

export interface QueuedStep {
  /** Idempotency-Key of the intent, and the name of the record. */
  key: string;
  kind: StepKind;
  path: string;
  body: Record<string, unknown>;
  /** Who did it; another person on the same phone never sends it. */
  owner: string;
  /** The order, or the shift. */
  order_id: string;
  title: string;
  /** Where one sees what it is about; an order's page unless it says otherwise. */
  page?: string;
  made_ms: number;
  /** Order in which the steps were made, also when two carry the same instant. */
  place: number;
  refusal: Refusal | null;
}

export interface StepStore {
  all(): Promise<QueuedStep[]>;
  put(step: QueuedStep): Promise<void>;
  remove(key: string): Promise<void>;
}

export type Answer =
  | { kind: 'done' }
  | { kind: 'refused'; reason: string; sentence: Sentence }
  /** No connection (lost), or a server that is busy: later, with the same key. */
  | { kind: 'later'; lost: boolean }
  | { kind: 'signed_out' };

export type Send = (step: QueuedStep) => Promise<Answer>;
export type NewStep = Pick<QueuedStep, 'kind' | 'path' | 'body' | 'order_id' | 'title' | 'page'> & { key: string };
export type Outcome = 'empty' | 'sent' | 'later' | 'signed_out' | 'busy';

/** Refusals of a check-in that mean: they are in. */
const wasIn = new Set(['presence.already_in', already]);

export class StepQueue {
  private sending = false;
  /** Called after every change, with all steps in their order. */
  changed: (steps: QueuedStep[]) => void = () => {};

  constructor(
    private readonly store: StepStore,
    private readonly send: Send,
    private readonly now: () => number = Date.now,
  ) {}

  async steps(owner: string): Promise<QueuedStep[]> {
    return (await this.store.all()).filter((step) => step.owner === owner).sort((a, b) => a.place - b.place);
  }

  async add(owner: string, step: NewStep): Promise<void> {
    const all = await this.store.all();
    if (all.some((one) => one.key === step.key)) return;
    const place = all.reduce((last, one) => Math.max(last, one.place), 0) + 1;
    await this.store.put({ ...step, owner, made_ms: this.now(), place, refusal: null });
    await this.tell(owner);
  }

  /** Sends what waits, in order. Ends at the first step that could not be brought to an answer. */
  async flush(owner: string): Promise<Outcome> {
    if (this.sending) return 'busy';
    this.sending = true;
    try {
      let outcome: Outcome = 'empty';
      // Read anew for each step: a step may be added or dismissed while another one is on its way.
      for (let step = await this.next(owner); step; step = await this.next(owner)) {
        const answer = await this.send(step);
        if (answer.kind === 'later' || answer.kind === 'signed_out') return answer.kind;
        if (answer.kind === 'done') await this.store.remove(step.key);
        else await this.store.put({ ...step, refusal: { reason: answer.reason, sentence: answer.sentence, at_ms: this.now() } });
        outcome = 'sent';
        await this.tell(owner);
      }
      return outcome;
    } finally {
      this.sending = false;
    }
  }

  async dismiss(owner: string, key: string): Promise<void> {
    await this.store.remove(key);
    await this.tell(owner);
  }

  /** A refused step tried again is a new intent, under a new key, at the end of the line. */
  async again(owner: string, key: string, newKey: string): Promise<void> {
    const all = await this.store.all();
    const step = all.find((one) => one.key === key);
    if (!step) return;
    await this.store.put({ ...step, key: newKey, refusal: null, place: all.reduce((last, one) => Math.max(last, one.place), 0) + 1 });
    await this.store.remove(key);
    await this.tell(owner);
  }

  private async next(owner: string): Promise<QueuedStep | undefined> {
    const steps = await this.steps(owner);
    // After a refused check-in its check-out waits: the requester may still confirm the arrival.
    const stuck = new Set(steps.filter((step) => step.refusal && step.kind === 'check-in' && !wasIn.has(step.refusal.reason)).map((step) => step.order_id));
    return steps.find((step) => !step.refusal && !(step.kind === 'check-out' && stuck.has(step.order_id)));
  }

  private async tell(owner: string): Promise<void> {
    this.changed(await this.steps(owner));
  }
}

export type Mode = 'online' | 'offline' | 'uploading' | 'refused';

export function modeOf(online: boolean, uploading: boolean, steps: readonly QueuedStep[]): Mode {
  if (!online) return 'offline';
  if (uploading) return 'uploading';
  return steps.some((step) => step.refusal) ? 'refused' : 'online';
}
