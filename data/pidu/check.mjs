// Checks the district's content and the shared data: counts, references, uniqueness, coordinates, numbers.
// No dependencies:  node data/pidu/check.mjs   — exits non-zero on a finding.
import fs from 'node:fs';
import { inDistrict, nearestTown, metres, shortName } from './make_points.mjs';

const findings = [];
const bad = (msg) => findings.push(msg);
const need = (ok, msg) => { if (!ok) bad(msg); };
const read = (name) => {
  const text = fs.readFileSync(new URL(name, import.meta.url), 'utf8');
  if (text.includes('\uFFFD') || text.startsWith('\uFEFF')) bad(`${name}: encoding`);
  if (/lorem ipsum|test1|\/(work|tmp|home|root)\//i.test(text)) bad(`${name}: placeholder text or a machine's path`);
  return JSON.parse(text);
};
const unique = (list, what) => {
  const seen = new Set();
  for (const v of list) { need(!seen.has(v), `${what}: twice: ${v}`); seen.add(v); }
  return seen;
};
const text = (v, what) => need(typeof v === 'string' && v.trim() === v && v.length > 0, `${what}: empty or padded text`);
const code = (v, what) => need(/^[a-z][a-z0-9_]*$/.test(v), `${what}: not snake_case: ${v}`);

const divisions = read('divisions.json');
const boundary = read('boundary.geojson');
const figures = read('figures-2020.json');
const sites = read('sites.json');
const points = read('points.json');
const menu = read('menu.json');
const { skills } = read('skills.json');
const { teams } = read('teams.json');
const needs = read('needs.json');
const people = read('people.json');
const calendar = read('../calendar/cn.json');
const policy = read('../policy/default.json');
const vectors = read('../standards-vectors.json');

// Divisions and boundary
const towns = new Set(divisions.towns.map((t) => t.code));
const communities = new Map(divisions.towns.flatMap((t) => t.communities.map((c) => [c.code, t.code])));
need(towns.size === 12 && communities.size === 157, `divisions: ${towns.size} towns, ${communities.size} communities`);
need(boundary.features.length === 1, 'boundary: one feature expected');

// Menu and skills
const skillCodes = unique(skills.map((s) => s.code), 'skill code');
unique(skills.map((s) => s.name), 'skill name');
need(skills.length >= 24, `skills: ${skills.length}`);
for (const s of skills) { code(s.code, 'skill'); text(s.name, `skill ${s.code}`); text(s.name_en, `skill ${s.code}`); }
const cats = unique(menu.categories.map((c) => c.code), 'category');
unique(menu.categories.map((c) => c.icon), 'icon');
need(cats.size === 10, `categories: ${cats.size}`);
for (const c of menu.categories) { code(c.code, 'category'); for (const k of ['name', 'name_en', 'icon', 'summary']) text(c[k], `category ${c.code}.${k}`); }
const items = new Map(menu.items.map((i) => [i.key, i]));
unique(menu.items.map((i) => i.key), 'item key');
unique(menu.items.map((i) => i.name), 'item name');
need(items.size >= 72, `items: ${items.size}`);
const SEASONS = ['none', 'spring', 'summer', 'autumn', 'winter'];
for (const i of menu.items) {
  const at = `item ${i.key}`;
  code(i.key, 'item');
  for (const k of ['name', 'name_en', 'summary']) text(i[k], `${at}.${k}`);
  need(cats.has(i.category), `${at}: category ${i.category}`);
  need(skillCodes.has(i.skill), `${at}: skill ${i.skill}`);
  need(['home', 'site', 'either'].includes(i.at), `${at}: at`);
  need(['team', 'site', 'both'].includes(i.offered_by), `${at}: offered_by`);
  need(SEASONS.includes(i.season), `${at}: season`);
  need(typeof i.prepares === 'string', `${at}: prepares`);
  need(i.duration_minutes >= 10 && i.duration_minutes <= policy.hours.max_continuous_minutes, `${at}: duration`);
  need(Number.isInteger(i.volunteers_needed) && i.volunteers_needed > 0, `${at}: volunteers`);
}
for (const c of cats) need(menu.items.filter((i) => i.category === c).length >= 5, `category ${c}: fewer than 5 items`);

// Sites
const baseKeys = unique(sites.bases.map((b) => b.key), 'base key');
unique(sites.bases.map((b) => b.name), 'base name');
need(sites.bases.length === figures.sites.practice_base_demonstration, `bases: ${sites.bases.length}`);
need(sites.demonstration_offices.length === figures.sites.practice_office_demonstration, 'demonstration offices');
need(sites.demonstration_stations.length === figures.sites.practice_station_demonstration, 'demonstration stations');
unique(sites.demonstration_stations, 'demonstration station');
for (const c of sites.demonstration_offices) need(towns.has(c), `demonstration office ${c}`);
for (const c of sites.demonstration_stations) need(communities.has(c), `demonstration station ${c}`);
for (const n of figures.practice_bases_by_local_figures) need(sites.bases.some((b) => b.name === n), `base ${n} is missing`);
const checkHours = (hours, at) => {
  need(Array.isArray(hours) && hours.length > 0, `${at}: no hours`);
  for (const h of hours) {
    need(h.days.length > 0 && h.days.every((d) => d >= 1 && d <= 7), `${at}: days`);
    need(/^\d\d:\d\d$/.test(h.open) && /^\d\d:\d\d$/.test(h.close) && h.open < h.close, `${at}: ${h.open}-${h.close}`);
  }
  for (const a of hours) for (const b of hours)
    if (a !== b && a.days.some((d) => b.days.includes(d))) need(a.close <= b.open || b.close <= a.open, `${at}: hours overlap`);
};
const checkRooms = (rooms, at) => {
  need(rooms.length > 0, `${at}: no rooms`);
  unique(rooms.map((r) => r.name), `${at} room`);
  for (const r of rooms) { text(r.name, at); text(r.purpose, at); need(Number.isInteger(r.seats) && r.seats > 0, `${at}: seats of ${r.name}`); }
};
for (const b of [...sites.bases, sites.center]) {
  const at = `site ${b.key}`;
  if (b.kind === 'base') { code(b.key, 'base'); need(towns.has(b.parent) || communities.has(b.parent), `${at}: parent ${b.parent}`); text(b.host, at); }
  text(b.name, at); text(b.summary, at);
  checkRooms(b.rooms, at); checkHours(b.hours, at);
  for (const m of b.menu) need(items.has(m), `${at}: item ${m}`);
}
for (const d of figures.vr_hall_devices) need(sites.center.devices.some((x) => x.name === d), `device ${d}`);
const areaNames = sites.areas.map((a) => a.name);
need(JSON.stringify(areaNames) === JSON.stringify(figures.demonstration_area_names ?? figures.demonstration_areas), 'areas: names');
unique(sites.areas.map((a) => a.key), 'area key');
const siteRef = (r) => r === 'center' || towns.has(r) || communities.has(r) || baseKeys.has(r);
for (const a of sites.areas) { unique(a.site_refs, `area ${a.key}`); text(a.summary, a.key); for (const r of a.site_refs) need(siteRef(r), `area ${a.key}: ${r}`); }
for (const k of ['office_rooms', 'station_rooms']) {
  unique(sites[k].map((t) => t.key), k);
  for (const t of sites[k]) { checkRooms(t.rooms, `${k} ${t.key}`); need(t.rooms.every((r) => Number.isInteger(r.floor)), `${k} ${t.key}: floor`); }
}
unique(sites.hours.map((h) => h.key), 'hours template');
for (const h of sites.hours) checkHours(h.hours, `hours ${h.key}`);
unique(sites.station_menus.map((h) => h.key), 'station menu');
for (const m of sites.station_menus) { unique(m.items, `station menu ${m.key}`); for (const i of m.items) need(items.has(i), `station menu ${m.key}: ${i}`); }
unique(sites.summaries, 'summary');
need(sites.summaries.length >= 30, `summaries: ${sites.summaries.length}`);
for (const s of sites.summaries) need(s.includes('{name}'), `summary without {name}: ${s}`);

// Teams
const teamKeys = unique(teams.flatMap((t) => [t.key, ...t.sub_teams.map((s) => s.key)]), 'team key');
unique(teams.map((t) => t.name), 'team name');
need(teams.length >= 34, `teams: ${teams.length}`);
const HOSTS = ['university', 'veterans', 'department', 'social_organisation', 'community'];
for (const t of teams) {
  const at = `team ${t.key}`;
  code(t.key, 'team'); text(t.name, at); text(t.summary, at);
  need(t.kind === 'team' && HOSTS.includes(t.host), `${at}: kind or host`);
  need(t.owner === 'center' || towns.has(t.owner) || baseKeys.has(t.owner), `${at}: owner ${t.owner}`);
  unique(t.menu, `${at} menu`); unique(t.skills, `${at} skills`);
  need(t.menu.length > 0, `${at}: no menu`);
  for (const s of t.skills) need(skillCodes.has(s), `${at}: skill ${s}`);
  for (const i of t.menu) { need(items.has(i), `${at}: item ${i}`); need(items.get(i)?.offered_by !== 'site', `${at}: ${i} is offered by sites only`); }
  for (const s of t.sub_teams) { code(s.key, 'sub-team'); text(s.name, at); text(s.summary, at); for (const k of s.skills) need(skillCodes.has(k), `${at}/${s.key}: skill ${k}`); }
}
const veterans = teams.filter((t) => t.host === 'veterans');
need(veterans.length === 1 && veterans[0].sub_teams.length === figures.veterans_team.sub_teams, 'veterans: sub-teams');
need(teams.filter((t) => t.host === 'university').length === figures.university_pairing.universities, 'university teams');
need(teams.filter((t) => t.host === 'social_organisation').length === figures.social_organisations_cultivated, 'social organisations');
for (const i of menu.items) {
  const byTeam = teams.filter((t) => t.menu.includes(i.key));
  const bySite = [...sites.bases, sites.center].some((b) => b.menu.includes(i.key)) || sites.station_menus.some((m) => m.items.includes(i.key));
  if (i.offered_by !== 'site') {
    need(byTeam.length > 0, `item ${i.key}: no team offers it`);
    need(byTeam.some((t) => t.skills.includes(i.skill)), `item ${i.key}: no offering team has ${i.skill}`);
  } else need(byTeam.length === 0, `item ${i.key}: a team offers a site's item`);
  if (i.offered_by !== 'team') need(bySite, `item ${i.key}: no site offers it`);
  else need(!bySite, `item ${i.key}: a site offers a team's item`);
}
for (const s of skillCodes) need(teams.some((t) => t.skills.includes(s)), `skill ${s}: no team has it`);

// Points
const refs = unique(points.points.map((p) => p.ref), 'point');
need(points.datum === 'GCJ-02' && points.surveyed === false, 'points: datum or surveyed');
need(points.count === points.points.length && refs.size === 1 + towns.size + communities.size + baseKeys.size, `points: ${refs.size}`);
for (const r of ['center', ...towns, ...communities.keys(), ...baseKeys]) need(refs.has(r), `no point for ${r}`);
const e6 = (v) => Math.round(v * 1e6);
for (const p of points.points) {
  need(inDistrict(p.lon, p.lat), `${p.name}: outside the district`);
  need(p.surveyed === false, `${p.name}: surveyed`);
  need(p.lat_e6 === e6(p.lat) && p.lon_e6 === e6(p.lon) && Math.abs(p.lat_e6 / 1e6 - p.lat) < 1e-9, `${p.name}: e6`);
  need(nearestTown([p.lon, p.lat]) === p.town, `${p.name}: nearer to another town`);
  if (communities.has(p.ref)) need(communities.get(p.ref) === p.town, `${p.name}: town`);
}
const gap = { station: 450, base: 120, office: 250, center: 250 };
for (let a = 0; a < points.points.length; a += 1) for (let b = 0; b < a; b += 1) {
  const [p, q] = [points.points[a], points.points[b]];
  const min = Math.min(gap[p.kind], gap[q.kind]);
  need(metres([p.lon, p.lat], [q.lon, q.lat]) >= min, `${p.name} and ${q.name}: closer than ${min} m`);
}
for (const s of [...sites.bases, sites.center]) {
  const p = points.points.find((x) => x.ref === s.key);
  need(p && p.lat === s.lat && p.lon === s.lon, `site ${s.key}: coordinates differ from points.json`);
}
for (const t of divisions.towns) for (const c of t.communities) need(/(社区|村)$/.test(shortName(c.name)), `short name of ${c.name}`);

// Needs
const orderTexts = [];
for (const c of cats) {
  const list = needs.orders[c] ?? [];
  need(list.length >= 120, `orders of ${c}: ${list.length}`);
  for (const o of list) { need(items.get(o.item)?.category === c, `order of ${c}: item ${o.item}`); text(o.text, 'order'); need(typeof o.note === 'string', 'order note'); orderTexts.push(o.text); }
}
need(Object.keys(needs.orders).every((c) => cats.has(c)), 'orders: unknown category');
unique(orderTexts, 'order text');
for (const i of items.keys()) need(needs.orders[items.get(i).category].some((o) => o.item === i), `no order text for ${i}`);
for (const f of needs.free_text) { text(f.text, 'free text'); need(cats.has(f.category), `free text: ${f.category}`); }
for (const r of needs.ratings) { need(r.score >= 1 && r.score <= 5, 'rating score'); if (r.score < policy.rating.reason_required_below) text(r.text, `rating ${r.score}`); }
for (let s = 1; s <= 5; s += 1) need(needs.ratings.some((r) => r.score === s), `no rating ${s}`);
const atLeast = { free_text: 30, ratings: 60, rejection_reasons: 25, return_reasons: 25, decline_reasons: 20, complaints: 10, withdrawal_reasons: 10, dispatch_notes: 15 };
for (const [k, n] of Object.entries(atLeast)) {
  need(needs[k].length >= n, `${k}: ${needs[k].length}`);
  unique(needs[k].map((x) => (typeof x === 'string' ? x : x.text)), k);
}

// People
unique(people.surnames.map((s) => s.surname), 'surname');
need(people.surnames.every((s) => s.weight > 0), 'surname weight');
unique(people.compounds, 'compound');
need(people.compounds.length >= 60, `compounds: ${people.compounds.length}`);
for (const g of people.generations) for (const s of ['male', 'female']) for (const k of ['single', 'first', 'second']) {
  unique(g[s][k], `${g.born} ${s} ${k}`);
  need(g[s][k].every((x) => x.length === 1), `${g.born} ${s} ${k}: length`);
}
const mobile = new RegExp(people.rules.mobile.pattern);
const validId = (id) => {
  if (!/^\d{17}[\dX]$/.test(id)) return false;
  const d = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  const t = new Date(`${d}T00:00:00Z`);
  if (Number.isNaN(+t) || t.toISOString().slice(0, 10) !== d) return false;
  const w = vectors.gb11643_resident_id.weights;
  return vectors.gb11643_resident_id.check[w.reduce((a, x, i) => a + x * +id[i], 0) % 11] === id[17];
};
for (const v of vectors.gb11643_resident_id.valid) need(validId(v), `the checker refuses ${v}`);
for (const v of vectors.gb11643_resident_id.invalid) need(!validId(v), `the checker accepts ${v}`);
for (const k of ['login', 'name', 'mobile', 'id_number']) unique(people.demo.map((d) => d[k]), `demo ${k}`);
for (const d of people.demo) {
  const at = `demo ${d.login}`;
  need(mobile.test(d.mobile) && d.mobile.startsWith('199'), `${at}: mobile`);
  need(validId(d.id_number), `${at}: identity number`);
  need(['510124', '510117'].includes(d.id_number.slice(0, 6)), `${at}: area code`);
  need(d.id_number.slice(6, 14) === d.birth_date.replaceAll('-', ''), `${at}: birth date`);
  need(+d.id_number.slice(14, 17) >= 900 && (+d.id_number[16] % 2 === 1) === (d.gender === 'male'), `${at}: order code`);
  need(siteRef(d.scope) || teamKeys.has(d.scope), `${at}: scope ${d.scope}`);
  text(d.title, at);
  const surname = people.surnames.map((s) => s.surname).find((s) => d.name.startsWith(s));
  need(surname, `${at}: surname`);
}
const roles = { system_admin: 1, security_admin: 1, auditor: 1, center_dispatcher: 1, center_leader: 1, office_dispatcher: 1, office_leader: 1, station_clerk: 1, base_clerk: 1, team_leader: 1, volunteer: 3, resident: 3 };
for (const [r, n] of Object.entries(roles)) need(people.demo.filter((d) => d.role === r).length === n, `demo role ${r}`);

// Calendar and policy
for (const [y, c] of Object.entries(calendar.years)) {
  for (const k of ['off', 'work']) {
    unique(c[k], `calendar ${y} ${k}`);
    need(JSON.stringify([...c[k]].sort()) === JSON.stringify(c[k]), `calendar ${y} ${k}: order`);
    for (const d of c[k]) need(new Date(`${d}T00:00:00Z`).toISOString().slice(0, 10) === d && d.startsWith(y), `calendar ${y}: ${d}`);
  }
  for (const d of c.work) {
    need(!c.off.includes(d), `calendar ${y}: ${d} both`);
    need([0, 6].includes(new Date(`${d}T00:00:00Z`).getUTCDay()), `calendar ${y}: ${d} is no weekend`);
  }
}
const span = (from, to) => { const out = []; for (let t = Date.parse(from); t <= Date.parse(to); t += 864e5) out.push(new Date(t).toISOString().slice(0, 10)); return out; };
const NOTICE = {
  2025: { off: [['01-01', '01-01'], ['01-28', '02-04'], ['04-04', '04-06'], ['05-01', '05-05'], ['05-31', '06-02'], ['10-01', '10-08']], work: ['01-26', '02-08', '04-27', '09-28', '10-11'] },
  2026: { off: [['01-01', '01-03'], ['02-15', '02-23'], ['04-04', '04-06'], ['05-01', '05-05'], ['06-19', '06-21'], ['09-25', '09-27'], ['10-01', '10-07']], work: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'] },
};
for (const [y, n] of Object.entries(NOTICE)) {
  need(JSON.stringify(calendar.years[y].off) === JSON.stringify(n.off.flatMap(([a, b]) => span(`${y}-${a}`, `${y}-${b}`))), `calendar ${y}: off differs from the notice`);
  need(JSON.stringify(calendar.years[y].work) === JSON.stringify(n.work.map((d) => `${y}-${d}`)), `calendar ${y}: work differs from the notice`);
}
need(policy.version === 1 && JSON.stringify(policy.stars.hours) === JSON.stringify(vectors.star_levels_hours_default), 'policy: stars');
need(policy.orders.triage_working_days === 1 && policy.orders.acceptance_working_days === 2 && policy.orders.overall_working_days === 7, 'policy: order clocks');

const orderCount = orderTexts.length;
console.log(`towns ${towns.size}, communities ${communities.size}, bases ${baseKeys.size}, areas ${sites.areas.length}, points ${refs.size}`);
console.log(`categories ${cats.size}, items ${items.size}, skills ${skillCodes.size}, teams ${teams.length}, sub-teams ${teams.reduce((n, t) => n + t.sub_teams.length, 0)}`);
console.log(`orders ${orderCount}, ${Object.keys(atLeast).map((k) => `${k} ${needs[k].length}`).join(', ')}`);
console.log(`surnames ${people.surnames.length}, compounds ${people.compounds.length}, demo people ${people.demo.length}, calendar years ${Object.keys(calendar.years).join(' ')}`);
for (const f of findings) console.error(`finding: ${f}`);
console.log(findings.length ? `${findings.length} findings` : 'all good');
process.exit(findings.length ? 1 : 0);
