import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, DatePicker, Form, Modal, Radio } from 'antd';
import type { Dayjs } from 'dayjs';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { labelsQuery, ownAgencies } from '~/features/agency/choices';
import { FreeText } from '~/ui/FreeText';
import { formatDate } from '~/ui/format';
import { useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { liftHold, placeHold } from './api';
import { spanText } from './keeping';
import { ofDays } from './range';
import type { HoldInfo } from './types';

const MAX_REASON = 2000;
const DAY = 'YYYY-MM-DD';

/** What is about to happen in one list, before the last click. */
function Check({ text, facts }: { text: string; facts: readonly [label: string, value: ReactNode][] }) {
  return (
    <>
      <p>{text}</p>
      <dl className="cl-facts">
        {facts.map(([label, value]) => (
          <div key={label} className="cl-pair">
            <dt>{label}</dt>
            <dd className="cl-break">{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Refusals of the form stand at its fields; all others here. */
function Refused({ error, fields }: { error: unknown; fields: readonly string[] }) {
  if (!error) return null;
  if (isProblem(error) && error.fields.length > 0 && error.fields.every((f) => fields.includes(f.field)))
    return null;
  return <ProblemAlert problem={error} />;
}

interface PlaceValues {
  reason: string;
  scope: 'one' | 'all';
  agency_id?: string | null;
  from: Dayjs;
  to: Dayjs;
}

/** Holds events of some days: first what is held and why, then once more before it counts. */
export function PlaceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['search', 'common', 'errors']);
  const session = useSession();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<PlaceValues>();
  const fieldErrors = useFieldErrors(form);
  const scope = Form.useWatch('scope', form) ?? 'one';
  const [checked, setChecked] = useState<PlaceValues & { agency?: string | undefined }>();
  const required = { required: true, message: t('errors:field.required.what') };
  const own = ownAgencies(session);
  const place = useMutation({
    mutationFn: (values: PlaceValues) =>
      placeHold({
        reason: values.reason.trim(),
        agency_id: values.scope === 'one' ? (values.agency_id ?? null) : null,
        ...ofDays(values.from.format(DAY), values.to.format(DAY)),
      }),
    onSuccess: () => {
      void message.success(t('search:hold.place_done'));
      onClose();
      return client.invalidateQueries({ queryKey: ['search'] });
    },
    onError: (error) => {
      setChecked(undefined);
      fieldErrors(error);
    },
  });
  async function check(values: PlaceValues) {
    const id = values.scope === 'one' ? values.agency_id : undefined;
    const named = id ? await client.fetchQuery(labelsQuery([id])).catch(() => []) : [];
    setChecked({ ...values, agency: named[0]?.name ?? own.find((a) => a.value === id)?.label });
  }
  return (
    <Modal
      open
      title={t('search:hold.place')}
      okText={t(checked ? 'search:hold.place_do' : 'common:action.continue')}
      cancelText={t(checked ? 'common:action.back' : 'common:action.cancel')}
      confirmLoading={place.isPending}
      mask={{ closable: false }}
      onCancel={() => (checked ? setChecked(undefined) : onClose())}
      onOk={() => (checked ? place.mutate(checked) : form.submit())}
    >
      {checked && (
        <Check
          text={t('search:hold.place_check')}
          facts={[
            [t('search:hold.reason'), checked.reason.trim()],
            [
              t('search:hold.whose'),
              checked.scope === 'all' ? t('search:hold.all') : (checked.agency ?? t('search:agency_gone')),
            ],
            [
              t('search:hold.days'),
              t('search:hold.span', {
                from: formatDate(checked.from.format(DAY)),
                to: formatDate(checked.to.format(DAY)),
              }),
            ],
          ]}
        />
      )}
      <div hidden={checked !== undefined}>
        <Form<PlaceValues>
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ scope: 'one', ...(own.length === 1 ? { agency_id: own[0]?.value } : {}) }}
          onFinish={(values) => void check(values)}
        >
          <Form.Item
            name="reason"
            label={t('search:hold.reason')}
            extra={t('search:hold.reason_help')}
            rules={[{ ...required, whitespace: true }]}
          >
            <FreeText maxLength={MAX_REASON} autoFocus />
          </Form.Item>
          <Form.Item name="scope" label={t('search:hold.whose')}>
            <Radio.Group
              options={[
                { value: 'one', label: t('search:hold.one') },
                { value: 'all', label: t('search:hold.all') },
              ]}
            />
          </Form.Item>
          {scope === 'one' && (
            <Form.Item name="agency_id" label={t('search:hold.agency')} rules={[required]}>
              <AgencySelect first={own} all />
            </Form.Item>
          )}
          <div className="cl-two">
            <Form.Item name="from" label={t('search:hold.from')} rules={[required]}>
              <DatePicker format="DD/MM/YYYY" />
            </Form.Item>
            <Form.Item
              name="to"
              label={t('search:hold.to')}
              dependencies={['from']}
              rules={[
                required,
                ({ getFieldValue }) => ({
                  validator: (_, to: Dayjs | null) => {
                    const from = getFieldValue('from') as Dayjs | null;
                    return to && from && to.isBefore(from, 'day')
                      ? Promise.reject(new Error(t('search:invalid.to_before_from')))
                      : Promise.resolve();
                  },
                }),
              ]}
            >
              <DatePicker format="DD/MM/YYYY" />
            </Form.Item>
          </div>
        </Form>
        <Refused error={place.error} fields={['reason', 'from', 'to', 'agency_id']} />
      </div>
    </Modal>
  );
}

/** Lets events go again, with the reason, and once more before it counts: what is deleted does not come back. */
export function LiftDialog({ hold, onClose }: { hold: HoldInfo; onClose: () => void }) {
  const { t } = useTranslation(['search', 'common', 'errors']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const fieldErrors = useFieldErrors(form);
  const [reason, setReason] = useState<string>();
  const lift = useMutation({
    mutationFn: (text: string) => liftHold(hold.id, text),
    onSuccess: () => {
      void message.success(t('search:hold.lift_done'));
      onClose();
      return client.invalidateQueries({ queryKey: ['search'] });
    },
    onError: (error) => {
      setReason(undefined);
      fieldErrors(error);
      // Somebody else was faster: the list says so.
      if (isProblem(error) && error.status === 409)
        void client.invalidateQueries({ queryKey: ['search', 'holds'] });
    },
  });
  const whose = hold.agency_id ? (hold.agency_name ?? t('search:agency_gone')) : t('search:hold.all');
  const facts: [string, ReactNode][] = [
    [t('search:hold.held_for'), hold.reason],
    [t('search:hold.whose'), whose],
    [t('search:hold.days'), t('search:hold.span', spanText(hold.from, hold.to))],
  ];
  return (
    <Modal
      open
      title={t('search:hold.lift')}
      okText={t(reason ? 'search:hold.lift_do' : 'common:action.continue')}
      okButtonProps={{ danger: reason !== undefined }}
      cancelText={t(reason ? 'common:action.back' : 'common:action.cancel')}
      confirmLoading={lift.isPending}
      mask={{ closable: false }}
      onCancel={() => (reason ? setReason(undefined) : onClose())}
      onOk={() => (reason ? lift.mutate(reason) : form.submit())}
    >
      <Check
        text={t(reason ? 'search:hold.lift_check' : 'search:hold.lift_text')}
        facts={reason ? [...facts, [t('search:hold.lift_reason'), reason]] : facts}
      />
      <div hidden={reason !== undefined}>
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          onFinish={(values: { reason: string }) => setReason(values.reason.trim())}
        >
          <Form.Item
            name="reason"
            label={t('search:hold.lift_reason')}
            rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
          >
            <FreeText maxLength={MAX_REASON} autoFocus />
          </Form.Item>
        </Form>
        <Refused error={lift.error} fields={['reason']} />
      </div>
    </Modal>
  );
}
