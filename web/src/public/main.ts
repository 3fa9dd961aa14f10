// Everything here is an improvement of a page that already works without it.
import './public.css';
import { startCodes } from './code';
import { startDrafts } from './draft';
import { startNear } from './near';
import { startPreferences } from './preferences';
import { startReadAloud } from './read-aloud';
import { startTimes } from './times';

document.documentElement.dataset['js'] = 'on';
startPreferences();
startReadAloud();
startTimes();
startDrafts();
startCodes();
startNear();

const map = document.querySelector<HTMLElement>('[data-map]');
if (map) void import('./map').then(({ startMap }) => startMap(map));
