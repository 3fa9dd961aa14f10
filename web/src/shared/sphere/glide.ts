// How one view follows another: each frame a share of what is left, so that ten positions a second become one smooth movement. Angles in radians.
export interface View {
  yaw: number;
  pitch: number;
  zoom: number;
}

const halfway_ms = 90;
const still = 0.0005;

/** The short way around, between -π and π. */
export function turn(from: number, to: number): number {
  const full = 2 * Math.PI;
  return ((((to - from + Math.PI) % full) + full) % full) - Math.PI;
}

/** Where the view is after `elapsed_ms`; there at once when hardly anything is left. */
export function glide(from: View, to: View, elapsed_ms: number): View {
  const share = 1 - 2 ** (-elapsed_ms / halfway_ms);
  const yaw = turn(from.yaw, to.yaw);
  const pitch = to.pitch - from.pitch;
  const zoom = to.zoom - from.zoom;
  if (Math.abs(yaw) < still && Math.abs(pitch) < still && Math.abs(zoom) < 0.1) return to;
  return { yaw: from.yaw + yaw * share, pitch: from.pitch + pitch * share, zoom: from.zoom + zoom * share };
}

export const radians = (cdeg: number) => (cdeg / 18_000) * Math.PI;
/** Hundredths of a degree, between -18000 and 18000. */
export const cdeg = (angle: number) => Math.round((turn(0, angle) / Math.PI) * 18_000);
