import { useTranslation } from 'react-i18next';
import { StatusTag, type Tone } from '~/ui/StatusTag';

const STATE_TONES: Record<string, Tone> = {
  in_review: 'medium',
  approved: 'low',
  active: 'good',
  ended: 'info',
  replaced: 'info',
  superseded: 'info',
  rejected: 'info',
};

/** State of a plan or of a version, as a word. */
export function StateTag({ state, of = 'state' }: { state: string; of?: 'state' | 'version_state' }) {
  const { t } = useTranslation('plan');
  return <StatusTag tone={STATE_TONES[state] ?? 'info'} label={t(`${of}.${state}`)} />;
}

/** Three dots: how sure the parser was; said in words to screen readers. */
export function Confidence({ value, sureFrom }: { value: number; sureFrom: number }) {
  const { t } = useTranslation('plan');
  const level = value >= sureFrom ? 3 : value >= sureFrom - 0.25 ? 2 : 1;
  const label = t(`confidence.${level}`, { percent: Math.round(value * 100) });
  return (
    <span className="pl-dots" data-level={level} role="img" aria-label={label} title={label}>
      {'●●●'.slice(0, level)}
      <span>{'○○○'.slice(level)}</span>
    </span>
  );
}
