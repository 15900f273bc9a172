import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Checkbox, Form, Modal, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, data, isProblem } from '~/api/client';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { formatDate, localDay } from '~/ui/format';
import { useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type Alert, refresh, type SuppressionBody } from './api';
import { bodyOf, MAX_REASON, type Part, partsOf, SPANS, type Span, tooWide, untilOf } from './suppress';

interface Values {
  parts: Part[];
  span: Span;
  until?: string | null;
  reason: string;
}

/** Holds back what is like an alert for a time: the narrowest at first, and each part can be let go. */
export function SuppressDialog({ alert, onClose }: { alert: Alert; onClose: (done: boolean) => void }) {
  const { t } = useTranslation(['alert', 'errors', 'common']);
  const [form] = Form.useForm<Values>();
  const fieldErrors = useFieldErrors(form);
  const client = useQueryClient();
  const { message } = App.useApp();
  const possible = partsOf(alert);
  const parts = Form.useWatch('parts', form) ?? possible;
  const span = Form.useWatch('span', form) ?? '8h';
  const suppress = useMutation({
    mutationFn: (body: SuppressionBody) => data(api.POST('/api/v1/alerts/suppressions', { body })),
    onSuccess: (made) => {
      void message.success(t('alert:suppress.done', { until: formatDate(made.until) }));
      onClose(true);
      return refresh(client);
    },
    onError: fieldErrors,
  });
  return (
    <Modal
      open
      width={600}
      title={t('alert:suppress.title')}
      okText={t('alert:suppress.submit')}
      cancelText={t('common:action.cancel')}
      confirmLoading={suppress.isPending}
      onCancel={() => onClose(false)}
      onOk={form.submit}
      mask={{ closable: false }}
    >
      <p>{t('alert:suppress.about')}</p>
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ parts: possible, span: '8h' }}
        onFinish={(values) =>
          suppress.mutate(
            bodyOf(alert, values.parts, values.reason, untilOf(values.span, values.until, new Date())),
          )
        }
      >
        <Form.Item
          name="parts"
          label={t('alert:suppress.what')}
          extra={t(parts.includes('rule') ? 'alert:suppress.what_help' : 'alert:suppress.any_rule')}
          rules={[
            {
              validator: (_, chosen: Part[]) =>
                tooWide(chosen) ? Promise.reject(new Error(t('alert:reason.too_wide'))) : Promise.resolve(),
            },
          ]}
        >
          <Checkbox.Group className="al-parts">
            {possible.map((part) => (
              <Checkbox key={part} value={part}>
                <span className="cl-quiet">{t(`alert:suppress.part.${part}`)}</span>{' '}
                <PartText alert={alert} part={part} />
              </Checkbox>
            ))}
          </Checkbox.Group>
        </Form.Item>
        <Form.Item name="span" label={t('alert:suppress.until')}>
          <Radio.Group
            className="al-spans"
            optionType="button"
            options={SPANS.map((value) => ({ value, label: t(`alert:suppress.span.${value}`) }))}
          />
        </Form.Item>
        {span === 'day' && (
          <DayItem
            name="until"
            label={t('alert:suppress.day')}
            extra={t('alert:suppress.day_help')}
            required
            notBefore={localDay(new Date())}
          />
        )}
        <Form.Item
          name="reason"
          label={t('alert:dialog.reason')}
          extra={t('alert:suppress.reason_help')}
          rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
        >
          <FreeText autoFocus maxLength={MAX_REASON} />
        </Form.Item>
      </Form>
      <Refused error={suppress.error} />
    </Modal>
  );
}

/** What a part is, by name where it has one. */
function PartText({ alert, part }: { alert: Alert; part: Part }) {
  const { t } = useTranslation('alert');
  switch (part) {
    case 'rule':
      return <span className="cl-break">{alert.rule_title}</span>;
    case 'entity':
      return (
        <code className="al-code">
          {alert.entity_kind === 'source' ? (alert.source_name ?? alert.entity) : alert.entity}
        </code>
      );
    case 'host':
      return <code className="al-code">{alert.host}</code>;
    case 'source':
      return <span className="cl-break">{alert.source_name ?? t('source_gone')}</span>;
    case 'agency':
      return <span className="cl-break">{alert.agency_name}</span>;
  }
}

/** A refused reason or day stands at its field. */
function Refused({ error }: { error: unknown }) {
  if (!error) return null;
  const fields = isProblem(error) ? error.fields : [];
  const shown = fields.length > 0 && fields.every((f) => ['reason', 'until'].includes(f.field));
  return shown ? null : <ProblemAlert problem={error} />;
}
