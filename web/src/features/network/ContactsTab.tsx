import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '~/features/incident/useAct';
import { Countdown } from '~/features/incident/words';
import { ActProblem } from '~/ui/ActProblem';
import { Cite } from '~/ui/Cite';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { Nothing } from '~/ui/texts';
import { type Contact, contactsQuery, networkChoicesQuery, tellContact } from './api';
import { ContactDialog } from './ContactDialog';
import { Phone } from './NetworkPage';

/** Everybody who can be called. */
export function ContactsTab() {
  const { t } = useTranslation('network');
  const found = useQuery(contactsQuery);
  const choices = useQuery(networkChoicesQuery);
  const [editing, setEditing] = useState<Contact>();
  const columns = useColumns();
  const filters = useMemo<FilterDef<Contact>[]>(
    () => [
      {
        key: 'kind',
        label: t('contact.kind'),
        kind: 'multi',
        options: (choices.data?.kinds ?? []).map((value) => ({ value, label: t(`kind.${value}`) })),
        match: (c, values) => values.includes(c.kind),
      },
      { key: 'owed', label: t('contact.untold'), kind: 'flag', match: (c) => c.owed !== null },
      { key: 'always', label: t('contact.always'), kind: 'flag', match: (c) => c.always },
    ],
    [t, choices.data],
  );
  return (
    <>
      <DataTable<Contact>
        id="network.contacts"
        label={t('tab.contacts')}
        columns={columns}
        rowKey={(c) => c.id}
        filters={filters}
        searchPlaceholder={t('contact.search')}
        source={{
          rows: found.data?.items,
          error: found.data ? undefined : found.error,
          onRetry: () => void found.refetch(),
          text: (c) => [c.name, c.post, c.agency_name, c.body_name, c.phone, c.email, ...c.skills].join(' '),
        }}
        onOpen={(c) => c.may_change && setEditing(c)}
        rowState={(c) => (c.owed?.overdue ? 'late' : undefined)}
        empty={{ title: t('contact.empty'), text: t('contact.empty_text') }}
      />
      {editing && <ContactDialog contact={editing} onClose={() => setEditing(undefined)} />}
    </>
  );
}

function useColumns(): DataColumn<Contact>[] {
  const { t } = useTranslation('network');
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('contact.name'),
        primary: true,
        sortable: true,
        sortValue: (c) => c.name,
        render: (c) => (
          <>
            {c.active ? c.name : t('contact.inactive_name', { name: c.name })}
            {c.post && <span className="in-under">{c.post}</span>}
          </>
        ),
      },
      {
        key: 'kind',
        title: t('contact.kind'),
        width: '200px',
        render: (c) => (
          <>
            {t(`kind.${c.kind}`, { defaultValue: c.kind })}
            {c.body_name && <span className="in-under">{c.body_name}</span>}
          </>
        ),
      },
      {
        key: 'agency',
        title: t('contact.agency'),
        width: '220px',
        sortable: true,
        sortValue: (c) => c.agency_name,
        render: (c) => c.agency_name || <Nothing />,
      },
      {
        key: 'reach',
        title: t('contact.reach'),
        width: '200px',
        render: (c) => (
          <>
            <Phone number={c.phone} />
            {c.email && (
              <a className="in-under" href={`mailto:${c.email}`}>
                {c.email}
              </a>
            )}
            {c.always && <span className="in-under">{t('contact.always')}</span>}
          </>
        ),
      },
      {
        key: 'skills',
        title: t('contact.skills'),
        width: '180px',
        render: (c) => c.skills.join(', ') || <Nothing />,
      },
      { key: 'owed', title: t('contact.told'), width: '220px', render: (c) => <Told contact={c} /> },
    ],
    [t],
  );
}

/** Whether the coordinating agency knows of the last change. */
function Told({ contact }: { contact: Contact }) {
  const { t } = useTranslation('network');
  const tell = useAct(() => tellContact(contact.id), t('contact.told_done'));
  const { owed } = contact;
  if (!owed)
    return <span className="cl-quiet">{t(contact.told_at ? 'contact.told_yes' : 'contact.told_none')}</span>;
  return (
    <>
      {owed.due_at && <Countdown due={owed.due_at} />} <Cite of={owed} title={owed.text} />
      {contact.may_change && (
        <div>
          <Button size="small" loading={tell.isPending} onClick={() => tell.mutate()}>
            {t('contact.tell')}
          </Button>
        </div>
      )}
      {tell.isError && <ActProblem error={tell.error} />}
    </>
  );
}
