import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Page } from '~/ui/Page';
import { TotpCard } from './TotpCard';

/** All that is open to a person whose role demands two-step sign-in, until it is on. */
export default function TotpGate() {
  const { t } = useTranslation('auth');
  return (
    <Page title={t('account.totp')}>
      <Alert type="warning" showIcon title={t('account.totp_demanded')} />
      <TotpCard />
    </Page>
  );
}
