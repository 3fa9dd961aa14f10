// Makes points.json: one invented (示意) point for the centre, each office, station and base of the district.
// Deterministic, no dependencies:  node data/pidu/make_points.mjs
// Rules: inside the district's outline; a community lies nearest to its own town's centre; any two points keep a
// minimum distance. It also writes the coordinates of the centre and of the bases back into sites.json.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = new URL('.', import.meta.url);
const read = (name) => JSON.parse(fs.readFileSync(new URL(name, here), 'utf8'));
const divisions = read('divisions.json');
const outline = read('boundary.geojson');
const sites = read('sites.json');

// Town centres by relative position only: longitude, latitude, the reach of the built-up part in metres.
const TOWN = {
  '510117001': [103.8875, 30.8085, 5200], // 郫筒街道
  '510117004': [103.8015, 30.8615, 6000], // 安德街道
  '510117005': [103.9335, 30.7905, 4200], // 红光街道
  '510117006': [103.9835, 30.7655, 4600], // 犀浦街道
  '510117007': [103.8555, 30.7745, 4200], // 德源街道
  '510117008': [104.0225, 30.7815, 4200], // 安靖街道
  '510117009': [103.9755, 30.8165, 5200], // 团结街道
  '510117019': [103.9545, 30.7545, 2600], // 合作街道
  '510117020': [103.9415, 30.7365, 2600], // 西园街道
  '510117104': [103.8245, 30.9225, 7000], // 唐昌镇
  '510117106': [103.9185, 30.8665, 5600], // 三道堰镇
  '510117115': [103.8005, 30.8075, 6000], // 友爱镇
};
// A few well-known places keep their bearing inside their town.
const HINT = {
  '510117104213': [103.8155, 30.9335], // 战旗村
  '510117001021': [103.8905, 30.8045], // 书院社区
  '510117001020': [103.8965, 30.8145], // 望丛社区
  '510117106208': [103.9125, 30.8575], // 青杠树村
  '510117106213': [103.9005, 30.8745], // 古城村
  '510117115213': [103.8235, 30.8045], // 农科村
  '510117115205': [103.8105, 30.7985], // 子云村
  '510117007004': [103.8455, 30.7815], // 菁蓉湖社区
};

const polygons = outline.features.flatMap((f) =>
  f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates);

