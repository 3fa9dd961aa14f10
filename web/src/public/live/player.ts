// The picture of a broadcast. iPhones play HLS themselves; elsewhere hls.js does, which is fetched only when there is something to play.
// A list that is not there yet is asked for again.
import type Hls from 'hls.js';

const askAgainMs = 1_000;

export type Track = 'video' | 'audio';

export interface Player {
  /** Begins, or goes on with the other track. */
  play(track: Track): void;
  stop(): void;
  /** How long ago what is heard now was said; 0 where nothing is played or nobody knows. */
  behindMs(): number;
}

export function createPlayer(video: HTMLVideoElement, lists: Record<Track, string>, connecting: (yes: boolean) => void): Player {
  const native = Boolean(video.canPlayType('application/vnd.apple.mpegurl')) && !('MediaSource' in window);
  let hls: Hls | undefined;
  let turn = 0;

  const stop = (): void => {
    turn += 1;
    hls?.destroy();
    hls = undefined;
    connecting(false);
    video.removeAttribute('src');
    video.replaceChildren();
    video.load();
  };

  async function listIsThere(list: string, mine: number): Promise<boolean> {
    while (mine === turn) {
      const answer = await fetch(list).catch(() => undefined);
      if (answer?.ok) return mine === turn;
      await new Promise((done) => setTimeout(done, askAgainMs));
    }
    return false;
  }

  async function attach(list: string, mine: number): Promise<void> {
    if (native) {
      video.src = list;
      return;
    }
    const { default: Player } = await import('hls.js/light');
    if (mine !== turn) return;
    const playing = new Player({ enableWorker: false, liveSyncDurationCount: 2 });
    hls = playing;
    playing.on(Player.Events.ERROR, (_event, trouble) => {
      if (!trouble.fatal || mine !== turn) return;
      if (trouble.type === Player.ErrorTypes.MEDIA_ERROR) playing.recoverMediaError();
      else setTimeout(() => mine === turn && playing.loadSource(list), askAgainMs);
    });
    playing.loadSource(list);
    playing.attachMedia(video);
  }

  return {
    stop,
    behindMs: () => (video.paused || video.muted ? 0 : Math.round((hls?.latency ?? 0) * 1000)),
    play: (track) => {
      stop();
      const mine = turn;
      const list = lists[track];
      connecting(true);
      void (async () => {
        if (!(await listIsThere(list, mine))) return;
        await attach(list, mine);
        video.addEventListener('loadeddata', () => connecting(false), { once: true });
        // Browsers let a page begin by itself only without sound; the person turns it on with the player's own button.
        await video.play().catch(() => {
          video.muted = true;
          return video.play().catch(() => undefined);
        });
      })();
    },
  };
}
