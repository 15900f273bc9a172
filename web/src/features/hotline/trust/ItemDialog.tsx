import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { refresh } from '../api';
import { FirstField } from '../FirstField';
import { MAX_LINE, MAX_REASON } from '../model';
import { addItem, type ItemBody, type Organisation } from './api';
import { hasPlatform, ITEM_KINDS, proofsOf } from './model';

/** Something that the organisation says is its own. It is public only once it is proved. */
export function ItemDialog({ organisation, onClose }: { organisation: Organisation; onClose: () => void }) {
  const { t } = useTranslation(['hotline_desk', 'errors']);
  const required = { required: true, whitespace: true, message: t('errors:field.required.what') };
  return (
    <FormDialog<ItemBody>
      title={t('hotline_desk:trust.add_item')}
      submit={t('hotline_desk:trust.add_item')}
      said={t('hotline_desk:trust.item_added')}
      start={{ kind: 'site', value: '', platform: '', proof: 'dns_txt', document: '' }}
      send={({ kind, value, platform, proof, document }) =>
        addItem(organisation.id, {
          kind,
          value: value.trim(),
          platform: hasPlatform(kind) ? (platform ?? '').trim() : '',
          proof: proofsOf(kind).includes(proof) ? proof : 'document',
          document: (document ?? '').trim(),
        })
      }
      refresh={refresh}
      onClose={onClose}
    >
      {(form) => (
        <>
          <FirstField name="value" />
          <div className="cl-two">
            <Form.Item name="kind" label={t('hotline_desk:column.kind')}>
              <Select
                options={ITEM_KINDS.map((value) => ({ value, label: t(`hotline_desk:trust.item.${value}`) }))}
                onChange={(kind: string) => form.setFieldValue('proof', proofsOf(kind)[0])}
              />
            </Form.Item>
            <Form.Item noStyle dependencies={['kind']}>
              {({ getFieldValue }) => (
                <Form.Item
                  name="value"
                  label={t(`hotline_desk:trust.value_of.${getFieldValue('kind')}`)}
                  rules={[required]}
                >
                  <Input maxLength={MAX_LINE} spellCheck={false} autoCapitalize="off" />
                </Form.Item>
              )}
            </Form.Item>
          </div>
          <Form.Item noStyle dependencies={['kind']}>
            {({ getFieldValue }) => (
              <>
                {hasPlatform(getFieldValue('kind')) && (
                  <Form.Item
                    name="platform"
                    label={t('hotline_desk:trust.platform')}
                    extra={t('hotline_desk:trust.platform_help')}
                    rules={[
                      required,
                      { pattern: /^[A-Za-z0-9_. -]*$/, message: t('hotline_desk:trust.platform_wrong') },
                    ]}
                  >
                    <Input maxLength={30} autoCapitalize="off" />
                  </Form.Item>
                )}
                <Form.Item name="proof" label={t('hotline_desk:trust.proof')}>
                  <Select
                    options={proofsOf(getFieldValue('kind')).map((value) => ({
                      value,
                      label: t(`hotline_desk:trust.proof_by.${value}`),
                    }))}
                  />
                </Form.Item>
              </>
            )}
          </Form.Item>
          <Form.Item noStyle dependencies={['proof']}>
            {({ getFieldValue }) =>
              getFieldValue('proof') === 'document' && (
                <Form.Item
                  name="document"
                  label={t('hotline_desk:trust.document')}
                  extra={t('hotline_desk:trust.document_help')}
                >
                  <FreeText minRows={2} maxLength={MAX_REASON} />
                </Form.Item>
              )
            }
          </Form.Item>
          <p className="cl-quiet">{t('hotline_desk:trust.not_yet_public')}</p>
        </>
      )}
    </FormDialog>
  );
}
