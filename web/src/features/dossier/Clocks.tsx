import { useTranslation } from 'react-i18next';
import { Cite } from '~/ui/Cite';
import { localDay } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, LateTag } from '~/ui/texts';
import type { Detail } from './api';
import { type Clock, clocksOf } from './model';
import { useTerm } from './words';

/** Every term of the law: its day, whether it was kept, and the article. */
export function Clocks({ detail }: { detail: Detail }) {
  const { t } = useTranslation('dossier');
  return (
    <ol className="ds-clocks" aria-label={t('clock.title')}>
      {clocksOf(detail, localDay(new Date())).map((clock) => (
        <li
          key={clock.kind}
          data-standing={clock.late > 0 && clock.standing === 'running' ? 'late' : clock.standing}
        >
          <h3>{t(`clock.${clock.kind}`)}</h3>
          <ClockLine clock={clock} />
          <Term clock={clock} />
        </li>
      ))}
    </ol>
  );
}

function ClockLine({ clock: { standing, due, done, late } }: { clock: Clock }) {
  const { t } = useTranslation('dossier');
  switch (standing) {
    case 'running':
      return (
        <p className="cl-inline">
          <strong>
            {t('clock.due')} <DateText value={due} dayOnly />
          </strong>
          {late > 0 && <LateTag due={due} />}
        </p>
      );
    case 'done':
      return (
        <p className="cl-inline">
          <span>
            {t('clock.done')} <DateText value={done} dayOnly />
          </span>
          {due && late === 0 && <StatusTag tone="good" label={t('clock.in_time')} />}
          {late > 0 && <span className="cl-late">{t('clock.was_late', { count: late })}</span>}
        </p>
      );
    case 'returned':
      return (
        <p>
          {t('clock.returned')} <DateText value={done} dayOnly />
        </p>
      );
    default:
      return <p className="cl-quiet">{t(`clock.standing.${standing}`)}</p>;
  }
}

function Term({ clock: { step, due, standing } }: { clock: Clock }) {
  const { t } = useTranslation('dossier');
  const term = useTerm();
  if (!step) return <p className="cl-quiet">{t('term.none')}</p>;
  return (
    <p className="cl-quiet">
      {term(step)}
      {due && standing === 'done' && (
        <>
          {' · '}
          {t('clock.due')} <DateText value={due} dayOnly />
        </>
      )}
      {' · '}
      <Cite of={step} />
    </p>
  );
}
