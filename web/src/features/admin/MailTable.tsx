import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, type Schema } from '~/api/client';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, Nothing } from '~/ui/texts';
import { MailError } from './MailError';
import { mailCause } from './mailCause';

type Mail = Schema<'MailView'>;

export function MailTable() {
  const { t } = useTranslation('admin');
  const [open, setOpen] = useState<Mail>();
  const mail = useQuery({
    queryKey: ['platform', 'mail'],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/platform/mail', { params: { query: { limit: 500 } }, signal })),
    refetchInterval: 30_000,
  });
  const columns = useMemo<DataColumn<Mail>[]>(
    () => [
      { key: 'subject', title: t('mail.subject'), primary: true, width: '26%', render: (m) => m.subject },
      {
        key: 'recipient',
        title: t('mail.recipient'),
        width: '22%',
        render: (m) => <span className="cl-break">{m.recipient}</span>,
      },
      {
        key: 'state',
        title: t('mail.state'),
        width: '130px',
        render: (m) => (
          <StatusTag
            tone={m.state === 'sent' ? 'good' : m.last_error ? 'high' : 'low'}
            label={t(`mail.states.${m.state}`, { defaultValue: m.state })}
          />
        ),
      },
      {
        key: 'created_at',
        title: t('mail.created_at'),
        width: '140px',
        sortable: true,
        sortValue: (m) => m.created_at,
        render: (m) => <DateText value={m.created_at} />,
      },
      {
        key: 'sent_at',
        title: t('mail.sent_at'),
        width: '140px',
        notOnPhone: true,
        render: (m) => <DateText value={m.sent_at} />,
      },
      {
        key: 'error',
        width: '20%',
        title: t('mail.cause_label'),
        render: (m) => (m.last_error ? t(`mail.causes.${mailCause(m.last_error)}`) : <Nothing />),
      },
    ],
    [t],
  );
  const filters = useMemo<FilterDef<Mail>[]>(
    () => [
      {
        key: 'state',
        label: t('mail.state'),
        kind: 'select',
        options: ['waiting', 'sent'].map((value) => ({ value, label: t(`mail.states.${value}`) })),
        match: (m, values) => values.includes(m.state),
      },
    ],
    [t],
  );
  const waiting = mail.data?.waiting ?? 0;
  return (
    <>
      {waiting > 0 && (
        <div className="cl-notice" role="status">
          <div>
            <strong>{t('mail.backlog', { count: waiting })}</strong> {t('mail.backlog_text')}
            {mail.data?.last_error && <MailError text={mail.data.last_error} />}
          </div>
        </div>
      )}
      <DataTable<Mail>
        id="admin.mail"
        urlPrefix="mail_"
        label={t('mail.tab')}
        columns={columns}
        rowKey={(m) => m.id}
        onOpen={setOpen}
        filters={filters}
        searchPlaceholder={t('mail.search')}
        source={{
          rows: mail.data?.items,
          error: mail.error ?? undefined,
          onRetry: () => void mail.refetch(),
          text: (m) =>
            `${m.subject} ${m.recipient} ${m.last_error ? t(`mail.causes.${mailCause(m.last_error)}`) : ''}`,
        }}
        empty={{ title: t('mail.empty'), text: t('mail.empty_text') }}
      />
      <Drawer open={open !== undefined} onClose={() => setOpen(undefined)} size={560} title={open?.subject}>
        {open && (
          <dl className="cl-facts">
            <dt>{t('mail.recipient')}</dt>
            <dd className="cl-break">{open.recipient}</dd>
            <dt>{t('mail.state')}</dt>
            <dd>{t(`mail.states.${open.state}`, { defaultValue: open.state })}</dd>
            <dt>{t('mail.created_at')}</dt>
            <dd>
              <DateText value={open.created_at} />
            </dd>
            <dt>{t('mail.sent_at')}</dt>
            <dd>
              <DateText value={open.sent_at} />
            </dd>
            {open.last_error && (
              <>
                <dt>{t('mail.cause_label')}</dt>
                <dd>{t(`mail.causes.${mailCause(open.last_error)}`)}</dd>
                <dt>{t('mail.raw')}</dt>
                <dd>
                  <code className="cl-break">{open.last_error}</code>
                </dd>
              </>
            )}
          </dl>
        )}
      </Drawer>
    </>
  );
}
