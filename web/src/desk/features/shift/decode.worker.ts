// Finds a QR code in a frame of the camera, beside the page, so that the page stays smooth.
import jsQR from 'jsqr';

addEventListener('message', ({ data }: MessageEvent<{ pixels: ArrayBuffer; width: number; height: number }>) => {
  const found = jsQR(new Uint8ClampedArray(data.pixels), data.width, data.height, { inversionAttempts: 'dontInvert' });
  postMessage(found?.data ?? '');
});
