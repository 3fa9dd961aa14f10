// Inside a tour: standing in a scene, walking to the next, opening what there is; alone, or with a guide whose view one follows until one looks
// around, and returns to by one button.
import { canShow, openSphere, steerByKeys, type Direction, type Looking, type Mark } from '@/shared/sphere/sphere';
import { guide, type GuideView } from '../live/guide';

interface Hotspot extends Direction {
  kind: 'text' | 'audio' | 'video' | 'article' | 'menu_item';
  title: string;
  text: string;
  address: string;
  refers_to: string;
}
interface Scene {
  id: string;
  title: string;
  floor: string;
  picture: string;
  width: number;
  north_cdeg: number;
  links: ({ to_scene_id: string } & Direction)[];
  hotspots: Hotspot[];
}

const icons = { text: 'info', audio: 'volume', video: 'camera', article: 'book', menu_item: 'hand-heart' } as const;

export async function walk(box: HTMLElement): Promise<void> {
  if (!canShow()) throw new Error('no WebGL');
  const part = <T extends HTMLElement>(mark: string) => box.querySelector<T>(`[data-${mark}]`)!;
  const words = part('words').dataset;
  const answer = await fetch(`/api/visits/${box.dataset['tour']}`);
  if (!answer.ok) throw new Error(`the tour answers ${answer.status}`);
  const { scenes } = (await answer.json()) as { scenes: Scene[] };
  const known = new Map(scenes.map((scene) => [scene.id, scene]));
  const named = location.hash.startsWith('#scene-') ? location.hash.slice(7) : '';
  const guided = Boolean(box.dataset['guided']);
  let here = known.get(named) ?? scenes[0]!;

  const view = part('sphere');
  view.hidden = false;
  const sphere = await openSphere(view, here);
  const note = part('sphere-note');
  const say = (text: string | undefined): void => {
    note.textContent = text ?? '';
    note.hidden = !text;
  };
  const place = part('place');
  say('');

  // ---- what can be pressed
  const iconsAt = box.querySelector('use')!.getAttribute('href')!.split('#')[0]!;
  function icon(name: string): SVGElement {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', `${iconsAt}#${name}`);
    svg.append(use);
    return svg;
  }
  function button(kind: string, picture: string, words: string, at: Direction, press: (pressed: HTMLButtonElement) => void): HTMLButtonElement {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = `sphere-mark ${kind}`;
    const label = document.createElement('span');
    label.textContent = words;
    made.append(icon(picture), label);
    made.addEventListener('click', () => press(made));
    // What is reached by the keyboard comes into view.
    made.addEventListener('focus', () => {
      if (made.matches(':focus-visible')) look({ ...at, zoom: sphere.looking().zoom });
    });
    return made;
  }
  const marksOf = (scene: Scene): Mark[] => [
    ...scene.links.filter((link) => known.has(link.to_scene_id)).map((link) => {
      const to = known.get(link.to_scene_id)!;
      return { id: `way-${to.id}`, at: link, element: button('is-way', 'arrow-right', `${words['way']}${to.title}`, link, () => { free(); void go(to.id); }) };
    }),
    ...scene.hotspots.map((hotspot, index) => ({ id: `spot-${index}`, at: hotspot, element: button('is-spot', icons[hotspot.kind], hotspot.title, hotspot, (pressed) => open(hotspot, pressed)) })),
  ];

  // ---- what is open
  const shelf = part('open');
  let opener: HTMLElement | undefined;
  function close(): void {
    if (shelf.hidden) return;
    shelf.hidden = true;
    part('open-body').replaceChildren();
    opener?.focus();
  }
  function open(hotspot: Hotspot, by: HTMLElement): void {
    opener = by;
    const title = document.createElement('h3');
    title.textContent = hotspot.title;
    const text = document.createElement('p');
    text.className = 'lines';
    text.textContent = hotspot.text;
    part('open-body').replaceChildren(title, text, ...leadOf(hotspot));
    shelf.hidden = false;
    part('close').focus();
  }
  function leadOf(hotspot: Hotspot): HTMLElement[] {
    if (!hotspot.address) return [];
    if (hotspot.kind === 'audio' || hotspot.kind === 'video') {
      const film = document.createElement(hotspot.kind);
      film.controls = true;
      film.src = hotspot.address;
      film.setAttribute('aria-label', hotspot.title);
      return [film];
    }
    const link = document.createElement('a');
    link.href = hotspot.address;
    link.className = hotspot.kind === 'menu_item' ? 'btn btn-main' : 'more';
    link.textContent = (hotspot.kind === 'menu_item' ? (words['order'] ?? '') : '') + hotspot.refers_to;
    return [link];
  }
  part('close').addEventListener('click', close);
  box.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });

  // ---- where one stands
  const dots = [...document.querySelectorAll<SVGAElement>('[data-go]')];
  function tell(): void {
    place.textContent = `${here.title} · ${here.floor}`;
    place.hidden = false;
    for (const dot of dots) {
      if (dot.dataset['go'] === here.id) dot.setAttribute('aria-current', 'location');
      else dot.removeAttribute('aria-current');
    }
    point(sphere.looking());
  }
  /** The plan's upper edge is north. */
  function point(looking: Looking): void {
    view.dataset['yaw'] = String(Math.round(looking.yaw_cdeg / 100));
    const cone = dots.find((dot) => dot.dataset['go'] === here.id)?.querySelector('path');
    const at = cone?.getAttribute('transform')?.match(/translate\([^)]*\)/)?.[0];
    if (at) cone!.setAttribute('transform', `${at} rotate(${Math.round((looking.yaw_cdeg - here.north_cdeg) / 100)})`);
  }
  sphere.onLook(point);
  async function go(id: string, to?: Looking): Promise<void> {
    const scene = known.get(id);
    if (!scene) return;
    close();
    here = scene;
    await sphere.show(scene, marksOf(scene), to);
    tell();
  }
  for (const dot of dots)
    dot.addEventListener('click', (event) => {
      event.preventDefault();
      free();
      void go(dot.dataset['go']!).then(() => box.scrollIntoView({ block: 'nearest' }));
    });
  sphere.marks(marksOf(here));
  tell();

  // ---- looking around
  const back = part<HTMLButtonElement>('return');
  let following = guided;
  let led: GuideView | undefined;
  function look(to: Looking): void {
    free();
    sphere.look(to, 'gliding');
  }
  /** From now on the person looks where they want. */
  function free(): void {
    if (!following) return;
    following = false;
    stand();
  }
  sphere.onGrab(free);
  steerByKeys(view, sphere, free);
  part('tools').hidden = false;
  const steps: Record<string, [number, number, number]> = { left: [-30, 0, 0], right: [30, 0, 0], in: [0, 0, 20], out: [0, 0, -20] };
  for (const tool of box.querySelectorAll<HTMLElement>('[data-look]'))
    tool.addEventListener('click', () => { free(); sphere.step(...steps[tool.dataset['look']!]!); });
  const turning = part<HTMLButtonElement>('gyroscope');
  if (matchMedia('(pointer: coarse)').matches) void sphere.turnable().then((yes) => { turning.hidden = !yes; });
  turning.addEventListener('click', () => {
    free();
    void sphere.turnWithPhone(turning.getAttribute('aria-pressed') !== 'true').then((on) => turning.setAttribute('aria-pressed', String(on)));
  });
  view.focus({ preventScroll: true });

  // ---- with a guide
  if (!guided) return;
  function stand(): void {
    back.hidden = following || !led;
    if (!led) say(words['waits']);
    else if (!led.present) say(words['away']);
    else say(following ? words['follows'] : words['free']);
  }
  async function follow(): Promise<void> {
    if (!led || !following) return;
    const to: Looking = led;
    if (led.scene_id !== here.id) await go(led.scene_id, to);
    else sphere.look(to, 'gliding');
  }
  guide.listen((heard) => {
    setTimeout(() => {
      if (led && heard.turn < led.turn && heard.scene_id === led.scene_id && heard.present) return;
      led = heard;
      stand();
      void follow();
    }, guide.soundBehindMs());
  });
  back.addEventListener('click', () => {
    following = true;
    stand();
    void follow();
    view.focus({ preventScroll: true });
  });
  stand();
}
