import { describe, expect, it } from 'vitest';
import { cdeg, glide, radians, turn, type View } from './glide';

const at = (yaw: number, pitch = 0, zoom = 50): View => ({ yaw, pitch, zoom });

describe('glide', () => {
  it('goes half of the way in its time, and the short way around', () => {
    expect(glide(at(0), at(1), 90).yaw).toBeCloseTo(0.5, 5);
    const over = glide(at(3), at(-3), 90).yaw;
    expect(over).toBeGreaterThan(3);
    expect(over).toBeLessThan(3.3);
  });
  it('is there within a second, in ten steps as in sixty', () => {
    for (const steps of [10, 60]) {
      let view = at(0, 0, 0);
      for (let i = 0; i < steps; i += 1) view = glide(view, at(2, 1, 100), 1000 / steps);
      expect(Math.abs(view.yaw - 2)).toBeLessThan(0.01);
      expect(Math.abs(view.zoom - 100)).toBeLessThan(0.1);
    }
  });
  it('ends', () => {
    expect(glide(at(1.0001), at(1), 16)).toEqual(at(1));
  });
  it('turns hundredths of a degree into radians and back', () => {
    expect(cdeg(radians(-9_050))).toBe(-9_050);
    expect(cdeg(radians(18_000) + 0.1)).toBeLessThan(-17_000);
    expect(turn(0, 0)).toBe(0);
  });
});
