import { useTranslation } from 'react-i18next';
import { Indicator } from '../desk/words';
import type { Contest } from './api';

/** What somebody objects to. While the keys are missing nobody can read which warning is meant. */
export function Objected({ of, bare }: { of: Contest; bare?: boolean }) {
  const { t } = useTranslation('hotline_desk');
  if (!of.kind || !of.value) return <span className="cl-quiet">{t('contest.not_read')}</span>;
  return <Indicator kind={of.kind} value={of.value} bank={of.bank} bare={bare ?? false} />;
}
