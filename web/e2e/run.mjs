// End to end in a real browser: the main job by clicks and keystrokes, then every page of the four faces. See rig.mjs.
import { mainJob } from './main-job.mjs';
import { otherEndings } from './other-endings.mjs';
import { everyPage } from './pages.mjs';
import { check, finish } from './rig.mjs';
import { teams } from './teams.mjs';

try {
  const story = mainJob();
  await Promise.all([story.then(otherEndings), everyPage(story), teams()]);
} catch (error) {
  await check('the walk could go on', () => { throw error; });
} finally {
  await finish();
}
