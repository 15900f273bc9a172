import { useCallback, useState } from 'react';

/** A named state of a list: its part of the URL. */
export interface SavedView {
  name: string;
  search: string;
}

function read<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(key);
    return text ? (JSON.parse(text) as T) : fallback;
  } catch {
    return fallback;
  }
}

function useStored<T>(key: string, fallback: T): [T, (value: T) => void] {
  const [value, set] = useState<T>(() => read(key, fallback));
  const put = useCallback(
    (next: T) => {
      set(next);
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // A full browser store costs the memory of a preference, nothing else.
      }
    },
    [key],
  );
  return [value, put];
}

export function useSavedViews(tableId: string) {
  return useStored<SavedView[]>(`coloa.views.${tableId}`, []);
}

/** Which columns differ from their default: key → shown. */
export function useColumnChoice(tableId: string) {
  return useStored<Record<string, boolean>>(`coloa.columns.${tableId}`, {});
}
