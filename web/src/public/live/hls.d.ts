// The light build has no description of its own; it is the whole one's without what live courses do not need.
declare module 'hls.js/light' {
  export { default } from 'hls.js';
}
