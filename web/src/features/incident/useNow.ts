import { useSyncExternalStore } from 'react';

/** How often a countdown moves: it shows minutes. */
const EVERY_MS = 15_000;

const listeners = new Set<() => void>();
let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = new Date();
    timer = setInterval(() => {
      now = new Date();
      for (const tell of listeners) tell();
    }, EVERY_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present moment; all countdowns of a page move together. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => {
    // Nothing listens yet: the first drawing must not show the moment the module was loaded.
    if (timer === undefined && Date.now() - now.getTime() > EVERY_MS) now = new Date();
    return now;
  });
}
