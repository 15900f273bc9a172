import { useQuery } from '@tanstack/react-query';
import { Form, type FormInstance, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/app/session';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { choicesQuery, type Message, type ReportDetail, refresh, type Template } from '../api';
import { act } from '../calls';
import { FirstField } from '../FirstField';
import { MAX_TEXT, OUTCOMES } from '../model';
import { ReasonItem } from './dialogs';

interface Props {
  detail: ReportDetail;
  onClose: () => void;
}

/** Templates of the kind and those of all kinds, in the citizen's language first. */
export function templatesFor<T extends Pick<Template, 'kind' | 'language'>>(
  templates: readonly T[],
  kind: string | null,
  language: string,
): T[] {
  const fit = templates.filter((one) => !one.kind || one.kind === kind);
  const rank = (one: T) => Number(one.language !== language) * 2 + Number(one.kind === null);
  return [...fit].sort((a, b) => rank(a) - rank(b));
}

function TemplateItem<F extends { text?: string; message?: string }>({
  detail: { line },
  form,
  field,
}: {
  detail: ReportDetail;
  form: FormInstance<F>;
  field: 'text' | 'message';
}) {
  const { t } = useTranslation('hotline');
  const { data: choices } = useQuery(choicesQuery);
  const templates = templatesFor(choices?.templates ?? [], line.kind, line.language);
  if (templates.length === 0) return null;
  return (
    <Form.Item label={t('message.template')}>
      <Select
        aria-label={t('message.template')}
        placeholder={t('message.choose')}
        popupMatchSelectWidth={false}
        value={null}
        options={templates.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => {
          const template = templates.find((one) => one.id === id);
          if (template)
            form.setFieldsValue({ [field]: template.text } as Parameters<typeof form.setFieldsValue>[0]);
        }}
      />
    </Form.Item>
  );
}

/** Words to the citizen, who reads them with the code; nothing in them says who anybody is. */
export function MessageDialog({ detail, onSent, onClose }: Props & { onSent: (message: Message) => void }) {
  const { t } = useTranslation(['hotline', 'errors']);
  const { person } = useSession();
  return (
    <FormDialog<{ text: string }>
      title={t('hotline:message.title')}
      submit={t('hotline:message.submit')}
      said={t('hotline:message.done')}
      start={{ text: '' }}
      send={async ({ text }) => {
        await act(detail.line, 'messages', { text: text.trim() });
        const at = new Date().toISOString();
        onSent({
          id: `new ${at}`,
          at,
          is_from_citizen: false,
          by_name: person.full_name,
          text: text.trim(),
          files: 0,
          read_at: null,
        });
      }}
      refresh={refresh}
      onClose={onClose}
    >
      {(form) => (
        <>
          <p>{t('hotline:message.about')}</p>
          <FirstField name="text" />
          <TemplateItem detail={detail} form={form} field="text" />
          <Form.Item
            name="text"
            label={t('hotline:message.text')}
            rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
          >
            <FreeText minRows={5} maxLength={MAX_TEXT} />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}

interface CloseFields {
  outcome: string;
  reason: string;
  message: string;
}

/** How it ended; the citizen is told in words of their own. */
export function CloseDialog({ detail, onClose }: Props) {
  const { t } = useTranslation(['hotline', 'errors']);
  const passed = detail.transfers.some((one) => one.state === 'acknowledged');
  return (
    <FormDialog<CloseFields>
      title={t('hotline:close.title')}
      submit={t('hotline:close.submit')}
      said={t('hotline:close.done')}
      start={{ outcome: passed ? 'transferred' : '', reason: '', message: '' }}
      send={({ message, ...fields }) =>
        act(detail.line, 'close', { ...fields, ...(message.trim() ? { message: message.trim() } : {}) })
      }
      refresh={refresh}
      onClose={onClose}
    >
      {(form) => (
        <>
          <FirstField name="outcome" />
          <Form.Item
            name="outcome"
            label={t('hotline:close.outcome')}
            rules={[{ required: true, message: t('errors:field.choose.what') }]}
          >
            <Select options={OUTCOMES.map((value) => ({ value, label: t(`hotline:outcome.${value}`) }))} />
          </Form.Item>
          <ReasonItem />
          <TemplateItem detail={detail} form={form} field="message" />
          <Form.Item
            name="message"
            label={t('hotline:close.message')}
            extra={t('hotline:close.message_about')}
          >
            <FreeText minRows={3} maxLength={MAX_TEXT} />
          </Form.Item>
        </>
      )}
    </FormDialog>
  );
}
