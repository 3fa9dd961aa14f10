// IndexedDB behind two small stores: the steps to upload, and the last answers of pages that are read without a connection.
// Contacts in the clear are never kept.
import type { QueuedStep, StepStore } from './queue';

const name = 'wushuang-desk';
let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('steps', { keyPath: 'key' });
      request.result.createObjectStore('answers', { keyPath: 'path' });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  opened.catch(() => (opened = null));
  return opened;
}

async function run<T>(store: 'steps' | 'answers', mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction(store, mode);
    const request = ask(transaction.objectStore(store));
    transaction.oncomplete = () => done(request.result);
    transaction.onerror = transaction.onabort = () => failed(transaction.error ?? request.error);
  });
}

export const steps: StepStore = {
  all: () => run<QueuedStep[]>('steps', 'readonly', (store) => store.getAll()),
  put: async (step) => void (await run('steps', 'readwrite', (store) => store.put(step))),
  remove: async (key) => void (await run('steps', 'readwrite', (store) => store.delete(key))),
};

export interface KeptAnswer {
  path: string;
  owner: string;
  at_ms: number;
  data: unknown;
}

export const answers = {
  get: (path: string) => run<KeptAnswer | undefined>('answers', 'readonly', (store) => store.get(path)),
  put: (answer: KeptAnswer) => run('answers', 'readwrite', (store) => store.put(answer)),
  remove: (path: string) => run('answers', 'readwrite', (store) => store.delete(path)),
  clear: () => run('answers', 'readwrite', (store) => store.clear()),
};
