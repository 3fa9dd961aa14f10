export const tones: Record<string, string> = { judged: 'warn', running: 'calm', finished: 'good', failed: 'bad', cancelled: 'plain', expired: 'plain' };
