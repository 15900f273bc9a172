import { useTranslation } from 'react-i18next';
import { StatusTag } from '~/ui/StatusTag';
import { toneOf } from './model';

export function Standing({ value }: { value: string }) {
  const { t } = useTranslation('source');
  return (
    <StatusTag
      tone={toneOf(value)}
      label={t(`standing.${value}`, { defaultValue: value })}
      title={t(`standing_why.${value}`, { defaultValue: '' })}
    />
  );
}
