import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverFound, serverLost } from '~/api/signals';
import { sessionQuery, useSession } from '../session';

/** Always there: what must not be entered (or, on a classified installation, that it is one). */
export function SecrecyBanner() {
  const { t } = useTranslation('shell');
  const classified = useSession().installation.offline_classified;
  return (
    <p className="cl-secrecy" role="note">
      <strong>{t(classified ? 'secrecy.classified' : 'secrecy.title')}</strong>{' '}
      <span>{t(classified ? 'secrecy.classified_text' : 'secrecy.text')}</span>
    </p>
  );
}

/** Shown while the server cannot be reached. */
export function ConnectionBanner() {
  const { t } = useTranslation(['shell', 'common']);
  const client = useQueryClient();
  const [lost, setLost] = useState(!navigator.onLine);
  useEffect(() => {
    const down = () => setLost(true);
    const up = () => setLost(false);
    const offs = [serverLost.on(down), serverFound.on(up)];
    const again = () => void client.invalidateQueries();
    window.addEventListener('offline', down);
    window.addEventListener('online', again);
    return () => {
      for (const off of offs) off();
      window.removeEventListener('offline', down);
      window.removeEventListener('online', again);
    };
  }, [client]);
  // Comes back by itself: a small question every ten seconds while lost.
  useEffect(() => {
    if (!lost) return;
    const timer = setInterval(() => void client.refetchQueries({ queryKey: sessionQuery.queryKey }), 10_000);
    return () => clearInterval(timer);
  }, [lost, client]);
  return (
    <div aria-live="polite">
      {lost && (
        <p className="cl-lost">
          <strong>{t('shell:lost.title')}</strong> {t('shell:lost.text')}{' '}
          <button type="button" onClick={() => void client.invalidateQueries()}>
            {t('common:action.retry')}
          </button>
        </p>
      )}
    </div>
  );
}
