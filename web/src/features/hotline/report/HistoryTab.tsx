import { useTranslation } from 'react-i18next';
import { Timeline } from '~/ui/views';
import type { ReportDetail } from '../api';
import { historyOf } from '../model';

/** What happened to the report, newest first; a kind that was changed keeps its line. */
export function HistoryTab({ detail }: { detail: ReportDetail }) {
  const { t } = useTranslation('hotline');
  return (
    <section aria-label={t('tab.history')}>
      <Timeline
        entries={historyOf(detail).map(({ id, at, who, key, params, words, tone }) => ({
          id,
          at,
          who: who || undefined,
          title: t(`history.${key}`, {
            ...params,
            ...(params?.outcome ? { outcome: t(`outcome.${params.outcome}`, { defaultValue: '' }) } : {}),
          }),
          body: words || undefined,
          ...(tone ? { tone } : {}),
        }))}
      />
    </section>
  );
}
