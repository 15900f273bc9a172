import { useTranslation } from 'react-i18next';
import { formatDate, localDay } from '~/ui/format';
import { Card } from '~/ui/Page';
import { Timeline, type TimelineEntry } from '~/ui/views';
import type { Detail, Taken } from './api';
import { filedOf } from './model';

const TONES: Record<string, TimelineEntry['tone']> = {
  sent: 'accent',
  accepted: 'accent',
  returned: 'urgent',
  appraised: 'accent',
  approved: 'good',
};

/** Who took which step. */
export function History({ detail: { steps, documents } }: { detail: Detail }) {
  const { t } = useTranslation('dossier');
  const entry = (taken: Taken): Pick<TimelineEntry, 'title' | 'body'> => {
    if (taken.step === 'filed') {
      const filed = filedOf(taken.note, documents);
      return { title: t('history.filed', filed), body: filed.file };
    }
    const title = t(`history.step.${taken.step}`, { defaultValue: t('history.other') });
    // Written down on another day than it was done.
    const dated = taken.on && taken.on !== localDay(new Date(taken.at));
    return {
      title: dated ? t('history.on', { step: title, date: formatDate(taken.on as string, true) }) : title,
      body: taken.note,
    };
  };
  return (
    <Card title={t('history.title')}>
      <Timeline
        empty={<p className="cl-quiet">{t('history.empty')}</p>}
        entries={steps.map((taken, at) => ({
          id: `${taken.at} ${at}`,
          at: taken.at,
          who: taken.by_name,
          tone: TONES[taken.step] ?? 'info',
          ...entry(taken),
        }))}
      />
    </Card>
  );
}
