import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, DatePicker, Form, Input, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api, data } from '~/api/client';
import { ApiProblem } from '~/api/problem';
import { can, useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { formatDate, localDay } from '~/ui/format';
import { useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { LawLink } from '~/ui/texts';
import { endToCome, presetFor, refresh } from './model';

interface Fields {
  plan: string;
  template: string;
  level: 'consolidated' | 'agency';
  agency: string;
  kind: string;
  preset: number;
  days: [Dayjs, Dayjs];
  due: Dayjs | null;
  title: string;
}

const kinds = ['year', 'nine_months', 'half_year', 'quarter', 'month', 'ad_hoc'] as const;

export function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['report', 'common', 'errors']);
  const session = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const showFields = useFieldErrors(form);
  const today = localDay(new Date());
  const [year, setYear] = useState(() => Number(today.slice(0, 4)));
  const kind = Form.useWatch('kind', form);
  const agencies = ownAgencies(session);
  const presets = useQuery({
    queryKey: ['reports', 'periods', year],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/reports/periods', { params: { query: { year } }, signal })),
  });
  const plans = useQuery({
    queryKey: ['dashboard', undefined],
    queryFn: ({ signal }) => data(api.GET('/api/v1/dashboard', { params: { query: {} }, signal })),
    enabled: can(session, 'duty.read'),
  });
  const templates = useQuery({
    queryKey: ['reports', 'templates'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/report-templates', { params: { query: {} }, signal })),
    enabled: can(session, 'template.read'),
  });
  const same = (presets.data ?? []).filter((p) => p.kind === kind);
  const chosen = Form.useWatch('preset', form);
  const preset = same.find((p) => p.index === chosen);
  const days = Form.useWatch('days', form);
  const later = endToCome(days?.[1]?.format('YYYY-MM-DD'), today);
  // The name follows the period until somebody writes their own.
  const proposed = useRef('');
  const propose = (title: string) => {
    const written: string | undefined = form.getFieldValue('title');
    if (written && written !== proposed.current) return;
    proposed.current = title;
    form.setFieldValue('title', title);
  };
  const name = useRef(propose);
  name.current = propose;

  // The law says which days the data of a period covers; whoever needs others may change them.
  useEffect(() => {
    if (!presets.data || !kind || kind === 'ad_hoc') return;
    const found = presetFor(presets.data, kind, today);
    if (found) {
      form.setFieldsValue({ preset: found.index, days: [dayjs(found.from), dayjs(found.to)] });
      name.current(t(`create.title_of.${kind as 'year'}`, { index: found.index, year: found.year }));
    }
  }, [presets.data, kind, form, t, today]);

  useEffect(() => {
    if (kind !== 'ad_hoc' || !days?.[0] || !days[1]) return;
    const [from, to] = [days[0].format('DD/MM/YYYY'), days[1].format('DD/MM/YYYY')];
    name.current(t('create.title_of.ad_hoc', { from, to }));
  }, [kind, days, t]);

  const create = useMutation({
    mutationFn: ({ again, ...f }: Fields & { again: boolean }) =>
      data(
        api.POST('/api/v1/reports', {
          body: {
            plan_id: f.plan || null,
            template_id: f.template || null,
            level: f.level,
            agency_id: f.agency,
            title: f.title,
            period_kind: f.kind,
            from: f.days[0].format('YYYY-MM-DD'),
            to: f.days[1].format('YYYY-MM-DD'),
            due_on: f.due ? f.due.format('YYYY-MM-DD') : null,
            head: null,
            again,
          },
        }),
      ),
    onSuccess: async ({ id }) => {
      await refresh(client);
      onClose();
      void navigate(`/bao-cao/${id}`);
    },
    onError: (error) => void showFields(error),
  });
  const exists =
    create.error instanceof ApiProblem && create.error.code === 'report.exists' ? create.error : undefined;
  const required = [{ required: true, message: t('errors:field.required.what') }];
  return (
    <Modal
      open
      width={640}
      title={t('create.open')}
      okText={t('create.submit')}
      cancelText={t('common:action.cancel')}
      confirmLoading={create.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      {create.isError && !exists && <ProblemAlert problem={create.error} />}
      {exists && (
        <Alert
          type="warning"
          showIcon
          title={t('create.exists')}
          description={<Link to={`/bao-cao/${String(exists.params.id)}`}>{String(exists.params.title)}</Link>}
          action={
            <Button
              size="small"
              loading={create.isPending}
              onClick={() => create.mutate({ ...form.getFieldsValue(), again: true })}
            >
              {t('create.again')}
            </Button>
          }
        />
      )}
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(f) => create.mutate({ ...f, again: false })}
        initialValues={{
          plan: '',
          template: '',
          level: can(session, 'report.consolidate') ? 'consolidated' : 'agency',
          agency: agencies[0]?.value,
          kind: 'year',
          due: null,
        }}
      >
        <Form.Item name="level" label={t('create.level')}>
          <Select
            options={(['consolidated', 'agency'] as const)
              .filter((value) => value === 'agency' || can(session, 'report.consolidate'))
              .map((value) => ({ value, label: t(`level.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="agency" label={t('create.agency')} rules={required}>
          <AgencySelect first={agencies} allowClear={false} />
        </Form.Item>
        <Form.Item name="plan" label={t('create.plan')}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: '', label: t('create.all_plans') },
              ...(plans.data?.plans ?? []).map((p) => ({ value: p.id, label: p.title })),
            ]}
          />
        </Form.Item>
        <div className="cl-report-period">
          <Form.Item name="kind" label={t('create.kind')}>
            <Select options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))} />
          </Form.Item>
          {kind !== 'ad_hoc' && (
            <>
              <Form.Item label={t('create.year')}>
                <Select
                  value={year}
                  onChange={setYear}
                  options={[-1, 0, 1].map((by) => {
                    const value = Number(today.slice(0, 4)) + by;
                    return { value, label: String(value) };
                  })}
                />
              </Form.Item>
              {same.length > 1 && (
                <Form.Item name="preset" label={t('create.index')}>
                  <Select
                    options={same.map((p) => ({ value: p.index, label: String(p.index) }))}
                    onChange={(index: number) => {
                      const p = same.find((s) => s.index === index);
                      if (!p) return;
                      form.setFieldValue('days', [dayjs(p.from), dayjs(p.to)]);
                      propose(t(`create.title_of.${p.kind as 'year'}`, { index, year: p.year }));
                    }}
                  />
                </Form.Item>
              )}
            </>
          )}
        </div>
        <Form.Item
          name="days"
          label={t('create.days')}
          rules={required}
          extra={
            preset && (
              <span>
                {t('create.legal_days', {
                  from: formatDate(preset.from, true),
                  to: formatDate(preset.to, true),
                })}{' '}
                <LawLink text={preset.citation} />
              </span>
            )
          }
        >
          <DatePicker.RangePicker format="DD/MM/YYYY" className="cl-full" />
        </Form.Item>
        {later && (
          <p className="cl-notice" role="status">
            {t('create.ends_later', { date: formatDate(later) })}
          </p>
        )}
        <Form.Item name="title" label={t('create.title')} rules={required}>
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={300} />
        </Form.Item>
        <Form.Item name="due" label={t('create.due')} extra={t('create.due_help')}>
          <DatePicker format="DD/MM/YYYY" className="cl-full" />
        </Form.Item>
        {(templates.data?.length ?? 0) > 0 && (
          <Form.Item name="template" label={t('create.template')}>
            <Select
              options={[
                { value: '', label: t('create.builtin') },
                ...(templates.data ?? []).map((tpl) => ({ value: tpl.id, label: tpl.name })),
              ]}
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
