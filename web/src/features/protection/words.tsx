import { useTranslation } from 'react-i18next';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing } from '~/ui/texts';
import { fileUrl } from './api';
import { ANSWER_TONES } from './controls';
import { LAYER_TONES, OUTCOME_TONES, SEVERITY_TONES } from './model';

export function LayerTag({ standing }: { standing: string }) {
  const { t } = useTranslation('protection');
  return (
    <StatusTag
      tone={LAYER_TONES[standing] ?? 'info'}
      label={t(`layers.standing.${standing}`, { defaultValue: standing })}
    />
  );
}

/** What counts of an item today; nothing said is said so. */
export function AnswerTag({ answer }: { answer: string | undefined }) {
  const { t } = useTranslation('protection');
  const word = answer ?? 'unanswered';
  return (
    <StatusTag
      tone={ANSWER_TONES[word] ?? 'info'}
      label={t(`controls.answer.${word}`, { defaultValue: word })}
    />
  );
}

export function SeverityTag({ value }: { value: string }) {
  const { t } = useTranslation('protection');
  return (
    <StatusTag
      tone={SEVERITY_TONES[value] ?? 'info'}
      label={t(`weakness.severity.${value}`, { defaultValue: value })}
    />
  );
}

export function OutcomeTag({ value }: { value: string }) {
  const { t } = useTranslation('protection');
  return (
    <StatusTag
      tone={OUTCOME_TONES[value] ?? 'info'}
      label={t(`record.outcome.${value}`, { defaultValue: value })}
    />
  );
}

export function FileLink({
  system,
  file,
  name,
}: {
  system: string;
  file: string | null | undefined;
  name?: string;
}) {
  const { t } = useTranslation('protection');
  if (!file) return <Nothing />;
  return (
    <a href={fileUrl(system, file)} download>
      {name ?? t('file.download')}
    </a>
  );
}
