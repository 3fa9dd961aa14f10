// Following a socket of the server: it comes back by itself, waits longer after each failure with a random share (so that a
// hundred pages do not come back at once), and says when it is back, since something may have been missed meanwhile.

const firstWaitMs = 1_000;
const longestWaitMs = 30_000;

/** Between half and all of 1, 2, 4 … 30 seconds. */
export function waitMs(failures: number, random: number): number {
  const full = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.max(0, failures - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  close(): void;
}

export interface Surroundings {
  open(path: string): Socket;
  later(run: () => void, ms: number): number;
  cancel(timer: number): void;
  random(): number;
}

const browser: Surroundings = {
  open: (path) => {
    const url = new URL(path, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    return new WebSocket(url) as unknown as Socket;
  },
  later: (run, ms) => window.setTimeout(run, ms),
  cancel: (timer) => window.clearTimeout(timer),
  random: () => Math.random(),
};

export interface Listener {
  /** The type of a message that arrived, and all of it. */
  heard(type: string, message: Readonly<Record<string, unknown>>): void;
  /** Open again after it was lost. */
  back(): void;
}

/** Ends when the function that is handed back is called. */
export function follow(path: string, listener: Listener, around: Surroundings = browser): () => void {
  let socket: Socket | null = null;
  let failures = 0;
  let timer = 0;
  let ended = false;

  const open = (): void => {
    const mine = around.open(path);
    socket = mine;
    mine.onopen = () => {
      if (failures) listener.back();
      failures = 0;
    };
    mine.onmessage = (event) => {
      const message = messageOf(event.data);
      if (message && mine === socket) listener.heard(message.type, message);
    };
    mine.onclose = () => {
      if (ended || mine !== socket) return;
      socket = null;
      failures += 1;
      timer = around.later(open, waitMs(failures, around.random()));
    };
  };
  open();
  return () => {
    ended = true;
    around.cancel(timer);
    socket?.close();
  };
}

function messageOf(data: unknown): ({ type: string } & Record<string, unknown>) | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const message = JSON.parse(data) as ({ type: string } & Record<string, unknown>) | null;
    return typeof message?.type === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Runs at once, then at most every `pause_ms`, and never forgets the last call. */
export function paced(run: () => void, pause_ms: number, around: Pick<Surroundings, 'later'> = browser): () => void {
  let resting = false;
  let wanted = false;
  return function call(): void {
    if (resting) {
      wanted = true;
      return;
    }
    resting = true;
    run();
    around.later(() => {
      resting = false;
      if (!wanted) return;
      wanted = false;
      call();
    }, pause_ms);
  };
}
