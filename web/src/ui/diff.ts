export interface DiffPiece {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Longer texts are compared by line, so that the table stays small (4 million cells at most). */
const MAX_CELLS = 4_000_000;

/** Longest common subsequence over words and marks of punctuation (white space belongs to what stands before it). */
export function diffWords(before: string, after: string): DiffPiece[] {
  const words = (s: string) =>
    s.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+\s*|[^\p{L}\p{M}\p{N}\s]\s*|\s+/gu) ?? [];
  const lines = (s: string) => s.normalize('NFC').match(/[^\n]*\n|[^\n]+/g) ?? [];
  let [a, b] = [words(before), words(after)];
  if (a.length * b.length > MAX_CELLS) [a, b] = [lines(before), lines(after)];
  if (a.length * b.length > MAX_CELLS) {
    return [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ];
  }
  return merge(diff(a, b));
}

function diff(a: string[], b: string[]): DiffPiece[] {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  const same = (i: number, j: number) => a[i]?.trimEnd() === b[j]?.trimEnd();
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] = same(i, j)
        ? (table[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  const pieces: DiffPiece[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(i, j)) {
      pieces.push({ kind: 'same', text: b[j] ?? '' });
      // The space that stood here only before goes with what was taken away, or two words would run together.
      const gap = /\s+$/.exec(a[i] ?? '')?.[0];
      if (gap && !/\s$/.test(b[j] ?? '')) pieces.push({ kind: 'removed', text: gap });
      i += 1;
      j += 1;
    } else if (
      i < a.length &&
      (j >= b.length || (table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0))
    ) {
      pieces.push({ kind: 'removed', text: a[i] ?? '' });
      i += 1;
    } else {
      pieces.push({ kind: 'added', text: b[j] ?? '' });
      j += 1;
    }
  }
  return pieces;
}

function merge(pieces: DiffPiece[]): DiffPiece[] {
  const merged: DiffPiece[] = [];
  for (const piece of pieces) {
    const last = merged[merged.length - 1];
    if (last?.kind === piece.kind) last.text += piece.text;
    else merged.push({ ...piece });
  }
  return merged;
}
