import { useTranslation } from 'react-i18next';
import { Standing } from '~/features/source/words';
import type { System } from './api';

/** "Level 3", or that nobody has determined it. */
export function Level({ value }: { value: number }) {
  const { t } = useTranslation('system');
  if (value === 0) return <span className="cl-quiet">{t('level_none')}</span>;
  return <span className="sy-level">{t('level', { level: value })}</span>;
}

/** How the sources of a system stand; a system that no source speaks for says so. */
export function SystemStanding({ system }: { system: Pick<System, 'standing'> }) {
  const { t } = useTranslation('system');
  if (!system.standing) return <span className="cl-quiet">{t('no_source')}</span>;
  return <Standing value={system.standing} />;
}
