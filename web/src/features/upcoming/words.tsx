import { useTranslation } from 'react-i18next';
import type { Waiting } from './api';

/** What a day is about, with the layer or the kind of record. */
export function WaitsFor({ item }: { item: Waiting }) {
  const { t } = useTranslation(['upcoming', 'protection']);
  const about =
    item.kind === 'record'
      ? t(`protection:record.kind.${item.about}`, { defaultValue: item.about })
      : item.about;
  return <>{t(`upcoming:kind.${item.kind}`, { about, defaultValue: item.kind })}</>;
}
