// Everything here is an improvement of a page that already works without it.
import './public.css';
import { startCodes } from './code';
import { startDrafts } from './draft';
import { startNear } from './near';
import { startPreferences } from './preferences';
import { startReadAloud } from './read-aloud';
import { startShare } from './share';
import { startTimes } from './times';

document.documentElement.dataset['js'] = 'on';
startPreferences();
startReadAloud();
startTimes();
startDrafts();
startCodes();
startNear();
startShare();

const films = document.querySelectorAll<HTMLElement>('[data-film]');
if (films.length) void import('./film').then(({ startFilms }) => startFilms(films));
const survey = document.querySelector<HTMLFormElement>('[data-survey]');
if (survey) void import('./survey').then(({ startSurvey }) => startSurvey(survey));
const map = document.querySelector<HTMLElement>('[data-map]');
if (map) void import('./map').then(({ startMap }) => startMap(map));
const verify = document.querySelector<HTMLElement>('[data-verify]');
if (verify) void import('./verify').then(({ startVerify }) => startVerify(verify));
const ledger = document.querySelector<HTMLElement>('[data-ledger]');
if (ledger) void import('./ledger').then(({ startLedger }) => startLedger(ledger));
const broadcast = document.querySelector<HTMLElement>('[data-broadcast]');
if (broadcast) void import('./live/room').then(({ startRoom }) => startRoom(broadcast));
const tour = document.querySelector<HTMLElement>('[data-tour]');
if (tour) void import('./visit/tour').then(({ startTour }) => startTour(tour));
const reader = document.querySelector<HTMLElement>('[data-reader]');
if (reader) void import('./books/reader').then(({ startReader }) => startReader(reader));
const shelf = document.querySelector<HTMLElement>('[data-bookshelf]');
if (shelf) void import('./books/shelf').then(({ startShelf }) => startShelf(shelf));
const goOn = document.querySelector<HTMLElement>('[data-go-on]');
if (goOn) void import('./books/shelf').then(({ startGoOn }) => startGoOn(goOn));
// Whoever came by the QR code carries its signed text behind the #; it is never sent to a server.
const offline = document.querySelector<HTMLAnchorElement>('[data-verify-link]');
if (offline && location.hash) offline.href += location.hash;
