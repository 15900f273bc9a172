import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Input, Radio, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { api, data, type Schema } from '~/api/client';
import { DataTable } from '~/ui/DataTable';
import { FormEnd } from '~/ui/forms';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { EmptyState } from '~/ui/views';
import { Names } from './AgencyPage';
import { AgencySelect } from './AgencySelect';
import { periodText } from './dates';
import { useTerms } from './terms';

type Alias = Schema<'AliasRow'>;

/** Teaching what printed names mean: try a text on a day, teach what was not understood. */
export function Component() {
  const { t } = useTranslation('agency');
  // A name to teach may come along in the address, from where it was not understood.
  const [params] = useSearchParams();
  const [teaching, setTeaching] = useState<string | undefined>(params.get('text') ?? undefined);
  return (
    <Page
      title={t('naming.menu')}
      meta={t('naming.about')}
      wide
      actions={
        <Link to="/ten-goi/nhom">
          <Button block>{t('group.menu')}</Button>
        </Link>
      }
    >
      <div className="cl-cards">
        <Try onTeach={setTeaching} />
        <Card title={t('naming.teach')}>
          {teaching === undefined ? (
            <EmptyState
              title={t('naming.teach_empty')}
              text={t('naming.teach_text')}
              action={<Button onClick={() => setTeaching('')}>{t('naming.teach')}</Button>}
            />
          ) : (
            <Teach key={teaching} text={teaching} done={() => setTeaching(undefined)} />
          )}
        </Card>
      </div>
      <h2 className="cl-section">{t('naming.taught')}</h2>
      <Taught />
    </Page>
  );
}

function Try({ onTeach }: { onTeach: (text: string) => void }) {
  const { t } = useTranslation('agency');
  const resolve = useMutation({
    mutationFn: ({ text, on, scope }: { text: string; on: Dayjs; scope?: string }) =>
      data(
        api.GET('/api/v1/agencies/resolve', {
          params: { query: { text, on: on.format('YYYY-MM-DD'), ...(scope ? { scope } : {}) } },
        }),
      ),
  });
  const found = resolve.data;
  return (
    <Card title={t('naming.try')}>
      <Form layout="vertical" initialValues={{ on: dayjs() }} onFinish={resolve.mutate}>
        <Form.Item
          name="text"
          label={t('naming.text')}
          rules={[{ required: true, message: t('naming.text_needed') }]}
        >
          <Input maxLength={500} placeholder={t('naming.text_example')} />
        </Form.Item>
        <div className="cl-two">
          <Form.Item name="on" label={t('naming.on')}>
            <DatePicker format="DD/MM/YYYY" allowClear={false} />
          </Form.Item>
          <Form.Item name="scope" label={t('naming.scope')}>
            <Input maxLength={300} />
          </Form.Item>
        </div>
        <Button type="primary" htmlType="submit" loading={resolve.isPending}>
          {t('naming.resolve')}
        </Button>
      </Form>
      {resolve.isError && <ProblemAlert problem={resolve.error} />}
      <div aria-live="polite">
        {found && (
          <div className="cl-inset">
            <p>
              <StatusTag
                tone={found.unresolved.length > 0 ? 'high' : 'good'}
                label={
                  found.agencies.length > 0
                    ? t('naming.found', { count: found.agencies.length })
                    : t(found.via === 'nobody' ? 'naming.nobody' : 'naming.not_found')
                }
              />{' '}
              {found.via && (
                <span className="cl-quiet">{t(`naming.via.${found.via}`, { defaultValue: '' })}</span>
              )}
            </p>
            <ul className="cl-lines cl-scroll-box">
              {found.agencies.map((a) => (
                <li key={a.id}>{a.name}</li>
              ))}
            </ul>
            {found.unresolved.map((part) => (
              <p key={part}>
                {t('naming.unresolved', { text: part })}{' '}
                <Button size="small" onClick={() => onTeach(part)}>
                  {t('naming.teach_this')}
                </Button>
              </p>
            ))}
            {found.candidates.length > 0 && (
              <p>
                {t('naming.candidates')} <Names of={found.candidates} />
              </p>
            )}
          </div>
        )}
      </div>
    </Card>
  );
}

interface TeachFields {
  text: string;
  to: 'agency' | 'group' | 'role' | 'nobody';
  agency?: string;
  group?: string;
  role?: string;
  function?: string;
  from?: Dayjs | null;
}