function inRing(ring, x, y) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if ((yi > y) !== (yj > y) && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
export const inDistrict = (lon, lat) =>
  polygons.some(([outer, ...holes]) => inRing(outer, lon, lat) && !holes.some((h) => inRing(h, lon, lat)));

const K = 111320;
export const metres = (a, b) => {
  const dx = (a[0] - b[0]) * K * Math.cos((30.82 * Math.PI) / 180);
  const dy = (a[1] - b[1]) * K;
  return Math.hypot(dx, dy);
};
const shift = ([lon, lat], dist, angle) => [
  lon + (dist * Math.cos(angle)) / (K * Math.cos((30.82 * Math.PI) / 180)),
  lat + (dist * Math.sin(angle)) / K,
];
// Inside with a margin, so that rounding or a coarse outline never puts a point on the line.
const wellInside = (p, margin) =>
  inDistrict(p[0], p[1]) && [0, 1, 2, 3, 4, 5, 6, 7].every((k) => inDistrict(...shift(p, margin, (k * Math.PI) / 4)));

export const nearestTown = (p) =>
  Object.entries(TOWN).reduce((best, [code, c]) => (metres(p, c) < metres(p, TOWN[best]) ? code : best), '510117001');

// A small seeded generator (mulberry32), seeded by the place's own code, so that adding one place moves no other much.
function random(seedText) {
  let a = 2166136261;
  for (const ch of seedText) a = Math.imul(a ^ ch.codePointAt(0), 16777619) >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const shortName = (name) =>
  name.replace(/社区工作站社区.*$/, '社区').replace(/(社区|村)(居民委员会|居委会|村民委员会|村委会)$/, '$1');

const taken = [];
const round6 = (v) => Math.round(v * 1e6) / 1e6;
function place(ref, kind, name, town, parent, p) {
  const lon = round6(p[0]);
  const lat = round6(p[1]);
  const point = { ref, kind, name, town, parent, lat, lon, lat_e6: Math.round(lat * 1e6), lon_e6: Math.round(lon * 1e6) };
  taken.push([lon, lat]);
  return point;
}
const apart = (p, min) => taken.every((q) => metres(p, q) >= min);

function scatter(ref, town, from, reach, min, ok) {
  const rand = random(ref);
  for (let gap = min, round = 0; ; gap *= 0.93, round += 1) {
    if (round > 60) throw new Error(`no room for ${ref}`);
    for (let i = 0; i < 400; i += 1) {
      const p = shift(from, gap * 0.5 + Math.sqrt(rand()) * reach, rand() * 2 * Math.PI);
      if (wellInside(p, 120) && ok(p) && apart(p, gap)) return p;
    }
  }
}

function main() {
  const points = [];
  points.push(place('center', 'center', sites.center.name, '510117001', null, [103.8868, 30.8121]));
  for (const t of divisions.towns) {
    const c = TOWN[t.code];
    if (!c || !wellInside(c, 120)) throw new Error(`centre of ${t.name} is not inside`);
    points.push(place(t.code, 'office', t.name, t.code, 'center', c));
  }
  for (const t of divisions.towns)
    for (const c of t.communities)
      if (HINT[c.code]) {
        if (!wellInside(HINT[c.code], 120) || nearestTown(HINT[c.code]) !== t.code) throw new Error(`hint of ${c.name}`);
        points.push(place(c.code, 'station', shortName(c.name), t.code, t.code, HINT[c.code]));
      }
  for (const t of divisions.towns) {
    const [lon, lat, reach] = TOWN[t.code];
    // Urban communities lie closer in than villages.
    for (const c of t.communities) {
      if (HINT[c.code]) continue;
      const village = /村/.test(shortName(c.name));
      const p = scatter(c.code, t.code, [lon, lat], village ? reach : reach * 0.55, village ? 900 : 560,
        (q) => nearestTown(q) === t.code);
      points.push(place(c.code, 'station', shortName(c.name), t.code, t.code, p));
    }
  }
  const at = new Map(points.map((p) => [p.ref, p]));
  for (const b of sites.bases) {
    const parent = at.get(b.parent);
    if (!parent) throw new Error(`base ${b.key}: unknown parent ${b.parent}`);
    const p = scatter(b.key, parent.town, [parent.lon, parent.lat], 420, 180, (q) => nearestTown(q) === parent.town);
    points.push(place(b.key, 'base', b.name, parent.town, b.parent, p));
  }
  const head = {
    datum: 'GCJ-02',
    surveyed: false,
    note: '示意：坐标由脚本在区界内生成，只表示大致方位，未经测绘，不得用于导航或划界。',
    count: points.length,
  };
  const lines = points.map((p) => '    ' + JSON.stringify({ ...p, surveyed: false })).join(',\n');
  fs.writeFileSync(new URL('points.json', here),
    JSON.stringify(head, null, 2).replace(/\n}$/, `,\n  "points": [\n${lines}\n  ]\n}\n`));

  // Write the coordinates back into sites.json without touching its layout.
  let text = fs.readFileSync(new URL('sites.json', here), 'utf8');
  for (const p of points) {
    if (p.kind !== 'base' && p.kind !== 'center') continue;
    const mark = new RegExp(`("key": ?"${p.ref}"[^\\n]*?"lat": ?)[-0-9.]+(, ?"lon": ?)[-0-9.]+`);
    if (!mark.test(text)) throw new Error(`sites.json: no coordinates to fill for ${p.ref}`);
    text = text.replace(mark, (_, a, b) => `${a}${p.lat.toFixed(6)}${b}${p.lon.toFixed(6)}`);
  }
  fs.writeFileSync(new URL('sites.json', here), text);
  console.log(`points.json: ${points.length} points`);
}

if (process.argv[1] && fileURLToPath(import.meta.url) === fs.realpathSync(process.argv[1])) main();
