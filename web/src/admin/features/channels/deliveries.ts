// How an article gets to a channel, in colours and next steps.
import type { components } from '@/shared/api/schema';

export type Channel = components['schemas']['Channel'];
export type Delivery = components['schemas']['Delivery'];
export const states = ['failed', 'waiting', 'drafted', 'submitting', 'submitted', 'shown', 'gone'] as const satisfies readonly Delivery['state'][];
export const tones = { failed: 'bad', waiting: 'warn', drafted: 'warn', submitting: 'warn', submitted: 'warn', shown: 'good', gone: 'plain' } as const satisfies Record<Delivery['state'], string>;
/** Still moving by itself: worth looking again in a moment. */
export const moves = (one: Pick<Delivery, 'due_ms' | 'state'>) => one.due_ms !== null && one.state !== 'failed';
/** May have gone out: somebody has to look there before it is sent again. */
export const unsure = (one: Pick<Delivery, 'state' | 'trouble'>) => one.state === 'failed' && one.trouble === 'channel.unsure';
