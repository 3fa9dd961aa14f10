// What a bench or drill found: a table for people, JSON lines for machines, an exit code by the bars.

const middle = (sorted) => (sorted.length % 2 ? sorted[(sorted.length - 1) / 2] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2);

export const median = (values) => middle([...values].sort((a, b) => a - b));

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Three significant digits; whole numbers from a thousand on. */
export const short = (value) => (Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));

export class Report {
  #rows = [];

  /** `kind` is "bench" or "drill". Tiny runs show their figures but are judged by invariants alone. */
  constructor(kind, name, { tiny = false } = {}) {
    Object.assign(this, { kind, name, tiny });
  }

  /** A figure without a bar. */
  note(subject, figure, unit = '') {
    this.#add({ subject, figure, unit });
  }
  atLeast(subject, figure, bar, unit = '') {
    this.#add({ subject, figure, unit, sign: '≥', bar, ok: figure >= bar });
  }
  atMost(subject, figure, bar, unit = '') {
    this.#add({ subject, figure, unit, sign: '≤', bar, ok: figure <= bar });
  }
  /** Holds at any size and speed, so that tiny runs fail by it too. */
  exactly(subject, figure, bar, unit = '') {
    this.#add({ subject, figure, unit, sign: '=', bar, ok: figure === bar, invariant: true });
  }

  #add(row) {
    const figure = typeof row.figure === 'number' ? short(row.figure) : row.figure;
    const judged = row.bar !== undefined && (row.invariant || !this.tiny);
    this.#rows.push({ ...row, figure, ok: judged ? row.ok : true, judged });
  }

  /** Prints everything; the exit code to end with. */
  print() {
    const cells = this.#rows.map((row) => [
      row.judged ? (row.ok ? '✓' : '✗') : ' ',
      row.subject,
      `${row.figure} ${row.unit}`.trim(),
      row.bar === undefined ? '' : `${row.sign} ${row.bar}${row.judged ? '' : ' (not judged)'}`,
    ]);
    const width = (column) => Math.max(...cells.map((cell) => [...cell[column]].length));
    console.log(`\n${this.kind} ${this.name}${this.tiny ? ', tiny' : ''}`);
    for (const [mark, subject, figure, bar] of cells)
      console.log(`  ${mark} ${subject.padEnd(width(1))}  ${figure.padStart(width(2))}  ${bar}`.trimEnd());
    console.log('');
    for (const { subject, figure, unit, bar, ok } of this.#rows)
      console.log(JSON.stringify({ [this.kind]: this.name, subject, figure, unit: unit || undefined, bar, ok }));
    return this.#rows.every((row) => row.ok) ? 0 : 1;
  }
}
