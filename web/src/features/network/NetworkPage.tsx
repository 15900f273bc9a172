import '../incident/incident.css';
import './network.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { casePath } from '~/features/incident/model';
import { CallRow } from '~/features/incident/PeopleTab';
import { Reading } from '~/features/incident/Reading';
import { Card, Page } from '~/ui/Page';
import { Tabs } from '~/ui/Tabs';
import { EmptyState } from '~/ui/views';
import { type Contact, onDutyQuery, openCallsQuery } from './api';
import { ContactDialog } from './ContactDialog';
import { ContactsTab } from './ContactsTab';
import { NETWORK_PATH, TABS } from './model';
import { OwnersTab } from './OwnersTab';
import { Roster } from './Roster';

/** Who can be called when something burns, who is on duty, and which calls nobody answered yet. */
export function Component() {
  const { t } = useTranslation('network');
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const asked = params.get('tab');
  const tab = TABS.find((one) => one === asked) ?? 'duty';
  return (
    <Page
      title={t('menu')}
      wide
      actions={
        can(session, 'network.change') && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('contact.add')}
          </Button>
        )
      }
    >
      <Tabs
        activeKey={tab}
        onChange={(key) => setParams(key === 'duty' ? {} : { tab: key }, { replace: true })}
        items={TABS.map((key) => ({ key, label: t(`tab.${key}`) }))}
      />
      {tab === 'contacts' && <ContactsTab />}
      {tab === 'owners' && <OwnersTab />}
      {tab === 'duty' && (
        <>
          <div className="cl-cards cl-cards-two">
            <OnDutyCard />
            <CallsCard />
          </div>
          <Roster />
        </>
      )}
      {adding && <ContactDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

function OnDutyCard() {
  const { t } = useTranslation('network');
  const found = useQuery(onDutyQuery);
  return (
    <Card title={t('duty.now')}>
      {found.isPending && <Skeleton active title={false} />}
      <Reading found={{ ...found, isPending: false }} />
      {found.data && found.data.first.length + found.data.second.length === 0 && (
        <EmptyState title={t('duty.nobody')} text={t('duty.nobody_text')} />
      )}
      {found.data && (
        <>
          <Line name="first" contacts={found.data.first} />
          <Line name="second" contacts={found.data.second} />
        </>
      )}
    </Card>
  );
}

function Line({ name, contacts }: { name: 'first' | 'second'; contacts: readonly Contact[] }) {
  const { t } = useTranslation('network');
  if (contacts.length === 0) return null;
  return (
    <>
      <h3 className="nw-line">{t(`line.${name}`)}</h3>
      <ul className="cl-lines">
        {contacts.map((contact) => (
          <li key={contact.id}>
            <span>
              {contact.name}
              <span className="in-under">
                {[contact.post, contact.agency_name].filter(Boolean).join(' · ')}
              </span>
            </span>
            <Phone number={contact.phone} />
          </li>
        ))}
      </ul>
    </>
  );
}

export function Phone({ number }: { number: string }) {
  if (!number) return null;
  return (
    <a className="nw-phone cl-figures" href={`tel:${number.replaceAll(/[^+\d]/g, '')}`}>
      {number}
    </a>
  );
}

function CallsCard() {
  const { t } = useTranslation('network');
  const session = useSession();
  const found = useQuery(openCallsQuery);
  return (
    <Card
      title={t('calls.title')}
      extra={<Link to={`${NETWORK_PATH}?tab=contacts`}>{t('tab.contacts')}</Link>}
    >
      <Reading found={found} />
      {found.data?.length === 0 && <p className="cl-quiet">{t('calls.none')}</p>}
      {found.data?.map((call) => (
        <div key={call.id} className="nw-call">
          <span className="in-under">
            {call.drill_id && <strong>{t('calls.drill')} </strong>}
            {can(session, 'incident.read') ? (
              <Link to={casePath(call.incident_id)}>
                {call.incident_code} {call.incident_title}
              </Link>
            ) : (
              call.incident_code
            )}
          </span>
          <ul className="cl-lines">
            <CallRow call={call} acts />
          </ul>
        </div>
      ))}
    </Card>
  );
}
