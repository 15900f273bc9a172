import { useTranslation } from 'react-i18next';
import { roman } from '~/ui/format';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { DateText, LateTag, NumberText } from '~/ui/texts';
import type { Duty } from './api';
import { seenStatus } from './filters';

const STATUS_TONES: Record<string, Tone> = {
  no_answer: 'medium',
  not_started: 'info',
  in_progress: 'low',
  done: 'good',
  not_done: 'high',
  cancelled: 'info',
};
const REVIEW_TONES: Record<string, Tone> = { submitted: 'medium', accepted: 'good', returned: 'urgent' };

/** The status of a report, or of a duty by `seenStatus`. */
export function DutyStatus({ status }: { status: string }) {
  const { t } = useTranslation('duty');
  return <StatusTag tone={STATUS_TONES[status] ?? 'info'} label={t(`status.${status}`)} />;
}

/** What the coordinator made of the last report; nothing where there is no report. */
export function ReviewTag({ review }: { review: string }) {
  const { t } = useTranslation('duty');
  const tone = REVIEW_TONES[review];
  return tone ? <StatusTag tone={tone} label={t(`review.${review}`)} /> : null;
}

/** Percent as told; no answer is a dash, never 0. */
export function Percent({ value }: { value: number | null | undefined }) {
  return <NumberText value={value} unit="%" />;
}

/** How far the work is, and what became of the last report. */
export function Standing({ duty }: { duty: Pick<Duty, 'status' | 'percent' | 'review' | 'reported_at'> }) {
  const { percent } = duty;
  return (
    <span className="du-standing">
      <DutyStatus status={seenStatus(duty)} />
      {duty.status !== 'done' && percent !== null && percent !== undefined && <Percent value={percent} />}
      <ReviewTag review={duty.review} />
    </span>
  );
}

/** Due date with the number of days it is late. */
export function Due({ duty }: { duty: Pick<Duty, 'due_on' | 'late_days' | 'done_late_days' | 'open'> }) {
  const { t } = useTranslation('duty');
  return (
    <span className="du-due">
      <DateText value={duty.due_on} dayOnly />
      {duty.open && duty.late_days ? <LateTag due={duty.due_on} /> : null}
      {!duty.open && duty.done_late_days ? (
        <span className="cl-late">{t('done_late', { count: duty.done_late_days })}</span>
      ) : null}
    </span>
  );
}

/** "2026-Q3" in words; nothing for work that comes once. */
export function Instance({ value }: { value: string }) {
  const { t } = useTranslation('duty');
  const long = /^(\d{4})-(\d{2})\+(\d+)M$/.exec(value);
  if (long) {
    const [, year, month, months] = long;
    return <span>{t('instance.long', { year, month, months })}</span>;
  }
  const match = /^(\d{4})(?:-(?:Q(\d)|H(\d)|(\d{2})))?$/.exec(value);
  if (!match) return value ? <span>{value}</span> : null;
  const [, year, quarter, half, month] = match;
  const text = quarter
    ? t('instance.quarter', { roman: roman(Number(quarter)), year })
    : half
      ? t('instance.half', { half, year })
      : month
        ? t('instance.month', { month, year })
        : t('instance.year', { year });
  return <span>{text}</span>;
}
