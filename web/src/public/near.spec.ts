import { beforeEach, describe, expect, it, vi } from 'vitest';
import { startNear } from './near';

const ask = vi.fn();
const page = () => {
  document.body.innerHTML = '<button data-near="" data-near-failed="没有得到位置" hidden>看我附近的</button><p data-near-note hidden></p>';
  Object.defineProperty(navigator, 'geolocation', { configurable: true, value: { getCurrentPosition: ask } });
  startNear();
  return document.querySelector('button')!;
};

describe('near me', () => {
  beforeEach(() => {
    ask.mockReset();
  });

  it('asks for the position only when it is pressed', () => {
    const button = page();
    expect(button.hidden).toBe(false);
    expect(ask).not.toHaveBeenCalled();
    button.click();
    expect(ask).toHaveBeenCalledOnce();
  });

  it('sends about a hundred metres, and starts the list anew', () => {
    const went = vi.spyOn(location, 'assign').mockImplementation(() => undefined);
    history.replaceState({}, '', '/activities?view=map&category=culture&cursor=1');
    ask.mockImplementation((found: PositionCallback) => found({ coords: { latitude: 30.812345, longitude: 103.887654 } } as GeolocationPosition));
    page().click();
    const to = new URL(String(went.mock.calls[0]![0]));
    expect(to.search).toBe('?category=culture&near=30812000%2C103888000');
  });

  it('says so when the position could not be had', () => {
    ask.mockImplementation((_found: PositionCallback, failed: () => void) => failed());
    const button = page();
    button.click();
    expect(document.querySelector('p')!.textContent).toBe('没有得到位置');
    expect(document.querySelector('p')!.hidden).toBe(false);
    expect(button.hasAttribute('aria-busy')).toBe(false);
  });
});
