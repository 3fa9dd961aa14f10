import type { components } from '@/shared/api/schema';

export type TourRow = components['schemas']['TourRow'];
export type TourDetail = components['schemas']['TourDetail'];
export type TourScene = components['schemas']['TourScene'];
export type Kind = components['schemas']['HotspotKind'];
export const states = ['draft', 'in_review', 'published', 'withdrawn'] as const;
export const tones = { draft: 'calm', in_review: 'warn', published: 'good', withdrawn: 'calm' } as const;
export const kinds = ['text', 'audio', 'video', 'article', 'menu_item'] as const satisfies readonly Kind[];

/** A scene as it is written: directions in degrees, as people say them. */
export interface LinkForm { to_scene_id: string; yaw: number; pitch: number }
export interface HotspotForm { kind: Kind; title: string; text: string; yaw: number; pitch: number; file: string; article_id: string; menu_item_id: string }
export interface SceneForm { title: string; seen: string; floor: string; plan_x: number; plan_y: number; north: number; links: LinkForm[]; hotspots: HotspotForm[] }

const degrees = (cdeg: number) => cdeg / 100;
/** Hundredths of a degree; yaw goes around, pitch ends above and below. */
export const yawOf = (value: number) => Math.round(((((value + 180) % 360) + 360) % 360 - 180) * 100);
export const pitchOf = (value: number) => Math.round(Math.max(-90, Math.min(90, value)) * 100);

export function formOf(scene: TourScene): SceneForm {
  return {
    title: scene.title, seen: scene.seen, floor: scene.floor, plan_x: scene.plan_x, plan_y: scene.plan_y, north: degrees(scene.north_cdeg),
    links: scene.links.map((link) => ({ to_scene_id: link.to_scene_id, yaw: degrees(link.yaw_cdeg), pitch: degrees(link.pitch_cdeg) })),
    hotspots: scene.hotspots.map((one) => ({ kind: one.kind, title: one.title, text: one.text, yaw: degrees(one.yaw_cdeg), pitch: degrees(one.pitch_cdeg), file: one.file, article_id: one.article_id ?? '', menu_item_id: one.menu_item_id ?? '' })),
  };
}

/** As the server takes it: of a hotspot only what its kind needs. */
export function wordsOf(form: SceneForm): Omit<components['schemas']['SceneWords'], 'version'> {
  return {
    title: form.title.trim(), seen: form.seen.trim(), floor: form.floor.trim(), plan_x: Math.round(form.plan_x), plan_y: Math.round(form.plan_y), north_cdeg: yawOf(form.north),
    links: form.links.filter((link) => link.to_scene_id).map((link) => ({ to_scene_id: link.to_scene_id, yaw_cdeg: yawOf(link.yaw), pitch_cdeg: pitchOf(link.pitch) })),
    hotspots: form.hotspots.map((one) => ({
      kind: one.kind, title: one.title.trim(), text: one.text.trim(), yaw_cdeg: yawOf(one.yaw), pitch_cdeg: pitchOf(one.pitch),
      ...(one.kind === 'audio' || one.kind === 'video' ? { file: one.file } : {}),
      ...(one.kind === 'article' && one.article_id ? { article_id: one.article_id } : {}),
      ...(one.kind === 'menu_item' && one.menu_item_id ? { menu_item_id: one.menu_item_id } : {}),
    })),
  };
}
