import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Page } from '~/ui/Page';
import { Tabs } from '~/ui/Tabs';
import { Sections } from '../Sections';
import { ClientsTab } from './ClientsTab';
import { ContactsTab } from './ContactsTab';
import { DesksTab } from './DesksTab';
import { TABS } from './model';
import { RefusedTab } from './RefusedTab';
import { TemplatesTab } from './TemplatesTab';
import { TypesTab } from './TypesTab';

/** Desks, words of answers, whom citizens may turn to, added kinds of scam, applications that file reports; what was refused. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const [params, setParams] = useSearchParams();
  const asked = params.get('tab');
  const tab = TABS.find((one) => one === asked) ?? 'desks';
  return (
    <Page title={t('settings.title')} wide>
      <Sections />
      <Tabs
        activeKey={tab}
        onChange={(key) => setParams(key === 'desks' ? {} : { tab: key }, { replace: true })}
        items={TABS.map((key) => ({ key, label: t(`settings.tab.${key}`) }))}
      />
      <p className="cl-quiet">{t(`settings.about.${tab}`)}</p>
      {tab === 'desks' && <DesksTab />}
      {tab === 'templates' && <TemplatesTab />}
      {tab === 'contacts' && <ContactsTab />}
      {tab === 'types' && <TypesTab />}
      {tab === 'clients' && <ClientsTab />}
      {tab === 'refused' && <RefusedTab />}
    </Page>
  );
}
