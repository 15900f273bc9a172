import './duty.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data, type Schema } from '~/api/client';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { FreeText } from '~/ui/FreeText';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText } from '~/ui/texts';
import { reread } from './api';

type Item = Schema<'HandOverItem'>;

/** Unfinished work of agencies that are no more: each line is reviewed, then handed to a successor. */
export function Component() {
  const { t } = useTranslation('duty');
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const list = useQuery({
    queryKey: ['duty', 'hand-over'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/duties/hand-over', { signal })),
  });
  const columns = useMemo<DataColumn<Item>[]>(
    () => [
      {
        key: 'text',
        title: t('column.text'),
        primary: true,
        sortable: true,
        sortValue: (i) => i.text,
        render: (i) =>
          i.kind === 'duty' ? (
            <Link className="du-clamp" to={`/nhiem-vu/${i.id}`} title={i.text}>
              {i.text}
            </Link>
          ) : (
            <span className="du-clamp" title={i.text}>
              {i.text}
            </span>
          ),
      },
      { key: 'kind', title: t('handover.kind'), width: '130px', render: (i) => t(`handover.kind_${i.kind}`) },
      {
        key: 'from',
        title: t('handover.from'),
        width: '220px',
        sortable: true,
        sortValue: (i) => i.agency.name,
        render: (i) => (
          <>
            {i.agency.name}
            <div className="cl-quiet">{t(`handover.why_${i.why}`)}</div>
          </>
        ),
      },
      {
        key: 'due',
        title: t('column.due'),
        width: '120px',
        sortable: true,
        sortValue: (i) => i.due_on ?? '9999',
        render: (i) => <DateText value={i.due_on} dayOnly />,
      },
      {
        key: 'to',
        title: t('handover.to'),
        width: '280px',
        render: (i) => (
          <>
            <AgencySelect
              className="du-wide"
              aria-label={t('handover.to')}
              placeholder={t('handover.choose')}
              value={heirOf(i, chosen)}
              first={i.proposed.map((agency) => ({ value: agency.id, label: agency.name }))}
              onChange={(to) => setChosen((all) => ({ ...all, [i.id]: to ?? '' }))}
            />
            {i.proposed.length !== 1 && !heirOf(i, chosen) && (
              <div className="cl-quiet">
                {t(i.proposed.length > 1 ? 'handover.several' : 'handover.nobody')}
              </div>
            )}
          </>
        ),
      },
    ],
    [t, chosen],
  );
  return (
    <Page title={t('handover.title')} meta={t('handover.meta')} wide>
      {list.data?.more && (
        <p className="cl-notice" role="status">
          {t('handover.more')}
        </p>
      )}
      <DataTable<Item>
        id="duty.handover"
        label={t('handover.title')}
        columns={columns}
        rowKey={(i) => i.id}
        defaultSort="from"
        source={{
          rows: list.data?.items,
          text: (i) => `${i.text} ${i.agency.name}`,
          error: list.error,
          onRetry: () => void list.refetch(),
        }}
        bulkActions={(rows, clear) => <HandOver rows={rows} chosen={chosen} clear={clear} />}
        empty={{ title: t('handover.empty'), text: t('handover.empty_text') }}
      />
    </Page>
  );
}

/** Whom a person chose, else the only successor there is. */
function heirOf(item: Item, chosen: Record<string, string>): string | undefined {
  return chosen[item.id] || (item.proposed.length === 1 ? item.proposed[0]?.id : undefined);
}

function HandOver({
  rows,
  chosen,
  clear,
}: {
  rows: Item[];
  chosen: Record<string, string>;
  clear: () => void;
}) {
  const { t } = useTranslation(['duty', 'errors']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const unchosen = rows.filter((i) => !heirOf(i, chosen)).length;
  const send = useMutation({
    mutationFn: ({ reason }: { reason: string }) =>
      data(
        api.POST('/api/v1/duties/hand-over', {
          body: {
            reason,
            items: rows.map((i) => ({
              kind: i.kind,
              id: i.id,
              version: i.version,
              to: heirOf(i, chosen) ?? '',
            })),
          },
        }),
      ),
    onSuccess: ({ handed_over }) => {
      void message.success(t('duty:handover.done', { count: handed_over }));
      setOpen(false);
      clear();
    },
    // Refused because somebody was quicker, the list is old either way.
    onSettled: () => reread(client),
  });
  return (
    <>
      <Button type="primary" size="small" disabled={unchosen > 0} onClick={() => setOpen(true)}>
        {t('duty:handover.hand_n', { count: rows.length })}
      </Button>
      {unchosen > 0 && <span className="cl-quiet">{t('duty:handover.unchosen', { count: unchosen })}</span>}
      <Modal
        open={open}
        title={t('duty:handover.hand_n', { count: rows.length })}
        footer={null}
        onCancel={() => setOpen(false)}
        mask={{ closable: false }}
        destroyOnHidden
      >
        <Form<{ reason: string }> layout="vertical" requiredMark={false} onFinish={send.mutate}>
          <Form.Item
            name="reason"
            label={t('duty:handover.reason')}
            rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
          >
            <FreeText maxLength={10_000} />
          </Form.Item>
          {send.isError && <ProblemAlert problem={send.error} />}
          <Button type="primary" htmlType="submit" loading={send.isPending}>
            {t('duty:handover.hand_n', { count: rows.length })}
          </Button>
        </Form>
      </Modal>
    </>
  );
}
