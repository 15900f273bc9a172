import { useQuery } from '@tanstack/react-query';
import { Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { refresh } from '~/features/incident/api';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { Nothing } from '~/ui/texts';
import { type Contact, type ContactBody, networkChoicesQuery, readContact, saveContact } from './api';
import { bodyOf, NEW_CONTACT } from './model';

const MAX_LINE = 300;
const SHOWN = [
  'name',
  'post',
  'phone',
  'email',
  'kind',
  'body',
  'skills',
  'always',
  'active',
  'note',
] as const;

/** Somebody who can be called. */
export function ContactDialog({
  contact,
  start = NEW_CONTACT,
  onClose,
}: {
  contact?: Contact;
  /** What is known of a new one. */
  start?: ContactBody;
  onClose: () => void;
}) {
  const { t } = useTranslation(['network', 'errors']);
  const { data: choices } = useQuery(networkChoicesQuery);
  const required = { required: true, whitespace: true, message: t('errors:field.required.what') };
  const shown = (key: string, value: ContactBody[keyof ContactBody]) => {
    if (typeof value === 'boolean') return t(value ? 'network:yes' : 'network:no');
    if (Array.isArray(value)) return value.join(', ') || <Nothing />;
    if (key === 'kind') return t(`network:kind.${value}`);
    return value || <Nothing />;
  };
  return (
    <FormDialog<ContactBody, Contact>
      title={t(contact ? 'network:contact.edit' : 'network:contact.add')}
      submit={t(contact ? 'network:contact.save' : 'network:contact.add')}
      said={t(contact ? 'network:contact.saved' : 'network:contact.added')}
      start={contact ? bodyOf(contact) : start}
      send={(body, over) => saveContact({ ...body, agency_id: body.agency_id ?? null }, over)}
      versions={
        contact && {
          over: contact,
          reread: () => readContact(contact.id),
          fieldsOf: bodyOf,
          shown: SHOWN.map((key) => ({
            key,
            label: t(`network:contact.${key}`),
            render: (value) => shown(key, value),
          })),
        }
      }
      refresh={refresh}
      onClose={onClose}
    >
      <div className="cl-two">
        <Form.Item name="name" label={t('network:contact.name')} rules={[required]}>
          <Input maxLength={MAX_LINE} />
        </Form.Item>
        <Form.Item name="post" label={t('network:contact.post')}>
          <Input maxLength={MAX_LINE} />
        </Form.Item>
        <Form.Item name="phone" label={t('network:contact.phone')}>
          <Input type="tel" maxLength={60} />
        </Form.Item>
        <Form.Item name="email" label={t('network:contact.email')}>
          <Input type="email" maxLength={200} />
        </Form.Item>
        <Form.Item name="kind" label={t('network:contact.kind')}>
          <Select
            options={(choices?.kinds ?? []).map((value) => ({ value, label: t(`network:kind.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="body" label={t('network:contact.body')}>
          <Select
            options={[
              { value: '', label: t('network:contact.no_body') },
              ...(choices?.bodies ?? []).map(({ code, name }) => ({ value: code, label: name })),
            ]}
            popupMatchSelectWidth={false}
          />
        </Form.Item>
      </div>
      <Form.Item name="agency_id" label={t('network:contact.agency')}>
        <AgencySelect />
      </Form.Item>
      <Form.Item name="skills" label={t('network:contact.skills')} extra={t('network:contact.skills_help')}>
        <Select mode="tags" tokenSeparators={[',', ';']} open={false} suffixIcon={null} />
      </Form.Item>
      <Form.Item name="always" valuePropName="checked" className="in-tick">
        <Checkbox>{t('network:contact.always')}</Checkbox>
      </Form.Item>
      <Form.Item name="active" valuePropName="checked" className="in-tick">
        <Checkbox>{t('network:contact.active')}</Checkbox>
      </Form.Item>
      <Form.Item name="note" label={t('network:contact.note')}>
        <FreeText minRows={2} maxLength={2000} />
      </Form.Item>
    </FormDialog>
  );
}
