import './report.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Input, InputNumber, Modal, Segmented } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data, type Schema } from '~/api/client';
import { can, useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatDate } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, Nothing } from '~/ui/texts';
import { Labelled } from './Labelled';

type Entry = Schema<'RegisterItem'>;

/** The number register: every number given, none twice, none taken back. */
export function Component() {
  const { t } = useTranslation('report');
  const session = useSession();
  const [cancelling, setCancelling] = useState<Entry>();
  const [opening, setOpening] = useState(false);
  const columns: DataColumn<Entry>[] = [
    {
      key: 'symbol',
      title: t('register.symbol'),
      width: '170px',
      render: (e) => <span className={e.cancelled_at ? 'cl-report-struck' : 'cl-figures'}>{e.symbol}</span>,
    },
    {
      key: 'issued',
      title: t('register.issued'),
      width: '120px',
      render: (e) => <DateText value={e.issued_on} dayOnly />,
    },
    {
      key: 'subject',
      title: t('register.subject'),
      primary: true,
      render: (e) => (e.document_id ? <Link to={`/bao-cao/${e.document_id}`}>{e.subject}</Link> : e.subject),
    },
    { key: 'issuer', title: t('register.issuer'), width: '20%', render: (e) => e.issuer_name },
    {
      key: 'external',
      title: t('register.external'),
      width: '180px',
      notOnPhone: true,
      render: (e) =>
        e.external_number && e.external_on ? (
          `${e.external_number} (${formatDate(e.external_on, true)})`
        ) : (
          <Nothing />
        ),
    },
    {
      key: 'state',
      title: t('register.state'),
      width: '210px',
      render: (e) =>
        e.cancelled_at ? (
          <span>
            <StatusTag
              tone="info"
              label={t('register.cancelled')}
              {...(e.cancel_reason ? { title: e.cancel_reason } : {})}
            />
            <div className="cl-quiet">{e.cancel_reason}</div>
          </span>
        ) : e.may_cancel ? (
          <Button size="small" onClick={() => setCancelling(e)}>
            {t('register.cancel')}
          </Button>
        ) : (
          <Nothing />
        ),
    },
  ];
  const filters: FilterDef<Entry>[] = [
    { key: 'issued', label: t('register.issued'), kind: 'dates' },
    { key: 'cancelled', label: t('register.cancelled'), kind: 'flag' },
  ];
  return (
    <Page
      title={t('menu.register')}
      meta={t('register.about')}
      wide
      actions={
        can(session, 'register.change') && (
          <Button onClick={() => setOpening(true)}>{t('register.open_series')}</Button>
        )
      }
    >
      <DataTable<Entry>
        id="report.register"
        label={t('menu.register')}
        columns={columns}
        rowKey={(e) => e.id}
        filters={filters}
        searchable={false}
        source={{
          queryKey: ['register'],
          fetch: ({ filters: chosen, cursor, limit, signal }) =>
            data(
              api.GET('/api/v1/register', {
                params: {
                  query: {
                    limit,
                    ...(cursor ? { cursor } : {}),
                    ...(chosen.issued_from?.[0] ? { from: chosen.issued_from[0] } : {}),
                    ...(chosen.issued_to?.[0] ? { to: chosen.issued_to[0] } : {}),
                    ...(chosen.cancelled?.length ? { cancelled: true } : {}),
                  },
                },
                signal,
              }),
            ),
        }}
        empty={{ title: t('register.empty'), text: t('register.empty_text') }}
      />
      {cancelling && <CancelDialog entry={cancelling} onClose={() => setCancelling(undefined)} />}
      {opening && <SeriesDialog onClose={() => setOpening(false)} />}
    </Page>
  );
}

function CancelDialog({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const { t } = useTranslation(['report', 'common']);
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const send = useMutation({
    mutationFn: () =>
      api.POST('/api/v1/register/{id}/cancel', { params: { path: { id: entry.id } }, body: { reason } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['register'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('register.cancel_title', { symbol: entry.symbol })}
      okText={t('register.cancel')}
      cancelText={t('common:action.back')}
      okButtonProps={{ danger: true, disabled: reason.trim() === '', loading: send.isPending }}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      {send.isError && <ProblemAlert problem={send.error} />}
      <p>{t('register.cancel_text')}</p>
      <Labelled text={t('register.reason')}>
        <Input.TextArea
          autoFocus
          rows={3}
          maxLength={2000}
          value={reason}
          onChange={(e) => setReason(e.target.value)}
        />
      </Labelled>
    </Modal>
  );
}

interface SeriesFields {
  issuer: string;
  party: boolean;
  day: Dayjs;
  term?: [Dayjs, Dayjs];
  last: number;
}

function SeriesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['report', 'common', 'errors']);
  const agencies = ownAgencies(useSession());
  const { message } = App.useApp();
  const [form] = Form.useForm<SeriesFields>();
  const party = Form.useWatch('party', form);
  const send = useMutation({
    mutationFn: (f: SeriesFields) =>
      api.POST('/api/v1/register/series', {
        body: {
          issuer_id: f.issuer,
          party: f.party,
          day: f.day.format('YYYY-MM-DD'),
          last_used: f.last,
          ...(f.party && f.term
            ? { term_from: f.term[0].format('YYYY-MM-DD'), term_to: f.term[1].format('YYYY-MM-DD') }
            : {}),
        },
      }),
    onSuccess: () => {
      void message.success(t('register.opened'));
      onClose();
    },
  });
  const required = [{ required: true, message: t('errors:field.required.what') }];
  return (
    <Modal
      open
      title={t('register.open_series')}
      okText={t('common:action.save')}
      cancelText={t('common:action.back')}
      confirmLoading={send.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {send.isError && <ProblemAlert problem={send.error} />}
      <p className="cl-quiet">{t('register.series_about')}</p>
      <Form<SeriesFields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ issuer: agencies[0]?.value, party: false, day: dayjs(), last: 0 }}
        onFinish={(f) => send.mutate(f)}
      >
        <Form.Item name="issuer" label={t('register.issuer')} rules={required}>
          <AgencySelect first={agencies} allowClear={false} />
        </Form.Item>
        <Form.Item name="party" label={t('head.variant')}>
          <Segmented
            options={[
              { value: false, label: t('head.state') },
              { value: true, label: t('head.party') },
            ]}
          />
        </Form.Item>
        <Form.Item name="day" label={t('register.day')} rules={required}>
          <DatePicker format="DD/MM/YYYY" />
        </Form.Item>
        {party && (
          <Form.Item name="term" label={t('flow.term')} rules={required}>
            <DatePicker.RangePicker format="DD/MM/YYYY" />
          </Form.Item>
        )}
        <Form.Item name="last" label={t('register.last')} rules={required}>
          <InputNumber min={0} max={999_999} precision={0} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
