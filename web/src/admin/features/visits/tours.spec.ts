import { describe, expect, it } from 'vitest';
import { formOf, pitchOf, wordsOf, yawOf, type TourScene } from './tours';

const scene = {
  id: '01', title: '大厅', seen: '服务台', floor: '一楼', plan_x: 300, plan_y: 600, north_cdeg: -4500, picture: '', picture_state: 'ready', trouble: '', width: 4096,
  links: [{ to_scene_id: '02', yaw_cdeg: 9050, pitch_cdeg: -1000 }],
  hotspots: [{ kind: 'menu_item', title: '点单', text: '可以点', file: '', article_id: null, menu_item_id: '03', refers_to: '理发', address: '', yaw_cdeg: -17999, pitch_cdeg: 0 }],
} as TourScene;

describe('a scene in a form', () => {
  it('comes back as it was', () => {
    const words = wordsOf(formOf(scene));
    expect(words.links).toEqual(scene.links);
    expect(words.north_cdeg).toBe(-4500);
    expect(words.hotspots).toEqual([{ kind: 'menu_item', title: '点单', text: '可以点', yaw_cdeg: -17999, pitch_cdeg: 0, menu_item_id: '03' }]);
  });
  it('sends of a hotspot only what its kind needs', () => {
    const form = formOf(scene);
    form.hotspots[0]!.kind = 'text';
    expect(wordsOf(form).hotspots![0]).not.toHaveProperty('menu_item_id');
  });
  it('goes around with yaw and ends with pitch', () => {
    expect(yawOf(190)).toBe(-17000);
    expect(yawOf(-541)).toBe(17900);
    expect(pitchOf(123)).toBe(9000);
  });
});
