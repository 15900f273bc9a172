import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { isProblem } from '~/api/client';
import { readTail } from './api';
import { FRESH_TAIL, MOST_BEHIND, skipped, type Tail, tailed } from './event';

/** After an answer that came at once with nothing, and after a failure. */
const REST_MS = 1_000;
const RETRY_MS = 5_000;

/** Events as they come in, until the page is left, hidden or paused; then it goes on where it was. */
export function useTail(q: string, on: boolean) {
  const [tail, setTail] = useState<Tail>(FRESH_TAIL);
  const [paused, setPaused] = useState(false);
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);
  const hidden = useHidden();
  const live = useRef({ q, tail: FRESH_TAIL });

  useEffect(() => {
    if (!on) {
      live.current = { q, tail: FRESH_TAIL };
      setTail(FRESH_TAIL);
      setPaused(false);
      setError(undefined);
    }
  }, [on, q]);

  // `round` begins again after a failure.
  useEffect(() => {
    if (!on || paused || hidden) return;
    if (live.current.q !== q) live.current = { q, tail: FRESH_TAIL };
    const stop = new AbortController();
    const put = (next: Tail) => {
      live.current.tail = next;
      setTail(next);
      setError(undefined);
    };
    put(live.current.tail);
    async function listen() {
      while (!stop.signal.aborted) {
        try {
          await step(q, live.current.tail, put, stop.signal);
        } catch (failure) {
          if (stop.signal.aborted) return;
          setError(failure);
          // A refusal stays one until something else is asked; all else may pass.
          if (isProblem(failure) && failure.status >= 400 && failure.status < 500 && failure.status !== 429)
            return;
          await rest(RETRY_MS, stop.signal);
        }
      }
    }
    void listen();
    return () => stop.abort();
  }, [q, on, paused, hidden, round]);

  const again = useCallback(() => setRound((n) => n + 1), []);
  return { tail, paused, setPaused, error, again };
}

/** Asks once, and takes in what comes. */
async function step(q: string, tail: Tail, put: (next: Tail) => void, signal: AbortSignal): Promise<void> {
  const begun = Date.now();
  if (tail.after === undefined || tail.behind >= MOST_BEHIND) {
    const { after } = await readTail(q, undefined, signal);
    if (!signal.aborted) put(tail.after === undefined ? { ...tail, after } : skipped(tail, after));
    return;
  }
  const info = await readTail(q, tail.after, signal);
  if (signal.aborted) return;
  put(tailed(tail, info));
  // The server waits for events; should something between not let it, the browser does.
  if (info.items.length === 0 && Date.now() - begun < REST_MS) await rest(REST_MS, signal);
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        done();
      },
      { once: true },
    );
  });
}

function subscribe(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}

/** Nobody sees the page: another tab is in front. */
function useHidden(): boolean {
  return useSyncExternalStore(subscribe, () => document.visibilityState === 'hidden');
}
