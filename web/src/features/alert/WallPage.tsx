import './wall.css';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, data } from '~/api/client';
import { useSession } from '~/app/session';
import { isTyping } from '~/app/shell/keyboard';
import { formatInstant } from '~/ui/format';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { AgencyMap, Flow, Newest, Open, Sources, Systems, TopSystems } from './WallParts';
import { oldBy, REFRESH_MS } from './wall';

/** The wall of the room on duty: everything that is open, as it stands, without anybody touching it. */
export function Component() {
  const { t } = useTranslation('alert');
  const navigate = useNavigate();
  const leave = useCallback(() => void navigate('/canh-bao'), [navigate]);
  useAlone();
  useKeys(leave);
  useWake();
  const wall = useQuery({
    queryKey: ['alert', 'wall'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/alerts/wall', { signal })),
    refetchInterval: REFRESH_MS,
    // A second screen shows it while somebody works on the first.
    refetchIntervalInBackground: true,
    retry: false,
  });
  return createPortal(
    <main className="wa" aria-label={t('wall.title')}>
      <Head readAt={wall.dataUpdatedAt} shown={wall.data !== undefined} onLeave={leave} />
      {wall.data ? (
        <div className="wa-grid">
          <Open open={wall.data.open} fresh={wall.data.fresh} />
          <div className="wa-left">
            <Flow wall={wall.data} />
            <Sources wall={wall.data} />
            <Systems wall={wall.data} />
          </div>
          <Newest alerts={wall.data.newest} />
          <div className="wa-right">
            <AgencyMap agencies={wall.data.agencies} />
            <TopSystems of={wall.data.top_systems} />
          </div>
        </div>
      ) : wall.isError ? (
        <ProblemAlert problem={wall.error} onRetry={() => void wall.refetch()} />
      ) : (
        <p className="wa-wait" role="status">
          {t('wall.loading')}
        </p>
      )}
    </main>,
    document.body,
  );
}

/** Where one is, what time it is, and whether what is shown is of now. */
function Head({ readAt, shown, onLeave }: { readAt: number; shown: boolean; onLeave: () => void }) {
  const { t } = useTranslation('alert');
  const { installation } = useSession();
  const now = useNow();
  const old = shown ? oldBy(readAt, now) : undefined;
  return (
    <header className="wa-head">
      <h1>
        {t('wall.title')} <span>{installation.province || installation.name}</span>
      </h1>
      <p className="wa-state" role="status" data-old={old !== undefined || undefined}>
        {old === undefined
          ? shown && t('wall.of_now')
          : t('wall.old', {
              count: old,
              time: formatInstant(new Date(readAt).toISOString()).slice(-8),
            })}
      </p>
      <time className="wa-clock cl-figures" dateTime={new Date(now).toISOString()}>
        {formatInstant(new Date(now).toISOString())}
      </time>
      <div className="wa-tools">
        <button type="button" onClick={toggleFull}>
          {t('wall.full')} <kbd>F</kbd>
        </button>
        <button type="button" onClick={onLeave}>
          {t('wall.leave')} <kbd>Esc</kbd>
        </button>
      </div>
    </header>
  );
}

/** The time, anew each second. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The page that lies below cannot be reached by keyboard or screen reader while the wall covers it. */
function useAlone(): void {
  useEffect(() => {
    const below = document.getElementById('root');
    below?.setAttribute('inert', '');
    return () => below?.removeAttribute('inert');
  }, []);
}

function toggleFull(): void {
  // Refused where a policy forbids it: the wall covers the window all the same.
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  else void document.documentElement.requestFullscreen?.().catch(() => undefined);
}

/** F fills the screen, Escape leaves; the browser itself takes the first Escape of a filled screen. */
function useKeys(leave: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (event.key === 'Escape' && !document.querySelector('.ant-modal-wrap')) leave();
      if (event.key.toLowerCase() === 'f') toggleFull();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [leave]);
}

/** The screen does not sleep while the wall is shown, where the browser can see to it. */
function useWake(): void {
  useEffect(() => {
    let held: WakeLockSentinel | undefined;
    let gone = false;
    const hold = async () => {
      if (document.visibilityState !== 'visible') return;
      const lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
      if (gone) void lock?.release();
      else held = lock;
    };
    void hold();
    document.addEventListener('visibilitychange', hold);
    return () => {
      gone = true;
      document.removeEventListener('visibilitychange', hold);
      void held?.release();
    };
  }, []);
}
