/** Form drafts in localStorage, one key per person and form, forgotten after 14 days. */
const PREFIX = 'coloa.draft.';
const KEEP_MS = 14 * 24 * 3600 * 1000;

interface Stored {
  at: number;
  value: unknown;
}

export function draftKey(personId: string, form: string): string {
  return `${PREFIX}${personId}.${form}`;
}

export function readDraft<T>(key: string, now = Date.now()): { value: T; at: Date } | undefined {
  try {
    const text = localStorage.getItem(key);
    if (!text) return undefined;
    const { at, value } = JSON.parse(text) as Stored;
    if (typeof at !== 'number' || now - at > KEEP_MS) {
      localStorage.removeItem(key);
      return undefined;
    }
    return { value: value as T, at: new Date(at) };
  } catch {
    localStorage.removeItem(key);
    return undefined;
  }
}

/** False when the browser has no room left; the form then warns before leaving instead. */
export function writeDraft(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), value } satisfies Stored));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(key: string): void {
  localStorage.removeItem(key);
}

function keysOf(personId: string): string[] {
  const start = `${PREFIX}${personId}.`;
  return Object.keys(localStorage).filter((key) => key.startsWith(start));
}

export function countDrafts(personId: string): number {
  return keysOf(personId).filter((key) => readDraft(key) !== undefined).length;
}

export function dropDrafts(personId: string): void {
  for (const key of keysOf(personId)) dropDraft(key);
}
