// The only way a face talks to the server. Types come from api/openapi.yaml (npm run api-types).
//   const orders = await ask(api.GET('/api/orders', { params: { query: { state: 'submitted' } } }));
// A refusal is thrown as ApiError and carries the sentence to show in both languages.
import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './schema';

export interface Sentence {
  zh: string;
  en: string;
}

export interface ErrorDocument {
  code: string;
  reason: string;
  message: Sentence;
  field?: string;
  /** The nearest thing that would work. */
  alternative?: Alternative;
}

export interface Alternative {
  id: string;
  title: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly reason: string;
  readonly sentence: Sentence;
  /** Name of the field that was refused; "" when the refusal is about the whole request. */
  readonly field: string;
  /** The nearest thing that would work, when the server knows one. */
  readonly alternative: Alternative | null;

  constructor(status: number, document: ErrorDocument) {
    super(document.reason);
    this.name = 'ApiError';
    this.status = status;
    this.code = document.code;
    this.reason = document.reason;
    this.sentence = document.message;
    this.field = document.field ?? '';
    this.alternative = document.alternative ?? null;
  }

  /** What the alternative is: what is in the way, or what would work. */
  get alternativeKey(): string {
    return this.reason.includes('overlap') ? 'shared.inTheWay' : 'shared.nearest';
  }

  /** The page of the nearest thing, below the face: an order has one, another role of a shift has none. */
  get alternativePath(): string {
    return this.alternative && !this.reason.startsWith('signup.') && !this.reason.startsWith('session.') ? `/orders/${this.alternative.id}` : '';
  }

  say(language: string): string {
    return language.startsWith('en') ? this.sentence.en : this.sentence.zh;
  }
}

const offline: ErrorDocument = {
  code: 'unreachable',
  reason: 'network.unreachable',
  message: { zh: '网络没有连上，请稍后再试。', en: 'No connection. Please try again shortly.' },
};
const unexpected: ErrorDocument = {
  code: 'internal',
  reason: 'server.unexpected',
  message: {
    zh: '出了点问题，已经记录下来，请稍后再试。',
    en: 'Something went wrong and has been recorded. Please try again shortly.',
  },
};

function readAlternative(value: unknown): Alternative | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, title } = value as Record<string, unknown>;
  return typeof id === 'string' && typeof title === 'string' ? { id, title } : null;
}

export function readErrorDocument(body: unknown): ErrorDocument {
  if (typeof body !== 'object' || body === null) return unexpected;
  const { code, reason, message, field, alternative } = body as Record<string, unknown>;
  if (typeof code !== 'string' || typeof reason !== 'string') return unexpected;
  if (typeof message !== 'object' || message === null) return unexpected;
  const { zh, en } = message as Record<string, unknown>;
  if (typeof zh !== 'string' || typeof en !== 'string') return unexpected;
  const other = readAlternative(alternative);
  return { code, reason, message: { zh, en }, ...(typeof field === 'string' && field ? { field } : {}), ...(other ? { alternative: other } : {}) };
}

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** A key per attempt of a person, not per packet: a caller that retries passes its own header and it is kept. */
export const idempotency: Middleware = {
  onRequest({ request }) {
    if (unsafe.has(request.method) && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', crypto.randomUUID());
    }
    return request;
  },
};

export function createApi(options: { baseUrl?: string; fetch?: (request: Request) => Promise<Response> } = {}) {
  const client = createClient<paths>({ baseUrl: options.baseUrl ?? '', credentials: 'same-origin', ...(options.fetch ? { fetch: options.fetch } : {}) });
  client.use(idempotency);
  return client;
}

export const api = createApi();

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of a call, or ApiError. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (cause) {
    if (cause instanceof TypeError) throw new ApiError(0, offline);
    if (cause instanceof SyntaxError) throw new ApiError(502, unexpected);
    throw cause;
  }
  if (!answer.response.ok) throw new ApiError(answer.response.status, readErrorDocument(answer.error));
  return answer.data as T;
}
