import { useTranslation } from 'react-i18next';
import { Timeline } from '~/ui/views';
import type { ReportDetail } from '../api';
import { type HistoryEntry, historyOf } from '../model';

/** What happened to the report, newest first; a kind that was changed keeps its line. */
export function HistoryTab({ detail }: { detail: ReportDetail }) {
  const { t } = useTranslation('hotline');
  const urgency = (code: string | undefined) => t(`urgency.${code}.name`, { defaultValue: code ?? '' });
  /** Codes among the parameters, in words. */
  const said = (key: string, params: HistoryEntry['params'] | undefined) => {
    if (key === 'urgency') return { from: urgency(params?.from), to: urgency(params?.to) };
    return {
      ...params,
      ...(params?.outcome ? { outcome: t(`outcome.${params.outcome}`, { defaultValue: '' }) } : {}),
    };
  };
  return (
    <section aria-label={t('tab.history')}>
      <Timeline
        entries={historyOf(detail).map(({ id, at, who, key, params, words, tone }) => ({
          id,
          at,
          who: who || undefined,
          title: t(`history.${key}`, said(key, params)),
          body: words || undefined,
          ...(tone ? { tone } : {}),
        }))}
      />
    </section>
  );
}
