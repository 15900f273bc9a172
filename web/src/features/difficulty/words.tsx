import { useTranslation } from 'react-i18next';
import type { Schema } from '~/api/client';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { DateText, LateTag } from '~/ui/texts';

export type Difficulty = Schema<'DifficultyInfo'>;

export const STATES = ['open', 'escalated', 'answered', 'closed'] as const;
export const KINDS = ['difficulty', 'proposal'] as const;
const TONES: Record<string, Tone> = { open: 'medium', escalated: 'high', answered: 'low', closed: 'good' };

export function State({ state }: { state: string }) {
  const { t } = useTranslation('difficulty');
  return <StatusTag tone={TONES[state] ?? 'info'} label={t(`state.${state}`)} />;
}

/** Until when an answer is expected. */
export function AnswerDue({ item }: { item: Difficulty }) {
  return (
    <span className="di-line">
      <DateText value={item.answer_due_on} dayOnly />
      {item.answer_late_days ? <LateTag due={item.answer_due_on} /> : null}
    </span>
  );
}