function Teach({ text, done }: { text: string; done: () => void }) {
  const { t } = useTranslation(['agency', 'errors']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const { options } = useTerms();
  const [form] = Form.useForm<TeachFields>();
  const to = Form.useWatch('to', form) ?? 'agency';
  const groups = useQuery({
    queryKey: ['agencies', 'groups', null],
    queryFn: ({ signal }) => data(api.GET('/api/v1/agency-groups', { signal })),
  });
  const teach = useMutation({
    mutationFn: (f: TeachFields) =>
      api.POST('/api/v1/agency-aliases', {
        body: {
          text: f.text.trim(),
          meaning: meaningOf(f),
          ...(f.from ? { from: f.from.format('YYYY-MM-DD') } : {}),
        },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['agencies'] });
      void message.success(t('naming.done'));
      done();
    },
  });
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <Form<TeachFields>
      form={form}
      layout="vertical"
      initialValues={{ text, to: 'agency' }}
      onFinish={(f) => teach.mutate(f)}
    >
      <Form.Item name="text" label={t('naming.text')} rules={[required]}>
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item name="to" label={t('naming.means')}>
        <Radio.Group
          options={(['agency', 'group', 'role', 'nobody'] as const).map((value) => ({
            value,
            label: t(`naming.to.${value}`),
          }))}
        />
      </Form.Item>
      {to === 'agency' && (
        <Form.Item name="agency" label={t('naming.to.agency')} rules={[required]}>
          <AgencySelect />
        </Form.Item>
      )}
      {to === 'group' && (
        <Form.Item
          name="group"
          label={t('naming.to.group')}
          rules={[required]}
          extra={<Link to="/ten-goi/nhom/moi">{t('group.new')}</Link>}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            loading={groups.isPending}
            options={(groups.data ?? []).map((g) => ({ value: g.id, label: g.name }))}
          />
        </Form.Item>
      )}
      {to === 'role' && (
        <div className="cl-two">
          <Form.Item name="role" label={t('naming.to.role')} rules={[required]}>
            <Select options={options('role')} />
          </Form.Item>
          <Form.Item name="function" label={t('naming.function')}>
            <Select allowClear options={options('function')} />
          </Form.Item>
        </div>
      )}
      <Form.Item name="from" label={t('naming.from')} extra={t('naming.from_help')}>
        <DatePicker format="DD/MM/YYYY" />
      </Form.Item>
      {teach.isError && <ProblemAlert problem={teach.error} />}
      <FormEnd submit={t('naming.teach')} working={teach.isPending} onCancel={done} />
    </Form>
  );
}

function meaningOf(f: TeachFields): Schema<'MeaningWire'> {
  if (f.to === 'agency') return { to: 'agency', agency: f.agency ?? '' };
  if (f.to === 'group') return { to: 'group', group: f.group ?? '' };
  if (f.to === 'role') return { to: 'role', role: f.role ?? '', function: f.function ?? null };
  return { to: 'nobody' };
}

/** What a taught name means, with the way to the group or agency. */
function Meaning({ of: alias }: { of: Alias }) {
  const { t } = useTranslation('agency');
  const { meaning } = alias;
  if (meaning.to === 'group') return <Link to={`/ten-goi/nhom/${meaning.group}`}>{alias.meaning_name}</Link>;
  if (meaning.to === 'agency') return <Link to={`/co-quan/${meaning.agency}`}>{alias.meaning_name}</Link>;
  return alias.meaning_name || t('naming.to.nobody');
}

function Taught() {
  const { t } = useTranslation('agency');
  const client = useQueryClient();
  const { modal } = App.useApp();
  const list = useQuery({
    queryKey: ['agencies', 'aliases'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/agency-aliases', { signal })),
  });
  function forget(alias: Alias) {
    modal.confirm({
      title: t('naming.forget_ask', { text: alias.text }),
      content: t('naming.forget_text'),
      okText: t('naming.forget'),
      cancelText: t('naming.keep'),
      onOk: async () => {
        await api.DELETE('/api/v1/agency-aliases/{id}', { params: { path: { id: alias.id } } });
        await client.invalidateQueries({ queryKey: ['agencies'] });
      },
    });
  }
  return (
    <DataTable<Alias>
      id="agency.aliases"
      label={t('naming.taught')}
      height="auto"
      rowKey={(a) => a.id}
      columns={[
        {
          key: 'text',
          title: t('naming.text'),
          primary: true,
          sortable: true,
          sortValue: (a) => a.text,
          render: (a) => a.text,
        },
        {
          key: 'meaning',
          title: t('naming.means'),
          width: '35%',
          render: (a) => <Meaning of={a} />,
        },
        {
          key: 'period',
          title: t('naming.period'),
          width: '200px',
          render: (a) => periodText(t, a) || t('naming.always'),
        },
        {
          key: 'by',
          title: t('naming.taught_by'),
          width: '180px',
          notOnPhone: true,
          render: (a) => a.taught_by,
        },
        {
          key: 'act',
          title: t('naming.act'),
          width: '90px',
          render: (a) => (
            <Button size="small" onClick={() => forget(a)}>
              {t('naming.forget')}
            </Button>
          ),
        },
      ]}
      source={{
        rows: list.data,
        error: list.error ?? undefined,
        onRetry: () => void list.refetch(),
        text: (a) => `${a.text} ${a.meaning_name}`,
      }}
      empty={{ title: t('naming.empty'), text: t('naming.teach_text') }}
    />
  );
}
