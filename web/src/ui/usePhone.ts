import { useSyncExternalStore } from 'react';

const query = () => window.matchMedia('screen and (max-width: 800px)');

function subscribe(listener: () => void): () => void {
  const q = query();
  q.addEventListener('change', listener);
  return () => q.removeEventListener('change', listener);
}

/** True below 800 px, the same edge as in the style sheets. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => query().matches);
}
