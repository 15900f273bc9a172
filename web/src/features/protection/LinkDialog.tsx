import { Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { SystemSelect } from '~/features/system/SystemSelect';
import { DayItem } from '~/ui/DayField';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { addLink, refresh, type System } from './api';
import { DIRECTIONS, MAX_LINE, MAX_NOTE } from './model';

interface Fields {
  other_id: string | null;
  other_name: string;
  direction: string;
  shared: string;
  conditions: string;
  agreed_on: string | null;
}

/** Notes that a system shares data with another one, of the register or outside of it. */
export function LinkDialog({ system, onClose }: { system: System; onClose: () => void }) {
  const { t } = useTranslation('protection');
  return (
    <FormDialog<Fields>
      title={t('link.new')}
      submit={t('link.add')}
      said={t('link.added')}
      start={{
        other_id: null,
        other_name: '',
        direction: 'out',
        shared: '',
        conditions: '',
        agreed_on: null,
      }}
      send={(fields) =>
        addLink(system.id, { ...fields, other_name: fields.other_id ? '' : fields.other_name.trim() })
      }
      refresh={refresh}
      onClose={onClose}
    >
      <Items system={system} />
    </FormDialog>
  );
}

function Items({ system }: { system: System }) {
  const { t } = useTranslation(['protection', 'errors']);
  const form = Form.useFormInstance<Fields>();
  const other = Form.useWatch('other_id', form);
  const required = { required: true, whitespace: true, message: t('errors:field.required.what') };
  return (
    <>
      <Form.Item
        name="other_id"
        label={t('protection:link.field.other')}
        extra={t('protection:link.field.other_help')}
        rules={[
          {
            validator: (_, id?: string | null) =>
              id === system.id ? Promise.reject(new Error(t('protection:link.itself'))) : Promise.resolve(),
          },
        ]}
      >
        <SystemSelect />
      </Form.Item>
      {!other && (
        <Form.Item name="other_name" label={t('protection:link.field.other_name')} rules={[required]}>
          <Input maxLength={MAX_LINE} />
        </Form.Item>
      )}
      <Form.Item name="direction" label={t('protection:link.field.direction')}>
        <Radio.Group
          options={DIRECTIONS.map((value) => ({ value, label: t(`protection:link.direction.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="shared" label={t('protection:link.field.shared')} rules={[required]}>
        <FreeText minRows={2} maxLength={MAX_NOTE} />
      </Form.Item>
      <Form.Item name="conditions" label={t('protection:link.field.conditions')}>
        <FreeText minRows={2} maxLength={MAX_NOTE} />
      </Form.Item>
      <DayItem name="agreed_on" label={t('protection:link.field.agreed_on')} notAfterToday />
    </>
  );
}
