import { useTranslation } from 'react-i18next';
import { formatDate } from '~/ui/format';
import { type Dated, lastDay, phaseOf } from './periods';

/** "từ 01/02/2025", "01/02/2025 – 30/06/2025", quiet when it is over. */
export function PeriodText({ of }: { of: Dated }) {
  const { t } = useTranslation('admin');
  const from = formatDate(of.from, true);
  const phase = phaseOf(of);
  const text = of.to
    ? t('period.closed', { from, to: formatDate(lastDay(of.to), true) })
    : t('period.open', { from });
  return (
    <span className={phase === 'past' ? 'cl-quiet cl-figures' : 'cl-figures'}>
      {text}
      {phase === 'future' && ` (${t('period.future')})`}
    </span>
  );
}
