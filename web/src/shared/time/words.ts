// Times as people say them. Instants are UTC milliseconds; words are in the district's zone, whatever the
// browser's zone is. `now` is always a parameter, so that the rules can be tested.
export type Tongue = 'zh' | 'en';
export const districtZone = 'Asia/Shanghai';

const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;
const day_ms = 24 * hour_ms;

interface Parts {
  year: number;
  month: number;
  day: number;
  weekday: number; // 0 = Sunday
  clock: string; // 14:00
}

const formats = new Map<string, Intl.DateTimeFormat>();

function parts(instant_ms: number, zone: string): Parts {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
    });
    formats.set(zone, format);
  }
  const found: Record<string, string> = {};
  for (const part of format.formatToParts(instant_ms)) found[part.type] = part.value;
  const year = Number(found['year']);
  const month = Number(found['month']);
  const day = Number(found['day']);
  return { year, month, day, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(), clock: `${found['hour']}:${found['minute']}` };
}

const dayNumber = (p: Parts) => Math.round(Date.UTC(p.year, p.month - 1, p.day) / day_ms);

const weekdays = { zh: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'], en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] };
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const near: Record<Tongue, Record<number, string>> = {
  zh: { [-2]: '前天', [-1]: '昨天', 0: '今天', 1: '明天', 2: '后天' },
  en: { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' },
};

/** 今天, 明天, 周六, 下周三, 6月12日, 2024年6月12日. */
export function dayWords(instant_ms: number, now_ms: number, tongue: Tongue = 'zh', zone = districtZone): string {
  const then = parts(instant_ms, zone);
  const now = parts(now_ms, zone);
  const ahead = dayNumber(then) - dayNumber(now);
  const named = near[tongue][ahead];
  if (named) return named;
  const sinceMonday = (now.weekday + 6) % 7;
  const week = Math.floor((ahead + sinceMonday) / 7);
  if (ahead > 0 && week === 0) return weekdays[tongue][then.weekday]!;
  if (ahead > 0 && week === 1) return tongue === 'zh' ? `下${weekdays.zh[then.weekday]}` : `next ${weekdays.en[then.weekday]}`;
  const sameYear = then.year === now.year;
  if (tongue === 'zh') return `${sameYear ? '' : `${then.year}年`}${then.month}月${then.day}日`;
  return `${then.day} ${months[then.month - 1]}${sameYear ? '' : ` ${then.year}`}`;
}

/** 今天 14:00. */
export function timeWords(instant_ms: number, now_ms: number, tongue: Tongue = 'zh', zone = districtZone): string {
  return `${dayWords(instant_ms, now_ms, tongue, zone)} ${parts(instant_ms, zone).clock}`;
}

/** 刚刚, 3 分钟后, 2 小时前; further than a day away it is a day and a time. */
export function relativeWords(instant_ms: number, now_ms: number, tongue: Tongue = 'zh', zone = districtZone): string {
  const distance = instant_ms - now_ms;
  const size = Math.abs(distance);
  if (size < 45_000) return tongue === 'zh' ? (distance > 0 ? '马上' : '刚刚') : distance > 0 ? 'in a moment' : 'just now';
  if (size >= day_ms) return timeWords(instant_ms, now_ms, tongue, zone);
  const minutes = Math.max(1, Math.round(size / minute_ms));
  const [count, unit] = minutes < 60 ? [minutes, 'minute'] : [Math.round(size / hour_ms), 'hour'];
  if (tongue === 'zh') return `${count} ${unit === 'minute' ? '分钟' : '小时'}${distance > 0 ? '后' : '前'}`;
  const counted = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return distance > 0 ? `in ${counted}` : `${counted} ago`;
}

/** 今天 14:00–16:00; across midnight both ends carry their day. */
export function spanWords(from_ms: number, to_ms: number, now_ms: number, tongue: Tongue = 'zh', zone = districtZone): string {
  const from = parts(from_ms, zone);
  const to = parts(to_ms, zone);
  const end = dayNumber(from) === dayNumber(to) ? to.clock : timeWords(to_ms, now_ms, tongue, zone);
  return `${timeWords(from_ms, now_ms, tongue, zone)}–${end}`;
}

/** 95 → 1 小时 35 分钟. */
export function durationWords(minutes: number, tongue: Tongue = 'zh'): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const words = tongue === 'zh' ? [`${hours} 小时`, `${rest} 分钟`] : [`${hours} h`, `${rest} min`];
  if (hours === 0) return words[1]!;
  return rest === 0 ? words[0]! : words.join(' ');
}

/** Exact, for the title attribute: 2026-06-12 14:00. */
export function exactWords(instant_ms: number, zone = districtZone): string {
  const p = parts(instant_ms, zone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${p.year}-${two(p.month)}-${two(p.day)} ${p.clock}`;
}
