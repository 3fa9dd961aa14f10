// Where the guide of a broadcast looks: heard by its room, followed by whoever shows the tour. The two come to a page at different times, so the
// last word is kept.
export interface GuideView {
  scene_id: string;
  yaw_cdeg: number;
  pitch_cdeg: number;
  zoom: number;
  turn: number;
  present: boolean;
}

let last: GuideView | undefined;
const listeners: ((view: GuideView) => void)[] = [];

export const guide = {
  tell(message: Readonly<Record<string, unknown>>): void {
    last = message as unknown as GuideView;
    for (const listen of listeners) listen(last);
  },
  listen(listener: (view: GuideView) => void): void {
    listeners.push(listener);
    if (last) listener(last);
  },
  /** The voice comes later than the view: by so much for whoever listens. */
  soundBehindMs: (): number => 0,
};
