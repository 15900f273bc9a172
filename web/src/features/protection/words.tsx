import { useTranslation } from 'react-i18next';
import { StatusTag } from '~/ui/StatusTag';
import { LawLink, Nothing } from '~/ui/texts';
import { type Control, fileUrl } from './api';
import { ANSWER_TONES } from './controls';
import { LAYER_TONES, LAYERS, OUTCOME_TONES, SEVERITY_TONES } from './model';

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

export function FileLink({ system, file }: { system: string; file: string | null | undefined }) {
  const { t } = useTranslation('protection');
  if (!file) return <Nothing />;
  return (
    <a href={fileUrl(system, file)} download>
      {t('file.download')}
    </a>
  );
}

/** The article of an item and how sure it is. */
export function Law({ of: { article, source, certainty } }: { of: Control }) {
  const { t } = useTranslation('protection');
  const citation = [article, source].filter(Boolean).join(', ');
  if (!citation) return null;
  return (
    <LawLink
      text={certainty === 'unsure' ? t('law_unsure', { citation }) : citation}
      title={t(`certainty.${certainty}`, { defaultValue: '' })}
    />
  );
}

/** Which of the four layers stand: drawn for the eye, said for the ear and for a file. */
export function LayersText({ stand }: { stand: readonly number[] }) {
  const { t } = useTranslation('protection');
  const missing = LAYERS.filter((layer) => !stand.includes(layer));
  const said =
    missing.length === 0
      ? t('layers.all')
      : stand.length === 0
        ? t('layers.none')
        : t('layers.some', { stand: stand.join(', '), missing: missing.join(', ') });
  return (
    <span className="pr-layers" title={said}>
      {LAYERS.map((layer) => (
        <span key={layer} aria-hidden="true" data-stands={stand.includes(layer) || undefined}>
          {layer}
        </span>
      ))}
      <span className="cl-hidden">{said}</span>
    </span>
  );
}
