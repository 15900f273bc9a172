import { DeleteOutlined } from '@ant-design/icons';
import { Button, Form, type FormInstance, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { localDay } from '~/ui/format';
import { linesOf, MAX_NAME } from '../desk/model';
import { useNames } from '../desk/words';
import { INDICATORS, MAX_LINE } from '../model';
import { AUDIENCES, type Fields, MAX_BODY, MAX_SUMMARY, MAX_TITLE, MOST_LINES, NOTICE_KINDS } from './model';

/** What citizens read, field by field. */
export function NoticeForm({
  form,
  start,
  disabled,
  kindFixed,
  onChange,
  onSend,
  children,
}: {
  form: FormInstance<Fields>;
  start: Fields;
  disabled?: boolean;
  /** What was published as a warning stays one. */
  kindFixed?: boolean;
  onChange: (fields: Fields) => void;
  onSend: (fields: Fields) => void;
  children: React.ReactNode;
}) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  const kind = Form.useWatch('kind', form) ?? start.kind;
  const required = { required: true, whitespace: true, message: t('errors:field.required.what') };
  const whole = (fields: Partial<Fields>): Fields => ({ ...start, ...fields });
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={disabled ?? false}
      initialValues={start}
      onValuesChange={(_, fields) => onChange(whole(fields))}
      onFinish={(fields) => onSend(whole(fields))}
      scrollToFirstError={{ block: 'center' }}
    >
      <div className="cl-two">
        <Form.Item name="kind" label={t('hotline_desk:notice.kind')}>
          <Select
            disabled={(disabled || kindFixed) ?? false}
            options={NOTICE_KINDS.map((value) => ({ value, label: t(`hotline_desk:notice.kinds.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="audience" label={t('hotline_desk:notice.audience')}>
          <Select
            options={AUDIENCES.map((value) => ({
              value,
              label: t(`hotline_desk:notice.audiences.${value}`),
            }))}
          />
        </Form.Item>
      </div>
      <Form.Item name="title" label={t('hotline_desk:notice.title_field')} rules={[required]}>
        <Input maxLength={MAX_TITLE} />
      </Form.Item>
      <Form.Item
        name="summary"
        label={t('hotline_desk:notice.summary')}
        extra={t('hotline_desk:notice.summary_help')}
      >
        <FreeText minRows={2} maxLength={MAX_SUMMARY} />
      </Form.Item>
      <Form.Item
        name="body"
        label={t(kind === 'question' ? 'hotline_desk:notice.answer' : 'hotline_desk:notice.body')}
        extra={t('hotline_desk:notice.body_help')}
      >
        <FreeText minRows={6} maxRows={24} maxLength={MAX_BODY} />
      </Form.Item>
      {(['signs', 'advice'] as const).map((name) => (
        <Form.Item
          key={name}
          name={name}
          label={t(`hotline_desk:notice.${name}`)}
          extra={t('hotline_desk:notice.line_each')}
          rules={[
            {
              validator: async (_, text?: string) => {
                const lines = linesOf(text);
                if (lines.length > MOST_LINES)
                  throw new Error(t('hotline_desk:notice.too_many_lines', { most: MOST_LINES }));
                if (lines.some((line) => line.length > MAX_LINE))
                  throw new Error(t('hotline_desk:notice.line_too_long', { most: MAX_LINE }));
              },
            },
          ]}
        >
          <FreeText minRows={3} maxRows={16} />
        </Form.Item>
      ))}
      <Named />
      {kind === 'warning' && <Type />}
      <div className="cl-two">
        <Form.Item
          name="source_name"
          label={t('hotline_desk:notice.source_name')}
          extra={t(
            kind === 'correction'
              ? 'hotline_desk:notice.source_needed'
              : 'hotline_desk:notice.source_optional',
          )}
        >
          <Input maxLength={MAX_NAME} />
        </Form.Item>
        <Form.Item
          name="source_url"
          label={t('hotline_desk:notice.source_url')}
          rules={[
            { pattern: /^\s*(https?:\/\/\S+)?\s*$/, message: t('hotline_desk:notice.source_url_wrong') },
          ]}
        >
          <Input maxLength={MAX_LINE} spellCheck={false} autoCapitalize="off" />
        </Form.Item>
      </div>
      <DayItem
        name="expires_at"
        label={t('hotline_desk:notice.expires')}
        extra={t('hotline_desk:notice.expires_help')}
        notBefore={localDay(new Date())}
      />
      <details className="hd-more" open={Boolean(start.title_en || start.summary_en || start.body_en)}>
        <summary>{t('hotline_desk:notice.english')}</summary>
        <Form.Item name="title_en" label={t('hotline_desk:notice.title_en')}>
          <Input maxLength={MAX_TITLE} />
        </Form.Item>
        <Form.Item name="summary_en" label={t('hotline_desk:notice.summary_en')}>
          <FreeText minRows={2} maxLength={MAX_SUMMARY} />
        </Form.Item>
        <Form.Item name="body_en" label={t('hotline_desk:notice.body_en')}>
          <FreeText minRows={4} maxRows={24} maxLength={MAX_BODY} />
        </Form.Item>
      </details>
      {children}
    </Form>
  );
}

function Type() {
  const { t } = useTranslation('hotline_desk');
  const names = useNames();
  return (
    <Form.Item name="scam_type" label={t('column.scam_type')}>
      <Select
        allowClear
        options={names.types}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
      />
    </Form.Item>
  );
}

/** Numbers, accounts and addresses that the notice names. */
function Named() {
  const { t } = useTranslation('hotline_desk');
  const kinds = INDICATORS.map((value) => ({ value, label: t(`kind.${value}`) }));
  return (
    <fieldset className="hd-rows">
      <legend>{t('notice.indicators')}</legend>
      <p className="cl-quiet">{t('notice.indicators_help')}</p>
      <Form.List name="indicators">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <div key={key} className="hd-row">
                <Form.Item name={[name, 'kind']} noStyle>
                  <Select options={kinds} aria-label={t('notice.indicator_kind', { number: name + 1 })} />
                </Form.Item>
                <Form.Item name={[name, 'value']} noStyle>
                  <Input
                    maxLength={MAX_LINE}
                    spellCheck={false}
                    autoCapitalize="off"
                    aria-label={t('notice.indicator_value', { number: name + 1 })}
                  />
                </Form.Item>
                <Button
                  icon={<DeleteOutlined />}
                  aria-label={t('notice.indicator_remove', { number: name + 1 })}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Button onClick={() => add({ kind: 'phone', value: '' })}>{t('notice.indicator_add')}</Button>
          </>
        )}
      </Form.List>
    </fieldset>
  );
}
