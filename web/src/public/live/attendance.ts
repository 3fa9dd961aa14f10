// Tells the server every half minute that this page is being watched, under a ticket of this visit. A mark that the server made keeps a browser
// that comes again from being counted as another person; it says nothing of who it is.
const place = (id: string) => `live-viewer-${id}`;

export interface Attendance {
  watch(yes: boolean): void;
}

export function createAttendance(id: string, video: HTMLVideoElement): Attendance {
  let ticket = '';
  let timer = 0;
  const post = (path: string, body: object) => fetch(`/api/live/${id}/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

  function remembered(): string {
    try { return localStorage.getItem(place(id)) ?? ''; } catch { return ''; }
  }
  async function arrive(): Promise<void> {
    const answer = await post('visits', { viewer: remembered() });
    if (!answer.ok) return;
    const given = (await answer.json()) as { ticket: string; viewer: string; position_s: number };
    ticket = given.ticket;
    goOn(given.position_s);
    try { localStorage.setItem(place(id), given.viewer); } catch { /* then the next visit is another person's */ }
  }
  /** A replay goes on where it was left, unless it was nearly over or the person is somewhere else in it already. */
  function goOn(position_s: number): void {
    const seek = () => { if (position_s > 10 && video.currentTime < 1 && video.duration > position_s + 10) video.currentTime = position_s; };
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
    else video.addEventListener('loadedmetadata', seek, { once: true });
  }
  async function beat(): Promise<void> {
    if (document.visibilityState === 'hidden' && !video.currentTime) return;
    if (!ticket) return arrive();
    const answer = await post('heartbeats', { ticket, position_s: Math.floor(video.currentTime) });
    if (answer.status === 400) ticket = '';
  }
  return {
    watch: (yes) => {
      clearInterval(timer);
      if (!yes) return;
      void beat().catch(() => undefined);
      timer = window.setInterval(() => void beat().catch(() => undefined), 30_000);
    },
  };
}
