import { Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { FormDialog } from '~/ui/FormDialog';
import { addressDossier, type Dossier, refresh } from './api';
import { MAX_LINE } from './model';

interface Fields {
  appraiser: 'directory' | 'other';
  appraiser_id: string | null;
  appraiser_name: string;
}

/** Names another appraiser while the dossier is with its owner. */
export function AppraiserDialog({
  dossier,
  onClose,
}: {
  dossier: Dossier;
  /** Called when it was done, too: the page reads the dossier anew. */
  onClose: () => void;
}) {
  const { t } = useTranslation('dossier');
  return (
    <FormDialog<Fields>
      title={t('address.title')}
      submit={t('address.submit')}
      said={t('address.said')}
      start={{
        appraiser: dossier.appraiser_id ? 'directory' : 'other',
        appraiser_id: dossier.appraiser_id ?? null,
        appraiser_name: dossier.appraiser_id ? '' : dossier.appraiser_name,
      }}
      send={(f) => {
        const known = f.appraiser === 'directory';
        return addressDossier(dossier, {
          appraiser_id: known ? f.appraiser_id : null,
          appraiser_name: known ? '' : f.appraiser_name.trim(),
        });
      }}
      refresh={refresh}
      onClose={onClose}
    >
      <Items />
    </FormDialog>
  );
}

function Items() {
  const { t } = useTranslation(['dossier', 'errors']);
  const form = Form.useFormInstance<Fields>();
  const chosen = Form.useWatch('appraiser', form);
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <>
      <Form.Item name="appraiser" className="ds-close">
        <Radio.Group aria-label={t('dossier:column.appraiser')}>
          <Radio value="directory">{t('dossier:open.appraiser_directory')}</Radio>
          <Radio value="other">{t('dossier:open.appraiser_outside')}</Radio>
        </Radio.Group>
      </Form.Item>
      {chosen === 'other' ? (
        <Form.Item name="appraiser_name" rules={[{ ...required, whitespace: true }]}>
          <Input aria-label={t('dossier:open.appraiser_name')} maxLength={MAX_LINE} />
        </Form.Item>
      ) : (
        <Form.Item name="appraiser_id" rules={[required]}>
          <AgencySelect aria-label={t('dossier:open.appraiser_agency')} />
        </Form.Item>
      )}
    </>
  );
}
