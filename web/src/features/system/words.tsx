import { useTranslation } from 'react-i18next';
import { Standing } from '~/features/source/words';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import type { System } from './api';

/** "Level 3", what was proposed while nothing is decided, or that nobody has determined it. */
export function Level({ value, proposed = 0 }: { value: number; proposed?: number }) {
  const { t } = useTranslation('system');
  if (value === 0 && proposed > 0)
    return <span className="cl-quiet">{t('level_proposed', { level: proposed })}</span>;
  if (value === 0) return <span className="cl-quiet">{t('level_none')}</span>;
  return <span className="sy-level">{t('level', { level: value })}</span>;
}

const TONES: Record<string, Tone> = {
  approved: 'good',
  appraised: 'info',
  sent: 'info',
  returned: 'high',
  draft: 'low',
};

/** Where the dossier of the level stands. */
export function DossierTag({ state }: { state: string }) {
  const { t } = useTranslation('system');
  if (state === 'none') return <span className="cl-quiet">{t('dossier.none')}</span>;
  return <StatusTag tone={TONES[state] ?? 'info'} label={t(`dossier.${state}`, { defaultValue: state })} />;
}

/** Why a running system may not run. */
export function Flags({ flags }: { flags: readonly string[] }) {
  const { t } = useTranslation('system');
  return (
    <>
      {flags.map((flag) => (
        <StatusTag key={flag} tone="high" label={t(`flag.${flag}`, { defaultValue: flag })} />
      ))}
    </>
  );
}

/** How the sources of a system stand; a system that no source speaks for says so. */
export function SystemStanding({ system }: { system: Pick<System, 'standing'> }) {
  const { t } = useTranslation('system');
  if (!system.standing) return <span className="cl-quiet">{t('no_source')}</span>;
  return <Standing value={system.standing} />;
}
