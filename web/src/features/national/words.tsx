import { useTranslation } from 'react-i18next';
import { Cite } from '~/ui/Cite';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { DateText, LateTag } from '~/ui/texts';
import type { Criterion, Standing } from './api';

const TONES: Record<string, Tone> = {
  listed: 'good',
  requested: 'medium',
  waits: 'high',
  reviewed: 'info',
  untold: 'low',
  decided: 'good',
  refused: 'info',
  withdrawn: 'info',
};

/** How a system stands to the list, or where a request stands. */
export function ListStanding({ value }: { value: string }) {
  const { t } = useTranslation('national');
  return <StatusTag tone={TONES[value] ?? 'info'} label={t(`standing.${value}`, { defaultValue: value })} />;
}

/** Why: criteria of the law with their articles; of an open one the questions that decide it. */
export function Criteria({ criteria, asked }: { criteria: readonly Criterion[]; asked?: boolean }) {
  return (
    <ul className="nl-plain">
      {criteria.map((c) => (
        <li key={c.code}>
          {c.text} <Cite of={c} />
          {asked && c.why.length > 0 && <div className="cl-quiet">{c.why.join(' · ')}</div>}
        </li>
      ))}
    </ul>
  );
}

/** The self-check of the year: done on a day, or due. */
export function SelfCheck({ check }: { check: NonNullable<Standing['check']> }) {
  const { t } = useTranslation('national');
  if (check.done_on)
    return (
      <span>
        {t('check.done')} <DateText value={check.done_on} dayOnly />
      </span>
    );
  return (
    <span className="cl-inline">
      {t('check.due')} <DateText value={check.due} dayOnly />
      {check.late && <LateTag due={check.due} />}
    </span>
  );
}
