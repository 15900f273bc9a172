import { useTranslation } from 'react-i18next';
import { Cite } from '~/ui/Cite';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, LateTag } from '~/ui/texts';
import { type Line, STANDING_TONES } from './calendar';

export function Standing({ standing }: { standing: string }) {
  const { t } = useTranslation('obligation');
  return <StatusTag tone={STANDING_TONES[standing] ?? 'info'} label={t(`standing.${standing}`)} />;
}

/** Due date; a day off shows the last working day before it. */
export function DueDay({ line }: { line: Line }) {
  const { t } = useTranslation('obligation');
  if (!line.due_on) return <span className="cl-quiet">{t('undated')}</span>;
  return (
    <span className="ob-due">
      <DateText value={line.due_on} dayOnly />
      {line.standing === 'overdue' && <LateTag due={line.due_on} />}
      {line.last_working_day && line.last_working_day !== line.due_on && (
        <span className="cl-quiet">
          {t('last_working_day')} <DateText value={line.last_working_day} dayOnly />
        </span>
      )}
    </span>
  );
}

/** The article of the law, and how sure it is. */
export function Law({ line }: { line: Line }) {
  const { t } = useTranslation('obligation');
  if (!line.citation) return null;
  // A day that the law does not give is one of the installation.
  return <Cite of={line} title={line.certainty === 'unsure' ? t('law_unsure') : undefined} />;
}

/** Who owes a date of the law, as the directory says for that day, and who is missing. */
export function Owing({ line, names = false }: { line: Line; names?: boolean }) {
  const { t } = useTranslation('obligation');
  if (line.source !== 'law') return null;
  const owed = line.owed_count ?? 0;
  if (owed === 0) return <span className="cl-quiet">{t('owed.nobody')}</span>;
  const missing = line.missing_count ?? 0;
  const more = missing - line.missing.length;
  return (
    <>
      <span>{t('owed.count', { done: owed - missing, count: owed })}</span>
      {names && missing > 0 && (
        <div className="cl-quiet">
          {t('owed.missing', { names: line.missing.map((a) => a.name).join('; ') })}
          {more > 0 && ` ${t('owed.more', { count: more })}`}
        </div>
      )}
    </>
  );
}

/** Who receives it: a code of a role, or the name written in the plan. */
export function useReceiver(): (line: Line) => string {
  const { t } = useTranslation('obligation');
  return (line) => {
    if (!line.to) return '';
    return line.source === 'law' ? t(`receiver.${line.to}`, { defaultValue: line.to }) : line.to;
  };
}
