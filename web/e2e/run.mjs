// End to end in a real browser: the main job by clicks and keystrokes, then every page of the four faces. See rig.mjs.
import { activities } from './activities.mjs';
import { activityOffice } from './activity-office.mjs';
import { figures } from './figures.mjs';
import { mainJob } from './main-job.mjs';
import { otherEndings } from './other-endings.mjs';
import { everyPage } from './pages.mjs';
import { presence } from './presence.mjs';
import { proof } from './proof.mjs';
import { check, finish } from './rig.mjs';
import { underAge } from './under-age.mjs';
import { teams } from './teams.mjs';

try {
  // First: the main job moves the server's clock while phones are away.
  await presence();
  const story = mainJob();
  await Promise.all([story.then(otherEndings).then(activities).then(proof), activityOffice(), figures(), everyPage(story), underAge(), teams()]);
} catch (error) {
  await check('the walk could go on', () => { throw error; });
} finally {
  await finish();
}
