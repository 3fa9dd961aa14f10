// The camera, read for QR codes one after the other: by the browser's own detector where it has one, else by a worker of
// ours. (Ready-made scanners start their worker from a blob, which the page's policy refuses.)
interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
declare global {
  interface Window {
    BarcodeDetector?: { new (options: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> };
  }
}

const pause_ms = 120;
const longest_side = 640;

async function ownDetector(): Promise<Detector | null> {
  const formats = (await window.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  return window.BarcodeDetector && formats.includes('qr_code') ? new window.BarcodeDetector({ formats: ['qr_code'] }) : null;
}

function newWorker(): Worker {
  return new Worker(new URL('./decode.worker.ts', import.meta.url), { type: 'module' });
}

/** Loads what scanning needs while there is a connection. */
export function prepare(): void {
  newWorker().terminate();
  void import('@noble/ed25519');
}

function workerDetector(): Detector & { end(): void } {
  const worker = newWorker();
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  return {
    end: () => worker.terminate(),
    detect: (source) =>
      new Promise((done) => {
        const video = source as HTMLVideoElement;
        const scale = Math.min(1, longest_side / Math.max(video.videoWidth, video.videoHeight, 1));
        canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
        canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
        context.drawImage(video, 0, 0, canvas.width, canvas.height);
        const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
        worker.onmessage = ({ data: text }: MessageEvent<string>) => done(text ? [{ rawValue: text }] : []);
        worker.postMessage({ pixels: data.buffer, width, height }, [data.buffer]);
      }),
  };
}

export type CameraTrouble = 'denied' | 'none' | 'insecure';

/** Reads until the function it gives back is called. `saw` gets a text each time the camera sees it anew. */
export async function scan(video: HTMLVideoElement, saw: (text: string) => void): Promise<() => void> {
  if (!navigator.mediaDevices?.getUserMedia) throw Object.assign(new Error('no camera'), { trouble: 'insecure' satisfies CameraTrouble });
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  } catch (cause) {
    const denied = cause instanceof DOMException && cause.name === 'NotAllowedError';
    throw Object.assign(new Error('no camera'), { trouble: (denied ? 'denied' : 'none') satisfies CameraTrouble });
  }
  video.srcObject = stream;
  await video.play().catch(() => {});
  const own = await ownDetector();
  const fallback = own ? null : workerDetector();
  const detector = own ?? fallback!;
  let ended = false;
  let last = '';
  const look = async (): Promise<void> => {
    if (ended) return;
    if (video.videoWidth > 0) {
      const text = (await detector.detect(video).catch(() => []))[0]?.rawValue ?? '';
      // The same code held before the camera is one sight; away and back is another.
      if (text && text !== last && !ended) saw(text);
      last = text;
    }
    setTimeout(() => void look(), pause_ms);
  };
  void look();
  return () => {
    ended = true;
    fallback?.end();
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}

/** A short tone and a buzz: high for yes, low and twice for no. */
export function signal(good: boolean): void {
  navigator.vibrate?.(good ? 80 : [120, 80, 120]);
  try {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = good ? 1046 : 220;
    gain.gain.value = 0.1;
    tone.connect(gain).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + (good ? 0.12 : 0.35));
    tone.onended = () => void context.close();
  } catch {
    // No sound is no harm: the result is on the screen.
  }
}
