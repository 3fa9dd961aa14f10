// A sphere to stand in: what @photo-sphere-viewer is for here. Fetched only when somebody steps inside, since it brings a 3D library with it.
import '@photo-sphere-viewer/core/index.css';
import '@photo-sphere-viewer/markers-plugin/index.css';
import { Viewer } from '@photo-sphere-viewer/core';
import { EquirectangularTilesAdapter } from '@photo-sphere-viewer/equirectangular-tiles-adapter';
import { GyroscopePlugin } from '@photo-sphere-viewer/gyroscope-plugin';
import { MarkersPlugin } from '@photo-sphere-viewer/markers-plugin';
import { cdeg, glide, radians, type View } from './glide';

export interface Direction {
  yaw_cdeg: number;
  pitch_cdeg: number;
}
export interface Picture {
  /** "/panoramas/HASH/" */
  picture: string;
  width: number;
}
/** Something to press, where it is seen. */
export interface Mark {
  id: string;
  at: Direction;
  element: HTMLElement;
}
export interface Looking extends Direction {
  zoom: number;
}

export interface Sphere {
  /** Stands in another picture; looks where it is told to, or straight ahead. */
  show(picture: Picture, marks: Mark[], look?: Looking): Promise<void>;
  marks(marks: Mark[]): void;
  looking(): Looking;
  /** At once, or as somebody would turn their head. */
  look(to: Looking, how: 'at once' | 'gliding'): void;
  /** A little further: degrees, and steps of zoom. */
  step(right: number, up: number, nearer: number): void;
  /** The direction under a point of the screen. */
  under(x: number, y: number): Direction | undefined;
  onLook(heard: (looking: Looking) => void): void;
  /** The person took hold of the view. */
  onGrab(heard: () => void): void;
  /** Whether turning the phone can turn the view. */
  turnable(): Promise<boolean>;
  /** Some phones ask the person first. Answers whether it turns now. */
  turnWithPhone(yes: boolean): Promise<boolean>;
  end(): void;
}

export const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
/** Whether this browser draws in three dimensions at all. */
export const canShow = () => Boolean(document.createElement('canvas').getContext('webgl2'));

const tile = 512;
const smallest = 2_048;
const straightAhead: Looking = { yaw_cdeg: 0, pitch_cdeg: 0, zoom: 30 };

function panorama({ picture, width }: Picture) {
  const levels = [];
  for (let level = smallest; level <= width; level *= 2) levels.push({ width: level, cols: level / tile, rows: level / tile / 2 });
  return { baseUrl: `${picture}base.jpg`, levels, tileUrl: (column: number, row: number, level: number) => `${picture}${level}-${column}-${row}.jpg` };
}

const position = (at: Direction) => ({ yaw: radians(at.yaw_cdeg), pitch: radians(at.pitch_cdeg) });

/** As the viewer would, but without an address of its own (blob:), which no page of ours allows. */
async function imageOf(file: Blob): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = await new Promise<string>((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => fail(new Error('unreadable'));
    reader.readAsDataURL(file);
  });
  await image.decode();
  return image;
}

export async function openSphere(container: HTMLElement, first: Picture, begin: Looking = straightAhead): Promise<Sphere> {
  const viewer = new Viewer({
    container,
    adapter: EquirectangularTilesAdapter,
    minFov: 35,
    maxFov: 90,
    navbar: false,
    keyboard: false,
    mousewheel: false,
    moveInertia: !still(),
    canvasBackground: '#1f1a17',
    plugins: [[MarkersPlugin, {}], [GyroscopePlugin, { roll: false }]],
  });
  viewer.textureLoader.blobToImage = imageOf;
  await viewer.setPanorama(panorama(first), { position: position(begin), zoom: begin.zoom, showLoader: false, transition: false });
  const markers = viewer.getPlugin<MarkersPlugin>(MarkersPlugin);
  const gyroscope = viewer.getPlugin<GyroscopePlugin>(GyroscopePlugin);
  let shown = first;
  let frame = 0;
  let target: View | undefined;

  const now = (): View => ({ ...viewer.getPosition(), zoom: viewer.getZoomLevel() });
  function put(view: View): void {
    viewer.rotate({ yaw: view.yaw, pitch: view.pitch });
    viewer.zoom(view.zoom);
  }
  function run(before: number): void {
    frame = requestAnimationFrame((time) => {
      if (!target) return;
      const view = glide(now(), target, Math.min(time - before, 100));
      put(view);
      if (view === target) target = undefined;
      else run(time);
    });
  }
  function stop(): void {
    cancelAnimationFrame(frame);
    target = undefined;
  }
  const marks = (wanted: Mark[]): void => {
    markers.setMarkers(wanted.map((mark) => ({ id: mark.id, position: position(mark.at), element: mark.element, anchor: 'center center' })));
  };
  const looking = (): Looking => {
    const view = now();
    return { yaw_cdeg: cdeg(view.yaw), pitch_cdeg: cdeg(view.pitch), zoom: Math.round(view.zoom) };
  };

  const look = (to: Looking, how: 'at once' | 'gliding'): void => {
    const view = { ...position(to), zoom: to.zoom };
    const gliding = target !== undefined;
    target = view;
    if (how === 'at once' || still()) {
      stop();
      put(view);
    } else if (!gliding) run(performance.now());
  };

  return {
    marks,
    looking,
    async show(picture, wanted, to = straightAhead) {
      stop();
      if (picture.picture !== shown.picture) {
        shown = picture;
        markers.clearMarkers();
        await viewer.setPanorama(panorama(picture), { position: position(to), zoom: to.zoom, showLoader: false, transition: still() ? false : { speed: 600, rotation: false, effect: 'fade' } });
      } else put({ ...position(to), zoom: to.zoom });
      marks(wanted);
    },
    look,
    step(right, up, nearer) {
      const from = target ?? now();
      const to = { yaw_cdeg: cdeg(from.yaw) + right * 100, pitch_cdeg: Math.max(-9_000, Math.min(9_000, cdeg(from.pitch) + up * 100)), zoom: Math.max(0, Math.min(100, from.zoom + nearer)) };
      look(to, 'gliding');
    },
    under(x, y) {
      const box = container.getBoundingClientRect();
      const point = viewer.dataHelper.viewerCoordsToSphericalCoords({ x: x - box.left, y: y - box.top });
      return point ? { yaw_cdeg: cdeg(point.yaw), pitch_cdeg: cdeg(point.pitch) } : undefined;
    },
    onLook(heard) {
      viewer.addEventListener('position-updated', () => heard(looking()));
      viewer.addEventListener('zoom-updated', () => heard(looking()));
    },
    onGrab(heard) {
      container.addEventListener('pointerdown', (event) => {
        if (event.target instanceof HTMLCanvasElement) {
          stop();
          heard();
        }
      });
    },
    turnable: () => gyroscope.isSupported(),
    async turnWithPhone(yes) {
      stop();
      if (yes) await gyroscope.start().catch(() => undefined);
      else gyroscope.stop();
      return gyroscope.isEnabled();
    },
    end() {
      stop();
      viewer.destroy();
    },
  };
}

/** Arrow keys, plus and minus on the sphere itself. */
export function steerByKeys(container: HTMLElement, sphere: Sphere, moved: () => void): void {
  const steps: Record<string, [number, number, number]> = { ArrowLeft: [-15, 0, 0], ArrowRight: [15, 0, 0], ArrowUp: [0, 10, 0], ArrowDown: [0, -10, 0], '+': [0, 0, 15], '=': [0, 0, 15], '-': [0, 0, -15] };
  container.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moved();
    sphere.step(...step);
  });
}
