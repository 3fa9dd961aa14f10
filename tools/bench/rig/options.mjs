// Options of benches and drills: --tiny, --name VALUE; numbers where the default is one.

export function options(defaults) {
  const found = { ...defaults };
  const words = process.argv.slice(2);
  while (words.length) {
    const name = words.shift().replace(/^--/, '');
    if (!(name in defaults)) {
      console.error(`There is no option --${name}; there are: ${Object.keys(defaults).map((one) => `--${one}`).join(' ')}`);
      process.exit(2);
    }
    if (typeof defaults[name] === 'boolean') found[name] = true;
    else found[name] = typeof defaults[name] === 'number' ? Number(words.shift()) : words.shift();
  }
  return found;
}

/** The same seed gives the same numbers in [0, 1). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
