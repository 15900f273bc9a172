import { Checkbox, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { StatusTag } from '~/ui/StatusTag';

export function Active({ value }: { value: boolean }) {
  const { t } = useTranslation('hotline_desk');
  return <StatusTag tone={value ? 'good' : 'info'} label={t(value ? 'settings.on' : 'settings.off')} />;
}

export function ActiveItem() {
  const { t } = useTranslation('hotline_desk');
  return (
    <Form.Item name="active" valuePropName="checked">
      <Checkbox>{t('settings.active')}</Checkbox>
    </Form.Item>
  );
}

/** The rule of a field in which something has to stand. */
export function useRequired() {
  const { t } = useTranslation('errors');
  return { required: true, whitespace: true, message: t('field.required.what') };
}
