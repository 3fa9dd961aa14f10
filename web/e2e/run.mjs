// End to end in a real browser: the main job by clicks and keystrokes, every page of the four faces, and a walk for each story.
// See rig.mjs.
import { activities } from './activities.mjs';
import { activityOffice } from './activity-office.mjs';
import { books } from './books.mjs';
import { content } from './content.mjs';
import { courses } from './courses.mjs';
import { figures } from './figures.mjs';
import { live } from './live.mjs';
import { mainJob } from './main-job.mjs';
import { media } from './media.mjs';
import { otherEndings } from './other-endings.mjs';
import { everyPage } from './pages.mjs';
import { presence } from './presence.mjs';
import { proof } from './proof.mjs';
import { check, finish } from './rig.mjs';
import { showcase } from './showcase.mjs';
import { teams } from './teams.mjs';
import { underAge } from './under-age.mjs';
import { venues } from './venues.mjs';
import { visit } from './visit.mjs';

/** A walk that cannot go on is one failure; the others go on. */
const walk = (name, body) => body.catch((error) => check(`${name} could go on`, () => { throw error; }));
const chosen = process.argv[2] ?? '';
const wanted = (name) => !chosen || chosen.split(',').includes(name);
const start = (name, body) => (wanted(name) ? walk(name, body()) : Promise.resolve());

try {
  // First: the main job moves the server's clock while phones are away.
  await start('presence', presence);
  const story = wanted('main') ? mainJob() : Promise.resolve({});
  await Promise.all([walk('main', story.then(() => wanted('main') && otherEndings())), start('pages', () => everyPage(story))]);
  // One after the other: both need the same volunteers' time, and the first gives it back.
  await start('office', activityOffice);
  await start('activities', activities);
  await Promise.all([start('under-age', underAge), start('figures', figures)]);
  await Promise.all([start('teams', teams), start('proof', proof)]);
  await start('content', content);
  await start('media', media);
  await start('books', books);
  await start('live', live);
  await start('courses', courses);
  await start('venues', venues);
  await start('visit', visit);
  await start('showcase', showcase);
} finally {
  await finish();
}
