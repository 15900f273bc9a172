import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, DatePicker, Drawer, Form, Input, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, data, type Schema } from '~/api/client';
import { DataTable } from '~/ui/DataTable';
import { FreeText } from '~/ui/FreeText';
import { DraftNotice, FormEnd, useDraft, useFieldErrors } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { DateText, Nothing } from '~/ui/texts';
import { AgencySelect } from './AgencySelect';
import { type DraftFields, draftOf, EDITABLE } from './draft';
import { useTerms } from './terms';

type Row = Schema<'ReorganisationRow'>;

const TONES: Record<string, Tone> = { draft: 'medium', reviewed: 'low', applied: 'good', cancelled: 'info' };

export function Component() {
  const { t } = useTranslation('agency');
  const [drafting, setDrafting] = useState(false);
  const list = useQuery({
    queryKey: ['agencies', 'reorganisations'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/reorganisations', { signal })),
  });
  const begin = (
    <Button type="primary" onClick={() => setDrafting(true)}>
      {t('reorganisation.new')}
    </Button>
  );
  return (
    <Page title={t('reorganisation.menu')} meta={t('reorganisation.about')} wide actions={begin}>
      <DataTable<Row>
        id="agency.reorganisations"
        label={t('reorganisation.menu')}
        rowKey={(r) => r.id}
        rowTo={(r) => `/sap-xep/${r.id}`}
        rowState={(r) => (r.failure ? 'late' : undefined)}
        columns={[
          { key: 'title', title: t('reorganisation.title'), primary: true, render: (r) => r.title },
          {
            key: 'kind',
            title: t('reorganisation.kind'),
            width: '160px',
            render: (r) => t(`reorganisation.kinds.${r.kind}`),
          },
          {
            key: 'effective',
            title: t('reorganisation.effective'),
            width: '130px',
            sortable: true,
            sortValue: (r) => r.effective,
            render: (r) => <DateText value={r.effective} dayOnly />,
          },
          {
            key: 'basis',
            title: t('reorganisation.basis'),
            width: '22%',
            render: (r) => r.basis ?? <Nothing />,
          },
          { key: 'stage', title: t('field.state'), width: '150px', render: (r) => <StageTag row={r} /> },
        ]}
        filters={[
          {
            key: 'stage',
            label: t('field.state'),
            kind: 'select',
            options: Object.keys(TONES).map((value) => ({
              value,
              label: t(`reorganisation.stages.${value}`),
            })),
            match: (r, values) => values.includes(r.stage),
          },
        ]}
        source={{
          rows: list.data,
          error: list.error ?? undefined,
          onRetry: () => void list.refetch(),
          text: (r) => `${r.title} ${r.basis ?? ''}`,
        }}
        empty={{ title: t('reorganisation.empty'), text: t('reorganisation.empty_text'), action: begin }}
      />
      <Drawer
        open={drafting}
        onClose={() => setDrafting(false)}
        size={560}
        title={t('reorganisation.new')}
        destroyOnHidden
      >
        <NewDraft done={() => setDrafting(false)} />
      </Drawer>
    </Page>
  );
}

export function StageTag({ row }: { row: Pick<Row, 'stage' | 'failure'> }) {
  const { t } = useTranslation('agency');
  if (row.failure) return <StatusTag tone="urgent" label={t('reorganisation.failed')} />;
  return <StatusTag tone={TONES[row.stage] ?? 'info'} label={t(`reorganisation.stages.${row.stage}`)} />;
}

interface Fields extends DraftFields {
  title: string;
  effective: Dayjs;
  basis?: string;
  note?: string;
}

function NewDraft({ done }: { done: () => void }) {
  const { t } = useTranslation(['agency', 'errors']);
  const { options } = useTerms();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const showFields = useFieldErrors(form);
  // A day picker's value does not survive storage: the day is entered again.
  const kept = useDraft<Omit<Fields, 'effective'>>('agency.reorganisation.new');
  const kind = Form.useWatch('kind', form) ?? 'rename';
  const create = useMutation({
    mutationFn: (f: Fields) =>
      data(
        api.POST('/api/v1/reorganisations', {
          body: {
            kind: f.kind,
            title: f.title.trim(),
            effective: f.effective.format('YYYY-MM-DD'),
            ...(f.basis ? { basis: f.basis } : {}),
            ...(f.note ? { note: f.note } : {}),
            draft: draftOf(f) as Record<string, never>,
          },
        }),
      ),
    onSuccess: async ({ id }) => {
      kept.drop();
      await client.invalidateQueries({ queryKey: ['agencies', 'reorganisations'] });
      done();
      void navigate(`/sap-xep/${id}`);
    },
    onError: showFields,
  });
  const required = { required: true, message: t('errors:field.required.what') };
  const target = kind === 'merge' || kind === 'transfer_function' || kind === 'transfer_territory';
  return (
    <>
      <DraftNotice
        draft={kept}
        onRestore={(value) => form.setFieldsValue(value as Partial<Fields> as never)}
      />
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ kind: 'rename', from: [null] }}
        onValuesChange={(_, { effective: _day, ...rest }) => kept.save(rest)}
        onFinish={(f) => create.mutate({ ...f, from: f.from.filter(Boolean) })}
      >
        <Form.Item name="kind" label={t('reorganisation.kind')} extra={t(`reorganisation.help.${kind}`)}>
          <Select options={EDITABLE.map((value) => ({ value, label: t(`reorganisation.kinds.${value}`) }))} />
        </Form.Item>
        <Form.Item name="title" label={t('reorganisation.title')} rules={[{ ...required, whitespace: true }]}>
          <Input maxLength={300} />
        </Form.Item>
        <Form.List name="from">
          {(items, { add, remove }) => (
            <>
              {items.map((item, at) => (
                <Form.Item key={item.key} label={at === 0 ? t('reorganisation.from') : undefined}>
                  <div className="cl-with-button">
                    <Form.Item name={item.name} noStyle rules={[required]}>
                      <AgencySelect aria-label={t('reorganisation.from')} />
                    </Form.Item>
                    {at > 0 && (
                      <Button onClick={() => remove(item.name)}>{t('reorganisation.take_out')}</Button>
                    )}
                  </div>
                </Form.Item>
              ))}
              {kind !== 'rename' && (
                <Button size="small" onClick={() => add(null)}>
                  {t('reorganisation.add')}
                </Button>
              )}
            </>
          )}
        </Form.List>
        {target && (
          <Form.Item name="to" label={t('reorganisation.to')} rules={[required]}>
            <AgencySelect />
          </Form.Item>
        )}
        {kind === 'rename' && (
          <>
            <Form.Item
              name="full"
              label={t('reorganisation.full')}
              rules={[{ ...required, whitespace: true }]}
            >
              <Input maxLength={300} />
            </Form.Item>
            <div className="cl-two">
              <Form.Item name="abbreviation" label={t('field.abbreviation')}>
                <Input maxLength={60} />
              </Form.Item>
              <Form.Item name="symbol" label={t('reorganisation.symbol')}>
                <Input maxLength={60} />
              </Form.Item>
            </div>
          </>
        )}
        {kind === 'transfer_function' && (
          <div className="cl-two">
            <Form.Item name="function" label={t('naming.function')} rules={[required]}>
              <Select options={options('function')} />
            </Form.Item>
            <Form.Item name="role" label={t('reorganisation.role')}>
              <Select allowClear options={options('role')} />
            </Form.Item>
          </div>
        )}
        <div className="cl-two">
          <Form.Item name="effective" label={t('reorganisation.effective')} rules={[required]}>
            <DatePicker format="DD/MM/YYYY" />
          </Form.Item>
          <Form.Item name="basis" label={t('reorganisation.basis')}>
            <Input maxLength={300} />
          </Form.Item>
        </div>
        <Form.Item name="note" label={t('reorganisation.note')}>
          <FreeText maxLength={2000} />
        </Form.Item>
        {create.isError && <ProblemAlert problem={create.error} />}
        <FormEnd
          submit={t('reorganisation.preview')}
          working={create.isPending}
          onCancel={done}
          draft={kept}
        />
      </Form>
    </>
  );
}
