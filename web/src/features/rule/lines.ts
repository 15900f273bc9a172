/** What changed between two texts, line by line: in YAML a line is what one reads. */
export interface Line {
  kind: 'same' | 'added' | 'removed' | 'gap';
  text: string;
}

/** Larger texts are shown as taken out and put in whole; no rule that people write is near it. */
const MAX_CELLS = 4_000_000;
/** Unchanged lines that stay beside a change. */
const CONTEXT = 3;

/** The changed lines with some around them; `gap` stands for those that are left out. */
export function changedLines(before: string, after: string): Line[] {
  return cut(diff(linesOf(before), linesOf(after)));
}

function linesOf(text: string): string[] {
  const lines = text.normalize('NFC').replace(/\r\n?/g, '\n').split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** Longest common subsequence of lines. */
function diff(a: string[], b: string[]): Line[] {
  const line = (kind: Line['kind']) => (text: string) => ({ kind, text });
  if (a.length * b.length > MAX_CELLS) return [...a.map(line('removed')), ...b.map(line('added'))];
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ kind: 'removed', text: a[i] ?? '' });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: b[j] ?? '' });
      j += 1;
    }
  }
  return lines;
}

/** Leaves out what is far from any change. */
function cut(lines: Line[]): Line[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((line) => line.kind !== 'same'),
  );
  return lines.flatMap((line, at): Line[] => {
    if (near[at]) return [line];
    return at === 0 || near[at - 1] ? [{ kind: 'gap', text: '' }] : [];
  });
}
